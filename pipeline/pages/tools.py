"""Pages that serve the others: feeds, site map, search, accessibility, not found, and redirects."""

from collections.abc import Callable, Iterator

from pipeline import urls
from pipeline.feed_list import feed_directory
from pipeline.page import Desk, PlannedPage, digest_of
from pipeline.terms import PAGE_TITLES

Inputs = Callable[[], tuple[bytes, ...]]


def plan(desk: Desk) -> Iterator[PlannedPage]:
    yield from _tool(desk, "feeds", urls.FEEDS, lambda: (digest_of(feed_directory(desk)),))
    yield from _tool(desk, "sitemap", urls.SITEMAP, lambda: (_columns(desk), _authorities(desk)))
    yield from _tool(desk, "search", urls.SEARCH, lambda: (_columns(desk),))
    yield from _tool(desk, "accessibility", urls.ACCESSIBILITY, tuple)
    yield from _tool(desk, "not_found", urls.NOT_FOUND, lambda: (_columns(desk),))
    if desk.has("redirect.html"):
        for redirect in desk.tables.redirects:
            facts = {"target": redirect.new}
            yield desk.page(redirect.old, "redirect.html", redirect.new, facts=facts)


def _columns(desk: Desk) -> bytes:
    return digest_of([[path, digest.hex()] for path, digest in desk.column_digests.items()])


def _authorities(desk: Desk) -> bytes:
    return digest_of([[key, digest.hex()] for key, digest in desk.authority_digests.items()])


def _tool(desk: Desk, name: str, url: str, inputs: Inputs) -> Iterator[PlannedPage]:
    """`inputs` are reckoned only for a page that the theme has."""
    template = f"{name}.html"
    if desk.has(template):
        title = PAGE_TITLES[name]
        yield desk.page(url, template, title, crumbs=desk.crumbs((title, "")), inputs=inputs())
