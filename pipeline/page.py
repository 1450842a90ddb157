"""The contract of the plan: what a page is before it is rendered, and the desk at which pages are planned."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline import urls
from pipeline.audiences import AudienceFeed, audience_feeds
from pipeline.kinds.annual_report import AnnualReport
from pipeline.kinds.document import Document
from pipeline.model import Authority, Site
from pipeline.pictures import NONE, Pictures
from pipeline.register import Register
from pipeline.store import IndexRow
from pipeline.tables import STATEMENTS, ColumnNode, Tables
from pipeline.terms import HOME_TITLE, SpecialState

if TYPE_CHECKING:
    from pipeline.accounts.shelf import ShownWeek
    from pipeline.annual.downloads import Downloads
    from pipeline.statements.site_statement import Details, Statement

OFFICIAL_PDF = "official_pdf"
"""The channel that sets documents in the layout of official ones."""
Crumbs = tuple[tuple[str, str], ...]


class ItemList(NamedTuple):
    """A list that a page shows: `items` are paths; `total` counts what the list is cut from."""

    name: str
    title: str
    url: str
    items: tuple[str, ...]
    total: int


class PlannedPage(NamedTuple):
    """All that decides a page's bytes, by reference; equal fingerprints mean equal pages."""

    url: str
    template: str
    title: str
    column: str
    authority: str
    item: str
    lists: tuple[ItemList, ...]
    facts: Mapping[str, Any]
    crumbs: Crumbs
    fingerprint: bytes


class Pager(NamedTuple):
    """One page of a list: its items, its number from the oldest end (0 = the newest page), its neighbours."""

    url: str
    number: int
    rows: Sequence[IndexRow]
    facts: dict[str, Any]


