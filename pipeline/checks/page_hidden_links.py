"""No link out of the site is hidden from readers: that is how intruders sell other people's pages."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.parts import Part, addresses_in
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
    found = [
        href
        for attributes, held in part.bearing("style")
        for href in held
        if _HIDING.search(attributes.get("style") or "")
    ]
    found += [href for _, held in part.bearing("hidden") for href in held]
    return found + [href for node in part.css("iframe[src],frame[src],marquee") for href in addresses_in(node)]


def _without_content(part: Part) -> list[str]:
    """Links that hold nothing to see or to click."""
    empty = [node.attributes for node in part.empty_links()]
    return [(attributes.get("href") or "").strip() for attributes in empty if not attributes.get("aria-label")]
