"""The picture of an item has its text."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ACCESSIBILITY_LAW


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="条目的图片有图片说明",
    hint="补上“图片说明: …”，写出图中的内容",
)
def item_image_text(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    if item.row.image and not item.details.get("image_text"):
        yield Answer(item.at("image"), f"图片“{item.row.image}”没有图片说明")
