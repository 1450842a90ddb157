"""A fresh draft: the next free file of a column, with the header that its kind wants and the next index number.

Reads content/ itself, not the store: the store may be older than what the editor sees.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.handbook import choices, nested
from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.model import Authority
from pipeline.phrases import listing, near
from pipeline.source import read_item_source
from pipeline.tables import GROUP, SPECIAL, ColumnNode, Tables, read_tables
from pipeline.terms import ItemStatus

SHANGHAI = timezone(timedelta(hours=8))
SPECIAL_KIND = "article"
"""What an item in a special column's own folder is."""
INDENT = "  "
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~][^\n\"]*")
_SERIAL = re.compile(r"\d{5,}")


class NotMade(ValueError):
    """No file was made. `reason` is one of the reasons below, for the caller to put into words with `facts`.

    tables, column, group, no-authority, authority, title
    """

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Made:
    """`path` starts with the content folder as given; `blanks` are the header keys that the editor must still fill."""

    path: Path
    authority: str
    index_number: str
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the comments of a fresh header say."""

    published_at: str
    optional: str


def new_item(content: str | Path, column: str, title: str, authority: str | None, words: Words) -> Made:
    """Make the draft and return where it is. Never touches a file that exists. Raises NotMade."""
    content = Path(content)
    tables = read_tables(content)
    node = _node(tables, column)
    key, body = _authority(tables, node, authority)
    kind = KINDS[SPECIAL_KIND if node.kind == SPECIAL else node.kind]
    now = _now(tables)
    number = _next_index_number(content, body, now[:4])
    keep = number if kind.model_fields["index_number"].is_required() or tables.statutory_group(node.path) else ""
    filled = {
        "title": _scalar(" ".join(title.split())),
        "authority": key,
        "published_at": now,
        "index_number": keep,
        "status": ItemStatus.DRAFT.value,
    }
    header = list(_header(kind, filled, words))
    raw = "\n".join(("---", *header, "---", "", *_sections(kind))).encode("utf-8", "surrogateescape")
    _must_read(raw, title)
    path = _write(content / node.path / now[:4], raw)
    return Made(path, key, keep, tuple(line.partition(":")[0] for line in header if _is_blank(line)))


# where and whose ------------------------------------------------------------------------------------------------------


def _node(tables: Tables, column: str) -> ColumnNode:
    if not tables.columns or not tables.authorities:
        raise NotMade("tables", finding=str(next(iter(tables.findings), "")))
    path = column.strip("/").removeprefix("content/")
    node = tables.columns.get(path)
    if node is None:
        raise NotMade("column", column=path, near=near(path, tables.columns))
    if node.kind == GROUP:
        raise NotMade("group", column=path, children=listing(node.children))
    return node


def _authority(tables: Tables, node: ColumnNode, wanted: str | None) -> tuple[str, Authority]:
    """The one asked for, else the one responsible for the column, or for the nearest column above."""
    above = [found.column.responsible for found in tables.ancestors(node.path) if found.column.responsible]
    key = wanted or (above[-1] if above else None)
    if key is None:
        raise NotMade("no-authority", column=node.path)
    if key not in tables.authorities:
        raise NotMade("authority", authority=key, near=near(key, tables.authorities))
    return key, tables.authorities[key]


def _now(tables: Tables) -> str:
    """`YYYY-MM-DD HH:MM` in Shanghai; a demonstration lives on its own day."""
    day, clock = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M").split()
    return f"{(tables.site and tables.site.as_of) or day} {clock}"


def _next_index_number(content: Path, authority: Authority, year: str) -> str:
    """One above the highest serial that any header mentions, so that none is used twice; "" without a code."""
    code = authority.index_code or authority.credit_code
    if not code:
        return ""
    stem = f"{code}/{year}-"
    mention = re.compile(re.escape(stem).encode() + rb"(\d{4,6})(?!\d)")
    highest = max((int(serial) for raw in _headers(content) for serial in mention.findall(raw)), default=0)
    return f"{stem}{highest + 1:05d}"


def _headers(content: Path) -> Iterator[bytes]:
    for folder, _, names in os.walk(content):
        for name in names:
            if name.endswith(".md") and not os.path.islink(f"{folder}/{name}"):
                with open(f"{folder}/{name}", "rb") as file:
                    yield file.read().partition(b"\n---")[0]


# the text -----------------------------------------------------------------------------------------------------------


def _header(kind: type[Kind], filled: dict[str, str], words: Words) -> Iterator[str]:
    """Filled lines first, in the order of the form; then what must be filled; then what may be, in comments.

    A comment has a line of its own: behind a value it would be taken for a lost part of the value.
    """
    fields = kind.model_fields
    for name in (name for name in fields if filled.get(name)):
        if name == "published_at":
            yield f"# {words.published_at}"
        yield f"{fields[name].alias}: {filled[name]}"
    yield from _required(kind, [name for name in fields if not filled.get(name)], "")
    yield f"# {words.optional}"
    for name, field in fields.items():
        if not field.is_required() and not filled.get(name):
            about = _about(field)
            yield f"# {field.alias} ({about})" if about else f"# {field.alias}"


def _required(shape: type[BaseModel], names: list[str], indent: str) -> Iterator[str]:
    for field in (shape.model_fields[name] for name in names):
        if field.is_required():
            about, inner = _about(field), nested(field)
            if about:
                yield f"{indent}# {about}"
            yield f"{indent}{field.alias}:"
            if inner is not None:
                yield from _required(inner, list(inner.model_fields), indent + INDENT)


def _about(field: FieldInfo) -> str:
    """The field's help; an enum tells all its words, a group its fields."""
    inner = nested(field)
    inside = listing(str(part.alias) for part in inner.model_fields.values()) if inner else ""
    return listing(choices(field)) or field.description or inside


def _is_blank(line: str) -> bool:
    """Whether a line of the first level waits for its value, or for those of the lines below it."""
    return line.endswith(":") and not line.startswith(("#", INDENT))


def _sections(kind: type[Kind]) -> Iterator[str]:
    for title in kind.sections:
        yield from (f"## {title}", "")


def _scalar(text: str) -> str:
    """The text as YAML reads it back: quoted where a plain one would be taken for something else."""
    plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and not text.endswith(":")
    return text if plain else json.dumps(text, ensure_ascii=False)


def _must_read(raw: bytes, title: str) -> None:
    """Only what was asked from outside can be wrong here, and that is the title."""
    source = read_item_source("", raw)
    written = source.header.get(str(Kind.model_fields["title"].alias))
    if source.findings or not written or written != " ".join(title.split()):
        raise NotMade("title", finding=source.findings[0].message if source.findings else "")


def _write(folder: Path, raw: bytes) -> Path:
    """The next serial of the folder, counting attachments' folders too; another's file of the same moment is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = [int(entry.stem) for entry in folder.iterdir() if _SERIAL.fullmatch(entry.stem)]
    serial = max(taken, default=0) + 1
    while True:
        path = folder / f"{serial:05d}.md"
        try:
            with path.open("xb") as file:
                file.write(raw)
        except FileExistsError:
            serial += 1
        else:
            return path
