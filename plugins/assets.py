"""The theme's files under names that tell their content, so that a browser may keep each of them for ever.

`js/search/page.js` is published as `theme/js/search/page.<8 hex digits>.js`. The digits cover the file and all that it
refers to, so a change below reaches every name above it. Style sheets refer by url() and @import, scripts by import.
Scripts and style sheets come as one file with all that they import; what is only ever a part of others is not published
by itself.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.channel import PlannedFile
from pipeline.urls import THEME
from plugins.bundle import MANNER, bundled

STATIC = "theme-file"
_CSS = re.compile(rb"""(?P<how>url\(|@import\s)\s*["']?(?P<to>[^"'()\s;]+)""")
_JS = re.compile(rb"""\b(?P<how>from|import|import\s*\()\s*["'](?P<to>\.{1,2}/[^"'\s]+)""")
REFERENCES = {".css": _CSS, ".js": _JS}
_ELSEWHERE = re.compile(rb"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


class AssetMissing(Exception):
    """A template, style sheet or script names a file that the theme does not have."""


class Reference(NamedTuple):
    """`start` and `end` are where the address stands in the file, or the whole `@import` of a style sheet; `part`: what
    is named comes with the file that names it.
    """

    start: int
    end: int
    name: str
    tail: bytes
    part: bool


class Assets:
    """`files`: path below the theme's static/ -> its bytes."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    @cached_property
    def references(self) -> dict[str, list[Reference]]:
        return {name: list(self._found_in(name)) for name in self.files}

    @cached_property
    def places(self) -> dict[str, str]:
        """Path below static/ -> path below output/."""
        return {name: f"{THEME[1:]}{_named(name, self._digest(name).hex()[:8])}" for name in self.files}

    def url(self, name: str) -> str:
        """The address of a file; what templates call `asset`."""
        return f"/{self._place(name, 'template')}"

    def planned(self) -> list[PlannedFile]:
        return [
            PlannedFile(place, STATIC, name, (), self._digest(name))
            for name, place in self.places.items()
            if name not in self.parts
        ]

    @cached_property
    def parts(self) -> set[str]:
        """What others import and nothing fetches."""
        found = [one for references in self.references.values() for one in references]
        return {one.name for one in found if one.part} - {one.name for one in found if not one.part}

    def content(self, name: str) -> bytes:
        """A file as published: what it refers to is called by the names given here."""
        if not name.endswith(".js"):
            return self._named(name, name, self.references[name])
        return bundled(name, lambda part: self._module(part, name), self._imported).encode()

    def _module(self, part: str, entry: str) -> str:
        """A script as a part of another: what it fetches later is named as seen from there."""
        return self._named(part, entry, [one for one in self.references[part] if not one.part]).decode()

    def _imported(self, name: str, written: str) -> str:
        to = posixpath.normpath(posixpath.join(posixpath.dirname(name), written))
        self._place(to, name)
        return to

    def _named(self, name: str, seen_from: str, references: Iterable[Reference]) -> bytes:
        """With addresses as seen from the folder of `seen_from`, and style sheets in place of their imports."""
        raw, pieces, at = self.files[name], [], 0
        for found in references:
            place = self._place(found.name, name)
            to = posixpath.relpath(place, posixpath.dirname(self.places[seen_from]))
            address = (to if to.startswith(".") else f"./{to}").encode() + found.tail
            put = self._named(found.name, seen_from, self.references[found.name]) if found.part else address
            pieces += [raw[at : found.start], put]
            at = found.end
        return b"".join((*pieces, raw[at:]))

    def _place(self, name: str, asker: str) -> str:
        if name not in self.places:
            raise AssetMissing(f"{asker} names {name}, which is not in the theme's static/")
        return self.places[name]

    def _found_in(self, name: str) -> Iterator[Reference]:
        pattern = REFERENCES.get(posixpath.splitext(name)[1])
        for found in pattern.finditer(self.files[name]) if pattern else ():
            if _ELSEWHERE.match(found["to"]):
                continue
            path, mark, rest = re.split(rb"([?#]|$)", found["to"], maxsplit=1)
            to = path.decode()
            own = f"/{posixpath.dirname(name)}"
            target = to.removeprefix(THEME) if to.startswith(THEME) else posixpath.normpath(f"{own}/{to}")[1:]
            start, end = found.span("to")
            part = not found["how"].endswith(b"(")
            if part and pattern is _CSS:
                start, end = found.start(), self.files[name].index(b";", end) + 1
            yield Reference(start, end, target.lstrip("/"), mark + rest, part)

    def _reached(self, name: str) -> list[str]:
        """The file and all that it refers to, at any remove."""
        reached = [name]
        for one in reached:
            reached += dict.fromkeys(one.name for one in self.references.get(one, ()) if one.name not in reached)
        return reached

    def _digest(self, name: str) -> bytes:
        digest = hashlib.blake2b(MANNER.encode(), digest_size=16)
        for part in (name, *sorted(self._reached(name)[1:])):
            content = self.files.get(part, b"")
            digest.update(f"{part}\0{len(content)}\0".encode() + content)
        return digest.digest()


def _named(name: str, mark: str) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"{stem}.{mark}{suffix}"


def read_assets(theme: Path) -> Assets:
    """Links are left out: a theme must not publish what stands elsewhere."""
    folder = theme / "static"
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return Assets({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})
