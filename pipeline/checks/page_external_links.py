"""Whoever follows a link to a site that is not the government's is told so first."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage, leaving
from pipeline.standards import LINKS_AND_ADDRESSES

OFFICIAL = ("gov.cn", "bszs.conac.cn")
"""The government's own names, and the register behind the official mark that every footer must link."""


@check(
    severity=Severity.WARNING,
    clause=LINKS_AND_ADDRESSES,
    about="打开非政府网站的链接前有“您即将离开”的提示",
    hint="用主题自带的页脚和脚本生成页面；确认可以直接打开的域名，写进 site.yaml 的“可信域名”",
)
def page_external_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    passing = (site.site.domain, *OFFICIAL, *site.site.trusted_hosts)
    strangers = leaving(page.elsewhere(site), passing)
    if not strangers:
        return
    followed = {(node.attributes.get("href") or ""): node.tag for node in page.tree.css("a[href],area[href]")}
    asks = _asks(page, site.site.trusted_hosts)
    for href in strangers:
        if followed.get(href) == "area":
            yield Answer(page.at_address(href), f"图片热区的站外链接“{href}”打开前没有提示", "改用文字链接")
        elif href in followed and not asks:
            yield Answer(page.at_address(href), f"站外链接“{href}”打开前没有提示")


def _asks(page: RenderedPage, trusted: tuple[str, ...]) -> bool:
    """Whether the theme's prompt stands on the page, trusts nobody but whom the site trusts, and has its script."""
    dialog = page.tree.css_first("dialog#leave-site[data-trusted]")
    if dialog is None or dialog.css_first("[data-leave=go]") is None or page.tree.css_first("script[src]") is None:
        return False
    return set((dialog.attributes.get("data-trusted") or "").split()) <= set(trusted)
