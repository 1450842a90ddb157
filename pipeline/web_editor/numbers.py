"""Index numbers for items that wait for one: those whose header says so, as the web editor leaves them."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.finding import Location
from pipeline.kind import Kind
from pipeline.new_item import code_of
from pipeline.serials import Serials
from pipeline.source import Source, read_file, read_item_source
from pipeline.tables import Tables
from pipeline.web_editor.wording import AWAITING

INDEX, AUTHORITY, PUBLISHED, DATED = (
    str(Kind.model_fields[name].alias) for name in ("index_number", "authority", "published_at", "dated_on")
)
_KEY = re.compile(f"^({INDEX}(?::|\uff1a)[ \t]*[\"']?){AWAITING}".encode(), re.MULTILINE)


class Numbered(NamedTuple):
    """`number` is "" where none could be given, for want of a `lacking` header key."""

    place: Location
    number: str
    lacking: str = ""


def number(content: Path, tables: Tables) -> Iterator[Numbered]:
    """Write numbers into the files, one by one, in the order of their paths; nothing else in them changes."""
    waiting = list(_waiting(content))
    serials = Serials(content) if waiting else None
    for path, raw, source in waiting:
        assert serials is not None
        place = source.location(INDEX)
        body = tables.authorities.get(str(source.header.get(AUTHORITY)))
        code = code_of(body) if body else ""
        year = str(source.header.get(DATED) or source.header.get(PUBLISHED) or "")[:4]
        if not code or not (year.isdecimal() and len(year) == 4):
            yield Numbered(place, "", AUTHORITY if not code else PUBLISHED)
            continue
        if _with_number(raw, "") == raw:
            yield Numbered(place, "", INDEX)
            continue
        given = serials.number(code, year)
        _write(path, _with_number(raw, given))
        yield Numbered(place, given)


def _waiting(content: Path) -> Iterator[tuple[Path, bytes, Source]]:
    for path in sorted(content.rglob("*.md")):
        if path.is_symlink() or not path.is_file():
            continue
        raw = read_file(path)[0]
        if AWAITING.encode() in raw:
            source = read_item_source(f"{content.name}/{path.relative_to(content).as_posix()}", raw)
            if source.header.get(INDEX) == AWAITING:
                yield path, raw, source


def _with_number(raw: bytes, given: str) -> bytes:
    """Only the word behind the key changes; the file as it was where the key does not begin a line."""
    return _KEY.sub(lambda found: found[1] + given.encode(), raw, count=1)


def _write(path: Path, raw: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    os.chmod(name, path.stat().st_mode & 0o777)
    os.replace(name, path)
