"""The body says something: no placeholders, and a diagram has its text."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ACCESSIBILITY_LAW
from pipeline.terms import InterpretationForm

_PLACEHOLDER = re.compile(
    r"[\s(\uff08]*(?:略|无|暂无(?:内容|信息|数据)?|(?:测试)+|test|\d+|同(?:上|标题)|如题|(?:内容|正文|信息)?(?:待补充|待完善|待更新|建设中|更新中)"
    r"|(?:请|具体|详细|相关|有关)?(?:内容|情况|信息|详情)?(?:请|详)?[见看阅](?:附件|附表|附图)|lorem ipsum.*)?[\s。.!\uff01…)\uff09]*",
    re.IGNORECASE | re.DOTALL,
)
_PICTURED = frozenset({InterpretationForm.DIAGRAM, InterpretationForm.ANIMATION, InterpretationForm.VIDEO})
LEAST_TEXT = 50
"""Characters of text that a diagram or a film needs beside it."""


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="正文有实际内容，图解、视频配有文字",
    hint="写上正文；附件和图片之外要有文字说明，读屏软件和搜索才读得到",
)
def item_body(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    text = item.text.strip()
    if text and _PLACEHOLDER.fullmatch(text):
        yield Answer(item.at("body"), f"正文只有“{text[:20]}”，没有实际内容")
    form = item.details.get("form") if item.row.kind == "interpretation" else None
    if form in _PICTURED and len(text) < LEAST_TEXT:
        yield Answer(item.at("body"), f"解读形式为“{form}”，但配的文字不足 {LEAST_TEXT} 字")
