"""The contract of a check: a question about an item, a page or the site, that yields answers; one file each."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline import urls
from pipeline.census import Censuses, read_censuses
from pipeline.finding import Finding, Location, Severity
from pipeline.header_plain import pointed_at
from pipeline.kind import field_labels
from pipeline.kinds import KINDS
from pipeline.lazy import lazy
from pipeline.model import Site
from pipeline.prose import Place, prose_of
from pipeline.provenance import History, Verdict
from pipeline.register import Register
from pipeline.signatures import Signed
from pipeline.standards import Clause
from pipeline.store import AttachmentRow, BodyRow, IndexRow, Store
from pipeline.tables import Tables

LIKENESS, LIKENESS_OF_NUMBERS = 0.85, 0.9
"""How like two words are (difflib's ratio) for one to be offered in place of the other; numbers are all alike."""
MOST_HEADER = 20_000
"""Bytes of a source in which its numbers are looked for."""
MOST_ASKED = 256
"""Items that one check may be asked about before the next is; of so many it is kept what several checks work out."""
MOST_COMPARED = 20_000
"""Beyond this many words comparing costs more than the offer is worth."""


class Scope(StrEnum):
    ITEM = "item"
    PAGE = "page"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Answer:
    """One fault: where, and the Chinese sentence; the rest only where it differs from the check's own."""

    place: Location
    message: str
    hint: str = ""
    severity: Severity | None = None
    clause: Clause | None = None


_SERIAL = re.compile(r"\d+\D?$")


def alike(word: str, known: Collection[str]) -> list[str]:
    """The known word that differs from `word` by a slip of the pen, if any; the next serial number is none."""
    if len(known) > MOST_COMPARED:
        return []
    stem = _SERIAL.sub("", word)
    likely = [one for one in known if stem == word or _SERIAL.sub("", one) != stem]
    cutoff = LIKENESS_OF_NUMBERS if any(map(str.isdigit, word)) else LIKENESS
    return get_close_matches(word, likely, n=1, cutoff=cutoff)


Question = Callable[..., Iterator[Answer]]


@dataclass(frozen=True, slots=True)
class Check:
    """`id` is the file's name with hyphens; `kinds` limits an item check; `gone`: withdrawn items and redirects too."""

    id: str
    scope: Scope
    severity: Severity
    clause: Clause
    about: str
    hint: str
    kinds: tuple[str, ...]
    gone: bool
    function: Question = field(repr=False)

    def ask(self, *subject: Any) -> Iterator[Finding]:
        """What the check finds; the last of `subject` is the site."""
        return self.told(self.function(*subject), subject[-1])

    def told(self, answers: Iterable[Answer], site: "Inspected") -> Iterator[Finding]:
        """`answers` as findings; the site may turn on rules that rest on memory."""
        for answer in answers:
            clause, hint = answer.clause or self.clause, answer.hint or self.hint
            severity = answer.severity or self.severity
            if severity is not Severity.REVIEW and not clause.doubt.official:
                severity = Severity.ERROR if self.id in site.site.strict else Severity.WARNING
            yield Finding(answer.place, self.id, severity, answer.message, clause.cited, hint)

    def concerns(self, kind: str, gone: bool) -> bool:
        return (not self.kinds or kind in self.kinds) and (self.gone or not gone)


def check(
    *,
    severity: Severity,
    clause: Clause,
    about: str,
    hint: str = "",
    kinds: tuple[str, ...] = (),
    gone: bool = False,
) -> Callable[[Question], Check]:
    """Make a check of a generator function; its name is the id, and its first word the scope."""

    def made(function: Question) -> Check:
        name = function.__name__
        scope = Scope(name.partition("_")[0])
        return Check(name.replace("_", "-"), scope, severity, clause, about, hint, kinds, gone, function)

    return made


@cache
def _labels(kind: str) -> dict[str, str]:
    """Identifier -> header key, for one kind."""
    return {name: key for key, name in field_labels(KINDS[kind]).items()}


@dataclass(frozen=True, eq=False)
class CheckedItem:
    """One item as checks see it: its index row at hand, the rest decoded when asked for."""

    row: IndexRow
    body: BodyRow
    attachments: tuple[AttachmentRow, ...] = ()
    signs: list[int] = field(default_factory=list)
    """Of each text of `prose`, where many items were looked at together; see `signs`."""

    @property
    def text(self) -> str:
        return self.body.text

    @lazy
    def details(self) -> dict[str, Any]:
        """The whole header by English identifier; see the kind's model for the shapes."""
        found: dict[str, Any] = json.loads(self.body.details)
        return found

    @lazy
    def prose(self) -> list[tuple[Place, str]]:
        """The fields of the header that hold prose, in their order, then the body."""
        return [*prose_of(self.details), *([((), self.text)] if self.text else ())]

    @lazy
    def headings(self) -> list[tuple[int, str, str]]:
        """(level, id, text) in order."""
        return [(level, id_, text) for level, id_, text in json.loads(self.body.headings)]

    @lazy
    def _marks(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = json.loads(self.body.marks)
        return found

    def at(self, *place: str | int) -> Location:
        """Where a field stands: its identifier or header key, then nested keys or numbers; or `body`; or the start."""
        if place:
            place = (_labels(self.row.kind).get(str(place[0]), place[0]), *place[1:])
        for end in range(len(place), 0, -1):
            mark = self._marks.get("/".join(map(str, place[:end])))
            if mark:
                return Location(self.row.file, *pointed_at(mark, place[end:]))
        return Location(self.row.file, 1, 1)


def _beginning(file: Path) -> str:
    try:
        with file.open("rb") as source:
            return source.read(MOST_HEADER).decode("utf-8", "replace")
    except OSError:
        return ""


def _values(header: str) -> Iterator[str]:
    """What stands behind the colons of its lines; it need be no YAML."""
    for line in header.splitlines():
        yield re.split("[:\uff1a]", line, maxsplit=1)[-1].strip(" \t'\"")


class Opening:
    """Addresses from the root that were found to open; most stand on every page, so they are looked up once."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def others(self, hrefs: Iterable[str]) -> set[str]:
        """Those of which this is not known."""
        return set(hrefs) - self._known

    def add(self, href: str) -> None:
        self._known.add(href)


@dataclass(frozen=True)
class Inspected:
    """What checks may look at: the register, the store (read only), the output with its files, and the day."""

    register: Register
    store: Store
    output: Path
    as_of: date
    files: frozenset[str]
    check_ids: frozenset[str] = frozenset()
    content: Path = Path("content")
    """The sources, to be read only where a fault must be shown its line."""
    history: History | None = None
    """What git tells of the dates; None when nobody asked it."""
    stamps: Mapping[str, str] = field(default_factory=dict)
    """How each of `files` stood on disk before anything was read, for those who keep answers; see `output_stamps`."""

    @property
    def tables(self) -> Tables:
        return self.register.tables

    @property
    def site(self) -> Site:
        assert self.tables.site is not None, "inspect() asks no check about a site without site.yaml"
        return self.tables.site

    @cached_property
    def _details(self) -> dict[str, dict[str, Any]]:
        return {}

    def details(self, path: str) -> dict[str, Any]:
        """The whole header of any item, by identifier; kept for the next check that asks."""
        if path not in self._details:
            self._details[path] = json.loads(self.store.body(path).details)
        return self._details[path]

    def item(self, path: str) -> CheckedItem:
        """Any item by its path, for a check of the whole site that must name a line; without its attachments."""
        return CheckedItem(self.register.rows[path], self.store.body(path))

    @cached_property
    def attachments(self) -> Mapping[str, list[AttachmentRow]]:
        """Path of an item -> its files by name; most items have none, so all are looked up at once."""
        found: dict[str, list[AttachmentRow]] = {}
        for file in self.store.all_attachments():
            found.setdefault(file.item, []).append(file)
        return found

    @cached_property
    def opening(self) -> Opening:
        return Opening()

    @cached_property
    def anchors(self) -> dict[str, frozenset[str]]:
        """Output file -> what fragments may name in it; filled as links ask."""
        return {}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What a check works out once for all items, under its id."""
        return {}

    @cached_property
    def pages(self) -> list[str]:
        """The output's pages that checks ask about, sorted; those in traditional characters are made of the others."""
        return sorted(file for file in self.files if file.endswith(".html") and not file.startswith(urls.TRADITIONAL))

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """Folder -> the output files right in it."""
        found: dict[str, list[str]] = {}
        for file in sorted(self.files):
            found.setdefault(file.rpartition("/")[0], []).append(file)
        return found

    @cached_property
    def censuses(self) -> Censuses:
        """What the weekly looks at the new-media accounts found."""
        return read_censuses(self.content, self.tables.accounts)

    @property
    def dates_are_told(self) -> bool:
        """Whether history can speak of dates: it was asked and answers, and the site says when its own began."""
        demonstration = self.site.as_of == self.day
        return bool(self.history and not self.history.silence and self.site.launched_on and not demonstration)

    def verdict(self, row: IndexRow) -> Verdict | None:
        """What history says of an item's date; None where it does not speak."""
        if self.history is None or not self.dates_are_told:
            return None
        return self.history.judge(row.path, row.published_at, self.site.launched_on or "")

    def counted_at(self, row: IndexRow) -> str:
        """When an item counts as an update: when it was published, unless that date was only moved since."""
        trace = self.history.trace(row.path) if self.history and self.dates_are_told else None
        return trace.counted(row.published_at) if trace else row.published_at

    @property
    def hands_are_told(self) -> bool:
        """Whether git can tell who signed."""
        return bool(self.history and not self.history.silence)

    def signed(self, path: str) -> Signed | None:
        """What commits' messages say of an item's reviews; None for one that is not committed as it stands."""
        history = self.history
        return history.signed.get(path) if history and path not in history.uncommitted else None

    @cached_property
    def sources_left_out(self) -> dict[str, str]:
        """Path, without `.md`, of a source that is no item for its errors -> its text as far as a header may reach."""
        rows, folder = self.register.rows, self.content
        paths = (name[:-3] for name in self.store.stamps() if name.endswith(".md") and name[:-3] not in rows)
        return {path: _beginning(folder / f"{path}.md") for path in paths}

    def left_out(self, reference: str) -> str:
        """The source that a header or a link means by its number or path, when errors kept it from becoming an item."""
        path = reference.strip("/").removeprefix("content/").removesuffix(".md").removesuffix(".html")
        for name, text in self.sources_left_out.items():
            if name == path or reference in _values(text):
                return f"content/{name}.md"
        return ""

    def row_of(self, url: str) -> IndexRow | None:
        """The item whose page has this URL."""
        return self.register.rows.get(url.removeprefix("/").removesuffix(".html")) if url.endswith(".html") else None

    def place(self, name: str, otherwise: str = "site.yaml", *, field: str = "") -> Location:
        """Where a table's row stands, or a field that is written in it; see `Tables.places`."""
        places = self.tables.places
        row = places.get(name) or places.get(otherwise) or Location(f"content/{otherwise}", 1, 1)
        return places.get(f"{row}:{field}", row)

    @cached_property
    def day(self) -> str:
        return self.as_of.isoformat()
