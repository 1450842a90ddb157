"""Pictures have an alternative text; those of the content may not be passed off as decoration."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_LAW


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="图片有文字说明(替代文本)",
    hint="写作“![图中的内容](文件名)”",
)
def page_images(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not page.may_have("img") or b"<img" not in page.html:
        return
    for node in page.tree.css("img:not([alt])"):
        source = node.attributes.get("src") or ""
        yield Answer(page.at_address(source), f"图片“{source}”没有替代文本")
    for node in page.tree.css('[data-part="body"] img[alt=""]'):
        source = node.attributes.get("src") or ""
        yield Answer(page.at_address(source), f"正文图片“{source}”的文字说明是空的")
