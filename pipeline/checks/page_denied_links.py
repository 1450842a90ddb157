"""No link to a host that the site denies: the old domain of somebody who gave it up, a site turned to gambling."""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage, host_of, is_below
from pipeline.standards import VETO_SAFETY


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="没有链接到“禁链域名”里的网站",
    hint="删去这个链接，并查明其他页面有没有同样的链接",
    gone=True,
)
def page_denied_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    denied = site.site.denied_hosts
    for href in page.outward if denied else ():
        host = _denied(href, denied)
        if host:
            yield Answer(page.at_address(href), f"链接“{href}”指向禁止链接的网站“{host}”")


@lru_cache(maxsize=100_000)
def _denied(href: str, denied: tuple[str, ...]) -> str:
    """The entry that forbids it, or ""."""
    host = host_of(href) or ""
    names = (one.casefold().removeprefix("*.").removeprefix("www.").rstrip(".") for one in denied)
    return next((name for name in names if name and is_below(host, [name])), "")
