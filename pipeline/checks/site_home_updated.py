"""The home page shows something new: judged by the items it links, as a visitor sees it."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.freshness import HOME, newest_on_home
from pipeline.standards import EARLY_DAYS, HOME_DAYS


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
    newest, below = newest_on_home(site)
    if not newest:
        yield Answer(
            Location(f"output{HOME}"),
            "首页和它链接的页面上没有任何已发布的信息",
            "在 site.yaml 的“首页”中指定各板块的栏目",
        )
        return
    days = (site.as_of - date.fromisoformat(newest[:10])).days
    where = "首页是导航页，它链接的页面上" if below else "首页"
    message = f"{where}最新的信息发布于 {newest}，已有 {days} 天没有更新"
    if days > HOME_DAYS.value:
        yield Answer(Location(f"output{HOME}"), message)
    elif days > EARLY_DAYS:
        early = f"{message}，超过 {HOME_DAYS.value} 天即不合格"
        yield Answer(Location(f"output{HOME}"), early, severity=Severity.WARNING)
