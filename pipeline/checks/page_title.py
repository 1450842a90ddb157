"""A page says what it is: its title with the site's name, its language, its one address."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import PAGE_LAYOUT


@check(
    severity=Severity.WARNING,
    clause=PAGE_LAYOUT,
    about="页面有标题、语言和规范网址",
    hint="改正主题模板 base.html",
)
def page_title(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    text, facts = page.title, site.site
    if not text:
        yield Answer(page.at("<head"), "页面没有标题（title）")
    elif facts.name not in text:
        yield Answer(page.at("<title"), f"页面标题“{text[:40]}”中没有网站名称")
    root = page.first("html", "lang")
    if root is None or not (root["lang"] or "").lower().startswith("zh"):
        yield Answer(page.at("<html"), "页面没有标明语言为中文", '写作 <html lang="zh-CN">')
    canonical = page.first("link", "rel", "canonical")
    if canonical is not None and (canonical.get("href") or "") != f"{facts.url}{page.url}":
        address = canonical.get("href") or ""
        yield Answer(page.at("canonical"), f"规范网址“{address}”不是本页的网址 {facts.url}{page.url}")
