"""A fresh draft: the next free file of a column, with the header that its kind wants and the next index number.

Reads content/ itself, not the store: the store may be older than what the editor sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotated_types import MaxLen

from pipeline.china_time import SHANGHAI
from pipeline.fresh_header import Words as Words
from pipeline.fresh_header import header_lines, is_blank, scalar, sections
from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.model import Authority
from pipeline.phrases import listing, near, offer, sentence
from pipeline.serials import Serials
from pipeline.source import read_item_source
from pipeline.tables import GROUP, SPECIAL, ColumnNode, Tables, read_tables
from pipeline.terms import ItemStatus

SPECIAL_KIND = "article"
"""What an item in a special column's own folder is."""
MOST_OFFERED = 5


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


def new_item(content: str | Path, column: str, title: str, authority: str | None, words: Words) -> Made:
    """Make the draft and return where it is. Never touches a file that exists. Raises NotMade."""
    content = Path(content)
    tables = read_tables(content)
    node = node_of(tables, column)
    key, body = _authority(tables, node, authority)
    kind = KINDS[SPECIAL_KIND if node.kind == SPECIAL else node.kind]
    now = now_of(tables)
    serials = Serials(content)
    keep = serials.number(code_of(body), now[:4]) if wants_number(tables, node, kind) and code_of(body) else ""
    filled = {
        "title": scalar(" ".join(title.split())),
        "authority": key,
        "published_at": now,
        "index_number": keep,
        "status": ItemStatus.DRAFT.value,
    }
    header = list(header_lines(kind, filled, words))
    raw = "\n".join(("---", *header, "---", "", *sections(kind))).encode("utf-8", "surrogateescape")
    _must_read(raw, title)
    path = _write(content, serials, f"{node.path}/{now[:4]}", raw)
    return Made(path, key, keep, tuple(line.partition(":")[0] for line in header if is_blank(line)))


# where and whose ------------------------------------------------------------------------------------------------------


def node_of(tables: Tables, column: str) -> ColumnNode:
    if not tables.columns or not tables.authorities:
        raise NotMade("tables", finding=str(next(iter(tables.findings), "")))
    path = column.strip("/").removeprefix("content/")
    node = tables.columns.get(path)
    if node is None:
        titles = {key: one.column.title for key, one in tables.columns.items()}
        raise NotMade("column", column=path, near=_meant(path, titles))
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
        names = {one: body.name for one, body in tables.authorities.items()}
        raise NotMade("authority", authority=key, near=_meant(key, names))
    return key, tables.authorities[key]


def _meant(wrong: str, names: Mapping[str, str]) -> str:
    """Offers the keys of what bears the name that was given, or part of it; else the nearest key."""
    exact = [key for key, name in names.items() if name == wrong]
    named = exact or [key for key, name in names.items() if len(wrong) > 1 and wrong in name]
    return offer(listing(named)) if 0 < len(named) <= MOST_OFFERED else near(wrong, names)


def code_of(authority: Authority) -> str:
    """What stands before the slash of its index numbers; "" for a body without a code, whose items bear none."""
    return authority.index_code or authority.credit_code or ""


def wants_number(tables: Tables, node: ColumnNode, kind: type[Kind]) -> bool:
    return kind.model_fields["index_number"].is_required() or bool(tables.statutory_group(node.path))


def now_of(tables: Tables) -> str:
    """`YYYY-MM-DD HH:MM` in Shanghai; a demonstration lives on its own day."""
    day, clock = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M").split()
    return f"{(tables.site and tables.site.as_of) or day} {clock}"


# the text -----------------------------------------------------------------------------------------------------------


def _must_read(raw: bytes, title: str) -> None:
    """Only what was asked from outside can be wrong here, and that is the title."""
    source = read_item_source("", raw)
    field = Kind.model_fields["title"]
    written = source.header.get(str(field.alias))
    longest = next(mark.max_length for mark in field.metadata if isinstance(mark, MaxLen))
    if len(title) > longest:
        raise NotMade("title", finding=sentence("string_too_long", {"field": field.alias, "max_length": longest})[0])
    if source.findings or not written or written != " ".join(title.split()):
        raise NotMade("title", finding=source.findings[0].message if source.findings else "")


def _write(content: Path, serials: Serials, folder: str, raw: bytes) -> Path:
    """At the next free place of the folder; another's file of the same moment is kept."""
    (content / folder).mkdir(parents=True, exist_ok=True)
    while True:
        path = content / f"{serials.item(folder)}.md"
        try:
            file = path.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(raw)
        except BaseException:  # a draft is there as a whole or not at all
            path.unlink()
            raise
        return path
