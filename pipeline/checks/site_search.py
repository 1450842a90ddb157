"""Search answers as an inspector tries it: titles of some published items, sought one by one."""

import zlib
from collections.abc import Iterator, Sequence

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import SITE_SEARCH
from pipeline.store import IndexRow
from pipeline.terms import SiteType

TRIED = 5
"""Titles, spread evenly from the newest to the oldest item: as many as inspectors try."""
_INDEX = "/search/manifest.bin"
_BROKEN = (OSError, EOFError, ValueError, KeyError, IndexError, zlib.error)


@check(
    severity=Severity.WARNING,
    clause=SITE_SEARCH,
    about="门户网站有站内搜索，按标题搜得到已发布的信息",
    hint="重新生成搜索索引；仍搜不到的，是程序的缺陷",
)
def site_search(site: Inspected) -> Iterator[Answer]:
    chosen = site.site.channels
    if chosen and "search" not in chosen and site.site.site_type is SiteType.PORTAL:
        message, hint = "门户网站没有站内搜索", "在 site.yaml 的“渠道”里加上 search，或者不写“渠道”"
        yield Answer(site.place("site.yaml:渠道"), message, hint)
    if _INDEX not in site.files:
        return
    try:
        lost = _not_found(site, _sample(site.register.shown))
    except _BROKEN as fault:
        yield Answer(Location(f"output{_INDEX}"), f"搜索索引读不出来（{type(fault).__name__}）")
        return
    for row in lost:
        yield Answer(site.item(row.path).at("title"), f"按标题“{row.title}”搜索，第一页没有这一条")


def _sample(rows: Sequence[IndexRow]) -> list[IndexRow]:
    ordered = sorted(rows, key=lambda row: (row.published_at, row.path))
    last = len(ordered) - 1
    places = {last * n // (TRIED - 1) for n in range(TRIED)} if ordered else set()
    return [ordered[place] for place in sorted(places)]


def _not_found(site: Inspected, rows: Sequence[IndexRow]) -> list[IndexRow]:
    """Those that the first page does not name; another of the same title will do."""
    from pipeline.search.backend import Request
    from pipeline.search.static_backend import StaticBackend

    search = StaticBackend(site.output / "search").search
    found = ((row, search(Request(row.title)).hits) for row in rows)
    return [row for row, hits in found if not any(hit.path == row.path or hit.title == row.title for hit in hits)]
