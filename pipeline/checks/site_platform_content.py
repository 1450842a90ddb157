"""An authority's platform discloses what the law lists, and the home page leads to the platforms."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import read_page, resolver
from pipeline.standards import PLATFORM_NORM

HOME = "/index.html"


@check(
    severity=Severity.WARNING,
    clause=PLATFORM_NORM,
    about="各机关的公开平台有法定主动公开内容，首页有公开平台的入口",
    hint="发布条例第二十条所列的信息，在栏目或条目上写“法定公开”的项号",
)
def site_platform_content(site: Inspected) -> Iterator[Answer]:
    register = site.register
    listed = {path for path in site.tables.columns if site.tables.statutory_group(path)}
    disclosing = {row.authority for row in register.shown if row.statutory or row.column in listed}
    with_platform = [(key, body) for key, body in site.tables.authorities.items() if body.platform]
    for key, body in with_platform:
        if key not in disclosing:
            yield Answer(site.place(f"authority:{key}"), f"{body.name}的公开平台没有法定主动公开内容")
    if with_platform and HOME in site.files and f"{urls.PLATFORMS}index.html" in site.files and not _linked(site):
        yield Answer(Location(f"output{HOME}"), "首页没有政府信息公开平台的入口", "在主题的导航或首页加上入口")


def _linked(site: Inspected) -> bool:
    page, resolve = read_page(site.output, HOME), resolver(site.site.domain, site.site.base)
    return any((target := resolve(page.url, href)) and target.path.startswith(urls.PLATFORMS) for href in page.links)
