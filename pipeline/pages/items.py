"""Item pages, and the notice that a withdrawn item leaves at its address."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from pipeline import urls
from pipeline.kinds.annual_report import AnnualReport
from pipeline.kinds.document import Document
from pipeline.page import Desk, ItemList, PlannedPage
from pipeline.store import IndexRow
from pipeline.terms import Relation

PDF = ".pdf"
DATED_KINDS = frozenset({"consultation", "live_event"})
MORE_KINDS = DATED_KINDS | {AnnualReport.key}
OVERRULED = (Relation.REPEALED_BY, Relation.REPLACED_BY, Relation.AMENDED_BY)


def plan(desk: Desk) -> Iterator[PlannedPage]:
    templates = {row.kind: f"kinds/{row.kind}.html" for row in desk.register.shown}
    for kind, template in templates.items():
        if not desk.has(template):
            raise LookupError(f"the theme has no template for kind {kind}: {template}")
    shown = desk.register.shown
    yield from _pages(desk, templates, shown, *_neighbours(shown))
    if desk.has("withdrawn.html"):
        for row in desk.register.withdrawn:
            yield _withdrawn(desk, row)


def page_of(desk: Desk, path: str) -> PlannedPage | None:
    """The page of one item alone; None for one that has none."""
    row = desk.register.rows[path]
    if row in desk.register.withdrawn:
        return _withdrawn(desk, row) if desk.has("withdrawn.html") else None
    own = [other for other in desk.register.shown if other.column == row.column]
    if row not in own:
        return None
    place = own.index(row)
    previous, following = (names[place] for names in _neighbours(own))
    return next(_pages(desk, {row.kind: f"kinds/{row.kind}.html"}, [row], [previous], [following]))


def _pages(
    desk: Desk,
    templates: Mapping[str, str],
    rows: Sequence[IndexRow],
    newer: Sequence[str],
    older: Sequence[str],
) -> Iterator[PlannedPage]:
    """As `Desk.page`, by hand: this runs once an item on every build, so it takes only what an item page has."""
    cards: dict[str, bytes] = {"": b"", **desk.cards}
    columns, authorities = desk.column_digests, desk.authority_digests
    pictured = desk.pictures.digests
    related, relations = desk.related, desk.register.relations
    crumbs = {path: desk.column_crumbs(path, current=False) for path in {row.column for row in rows}}
    bases = {kind: desk.base(template) for kind, template in templates.items()}
    more = MORE_KINDS | ({Document.key} if desk.official_pdf_columns else set())
    for row, previous, following in zip(rows, newer, older, strict=True):
        path, column = row.path, row.column
        alike = related.get(path, ())
        facts: dict[str, object] = {}
        lists: tuple[ItemList, ...] = (ItemList("related", "", "", alike, len(alike)),)
        parts = [bases[row.kind], row.digest, path.encode(), columns[column], authorities[row.authority]]
        parts += (cards[previous], b"\1", cards[following], b"\1", *[cards[other] for other in alike])
        if path in pictured:
            parts.append(pictured[path])
        if path in relations:
            parts.extend(_related_digests(desk, relations[path]))
            lists += tuple(_relation_lists(relations[path]))
        if row.also_in or row.links or row.kind in more:
            parts.extend(_extras(desk, row, facts))
        facts["previous"], facts["next"] = previous, following
        fingerprint = blake2b(b"".join(parts), digest_size=16).digest()
        # By place: naming the fields costs as much as the hash.
        yield PlannedPage(
            f"/{path}.html",
            templates[row.kind],
            row.title,
            column,
            row.authority,
            path,
            lists,
            facts,
            crumbs[column],
            fingerprint,
        )


def _neighbours(shown: Sequence[IndexRow]) -> tuple[list[str], list[str]]:
    """For each item the paths of the previous and of the next one in its own column: the next newer and the next older
    item, "" at an end.
    """
    newer = [""] * len(shown)
    older = [""] * len(shown)
    last: dict[str, int] = {}
    for place, row in enumerate(shown):
        before = last.get(row.column)
        if before is not None:
            newer[place] = shown[before].path
            older[before] = row.path
        last[row.column] = place
    return newer, older


def _extras(desk: Desk, row: IndexRow, facts: dict[str, object]) -> Iterator[bytes]:
    """What few items have: other columns, links by number, a period, files. Adds to `facts` what the page shows."""
    if row.also_in:
        yield from (desk.column_digests.get(path, b"") for path in row.also_columns)
    if row.links:
        facts["index_links"] = _index_links(desk, row)
        yield repr(facts).encode()
    if row.kind in DATED_KINDS:
        facts["as_of"] = desk.register.as_of[:10]
        yield desk.register.as_of[:10].encode()
    if row.kind == AnnualReport.key:
        facts["files"] = desk.report_downloads.suffixes
        yield repr(facts["files"]).encode()
    if desk.has_official_pdf(row):
        facts["official_pdf"] = f"/{row.path}{PDF}"
        yield PDF.encode()


def _related_digests(desk: Desk, relations: list[tuple[Relation, str]]) -> Iterator[bytes]:
    for relation, path in relations:
        yield from (relation.encode(), desk.cards[path], desk.register.rows[path].digest)


def _relation_lists(relations: list[tuple[Relation, str]]) -> Iterator[ItemList]:
    grouped: dict[Relation, list[str]] = {}
    for relation, path in relations:
        grouped.setdefault(relation, []).append(path)
    for relation, paths in grouped.items():
        yield ItemList(f"relation:{relation.value}", relation.value, "", tuple(paths), len(paths))


def _index_links(desk: Desk, row: IndexRow) -> dict[str, str]:
    """Index number in the body -> address of the shown item that bears it; unknown ones are left to the check."""
    found: dict[str, str] = {}
    if '"index"' not in row.links:  # most links are by path: their JSON need not be read
        return found
    for kind, target, _ in row.body_links():
        path = desk.register.resolve(target) if kind == "index" else None
        if path in desk.register.shown_paths:
            found[target] = urls.item(str(path))
    return found


def _withdrawn(desk: Desk, row: IndexRow) -> PlannedPage:
    return desk.page(
        urls.item(row.path),
        "withdrawn.html",
        row.title,
        column=row.column,
        authority=row.authority,
        item=row.path,
        crumbs=desk.column_crumbs(row.column, current=False),
        inputs=[row.digest],
    )
