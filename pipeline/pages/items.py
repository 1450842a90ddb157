"""Item pages, and the notice that a withdrawn item leaves at its address."""

import hashlib
from collections.abc import Iterator, Mapping

from pipeline import urls
from pipeline.page import Desk, ItemList, PlannedPage
from pipeline.store import IndexRow
from pipeline.terms import Relation

DATED_KINDS = frozenset({"consultation", "live_event"})
OVERRULED = (Relation.REPEALED_BY, Relation.REPLACED_BY, Relation.AMENDED_BY)


def plan(desk: Desk) -> Iterator[PlannedPage]:
    neighbours = _neighbours(desk)
    templates = {row.kind: f"kinds/{row.kind}.html" for row in desk.register.shown}
    for kind, template in templates.items():
        if not desk.has(template):
            raise LookupError(f"the theme has no template for kind {kind}: {template}")
    crumbs = {path: desk.column_crumbs(path, current=False) for path in {row.column for row in desk.register.shown}}
    for row in desk.register.shown:
        yield _item(desk, row, templates[row.kind], neighbours, crumbs[row.column])
    if desk.has("withdrawn.html"):
        for row in desk.register.withdrawn:
            yield _withdrawn(desk, row)


def _neighbours(desk: Desk) -> dict[str, tuple[str, str]]:
    """Path -> (previous, next) within its own column: the next newer and the next older item, "" at an end."""
    found: dict[str, tuple[str, str]] = {}
    newer: dict[str, str] = {}
    for row in desk.register.shown:
        before = newer.get(row.column, "")
        found[row.path] = (before, "")
        if before:
            found[before] = (found[before][0], row.path)
        newer[row.column] = row.path
    return found


def _item(
    desk: Desk,
    row: IndexRow,
    template: str,
    neighbours: Mapping[str, tuple[str, str]],
    crumbs: tuple[tuple[str, str], ...],
) -> PlannedPage:
    """As `Desk.page`, by hand: this runs once an item on every build, so it takes only what an item page has."""
    previous, following = neighbours[row.path]
    related = desk.related.get(row.path, ())
    relations = desk.register.relations.get(row.path, ())
    facts: dict[str, object] = {}
    parts = [desk.base(template), row.digest, row.path.encode(), desk.column_digests[row.column]]
    parts += (desk.authority_digests[row.authority], _card(desk, previous), b"\1", _card(desk, following))
    parts.extend(desk.cards[path] for path in related)
    for relation, path in relations:
        parts += (relation.encode(), desk.cards[path], desk.register.rows[path].digest)
    if row.also_in:
        parts.extend(desk.column_digests.get(path, b"") for path in row.also_columns)
    if row.links:
        facts["index_links"] = _index_links(desk, row)
        parts.append(repr(facts).encode())
    if row.kind in DATED_KINDS:
        facts["as_of"] = desk.register.as_of[:10]
        parts.append(desk.register.as_of[:10].encode())
    facts["previous"], facts["next"] = previous, following
    return PlannedPage(
        url=urls.item(row.path),
        template=template,
        title=row.title,
        column=row.column,
        authority=row.authority,
        item=row.path,
        lists=(ItemList("related", "", "", related, len(related)), *_relation_lists(relations)),
        facts=facts,
        crumbs=crumbs,
        fingerprint=hashlib.blake2b(b"".join(parts), digest_size=16).digest(),
    )


def _card(desk: Desk, path: str) -> bytes:
    return desk.cards[path] if path else b""


def _relation_lists(relations: "list[tuple[Relation, str]] | tuple[()]") -> Iterator[ItemList]:
    grouped: dict[Relation, list[str]] = {}
    for relation, path in relations:
        grouped.setdefault(relation, []).append(path)
    for relation, paths in grouped.items():
        yield ItemList(f"relation:{relation.value}", relation.value, "", tuple(paths), len(paths))


def _index_links(desk: Desk, row: IndexRow) -> dict[str, str]:
    """Index number in the body -> address of the shown item that bears it; unknown ones are left to the check."""
    found: dict[str, str] = {}
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
