"""Column pages: a list in stable pages, a column of columns, or a special column."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.page import Crumbs, Desk, PlannedPage, digest_of, pages_of
from pipeline.store import IndexRow
from pipeline.tables import GROUP, LETTERS, SPECIAL, ColumnNode
from pipeline.terms import YEAR_TITLE, SpecialState

CHILD_ITEMS = 8
PROFILE = "profile"
"""People are listed by their rank, which stands in their headers."""
FILTERED = "column_filtered.html"
"""A theme that has it gets a list of every year and every authority of a column."""
YEAR, AUTHORITY = "nf", "jg"
"""Address parts, as in the catalogue."""
Filters = dict[str, dict[str, list[IndexRow]]]
Links = dict[str, dict[str, tuple[str, str]]]
"""Axis -> value -> (label, address)."""
DATED_KINDS = ("consultation", "live_event")
"""Kinds whose lists say whether a period is open, which depends on the day."""


def plan(desk: Desk) -> Iterator[PlannedPage]:
    for node in desk.tables.columns.values():
        children = [desk.tables.columns[path] for path in node.children]
        if children and all(child.kind == SPECIAL for child in children) and desk.has("specials.html"):
            yield _specials(desk, node, children)
        elif node.kind == GROUP:
            yield from _group(desk, node, children)
        else:
            yield from _list(desk, node)


def _list(desk: Desk, node: ColumnNode) -> Iterator[PlannedPage]:
    template = "special.html" if node.kind == SPECIAL and desk.has("special.html") else "column.html"
    if not desk.has(template):
        return
    rows = desk.register.by_column[node.path]
    filters = _filters(desk, node, rows) if node.kind != SPECIAL and desk.has(FILTERED) else {}
    links = _links(desk, node, filters)
    more: dict[str, Any] = {"filters": _marked(links, "", "")} if filters else {}
    if node.kind == LETTERS:
        more["letters"] = _letters(desk, node)
    yield from _pages(desk, node, template, node.url, rows, more, desk.column_crumbs(node.path, current=True))
    for axis, values in filters.items():
        for value, found in values.items():
            title, folder = links[axis][value]
            crumbs = (*desk.column_crumbs(node.path, current=False), (title, ""))
            facts = {"filters": _marked(links, axis, value), "filtered": title}
            yield from _pages(desk, node, FILTERED, folder, found, facts, crumbs)


def _pages(
    desk: Desk,
    node: ColumnNode,
    template: str,
    folder: str,
    rows: Sequence[IndexRow],
    more: dict[str, Any],
    crumbs: Crumbs,
) -> Iterator[PlannedPage]:
    """`more` stands on the newest page only, so that older ones stay as they are."""
    title = f"{node.column.title} {more['filtered']}" if "filtered" in more else node.column.title
    dated = {"as_of": desk.register.as_of[:10]} if node.kind in DATED_KINDS else {}
    inputs = [desk.authority_digests.get(node.column.sponsor or "", b""), _family(desk, node)]
    for pager in pages_of(folder, rows, desk.site.page_size):
        facts = {"column": node.path, "pager": pager.facts} | dated
        if pager.url == folder:
            facts |= more
        yield desk.page(
            pager.url,
            template,
            title,
            column=node.path,
            lists=[desk.list_of("items", title, node.url, pager.rows, len(pager.rows))],
            facts=facts,
            crumbs=crumbs,
            inputs=[*inputs, *(row.digest for row in pager.rows if row.kind == PROFILE)],
        )


def _filters(desk: Desk, node: ColumnNode, rows: Sequence[IndexRow]) -> Filters:
    """Axis -> value -> its items: years, latest first, and authorities in order; an axis of one value is none.

    What a filter is called depends on which values there are, never on how many items: one edit touches the newest page
    of its own year and of its own authority, and the others only when a value comes or goes.
    """
    years: dict[str, list[IndexRow]] = {}
    bodies: dict[str, list[IndexRow]] = {}
    for row in rows:
        years.setdefault(row.published_at[:4], []).append(row)
        bodies.setdefault(row.authority, []).append(row)
    ordered = {key: bodies[key] for key, _ in desk.ordered_authorities if key in bodies}
    by_year = {year: years[year] for year in sorted(years, reverse=True)}
    return {axis: values for axis, values in ((YEAR, by_year), (AUTHORITY, ordered)) if len(values) > 1}


def _links(desk: Desk, node: ColumnNode, filters: Filters) -> Links:
    return {
        axis: {value: (_label(desk, axis, value), f"{node.url}{axis}/{value}/") for value in values}
        for axis, values in filters.items()
    }


def _marked(links: Links, axis: str, value: str) -> dict[str, Any]:
    """For the page: all filters by axis as [label, address, whether it is this page]."""
    return {
        name: [[label, url, name == axis and one == value] for one, (label, url) in found.items()]
        for name, found in links.items()
    }


def _label(desk: Desk, axis: str, value: str) -> str:
    return YEAR_TITLE.format(year=value) if axis == YEAR else desk.tables.authorities[value].label


def _letters(desk: Desk, node: ColumnNode) -> dict[str, Any]:
    """What does not depend on the day: how many letters were answered, how soon, and what is promised."""
    from pipeline.letters import letter_count

    rows = [row for row in desk.register.by_column[node.path] if row.kind == LETTERS]
    count = letter_count("", rows, desk.register, None)
    promise = desk.tables.promise(node.path)
    figures = {"received": count.received, "answered": count.answered, "in_time": count.in_time}
    return figures | {"promised": count.promised, "median": count.median, "promise": str(promise) if promise else ""}


def _group(desk: Desk, node: ColumnNode, children: list[ColumnNode]) -> Iterator[PlannedPage]:
    if not desk.has("column.html"):
        return
    lists = [
        desk.list_of(f"child:{child.path}", child.column.title, child.url, desk.register.under(child.path), CHILD_ITEMS)
        for child in children
    ]
    lists.insert(0, desk.list_of("items", node.column.title, node.url, (), 0))
    facts = {"column": node.path, "pager": next(iter(pages_of(node.url, (), 1))).facts}
    crumbs = desk.column_crumbs(node.path, current=True)
    yield desk.page(
        node.url,
        "column.html",
        node.column.title,
        column=node.path,
        lists=lists,
        facts=facts,
        crumbs=crumbs,
        inputs=[_family(desk, node)],
    )


def _family(desk: Desk, node: ColumnNode) -> bytes:
    """What the side navigation names: the columns beside this one, those below it, and those below them."""
    nodes = desk.tables.columns
    beside = nodes[node.parent].children if node.parent else ()
    below = [*node.children, *(path for child in node.children for path in nodes[child].children)]
    return digest_of([[path, desk.column_digests[path].hex()] for path in (*beside, *below)])


def _specials(desk: Desk, node: ColumnNode, children: list[ColumnNode]) -> PlannedPage:
    newest = sorted(children, key=lambda child: child.column.opened_on or "", reverse=True)
    running = [child for child in newest if child.column.state is not SpecialState.ARCHIVED]
    archived = [child for child in newest if child.column.state is SpecialState.ARCHIVED]
    facts = {
        "column": node.path,
        "open": [child.path for child in running],
        "archived": [child.path for child in archived],
        "totals": {child.path: len(desk.register.by_column[child.path]) for child in children},
    }
    inputs = [desk.column_digests[child.path] for child in children]
    inputs += [desk.authority_digests.get(child.column.sponsor or "", b"") for child in children]
    crumbs = desk.column_crumbs(node.path, current=True)
    return desk.page(
        node.url, "specials.html", node.column.title, column=node.path, facts=facts, crumbs=crumbs, inputs=inputs
    )
