"""The theme: its Jinja environment, the digest of each template with all it includes, and its static files."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import markupsafe
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, meta
from markupsafe import Markup, escape

from pipeline.channel import PlannedFile
from plugins.filters import FILTERS, GLOBALS

_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))
"""Escapes without making a Markup; markupsafe's own business, so another release may lack it."""
FRAME = ("frame/header.html", "frame/footer.html")
STATIC = "theme-file"


class QuickTemplate(Template):
    """Escapes plain text without making a Markup of each piece: the pieces are only joined."""

    @classmethod
    def from_code(cls, environment: Environment, code: Any, globals: Any, uptodate: Any = None) -> "Template":
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _quick_escape
        return template


def _quick_escape(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    return value if kind is Markup else escape(value)


def environment(theme: Path) -> Environment:
    """Autoescape is on: content is data. An undefined name is a fault of the template and stops the build."""
    env = Environment(
        loader=FileSystemLoader(theme / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.template_class = QuickTemplate
    env.filters.update(FILTERS)
    env.globals.update(GLOBALS)
    return env


def templates(theme: Path) -> dict[str, bytes]:
    folder = theme / "templates"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.html"))}


def closures(theme: Path) -> dict[str, bytes]:
    return closures_of(templates(theme))


def closures_of(files: dict[str, bytes]) -> dict[str, bytes]:
    """Template -> digest of its text and of every template that it extends, includes or imports; with the frame's."""
    env = Environment(autoescape=True)
    links = {name: _referenced(env, text.decode()) for name, text in files.items()}
    frame = b"".join(_closure(name, files, links) for name in FRAME if name in files)
    return {name: hashlib.blake2b(_closure(name, files, links) + frame, digest_size=16).digest() for name in files}


def _referenced(env: Environment, text: str) -> tuple[str, ...]:
    names = meta.find_referenced_templates(env.parse(text))
    return tuple(name for name in names if name)


def _closure(name: str, files: dict[str, bytes], links: dict[str, tuple[str, ...]]) -> bytes:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(links.get(current, ()))
    digest = hashlib.blake2b(digest_size=16)
    for part in sorted(seen):
        digest.update(part.encode() + b"\0" + files.get(part, b"") + b"\0")
    return digest.digest()


def static_files(theme: Path) -> list[PlannedFile]:
    folder = theme / "static"
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix()
            fingerprint = hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
            found.append(PlannedFile(f"theme/{name}", STATIC, name, (), fingerprint))
    return found
