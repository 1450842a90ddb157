"""The picture that heads a column is told in words, for those who do not see it."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ACCESSIBILITY_LAW


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="栏目和专题的横幅图片有文字说明",
    hint="在 columns.yaml 补上“横幅说明”，写出图中的文字",
)
def site_banners(site: Inspected) -> Iterator[Answer]:
    for node in site.tables.columns.values():
        if node.column.banner and not node.column.banner_text:
            yield Answer(node.location, f"栏目“{node.column.title}”的横幅没有写横幅说明")
