"""How new a column is, and the home page as a visitor sees it: one answer for findings and forecast."""

from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.check import Inspected
from pipeline.kinds.profile import KIND as PROFILE
from pipeline.rendered import read_page, resolver
from pipeline.rows import IndexRow

HOME = "/index.html"


def newest_in(site: Inspected, path: str) -> str:
    """When a column, or one below it, last had something new, `YYYY-MM-DD HH:MM`; "" for never."""
    lists = site.register.by_column
    newest = ""
    for rows in [lists[other] for other in lists if other == path or other.startswith(f"{path}/")]:
        for row in rows:
            if row.published_at <= newest and row.kind != PROFILE.key:
                break
            newest = max(newest, _renewed_at(site, row))
    return newest


def _renewed_at(site: Inspected, row: IndexRow) -> str:
    """What tells of a body or a place is renewed where it stands: on the day that it names, if git bears it out."""
    moment, day = site.counted_at(row), row.updated_on
    if row.kind != PROFILE.key or not day or day > site.day:
        return moment
    trace = site.history.trace(row.path) if site.history and site.dates_are_told else None
    touched = trace.steps[-1].commit.day.isoformat() if trace else day
    return max(moment, min(day, touched))


def newest_on_home(site: Inspected) -> tuple[str, bool]:
    """When the newest item was published that the home page leads to, and whether over the pages that it links: a mere
    page of navigation is judged by them. "" where there is none.
    """
    linked = _linked(site, [HOME])
    found = max(_moments(site, linked), default="")
    if found:
        return found, False
    below = sorted(path for path in linked if path in site.files and path.endswith(".html") and path != HOME)
    return max(_moments(site, _linked(site, below)), default=""), True


def _linked(site: Inspected, pages: Iterable[str]) -> frozenset[str]:
    resolve = resolver(site.site.domain, site.site.base)
    read = [read_page(site.output, path) for path in pages]
    targets = chain.from_iterable((resolve(page.url, href) for href in page.links) for page in read)
    paths = {target.path for target in targets if target}
    return frozenset(f"{path}index.html" if path.endswith("/") else path for path in paths)


def _moments(site: Inspected, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        row = site.row_of(path)
        if row and row.path in site.register.shown_paths:
            yield site.counted_at(row)
