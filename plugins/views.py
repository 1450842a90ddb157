"""From a planned page to what its template sees. One function a template that needs more than its lists and facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from pydantic_core import from_json

from pipeline import urls
from pipeline.attachment import own_name
from pipeline.body import INDEX_LINK
from pipeline.feed_list import (
    feed_beside,
    feed_directory,
    feed_of_authority,
    feed_of_column,
    feed_of_site,
    has_feeds,
    subscriptions,
)
from pipeline.page import PlannedPage
from pipeline.pages.home import TABBED
from pipeline.pages.platform import PARTS
from pipeline.reviews import named
from pipeline.store import AttachmentRow, Store
from pipeline.terms import PAGE_TITLES, STATUTORY_GROUPS, AccountState
from plugins.banners import look_of
from plugins.cards import Card, Shelf
from plugins.filters import GLOBALS
from plugins.item_view import ItemView
from plugins.labels import labels_of
from plugins.pictures import pictured
from plugins.schemes import scheme

_INDEX_HREF = re.compile(rf'href="{re.escape(INDEX_LINK)}([^"#]*)(#[^"]*)?"')
WITHDRAWN, SPECIAL_PAGE, AUDIENCE_PAGE = "withdrawn.html", "special.html", "audience.html"
UNRANKED = 1000
PLATFORM_PARTS = [(part, PAGE_TITLES[part], folder) for part, folder in PARTS]
TILES = 4
"""Datasets that the home page shows as one number each."""
SWITCH = GLOBALS["places"]["switch"]
Context = dict[str, Any]


class Views:
    """Contexts of all pages of one site, for one worker."""

    def __init__(self, shelf: Shelf, store: Store, frame: SimpleNamespace) -> None:
        self.shelf = shelf
        self.store = store
        self.site = shelf.desk.site
        self.frame = frame
        self.has_feeds = has_feeds(self.site)
        self.files: dict[str, list[AttachmentRow]] = {}
        for row in store.all_attachments():
            self.files.setdefault(row.item, []).append(row)

    def context(self, page: PlannedPage) -> Context:
        """All that a template may use; see each view below for what it adds to `facts`."""
        card = self.shelf.card
        lists = {
            shown.name: SimpleNamespace(
                title=shown.title, url=shown.url, total=shown.total, items=[card(path) for path in shown.items]
            )
            for shown in page.lists
        }
        facts = dict(page.facts)
        frame = self._switching(page) if self.site.traditional else self.frame
        context: Context = {"site": self.site, "frame": frame, "lists": lists, "facts": facts}
        if page.item:
            context["item"] = self._item(page, lists)
            facts["previous"] = card(facts["previous"]) if facts.get("previous") else None
            facts["next"] = card(facts["next"]) if facts.get("next") else None
        view = VIEWS.get(page.template)
        if view:
            view(self, page, facts, lists)
        context["page"] = self._page(page, context.get("item"))
        return context

    def details(self, path: str) -> dict[str, Any]:
        """The fields of an item's kind."""
        found: dict[str, Any] = from_json(self.store.body(path).details)
        return found

    def _switching(self, page: PlannedPage) -> SimpleNamespace:
        """The frame with the link to this page in the other script."""
        own = urls.in_traditional("", quote(page.url))
        return SimpleNamespace(header=self.frame.header.replace(SWITCH, own), footer=self.frame.footer)

    def _page(self, page: PlannedPage, item: Any) -> SimpleNamespace:
        column = self.shelf.columns.get(page.column)
        return SimpleNamespace(
            url=page.url,
            canonical=self._absolute(urls.quoted(page.url)),
            traditional=self._absolute(urls.in_traditional("", quote(page.url))) if self.site.traditional else "",
            title=page.title,
            template=page.template,
            labels=labels_of(self.site, page, column, item),
            crumbs=page.crumbs,
            description=item.summary
            if item and item.summary
            else column.description
            if column
            else self.site.description,
            look=self._look(page),
            feeds=self._feeds(page, column),
            noindex=page.template in NOT_INDEXED,
            image=self._absolute(item.image) if item and item.image else "",
        )

    def _absolute(self, address: str) -> str:
        return self.site.url.rstrip("/") + address

    def _look(self, page: PlannedPage) -> str:
        """The scheme of its text: that of the authority it is about, or a special column's own if it has no picture."""
        if page.template == SPECIAL_PAGE:
            return "" if self.shelf.columns[page.column].banner else look_of(page.column)
        body = self.shelf.authorities.get(page.authority) if not page.item else None
        return scheme(body.authority.colours) if body else ""

    def _feeds(self, page: PlannedPage, column: Any) -> list[tuple[str, str, str, str]]:
        """(title, RSS, Atom, JSON) of the one feed nearest to the page's subject."""
        if not self.has_feeds:
            return []
        if column:
            return [(column.title, *feed_of_column(page.column))]
        if page.template == AUDIENCE_PAGE:
            return [(page.title, *feed_beside(page.url))]
        if page.authority:
            return [(self.shelf.authorities[page.authority].name, *feed_of_authority(page.authority))]
        return [(self.site.name, *feed_of_site())]

    def _item(self, page: PlannedPage, lists: Mapping[str, Any]) -> Any:
        row = self.shelf.desk.register.rows[page.item]
        item = ItemView(row, self.shelf)
        details, html, headings = self.store.page_parts(page.item)
        item.details = from_json(details)
        item.rows = item.details.pop("rows", None)
        if INDEX_LINK in html:
            html = _resolve(html, page.facts.get("index_links", {}))
        if "<img" in html:
            html = pictured(html, self.shelf.desk.pictures, eager=not _has_lead(item, html))
        item.body = Markup(html)
        item.headings = from_json(headings)
        item.relations = [(shown.title, shown.items) for name, shown in lists.items() if name.startswith("relation:")]
        item.also_columns = [self.shelf.columns[path] for path in row.also_columns if path in self.shelf.columns]
        item.signers = named(item.details.get("review"), self.site.shown_reviews)
        self._files(item)
        if page.template == WITHDRAWN:
            item.body, item.headings, item.summary, item.keywords = Markup(), [], "", []
            item.attachments, item.rows, item.image = [], None, ""
        return item

    def _files(self, item: Any) -> None:
        """Listed attachments in the editor's order, and the address of a file by the name a field gives."""
        files = {row.name: row for row in self.files.get(item.path, ())}
        item.file_urls = {name: urls.attachment(item.path, name) for name in files}
        names = [own_name(item.path, written) for written in item.details["attachments"]]
        shown = [files[name] for name in dict.fromkeys(names) if name in files]
        item.attachments = [
            SimpleNamespace(name=row.name, url=item.file_urls[row.name], size=self._size(row), type=row.type.upper())
            for row in shown
        ]
        table = item.details.get("table")
        item.table_url = item.file_urls.get(own_name(item.path, table), "") if table else ""

    def _size(self, row: AttachmentRow) -> int:
        """As published: a picture loses its metadata."""
        picture = self.shelf.desk.pictures.at(f"{row.item}/{row.name}")
        return picture.size if picture else row.size


