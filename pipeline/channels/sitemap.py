"""sitemap.xml (sitemaps.org 0.9) as an index of bounded parts, and robots.txt that names it.

The parts lie at the root, as the protocol lets a sitemap list only addresses at or below its own folder. Of a site that
is also there in traditional characters both forms are listed, and each names the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape

from pipeline import urls
from pipeline.accounts.shelf import halves
from pipeline.accounts.wording import AXES
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, fingerprint
from pipeline.codebase import channel_digest
from pipeline.feed_list import has_feeds
from pipeline.kinds.annual_report import AnnualReport
from pipeline.page import Desk
from pipeline.pages.accounts import groups
from pipeline.store import IndexRow, Store
from pipeline.terms import STATUTORY_GROUPS

NAME = "sitemap"
INDEX, PAGES, ROBOTS = "sitemap.xml", "sitemap-pages.xml", "robots.txt"
MOST = 5_000
"""Addresses in one part; the protocol allows 50,000, but a change writes the whole part anew."""
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_SINGLE = (
    ("home", urls.HOME),
    ("authorities", urls.AUTHORITIES),
    ("catalogue", urls.CATALOGUE),
    ("accounts", urls.ACCOUNTS),
    ("feeds", urls.FEEDS),
    ("sitemap", urls.SITEMAP),
    ("accessibility", urls.ACCESSIBILITY),
)
"""Template -> address of the pages that are there once; searching and 404 are not for search engines."""
_PLATFORM = ("", urls.GUIDE, urls.RULES, urls.STATUTORY, urls.REPORTS, urls.REQUEST)


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    program = channel_digest(NAME)
    site = (desk.site.url, *([urls.TRADITIONAL] if desk.site.traditional else []))
    parts = [PAGES]
    pages = list(_pages(desk))
    yield PlannedFile(PAGES, NAME, PAGES, (), fingerprint((*site, *pages), program))
    for name, rows in _parts(desk.register.shown):
        parts.append(name)
        shown = "\n".join(f"{row.path} {row.day} {row.updated_on}" for row in rows).encode()
        items = tuple(row.path for row in rows)
        yield PlannedFile(name, NAME, name, items, fingerprint(site, program, shown))
    yield PlannedFile(INDEX, NAME, "\n".join(parts), (), fingerprint((desk.site.url, *parts), program))
    yield PlannedFile(ROBOTS, NAME, ROBOTS, (), fingerprint((desk.site.url,), program))


def _parts(newest_first: list[IndexRow]) -> Iterator[tuple[str, list[IndexRow]]]:
    """Cut by first path part and year, then every MOST from the oldest: an item added changes the last part only."""
    shelves: defaultdict[tuple[str, str], list[IndexRow]] = defaultdict(list)
    for row in reversed(newest_first):
        shelves[row.path.partition("/")[0], row.published_at[:4]].append(row)
    for (root, year), rows in sorted(shelves.items()):
        for number, start in enumerate(range(0, len(rows), MOST), 1):
            yield f"sitemap-{root}-{year}{f'-{number}' if number > 1 else ''}.xml", rows[start : start + MOST]


def _pages(desk: Desk) -> Iterator[str]:
    """Addresses of all pages that are not an item's; of a list in pages, the first."""
    for template, url in _SINGLE:
        if desk.has(f"{template}.html"):
            yield url
    if desk.has("column.html"):
        yield from (node.url for node in desk.tables.columns.values())
    if desk.has("authority.html"):
        yield from (urls.authority(key) for key, _ in desk.ordered_authorities)
    if desk.has("annual_reports.html"):
        yield from _reports(desk)
    yield from _accounts(desk)
    yield from _audiences(desk)
    if desk.statements and desk.has("site_statements.html"):
        yield from (urls.STATEMENTS, *(urls.statement(one.year) for one in desk.statements))
    if desk.has("platform.html"):
        yield urls.PLATFORMS
        for key, body in desk.ordered_authorities:
            yield from _platform(key) if body.platform else ()


def _accounts(desk: Desk) -> Iterator[str]:
    if desk.has("account_list.html"):
        yield from (urls.accounts(axis, key) for axis in AXES for key, _, _ in groups(desk, axis))
    weeks = desk.census_weeks if desk.has("census.html") else []
    if weeks:
        yield urls.CENSUS
        yield from (urls.census_half(half.name) for half in halves(weeks))
        yield from (urls.census_week(week.year, week.week) for week in weeks)


def _audiences(desk: Desk) -> Iterator[str]:
    if has_feeds(desk.site) and desk.has("subscribe.html"):
        yield urls.SUBSCRIBE
        yield from (urls.audience(key) for key in desk.audience_feeds if "/" not in key)


def _reports(desk: Desk) -> Iterator[str]:
    bodies = {row.authority for row in desk.register.shown if row.kind == AnnualReport.key}
    if bodies:
        yield urls.ANNUAL_REPORTS
        yield from (urls.annual_reports(key) for key, _ in desk.ordered_authorities if key in bodies)


def _platform(key: str) -> Iterator[str]:
    for part in _PLATFORM:
        yield urls.platform(key, part)
    for number in range(1, len(STATUTORY_GROUPS) + 1):
        yield urls.platform(key, f"{urls.STATUTORY}{number}/")


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    if file.path == ROBOTS:
        return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(desk.site, f'/{INDEX}')}\n".encode()
    if file.path == INDEX:
        parts = (_element("sitemap", absolute(desk.site, f"/{part}")) for part in file.key.split("\n"))
        return _document("sitemapindex", parts)
    if file.path == PAGES:
        return _urlset(desk, ((url, "") for url in _pages(desk)))
    rows = [desk.register.rows[path] for path in file.items]
    return _urlset(desk, ((urls.item(row.path), max(row.day, row.updated_on)) for row in rows))


def _urlset(desk: Desk, pages: Iterable[tuple[str, str]]) -> bytes:
    """`pages`: address on the site, and the day of its last change or ""."""
    if not desk.site.traditional:
        return _document("urlset", (_element("url", absolute(desk.site, url), day) for url, day in pages))
    return _document("urlset", _in_both_forms(desk, pages), f' xmlns:xhtml="{_XHTML}"')


def _in_both_forms(desk: Desk, pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    for url, day in pages:
        own, other = absolute(desk.site, url), absolute(desk.site, urls.in_traditional("", url))
        told = (("zh-Hans", own), ("zh-Hant", other), ("x-default", own))
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{form}" href="{escape(to)}"/>' for form, to in told)
        yield from (_element("url", address, day, links) for address in (own, other))


def _element(name: str, address: str, day: str = "", links: str = "") -> str:
    lastmod = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<{name}><loc>{escape(address, quote=False)}</loc>{lastmod}{links}</{name}>"


def _document(root: str, elements: Iterable[str], names: str = "") -> bytes:
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_XMLNS}"{names}>']
    return "\n".join([*head, *elements, f"</{root}>", ""]).encode()


CHANNEL = Channel(plan, make)
