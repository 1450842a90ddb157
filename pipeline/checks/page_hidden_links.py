"""No link out of the site is hidden from readers: that is how intruders sell other people's pages."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.hiding import hides, hiding_selectors, is_white
from pipeline.parts import Part, addresses_in
from pipeline.rendered import OFFICIAL, RenderedPage, leaving, resolver
from pipeline.standards import VETO_SAFETY

_OUTWARD = re.compile(r"(?:https?:|//)", re.IGNORECASE)
_DROPPED = re.compile(r"[\t\r\n]")
"""What browsers leave out of an address."""
_WORDLESS = re.compile("[\\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff.,\u00b7_\u3002\uff0c\u3000-]*")
_SHOWS = "img,svg,picture,video,canvas,object,input,button,[class]"
"""What may be seen in a link without words; an element with a class may be a sign of a font."""
_VEILING = frozenset({"visually-hidden", "sr-only", "hidden", "hide", "d-none", "invisible"})
"""Classes that everywhere mean what they say."""
_TAKEN_AWAY = ("[style]", "[hidden]", "iframe", "frame", "marquee", "noscript")
TINY = 5
"""Pixels on a side of what nobody notices."""
_WRITTEN = re.compile(r"href\s*=\s*\\?[\"']?\s*((?:https?:)?//[^\"'\\\s<>]+)", re.IGNORECASE)


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="没有藏起来的站外链接（暗链）",
    hint="删去这个链接，并检查内容和模板是否被篡改",
    gone=True,
)
def page_hidden_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    resolve = resolver(site.site.domain, site.site.base)
    found = [
        *page.gather(_hidden),
        *page.gather(_without_content(f"{site.site.url}/")),
        *_by_sheets(page),
        *_unnoticed(page, site),
    ]
    for href in dict.fromkeys(found):
        plain = _DROPPED.sub("", href).strip().replace("\\", "/")
        if _OUTWARD.match(plain) and resolve(page.url, plain) is None:
            yield Answer(page.at_address(href), f"站外链接“{href}”在页面上看不见")


def _hidden(part: Part) -> list[str]:
    """Links at or below an element that a style or `hidden` takes away, in frames, and where scripts leave nothing."""
    if not any(map(part.may_have, _TAKEN_AWAY)):
        return []
    found = [
        href for attributes, held in part.bearing("style") for href in held if hides(attributes.get("style") or "")
    ]
    found += [href for _, held in part.bearing("hidden") for href in held]
    nodes = (node for node in part.css("iframe[src],frame[src],marquee,noscript") if not _is_seen(node))
    return found + [href for node in nodes for href in addresses_in(node)]


def _is_seen(node: LexborNode) -> bool:
    """Whether it is a frame of some size within the text, which loads from elsewhere for everybody to see."""
    return node.tag == "iframe" and not _is_tiny(node)


def _is_tiny(node: LexborNode) -> bool:
    sizes = [(node.attributes.get(name) or "").strip().lower().removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= TINY for size in sizes)


@cache
def _without_content(own: str) -> Callable[[Part], list[str]]:
    """Asks a part for its links that hold nothing to see or to click, unless all its whole addresses are the site's."""

    def asked(part: Part) -> list[str]:
        nodes = part.empty_links()
        if not nodes or all(href.startswith(own) for href in part.outward):
            return []
        empty = [node.attributes for node in nodes]
        return [(attributes.get("href") or "").strip() for attributes in empty if not attributes.get("aria-label")]

    return asked


def _by_sheets(page: RenderedPage) -> list[str]:
    """Links that a sheet or a script within the page takes away or writes, and those of frames that hold their own page."""
    found: list[str] = []
    if page.may_have("style") and b"<style" in page.html.lower():
        for selector in {one for sheet in page.tree.css("style") for one in hiding_selectors(sheet.text())}:
            with suppress(ValueError):  # a selector that the parser does not know
                found += [href for node in page.tree.css(selector) for href in addresses_in(node)]
    if page.is_plain:  # such a page has neither markup in its scripts nor frames
        return found
    if b"document.write" in page.html:
        found += [href for node in page.tree.css("script:not([src])") for href in _WRITTEN.findall(node.text())]
    for node in page.tree.css("iframe[srcdoc]") if b"srcdoc" in page.html else ():
        inner = LexborHTMLParser(node.attributes.get("srcdoc") or "")
        if not _is_seen(node):
            found += [link.attributes.get("href") or "" for link in inner.css("a[href]")]
    return found


def _unnoticed(page: RenderedPage, site: Inspected) -> list[str]:
    """Links to strangers that have no word or picture to notice, or stand where nothing is seen."""
    passing = (site.site.domain, *OFFICIAL, *site.site.trusted_hosts)
    strangers = leaving(page.elsewhere(site), passing)
    nodes = page.tree.css("a[href],area[href]") if strangers else ()
    links = ((node.attributes.get("href") or "", node) for node in nodes)
    return [href for href, node in links if href in strangers and (_says_nothing(node) or _is_veiled(node))]


def _says_nothing(node: LexborNode) -> bool:
    if node.tag == "area":
        corners = node.attributes.get("coords")
        return corners is not None and not corners.strip("0, ")
    if node.attributes.get("aria-label") or not _WORDLESS.fullmatch(node.text()):
        return False
    return all(_is_tiny(shown) for shown in node.css(_SHOWS) if shown.mem_id != node.mem_id)


def _is_veiled(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None and above.tag not in ("body", "-undef"):
        given = above.attributes
        if not _VEILING.isdisjoint((given.get("class") or "").split()):
            return True
        if above.tag == "font" and is_white(given.get("color") or ""):
            return True
        if above.tag in ("svg", "object") and _is_tiny(above):
            return True
        above = above.parent
    return False
