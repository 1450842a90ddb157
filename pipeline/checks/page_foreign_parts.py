"""A page loads nothing from elsewhere and sends nobody there: that is what an intruder leaves behind."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.markup import is_outward
from pipeline.parts import Part
from pipeline.rendered import OFFICIAL, RenderedPage, leaves, leaving
from pipeline.standards import VETO_SAFETY

_REFRESH = re.compile(r"^[\d.\s]*;?\s*url\s*=\s*['\"]?\s*", re.IGNORECASE)


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="页面不加载站外的脚本、样式、插件，不嵌入站外的页面，不自动跳到站外（挂马、劫持）",
    hint="查明是谁加上的，从模板或内容中删去；确需使用的，把文件放到本站，或把域名写进 site.yaml 的“可信域名”",
    gone=True,
)
def page_foreign_parts(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    passing = (site.site.domain, *OFFICIAL, *site.site.trusted_hosts)
    away = leaving(page.elsewhere(site), passing) or page.may_have("object")
    for part in (*page.frames, page.rest) if away else ():
        for address in dict.fromkeys(_loaded(part, passing)):
            yield Answer(page.at_address(address), f"页面加载站外的文件“{address}”")
    for node in page.tree.css('meta[http-equiv="refresh" i]') if page.is_redirect else ():
        address = _REFRESH.sub("", node.attributes.get("content") or "").strip("'\" ")
        if _is_foreign(address, passing):
            yield Answer(page.at("http-equiv"), f"页面自动跳到站外“{address}”")


def _loaded(part: Part, passing: tuple[str, ...]) -> list[str]:
    """What a browser fetches and runs or applies by itself; pictures are another check's business.

    Nearly no part has a foreign address at all, so what bears it is hardly ever looked for.
    """
    found = [node.attributes.get("data") for node in part.css("object[data]")]
    if any(_is_foreign(address, passing) for address in part.outward):
        found += [node.attributes.get("src") for node in part.css("script[src],embed[src],iframe[src]")]
        found += [
            node.attributes.get("href") for node in part.css("link[href]") if _is_style(node.attributes.get("rel"))
        ]
    return [address.strip() for address in found if address and _is_foreign(address.strip(), passing)]


def _is_style(rel: str | None) -> bool:
    return not {"stylesheet", "preload", "modulepreload", "manifest"}.isdisjoint((rel or "").lower().split())


@lru_cache(maxsize=100_000)
def _is_foreign(address: str, passing: tuple[str, ...]) -> bool:
    return is_outward(address) and leaves(address, passing)
