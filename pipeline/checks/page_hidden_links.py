"""No link out of the site is hidden from readers: that is how intruders sell other people's pages."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.framed import Part
from pipeline.rendered import RenderedPage, resolver
from pipeline.standards import VETO_SAFETY

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|$)"
    r"|(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}|color\s*:\s*transparent",
    re.IGNORECASE,
)


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="没有藏起来的站外链接(暗链)",
    hint="删去这个链接,并检查内容和模板是否被篡改",
    gone=True,
)
def page_hidden_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    resolve = resolver(site.site.domain)
    for href in dict.fromkeys([*page.gather(_hidden), *page.gather(_without_content)]):
        if href.startswith(("http:", "https:", "//")) and resolve(page.url, href) is None:
            yield Answer(page.at_address(href), f"站外链接“{href}”在页面上看不见")


def _hidden(part: Part) -> list[str]:
    """Links at or below an element that a style or `hidden` takes away, and frames and films of no size."""
    styled = (node for node in part.css("[style]") if _HIDING.search(node.attributes.get("style") or ""))
    nodes = (*styled, *part.css("[hidden]"), *part.css("iframe[src],frame[src],marquee"))
    return [href for node in nodes for href in _links_of(node)]


def _links_of(node: LexborNode) -> Iterator[str]:
    for found in [node, *node.css("a[href],area[href],iframe[src],frame[src]")]:
        yield (found.attributes.get("href") or found.attributes.get("src") or "").strip()


def _without_content(part: Part) -> list[str]:
    """Links that hold nothing to see or to click."""
    empty = part.css("a[href]:empty") if b"></a>" in part.text else ()
    return [(node.attributes.get("href") or "").strip() for node in empty if not node.attributes.get("aria-label")]
