"""Pages that serve the others: new media, feeds, site map, search, not found, and addresses that moved."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.feed_list import feed_directory
from pipeline.page import Desk, PlannedPage, digest_of
from pipeline.terms import PAGE_TITLES, AccountState


def plan(desk: Desk) -> Iterator[PlannedPage]:
    columns = digest_of([[path, digest.hex()] for path, digest in desk.column_digests.items()])
    bodies = digest_of([[key, digest.hex()] for key, digest in desk.authority_digests.items()])
    yield from _tool(desk, "accounts", urls.ACCOUNTS, desk.accounts_digest, bodies)
    yield from _tool(desk, "feeds", urls.FEEDS, digest_of(feed_directory(desk)))
    yield from _tool(desk, "sitemap", urls.SITEMAP, columns, bodies)
    yield from _tool(desk, "search", urls.SEARCH, columns)
    yield from _tool(desk, "not_found", urls.NOT_FOUND, columns)
    if desk.has("redirect.html"):
        for redirect in desk.tables.redirects:
            facts = {"target": redirect.new}
            yield desk.page(redirect.old, "redirect.html", redirect.new, facts=facts)


def _tool(desk: Desk, name: str, url: str, *inputs: bytes) -> Iterator[PlannedPage]:
    template = f"{name}.html"
    if desk.has(template):
        title = PAGE_TITLES[name]
        running = [a.account_id for a in desk.tables.accounts if a.state is AccountState.RUNNING]
        facts = {"running": len(running)} if name == "accounts" else {}
        yield desk.page(url, template, title, facts=facts, crumbs=desk.crumbs((title, "")), inputs=inputs)
