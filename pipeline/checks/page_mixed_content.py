"""A page of a secure site asks for nothing over an insecure connection: browsers block it or warn of the page."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import HOUSE_RULE

_ACTIVE = frozenset({"script", "iframe", "frame", "embed", "object", "form", "link", "base"})
_SELECTORS = (
    "script[src],iframe[src],frame[src],embed[src],img[src],audio[src],video[src],source[src],track[src],input[src],"
    "img[srcset],source[srcset],video[poster],object[data],form[action],link[href],base[href]"
)
_ATTRIBUTES = ("src", "srcset", "poster", "data", "action", "href")
_FETCHED = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon", "prefetch"})
"""Relations of <link> that make a browser fetch; others only name an address."""
_URL = r"url\(\s*[\"']?(http:[^\"')\s]+)"
_STYLED, _STYLED_TEXT = re.compile(rb"url\(\s*(?:[\"']|&\w+;)?http:", re.IGNORECASE), re.compile(_URL, re.IGNORECASE)


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="网站用 https 时，页面不引用 http 的图片、脚本、样式和表单",
    hint="改用 https，或把文件放到本站",
    gone=True,
)
def page_mixed_content(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not page.may_have("insecure") or not site.site.url.startswith("https:") or b"http:" not in page.html.lower():
        return
    for node in page.tree.css(_SELECTORS):
        for address in _insecure(node):
            severity = Severity.ERROR if node.tag in _ACTIVE else Severity.WARNING
            yield Answer(
                page.at_address(address), f"页面引用了不安全的地址“{address}”（<{node.tag}>）", severity=severity
            )
    for address in dict.fromkeys(_in_styles(page)):
        yield Answer(page.at(address), f"页面引用了不安全的地址“{address}”（样式）")


def _in_styles(page: RenderedPage) -> Iterator[str]:
    for node in page.tree.css("[style],style") if _STYLED.search(page.html) else ():
        yield from _STYLED_TEXT.findall(node.attributes.get("style") or node.text())


def _insecure(node: LexborNode) -> Iterator[str]:
    if node.tag == "link" and _FETCHED.isdisjoint((node.attributes.get("rel") or "").lower().split()):
        return
    for name in _ATTRIBUTES:
        written = (node.attributes.get(name) or "").strip()
        parts = [part.split()[0] for part in written.split(",") if part.strip()] if name == "srcset" else [written]
        yield from (part for part in parts if part.lower().startswith("http:"))
