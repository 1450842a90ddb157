"""An id stands once on a page, or links lead to the wrong place."""

from collections import Counter
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import PAGE_LAYOUT


@check(
    severity=Severity.WARNING,
    clause=PAGE_LAYOUT,
    about="页面内的锚点（id）不重复",
    hint="改正主题模板；正文的锚点由系统编号",
)
def page_ids(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    ids = page.ids
    if len(set(ids)) == len(ids):
        return
    for name, number in sorted(Counter(ids).items()):
        if number > 1:
            yield Answer(page.at(f'id="{name}"'), f"锚点“{name}”在页面上出现 {number} 次")
