"""content/ -> the files to read: which there are, under names that can stand on any host."""

import re
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.files import LONGEST_PATH, UNREADABLE, Entry, enter_content, walk
from pipeline.finding import Finding, Location, Severity
from pipeline.phrases import SOURCE_FAULTS, near
from pipeline.tables import GROUP, SPECIAL, WINDOWS, Tables
from pipeline.terms import NAME_REASONS, SPECIAL_FILES

TABLES = frozenset(
    {"site.yaml", "authorities.yaml", "columns.yaml", "accounts.yaml", "redirects.yaml", "synonyms.yaml"}
)
IGNORED = frozenset({".gitkeep", ".gitattributes", ".gitignore", ".DS_Store", "Thumbs.db", "README.md"})
"""Files that belong to other programs; README.md only at the root."""
SPECIAL_KIND = "article"
"""What an item in a special column's own folder is."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)
_GENERATED = re.compile(r"index|list-\d+|feed|rss|atom|\d{4}")
"""Names that pages of the column itself take."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ASKED = re.compile(
    r"terms/[^/]+\.yaml|(?:census|requests)/[^/]+\.csv|statements/[^/]+\.yaml"
    r"|sent/ledger\.jsonl|sent/texts/[0-9a-f]+\.txt"
)
"""Phrase lists, the weekly census of accounts, ledgers of requests and of what was sent, what people add to yearly
statements: read when the site is checked.
"""


@dataclass(slots=True)
class Scan:
    """Every file of content/ by its path; `faults` are what cannot be read at all."""

    items: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[Finding]] = field(default_factory=dict)

    def fault(self, path: str, code: str, *, at: Location | None = None, **facts: Any) -> None:
        message, hint = SOURCE_FAULTS[code]
        place = at or Location(f"content/{path}", 1, 1)
        finding = Finding(place, f"source-{code}", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))
        self.faults.setdefault(path, []).append(finding)


def scan_content(content: Path, tables: Tables, entries: Iterable[Entry] | None = None) -> Scan:
    """`entries` are those of `walk(content, enter_content)`, if somebody has looked already."""
    scan = Scan()
    for entry in walk(str(content), enter_content) if entries is None else entries:
        sort_in(scan, *entry)
    _check_names(scan, tables)
    return scan


def sort_in(scan: Scan, path: str, form: int, stamp: str) -> None:
    """One entry into its place; files that are read elsewhere, or are none of ours, go nowhere."""
    name = path.rpartition("/")[2]
    if name in IGNORED and (name != "README.md" or name == path):
        return
    if not _utf8(path):
        scan.fault(ascii(path)[1:-1], "name", name=ascii(name)[1:-1], reason=NAME_REASONS["encoding"])
    elif form == UNREADABLE:
        scan.fault(path, "unreadable", reason=stamp)
    elif form == stat.S_IFDIR and not path.endswith(".md"):
        scan.fault(path[:LONGEST_PATH], "name", name=name, reason=NAME_REASONS["long"])
    elif form != stat.S_IFREG:
        scan.fault(path, "not-regular", what=SPECIAL_FILES.get(form, "?"))
    elif path not in TABLES and not _ASKED.fullmatch(path):
        (scan.items if name.endswith(".md") else scan.others)[path] = stamp


def _utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_names(scan: Scan, tables: Tables) -> None:
    """Refuse names that would overwrite a page, break on some host, or collide with another file."""
    folded: dict[str, str] = {}
    for path in list(scan.items):
        folder, _, name = path[:-3].rpartition("/")
        reason = _bad_name(name, len(path))
        if reason:
            scan.fault(path, "name", name=name, reason=NAME_REASONS[reason])
        key = unicodedata.normalize("NFC", path).casefold()
        if key in folded:
            for one, other in ((path, folded[key]), (folded[key], path)):
                scan.fault(one, "collision", other=f"content/{other}")
        folded.setdefault(key, path)
        column = column_of(folder, tables)
        if column not in tables.columns and tables.is_refused("column", column):
            scan.fault(path, "refused-column", column=tables.refused_above("column", column) or column)
        elif column not in tables.columns:
            scan.fault(path, "no-column", folder=folder, near=near(column, tables.columns))
        elif f"kind:{column}" in tables.refused:
            scan.fault(path, "refused-column", column=column)
        elif tables.columns[column].kind == GROUP:
            scan.fault(path, "group-column", column=tables.columns[column].column.title)
    for path in scan.faults:
        scan.items.pop(path, None)


def _bad_name(name: str, length: int) -> str:
    if len(name) > 100 or length > LONGEST_PATH:
        return "long"
    if not _NAME.fullmatch(name):
        return "characters"
    if WINDOWS.fullmatch(name):
        return "windows"
    return "generated" if _GENERATED.fullmatch(name) else ""


def column_of(folder: str, tables: Tables) -> str:
    """The column of a folder of items: the folder itself, or the one above a folder named as a year."""
    parent, _, last = folder.rpartition("/")
    return parent if parent and _YEAR.fullmatch(last) and folder not in tables.columns else folder


def kind_of(path: str, tables: Tables) -> str:
    """What an item at `path` is, which its column decides."""
    kind = tables.columns[column_of(path.rpartition("/")[0], tables)].kind
    return SPECIAL_KIND if kind == SPECIAL else kind