@dataclass
class Desk:
    """`closures`: template -> digest of it and all it includes; a template that the theme lacks is not planned."""

    register: Register
    closures: Mapping[str, bytes]
    rendering: bytes
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts_digest: bytes = b""
    pictures: Pictures = NONE
    details: "Details | None" = None
    """Header of an item by path, for what is counted over many."""
    _bases: dict[str, bytes] = field(default_factory=dict)

    @property
    def tables(self) -> Tables:
        return self.register.tables

    @cached_property
    def site(self) -> Site:
        if self.tables.site is None:
            raise ValueError("no site to plan")
        return self.tables.site

    def has(self, template: str) -> bool:
        return template in self.closures

    @cached_property
    def navigation(self) -> list[ColumnNode]:
        roots = [node for node in self.tables.columns.values() if not node.parent and node.column.in_navigation]
        return sorted(roots, key=lambda node: node.column.order)

    @cached_property
    def menu(self) -> list[tuple[ColumnNode, list[str]]]:
        """The navigation with the paths below each root, less special columns that are over."""
        nodes = self.tables.columns
        return [
            (root, [path for path in root.children if nodes[path].column.state is not SpecialState.ARCHIVED])
            for root in self.navigation
        ]

    @cached_property
    def ordered_authorities(self) -> list[tuple[str, Authority]]:
        return sorted(self.tables.authorities.items(), key=lambda entry: entry[1].order)

    @cached_property
    def frame_digest(self) -> bytes:
        """What the header and footer of every page show: the site's facts and the navigation."""
        facts = self.site.model_dump(mode="json", exclude={"home", "as_of", "page_size", "hot_words", "official_pdf"})
        titles = [
            (node.path, node.column.title, [(c, self.tables.columns[c].column.title) for c in below])
            for node, below in self.menu
        ]
        return digest_of(facts, titles)

    @cached_property
    def report_downloads(self) -> "Downloads":
        from pipeline.annual.downloads import downloads  # sites without reports need none of it

        return downloads(self.site, sum(row.kind == AnnualReport.key for row in self.register.shown))

    @cached_property
    def official_pdf_columns(self) -> frozenset[str]:
        """Columns whose documents are set as a PDF in the layout of official documents, with all below them."""
        if self.site.channels and OFFICIAL_PDF not in self.site.channels:
            return frozenset()
        asked = [path.strip("/") for path in self.site.official_pdf]
        return frozenset(
            path for path in self.tables.columns if any(path == top or path.startswith(f"{top}/") for top in asked)
        )

    def has_official_pdf(self, row: IndexRow) -> bool:
        if row.kind != Document.key or row.column not in self.official_pdf_columns:
            return False
        from pipeline.paper.typesetting import paper_mark  # sites that ask for none need none of it

        return paper_mark() is not None

    @cached_property
    def statements(self) -> "tuple[Statement, ...]":
        """The site's yearly statements, the newest first."""
        if self.details is None or not (self.tables.content / STATEMENTS).is_dir():
            return ()
        from pipeline.statements.standing import standing  # sites without statements need none of it

        return standing(self.register, self.details)

    @cached_property
    def audience_feeds(self) -> dict[str, AudienceFeed]:
        """Address part -> feed of an audience, or of a subject or body within; only those that have items."""
        return audience_feeds(self.register)

    @cached_property
    def census_weeks(self) -> "list[ShownWeek]":
        """The weekly censuses of accounts that the site shows, the oldest first."""
        if not self.site.census_shown:
            return []
        from pipeline.accounts.shelf import weeks_shown  # sites that keep theirs to themselves need none of it

        return weeks_shown(self.tables, self.register.as_of[:10])

    def base(self, template: str) -> bytes:
        """What every page of a template depends on: program, frame, and the template with all it includes."""
        if template not in self._bases:
            parts = (self.rendering, self.frame_digest, self.closures[template])
            self._bases[template] = hashlib.blake2b(b"".join(parts), digest_size=16).digest()
        return self._bases[template]

    @cached_property
    def column_digests(self) -> dict[str, bytes]:
        """What a page says of a column: its own row, and the titles on the way to it."""
        nodes = self.tables.columns
        return {
            path: digest_of(
                node.column.model_dump(mode="json", exclude={"children", "reviews"}),
                [ancestor.column.title for ancestor in self.tables.ancestors(path)],
                [nodes[child].column.title for child in node.children],
            )[:8]
            + self.pictures.digests.get(path, b"")
            for path, node in nodes.items()
        }

    @cached_property
    def authority_digests(self) -> dict[str, bytes]:
        return {key: digest_of(a.model_dump(mode="json"))[:8] for key, a in self.tables.authorities.items()}

    @cached_property
    def cards(self) -> dict[str, bytes]:
        """Path -> what a list shows of an item: its own card, its column's and its authority's names."""
        columns, bodies = self.column_digests, self.authority_digests
        cards = {row.path: row.card + columns[row.column] + bodies[row.authority] for row in self.register.shown}
        for path, digest in self.pictures.digests.items():
            if path in cards:
                cards[path] += digest
        return cards

    def page(
        self,
        url: str,
        template: str,
        title: str,
        *,
        column: str = "",
        authority: str = "",
        item: str = "",
        lists: Iterable[ItemList] = (),
        facts: Mapping[str, Any] | None = None,
        crumbs: Crumbs = (),
        inputs: Iterable[bytes] = (),
    ) -> PlannedPage:
        """A page with its fingerprint. `inputs` are digests of what the page shows beside its lists and facts."""
        lists = tuple(lists)
        facts = facts or {}
        parts = [self.base(template), url.encode(), *inputs]
        if column:
            parts.append(self.column_digests[column])
        if authority:
            parts.append(self.authority_digests[authority])
        cards = self.cards
        for shown in lists:
            parts.append(f"\0{shown.name}\0{shown.title}\0{shown.url}\0{shown.total}\0".encode())
            parts.extend(cards[path] for path in shown.items)
        if facts or crumbs or title:
            parts.append(json.dumps([title, crumbs, facts], ensure_ascii=False, sort_keys=True, default=str).encode())
        fingerprint = hashlib.blake2b(b"".join(parts), digest_size=16).digest()
        return PlannedPage(url, template, title, column, authority, item, lists, facts, crumbs, fingerprint)

    def list_of(self, name: str, title: str, url: str, rows: Sequence[IndexRow], most: int) -> ItemList:
        return ItemList(name, title, url, tuple(row.path for row in rows[:most]), len(rows))

    def column_crumbs(self, path: str, *, current: bool) -> Crumbs:
        nodes = list(self.tables.ancestors(path))
        steps = [(HOME_TITLE, urls.HOME), *((node.column.title, node.url) for node in nodes)]
        return (*steps[:-1], (steps[-1][0], "")) if current else tuple(steps)

    def crumbs(self, *steps: tuple[str, str]) -> Crumbs:
        return ((HOME_TITLE, urls.HOME), *steps)


def pages_of(folder: str, rows: Sequence[IndexRow], size: int) -> Iterator[Pager]:
    """Cut a newest-first list into pages, full ones from the oldest end; the newest page holds the rest, up to 2n-1.

    So a new item touches the newest page only, and every older page stays as it was. An empty list is one empty page.
    """
    full = max(0, len(rows) // size - 1)
    last = len(rows) - full * size
    for number in range(full + 1):
        shown = rows[:last] if number == 0 else rows[len(rows) - number * size : len(rows) - (number - 1) * size]
        yield Pager(
            urls.list_page(folder, number), number, shown, _pager_facts(folder, number, full, rows, shown, size)
        )


def _pager_facts(
    folder: str, number: int, full: int, rows: Sequence[IndexRow], shown: Sequence[IndexRow], size: int
) -> dict[str, Any]:
    newer = "" if number == 0 else urls.list_page(folder, 0 if number == full else number + 1)
    older_number = full if number == 0 else number - 1
    return {
        "number": number,
        "newest": folder,
        "newer": newer,
        "older": urls.list_page(folder, older_number) if older_number else "",
        "oldest": urls.list_page(folder, 1) if full else "",
        "pages": [] if number else [[str(n), urls.list_page(folder, n)] for n in range(full, 0, -1)],
        "first_day": shown[-1].day if shown else "",
        "last_day": shown[0].day if shown else "",
        "total": 0 if number else len(rows),
    }


def digest_of(*facts: Any) -> bytes:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
