"""The disclosure platform of each authority:
guide, rules, statutory disclosure, annual reports, request (norm of 2019).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline import urls
from pipeline.model import Authority
from pipeline.page import Desk, ItemList, PlannedPage, pages_of
from pipeline.store import IndexRow
from pipeline.terms import PAGE_TITLES, STATUTORY_GROUPS, AuthorityLevel, ColumnType

NEWEST, GROUP_ITEMS = 6, 5
PARTS = (
    ("guide", urls.GUIDE),
    ("rules", urls.RULES),
    ("statutory", urls.STATUTORY),
    ("reports", urls.REPORTS),
    ("request", urls.REQUEST),
)
"""The four mandated columns in order, and the way to apply."""


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if not desk.has("platform.html"):
        return
    bodies = [(key, body) for key, body in desk.ordered_authorities if body.platform]
    title = PAGE_TITLES["platforms"]
    facts = {"platforms": [key for key, _ in bodies]}
    inputs = desk.authority_digests.values()
    yield desk.page(
        urls.PLATFORMS, "platforms.html", title, facts=facts, crumbs=desk.crumbs((title, "")), inputs=inputs
    )
    for key, body in bodies:
        yield from _Platform(desk, key, body).pages()


class _Platform:
    """One authority's platform. Rules of the portal authority are shown where a body has none of its own."""

    def __init__(self, desk: Desk, key: str, body: Authority) -> None:
        self.desk, self.key, self.body = desk, key, body
        self.rows = desk.register.by_authority[key]
        self.rules = self._rules()
        self.reports = [row for row in self.rows if row.kind == "annual_report"]
        self.groups = self._groups()

    def pages(self) -> Iterator[PlannedPage]:
        yield self._landing()
        yield self._page("guide", "platform_guide.html")
        yield self._page("rules", "platform_rules.html", [self._list("items", self.rules)])
        yield self._statutory()
        yield from self._group_pages()
        yield self._reports()
        yield self._page("request", "platform_request.html")

    def _rules(self) -> list[IndexRow]:
        own = [row for row in self.rows if self._is_rule(row)]
        if own or self.key == self.desk.site.portal_authority:
            return own
        return [
            row
            for row in self.desk.register.by_authority.get(self.desk.site.portal_authority, ())
            if self._is_rule(row)
        ]

    def _is_rule(self, row: IndexRow) -> bool:
        columns = self.desk.tables.columns
        return any(
            columns[path].column.column_type is ColumnType.DISCLOSURE_RULES
            for path in (row.column, *row.also_columns)
            if path in columns
        )

    def _groups(self) -> dict[int, list[IndexRow]]:
        groups: dict[int, list[IndexRow]] = {n: [] for n in range(1, len(STATUTORY_GROUPS) + 1)}
        for row in self.rows:
            number = self.desk.register.statutory_number(row)
            if number:
                groups[number].append(row)
        return groups

    def _list(self, name: str, rows: Sequence[IndexRow], most: int | None = None, url: str = "") -> ItemList:
        return self.desk.list_of(name, "", url, rows, len(rows) if most is None else most)

    def _landing(self) -> PlannedPage:
        disclosed = [row for row in self.rows if self.desk.register.statutory_number(row)]
        lists = [
            self._list("latest", disclosed, NEWEST * 2, urls.platform(self.key, urls.STATUTORY)),
            self._list("rules", self.rules, NEWEST, urls.platform(self.key, urls.RULES)),
            self._list("reports", self.reports, NEWEST, urls.platform(self.key, urls.REPORTS)),
        ]
        return self._page("", "platform.html", lists)

    def _page(
        self,
        part: str,
        template: str,
        lists: Sequence[ItemList] = (),
        more: dict[str, Any] | None = None,
        url: str = "",
    ) -> PlannedPage:
        folder = dict(PARTS).get(part, "")
        own = urls.platform(self.key, folder)
        named = PAGE_TITLES[part] if part else PAGE_TITLES["platforms"]
        steps = [(PAGE_TITLES["platforms"], urls.PLATFORMS), (self.body.label, urls.platform(self.key) if part else "")]
        steps += [(named, "")] if part else []
        return self.desk.page(
            url or own,
            template,
            f"{self.body.name}{named}",
            authority=self.key,
            lists=lists,
            facts={"authority": self.key, "part": part} | (more or {}),
            crumbs=self.desk.crumbs(*steps),
        )

    def _statutory(self) -> PlannedPage:
        lists = [
            self._list(f"group:{number}", rows, GROUP_ITEMS, self._group_url(number))
            for number, rows in self.groups.items()
        ]
        return self._page("statutory", "platform_statutory.html", lists)

    def _group_url(self, number: int) -> str:
        return urls.platform(self.key, f"{urls.STATUTORY}{number}/")

    def _group_pages(self) -> Iterator[PlannedPage]:
        for number, rows in self.groups.items():
            for pager in pages_of(self._group_url(number), rows, self.desk.site.page_size):
                more = {"group": number, "pager": pager.facts}
                yield self._page("statutory", "platform_group.html", [self._list("items", pager.rows)], more, pager.url)

    def _reports(self) -> PlannedPage:
        lists = [self._list("items", self.reports)]
        if self.body.level is AuthorityLevel.GOVERNMENT or self.body.level is AuthorityLevel.DISTRICT:
            for key, body in self.desk.ordered_authorities:
                rows = [row for row in self.desk.register.by_authority[key] if row.kind == "annual_report"]
                if body.parent == self.key and rows:
                    lists.append(self._list(f"subordinate:{key}", rows))
        return self._page("reports", "platform_reports.html", lists)
