"""The theme: its Jinja environment, and the digest of each template with all that it includes and names."""

import hashlib
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import markupsafe
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateAssertionError, meta, nodes
from markupsafe import Markup, escape

from plugins.assets import Assets, read_assets
from plugins.filters import FILTERS, GLOBALS

_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))
"""Escapes without making a Markup; markupsafe's own business, so another release may lack it."""
FRAME = ("frame/header.html", "frame/footer.html")
NAMING = "asset"
"""What a template calls to name a file of the theme, always with the name as it stands there."""


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


class QuickEnvironment(Environment):
    """Templates see its globals as they are when the template is loaded: a plain dict, taken over for every page."""

    template_class = QuickTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def environment(theme: Path, assets: Assets | None = None) -> Environment:
    """Autoescape is on: content is data. An undefined name is a fault of the template and stops the build."""
    env = QuickEnvironment(
        loader=FileSystemLoader(theme / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.filters.update(FILTERS)
    assets = assets or read_assets(theme)
    env.globals.update(GLOBALS, asset=assets.url)
    return env


def templates(theme: Path) -> dict[str, bytes]:
    folder = theme / "templates"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.html"))}


def closures(theme: Path) -> dict[str, bytes]:
    return closures_of(templates(theme), read_assets(theme))


def closures_of(files: dict[str, bytes], assets: Assets) -> dict[str, bytes]:
    """Template -> digest of its text, of every template that it extends, includes or imports, and of the names of the
    theme's files in them; with the frame's.
    """
    env = Environment(autoescape=True)
    trees = {name: env.parse(text.decode(), name) for name, text in files.items()}
    links = {name: tuple(filter(None, meta.find_referenced_templates(tree))) for name, tree in trees.items()}
    texts = {name: text + b"\0" + _named_assets(trees[name], assets, name) for name, text in files.items()}
    frame = b"".join(_closure(name, texts, links) for name in FRAME if name in files)
    return {name: hashlib.blake2b(_closure(name, texts, links) + frame, digest_size=16).digest() for name in files}


def _named_assets(tree: nodes.Template, assets: Assets, template: str) -> bytes:
    """The addresses that a template gets for the files it names."""
    given: list[str] = []
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == NAMING:
            if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
                raise TemplateAssertionError(
                    f"{call.node.name}() takes a name, not an expression", call.lineno, template
                )
            given.append(assets.url(call.args[0].value))
    return "\0".join(given).encode()


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
