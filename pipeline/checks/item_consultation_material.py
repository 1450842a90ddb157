"""Whoever asks for opinions on a draft gives the draft and says how to answer."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import CONSULTATION_DAYS

_ON_A_DRAFT = re.compile("征(?:求|询)[^，。]{0,12}意见|草案|意见稿|送审稿")


@check(
    severity=Severity.WARNING,
    clause=CONSULTATION_DAYS.clause,
    about="征求意见附草案，写明征集方式",
    kinds=("consultation",),
)
def item_consultation_material(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    details, row = item.details, item.row
    if not details.get("ways"):
        yield Answer(item.at("title"), "没有写征集方式", "补上“征集方式”，如信函、电话、网页留言")
    draft = details.get("draft") or ""
    asked = _ON_A_DRAFT.search(row.title)
    if asked and not (draft or item.attachments or item.headings):
        message = "征求意见没有附草案，正文里也看不出草案的内容"
        yield Answer(item.at("title"), message, "补上“征求意见稿: 文件名或索引号”")
    named = "/" in draft and draft not in {file.name for file in item.attachments}
    if named and site.register.resolve(draft) not in site.register.shown_paths:
        yield Answer(item.at("draft"), f"征求意见稿“{draft}”没有公开", "先发布草案，或附上文件")