def _has_lead(item: ItemView, html: str) -> bool:
    """Whether the item's own picture stands before its body."""
    return bool(item.image) and item.image not in html


def _resolve(html: str, targets: Mapping[str, str]) -> str:
    def address(found: re.Match[str]) -> str:
        url = targets.get(found.group(1))
        return f'href="{url}{found.group(2) or ""}"' if url else found.group()

    return _INDEX_HREF.sub(address, html)


# what single templates add ------------------------------------------------------------------------------------------


def _home(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    shelf = views.shelf
    facts["headline"] = shelf.card(facts["headline"]) if facts["headline"] else None
    facts["specials"] = [shelf.columns[path] for path in facts["specials"]]
    facts["platforms"] = [shelf.authorities[key] for key in facts["platforms"]]
    facts["portal"] = shelf.authorities.get(views.site.portal_authority)
    facts["parts"] = PLATFORM_PARTS
    facts["accounts"] = _by_platform(a for a in shelf.desk.tables.accounts if a.state is AccountState.RUNNING)
    facts["pairs"] = [
        (lists[name].items[0], [(card, views.details(card.path)["form"]) for card in lists[name].items[1:]])
        for name in facts["pairs"]
    ]
    facts["tabs"] = {
        slot: [shown for name, shown in lists.items() if name.startswith(f"{slot}:") and shown.items] for slot in TABBED
    }
    facts["tiles"] = list(islice(_tiles(views, facts["figures"]), TILES))


def _tiles(views: Views, paths: list[str]) -> Iterator[tuple[Card, Any]]:
    from plugins.figures import tile_of  # loaded only where something is drawn

    for path in paths:
        details = views.details(path)
        if details.get("chart") and details.get("rows"):
            tile = tile_of(details["chart"], details["rows"]["header"], details["rows"]["rows"])
            if tile:
                yield views.shelf.card(path), tile


def _by_platform(accounts: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for account in accounts:
        found.setdefault(account.platform.value, []).append(account)
    return list(found.items())


def _column(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    facts["column"] = views.shelf.columns[facts["column"]]
    facts.setdefault("as_of", "")
    own = lists["items"].items if "items" in lists else []
    if all(card.kind == "profile" for card in own):
        own.sort(key=lambda card: _rank(views.details(card.path)))
    for name in ("open", "archived"):
        facts[name] = [views.shelf.columns[path] for path in facts.get(name, ())]


def _authorities(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    facts["levels"] = [(level, [views.shelf.authorities[key] for key in keys]) for level, keys in facts["levels"]]


def _authority(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    """Leaders are those of the table, in its order, then those who have a profile of their own, by rank."""
    authority = facts["authority"] = views.shelf.authorities[facts["authority"]]
    profiles = lists["profiles"].items
    people: dict[str, tuple[int, str, Card]] = {}
    for card in profiles:
        details = views.details(card.path)
        if details.get("person"):
            people[details["person"]] = (_rank(details), details.get("position") or "", card)
    named = {leader.name: leader.position for leader in authority.authority.leaders}
    others = sorted((rank, name, position) for name, (rank, position, _) in people.items() if name not in named)
    everyone = [*named.items(), *((name, position) for _, name, position in others)]
    facts["leaders"] = [
        {"name": name, "position": position, "url": people[name][2].url if name in people else ""}
        for name, position in everyone
    ]
    facts["parts"] = PLATFORM_PARTS
    shown = {card.path for _, _, card in people.values()}
    facts["profiles"] = [card for card in profiles if card.path not in shown]


def _rank(details: Mapping[str, Any]) -> int:
    rank = str(details.get("rank") or "")
    return int(rank) if rank.isdecimal() else UNRANKED


def _platforms(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    facts["platforms"] = [views.shelf.authorities[key] for key in facts["platforms"]]


def _platform(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    key = facts["authority"]
    facts["authority"] = views.shelf.authorities[key]
    facts["platform_nav"] = [
        (PAGE_TITLES[part], urls.platform(key, folder), facts["part"] == part) for part, folder in PARTS
    ]
    groups = [(int(name[6:]), shown) for name, shown in lists.items() if name.startswith("group:")]
    facts["groups"] = [(n, STATUTORY_GROUPS[n - 1], shown.url, shown.total, shown.items) for n, shown in groups]
    if "group" in facts:
        facts["group"] = (facts["group"], STATUTORY_GROUPS[facts["group"] - 1])
    facts["subordinate"] = [
        (views.shelf.authorities[name[12:]], shown.items)
        for name, shown in lists.items()
        if name.startswith("subordinate:")
    ]


def _accounts(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    from plugins import account_views  # most builds render no such page

    account_views.VIEWS[page.template](views.shelf, facts)


def _annual_reports(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    from plugins import annual_views  # most builds render no such page

    annual_views.overview(views.shelf, annual_views.headers(views.store), facts)


def _annual_report_years(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    from plugins import annual_views

    annual_views.years(views.shelf, annual_views.headers(views.store), facts)


def _annual_report(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    from plugins import annual_views

    facts["files"] = annual_views.files_of(facts["files"], page.item, tables=True)


def _feeds(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    facts["groups"] = feed_directory(views.shelf.desk)
    facts["feeds"] = subscriptions(views.shelf.desk)


def _sitemap(views: Views, page: PlannedPage, facts: Context, lists: Mapping[str, Any]) -> None:
    shelf = views.shelf
    facts["columns"] = [shelf.columns[path] for path, node in shelf.desk.tables.columns.items() if not node.parent]
    facts["authorities"] = [shelf.authorities[key] for key, _ in shelf.desk.ordered_authorities]


VIEWS: dict[str, Callable[[Views, PlannedPage, Context, Mapping[str, Any]], None]] = {
    "home.html": _home,
    "column.html": _column,
    "column_filtered.html": _column,
    "special.html": _column,
    "specials.html": _column,
    "authorities.html": _authorities,
    "authority.html": _authority,
    "platforms.html": _platforms,
    "annual_reports.html": _annual_reports,
    "kinds/annual_report.html": _annual_report,
    "annual_report_years.html": _annual_report_years,
    "feeds.html": _feeds,
    "subscribe.html": _feeds,
    "sitemap.html": _sitemap,
    "search.html": _sitemap,
    "not_found.html": _sitemap,
} | {
    f"platform{name}.html": _platform
    for name in ("", "_guide", "_rules", "_statutory", "_group", "_reports", "_request")
}
VIEWS |= dict.fromkeys(
    ("accounts.html", "account_list.html", "census.html", "census_week.html", "census_half.html"), _accounts
)
NOT_INDEXED = frozenset({"not_found.html", "search.html", "redirect.html", "withdrawn.html"})
