"""Which pages of a crawl are articles, where each goes, and what keeps the others: from their mandated labels alone."""

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from pipeline.importing.arrival import Unfit
from pipeline.importing.crawl import Crawl
from pipeline.importing.days import day_of
from pipeline.importing.decoding import decoded, page_text
from pipeline.importing.webpage import COLUMN, MOST_BYTES, meta_of
from pipeline.serials import Serials
from pipeline.tables import GROUP, Tables
from pipeline.terms import PageLabel
from pipeline.troubles import reason

_EVIDENCE = re.compile(rb"https?://[^\s\"',}]+")
MOST_JUMP, MOST_WORDS = 16 * 1024, 200
"""Bytes of a page that only leads elsewhere, and of what it shows meanwhile."""
_REFRESH = re.compile(
    rb"<meta\b(?=[^>]*\bhttp-equiv\s*=\s*[\"']?refresh)[^>]*\bcontent\s*=\s*[\"']?\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^\"'>]+)",
    re.IGNORECASE,
)
_LOCATION = re.compile(rb"\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*[\"']([^\"'<>]+)[\"']")
_FRAMES = re.compile(rb"<frameset\b", re.IGNORECASE)
_TAGS = re.compile(rb"<script\b.*?</script>|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)


class Page(NamedTuple):
    """An article: `path` is that of its item below content/."""

    file: str
    column: str
    moment: str
    title: str
    path: str


class Row(NamedTuple):
    """A line of the ledger: `result` is a key of RESULTS, `code` one of PAGES or of REMARKS."""

    file: str
    result: str
    new: str
    code: str
    where: str = ""
    what: str = ""


@dataclass
class Plan:
    """`pages` in the order in which items are numbered; `others`: page -> address that its own leads to from now on;
    `origins`: page -> address that it says it was saved from.
    """

    pages: list[Page] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def written(self) -> str:
        return json.dumps(asdict(self))


def as_plan(written: Any) -> Plan:
    pages, rows = [Page(*one) for one in written["pages"]], [Row(*one) for one in written["rows"]]
    return Plan(pages, written["others"], rows, written["origins"])


class _Found(NamedTuple):
    file: str
    column: str
    moment: str
    title: str
    digest: str


def make_plan(crawl: Crawl, tables: Tables, columns: Mapping[str, str], content: Path, today: str) -> Plan:
    """`columns`: name of an old column, or beginning of an old address -> path of a column."""
    plan = Plan(origins=crawl.marks())
    crawl.origins = plan.origins
    known = _evidence(content)
    moved = {redirect.old for redirect in tables.redirects}
    found = []
    jumps: dict[str, str] = {}
    for file in crawl.pages:
        if crawl.url(file) in known or crawl.address(file) in moved:
            plan.rows.append(Row(file, "refused", "", "already"))
        elif (one := _look(crawl, file, tables, columns, plan, today, jumps)) is not None:
            found.append(one)
    _place(found, plan, Serials(content), crawl)
    _follow(jumps, plan, crawl)
    return plan


def read_columns(path: Path) -> dict[str, str]:
    """Two columns of a CSV: an old name or the beginning of old addresses, and the path of a column. Raises Unfit."""
    rows = csv.reader(io.StringIO(decoded(path.read_bytes())))
    return {row[0].strip(): row[1].strip().strip("/") for row in rows if len(row) > 1 and row[0].strip()}


def _look(
    crawl: Crawl, file: str, tables: Tables, columns: Mapping[str, str], plan: Plan, today: str, jumps: dict[str, str]
) -> _Found | None:
    try:
        raw = (crawl.root / file).read_bytes()
        start = raw.lower().find(b"<body")
        tree = LexborHTMLParser(page_text(raw[:start] if start > 0 else raw[:MOST_BYTES]))
    except Unfit as unfit:
        plan.rows.append(Row(file, "refused", "", unfit.reasons[0].code))
        return None
    except OSError as fault:
        plan.rows.append(Row(file, "refused", "", "unreadable", "", reason(fault)))
        return None
    title, name = meta_of(tree, PageLabel.ARTICLE_TITLE.value), meta_of(tree, COLUMN)
    column, code = _column(name, crawl.address(file), tables, columns)
    if not title and column and crawl.address(file).endswith("/"):
        plan.others[file] = f"/{column}/"
        plan.rows.append(Row(file, "redirect", f"/{column}/", "column-page"))
        return None
    if not title and (target := _jump(raw)):
        jumps[file] = target
        return None
    told = meta_of(tree, PageLabel.PUB_DATE.value)
    moment = day_of(told)
    if column and tables.columns[column].kind == GROUP:
        column, code = "", "group-column"
    if not title and _FRAMES.search(raw):
        plan.rows.append(Row(file, "refused", "", "frames"))
        return None
    why = "no-title" if not title else _wrong_day(told, moment, today) or ("" if column else code)
    if why:
        plan.rows.append(Row(file, "refused", "", why, "", name if why == code else told))
        return None
    digest = hashlib.blake2b(title.encode() + _TAGS.sub(b"", _body(raw)), digest_size=16).hexdigest()
    return _Found(file, column, moment, title, digest)


def _jump(raw: bytes) -> str:
    """Where a page leads that does nothing but lead elsewhere; "" for any other."""
    found = _REFRESH.search(raw) or _LOCATION.search(raw) if len(raw) <= MOST_JUMP else None
    if found is None or len(_TAGS.sub(b"", _body(raw)).strip()) > MOST_WORDS:
        return ""
    return html.unescape(found[1].decode("utf-8", "replace")).strip()


def _follow(jumps: Mapping[str, str], plan: Plan, crawl: Crawl) -> None:
    """Old addresses that lead to an article lead to its new place."""
    new = {page.file: f"/{page.path}.html" for page in plan.pages} | plan.others
    for file, address in jumps.items():
        target, met = crawl.path_of(address, file) or "", {file}
        while target in jumps and target not in met:
            met.add(target)
            target = crawl.path_of(jumps[target], target) or ""
        if target in new:
            plan.others[file] = new[target]
            plan.rows.append(Row(file, "redirect", new[target], "jump", "", address))
        else:
            plan.rows.append(Row(file, "refused", "", "jump-lost", "", address))


def _wrong_day(told: str, moment: str, today: str) -> str:
    if not moment:
        return "bad-date" if told else "no-date"
    return "future" if moment[:10] > today else ""


def _body(raw: bytes) -> bytes:
    """Without the head, whose labels differ between two addresses of one article."""
    return raw[raw.lower().find(b"<body") :]


def _column(name: str, address: str, tables: Tables, columns: Mapping[str, str]) -> tuple[str, str]:
    """Path of the column, or "" and why: the longest beginning of an address that was told, a name that was told, else
    the only column of that name that takes items.
    """
    begun = [key for key in columns if key.startswith("/") and address.startswith(key)]
    told = columns[max(begun, key=len)] if begun else columns.get(name, "")
    if told:
        return (told, "") if told in tables.columns else ("", "unknown-column")
    if not name:
        return "", "no-column"
    same = [path for path, node in tables.columns.items() if node.column.title == name]
    same = [path for path in same if tables.columns[path].kind != GROUP] or same
    return (same[0], "") if len(same) == 1 else ("", "several-columns" if same else "unknown-column")


def _place(found: Iterable[_Found], plan: Plan, serials: Serials, crawl: Crawl) -> None:
    """By time, so that the numbers of a folder tell the order; an article that is there twice goes once."""
    first: dict[str, Page] = {}
    titles: dict[tuple[str, str], str] = {}
    for one in sorted(found, key=lambda one: (one.column, one.moment, one.file)):
        known = first.get(one.digest + one.moment)
        if known is not None:
            plan.others[one.file] = f"/{known.path}.html"
            plan.rows.append(Row(one.file, "redirect", f"/{known.path}.html", "same", "", crawl.address(known.file)))
            continue
        page = Page(one.file, one.column, one.moment, one.title, serials.item(f"{one.column}/{one.moment[:4]}"))
        first[one.digest + one.moment] = page
        twin = titles.setdefault((one.title, one.moment), one.file)
        if twin != one.file:
            plan.rows.append(Row(one.file, "note", f"content/{page.path}.md", "twin", "", crawl.address(twin)))
        plan.pages.append(page)


def _evidence(content: Path) -> frozenset[str]:
    """Addresses that items of content/ name as where they came from."""
    return frozenset(_addresses(content))


def _addresses(content: Path) -> Iterator[str]:
    from pipeline.kind import Kind

    mark = f"\n{Kind.model_fields['imported'].alias}:".encode()
    for path in content.rglob("*.md"):
        if not path.is_symlink():
            header = path.read_bytes().partition(b"\n---")[0]
            _, there, rest = header.partition(mark)
            if there:
                yield from (one.decode("utf-8", "replace") for one in _EVIDENCE.findall(rest.partition(b"\n")[0]))
