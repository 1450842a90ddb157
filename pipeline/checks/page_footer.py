"""The foot of every page holds the eight elements that the guide to government sites demands."""

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.hiding import hides
from pipeline.rendered import RenderedPage
from pipeline.standards import PAGE_FOOTER

ELEMENTS = {
    "mark": "党政机关网站标识",
    "error-report": "“我为政府网站找错”入口",
    "id-code": "网站标识码",
    "organizer": "主办单位",
    "contact": "联系方式",
    "icp": "ICP备案号",
    "police": "公安机关备案号",
    "sitemap": "网站地图",
}
"""The `data-element` of the theme's footer -> its official name."""
_OFFICIAL = re.compile(r"(?:https?:)?//(?:[\w-]+\.)*conac\.cn[/?]", re.IGNORECASE)
"""Who registers official sites: a mark that leads elsewhere is nobody's."""
_LINKED = ("mark", "error-report", "sitemap")


@check(
    severity=Severity.ERROR,
    clause=PAGE_FOOTER,
    about="页面底部有规定的八项内容",
    hint="在 site.yaml 中补齐相应字段，或改正主题的页脚模板",
)
def page_footer(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    start, end = page.html.rfind(b"<footer"), page.html.rfind(b"</footer>")
    if start < 0 or end < start:
        yield Answer(page.at(), "页面没有页脚")
        return
    facts = site.site
    missing = _missing(page.html[start:end], facts.id_code, facts.icp_number, facts.police_record_number)
    if missing:
        yield Answer(page.at("<footer"), f"页脚缺少：{'、'.join(missing)}")


@lru_cache(maxsize=64)
def _missing(footer: bytes, *numbers: str) -> tuple[str, ...]:
    """Names of the elements that a footer lacks; nearly all pages share one footer, so it is parsed once."""
    tree = LexborHTMLParser(footer)
    demanded = dict(zip(("id-code", "icp", "police"), numbers, strict=True))
    missing = []
    for key, name in ELEMENTS.items():
        node = tree.css_first(f'[data-element="{key}"]')
        if node is None or _is_hidden(node) or (not node.text(strip=True) and not node.css_first("img[alt]")):
            missing.append(name)
        elif demanded.get(key, "") not in node.text() or (key in _LINKED and not _link(key, node.html or "")):
            missing.append(f"正确的{name}")
    return tuple(missing)


def _is_hidden(node: LexborNode | None) -> bool:
    """Itself, or with what it stands in."""
    while node is not None and node.tag not in ("body", "-undef"):
        if "hidden" in node.attributes or hides(node.attributes.get("style") or ""):
            return True
        node = node.parent
    return False


def _link(key: str, html: str) -> bool:
    links = LexborHTMLParser(html).css('a[href]:not([href="#"]):not([href=""])')
    return any(key != "mark" or _OFFICIAL.match(link.attributes.get("href") or "") for link in links)
