"""The home page shows something new: judged by the items it links, as a visitor sees it."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import read_page, resolver
from pipeline.standards import EARLY_DAYS, HOME_DAYS

HOME = "/index.html"


@check(
    severity=Severity.ERROR,
    clause=HOME_DAYS.clause,
    about="首页 14 天内有更新",
    hint="发布新的信息；按发布时间计算，改动旧信息的日期不算更新，属于弄虚作假",
)
def site_home_updated(site: Inspected) -> Iterator[Answer]:
    if HOME not in site.files:
        yield Answer(Location(f"output{HOME}"), "没有首页", "先运行 python3 tasks.py build")
        return
    newest = max(_moments(site), default="")
    if not newest:
        yield Answer(
            Location(f"output{HOME}"), "首页没有链接任何已发布的信息", "在 site.yaml 的“首页”中指定各板块的栏目"
        )
        return
    days = (site.as_of - date.fromisoformat(newest[:10])).days
    message = f"首页最新的信息发布于 {newest}，已有 {days} 天没有更新"
    if days > HOME_DAYS.value:
        yield Answer(Location(f"output{HOME}"), message)
    elif days > EARLY_DAYS:
        early = f"{message}，超过 {HOME_DAYS.value} 天即不合格"
        yield Answer(Location(f"output{HOME}"), early, severity=Severity.WARNING)


def _moments(site: Inspected) -> Iterator[str]:
    """When the items that the home page links were published."""
    page, resolve = read_page(site.output, HOME), resolver(site.site.domain, site.site.base)
    targets = {target.path for href in page.links if (target := resolve(page.url, href))}
    for path in targets:
        row = site.row_of(path)
        if row and row.path in site.register.shown_paths:
            yield site.counted_at(row)
