"""The index of authorities and a page for each."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.model import Authority
from pipeline.page import Desk, PlannedPage
from pipeline.terms import PAGE_TITLES, AuthorityLevel

LATEST = 20
APART = ("document", "interpretation", "profile")
"""Kinds whose items have a list of their own on the page of an authority."""


def plan(desk: Desk) -> Iterator[PlannedPage]:
    title = PAGE_TITLES["authorities"]
    if desk.has("authorities.html"):
        levels = [
            [level.value, [key for key, body in desk.ordered_authorities if body.level is level]]
            for level in AuthorityLevel
        ]
        facts = {"levels": [entry for entry in levels if entry[1]]}
        inputs = desk.authority_digests.values()
        crumbs = desk.crumbs((title, ""))
        yield desk.page(urls.AUTHORITIES, "authorities.html", title, facts=facts, crumbs=crumbs, inputs=inputs)
    if desk.has("authority.html"):
        for key, body in desk.ordered_authorities:
            yield _authority(desk, key, body)


def _authority(desk: Desk, key: str, body: Authority) -> PlannedPage:
    rows = desk.register.by_authority[key]
    more = f"{urls.CATALOGUE}jg/{key}/" if any(row.index_number for row in rows) else ""
    profiles = [row for row in rows if row.kind == "profile"][:LATEST]
    others = [row for row in rows if row.kind not in APART]
    lists = [
        desk.list_of("latest", "", more, others, LATEST),
        desk.list_of("documents", "", more, [row for row in rows if row.kind == "document"], LATEST),
        desk.list_of("interpretations", "", "", [row for row in rows if row.kind == "interpretation"], LATEST),
        desk.list_of("profiles", "", "", profiles, LATEST),
    ]
    return desk.page(
        urls.authority(key),
        "authority.html",
        body.name,
        authority=key,
        lists=lists,
        facts={"authority": key},
        crumbs=desk.crumbs((PAGE_TITLES["authorities"], urls.AUTHORITIES), (body.label, "")),
        inputs=[desk.authority_digests.get(body.parent or "", b""), *(row.digest for row in profiles)],
    )
