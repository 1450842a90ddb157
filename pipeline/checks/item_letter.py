"""A published letter is answered, within the time that its column promises, and its times follow one another."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.letters import days_taken
from pipeline.model import Promise
from pipeline.standards import LETTER_DEDUCTIONS, LETTER_MONTHS
from pipeline.workdays import WORKDAYS, later

_EVASIVE = re.compile(
    "(?:(?:您好|你好|网民|市民)?[，,。!\uff01]?(?:您的)?(?:来信|留言)?(?:我们|我单位)?(?:已阅|已收到|收悉|已知悉|已转办|已转(?:交)?(?:相关|有关)(?:部门|单位)(?:办理|处理)?|正在(?:办理|处理|研究)(?:中)?"
    "|请(?:拨打|致电|咨询)[^，。]{0,30}|感谢您?的(?:来信|关注|支持)(?:[和与、][^，。]{0,8})?)[，,。.!\uff01]?)+"
)
"""Replies that tell the writer nothing."""


@check(
    severity=Severity.ERROR,
    clause=LETTER_MONTHS.clause,
    about="留言在承诺的时限内答复，来信、答复、发布的时间先后合理",
    hint="核对来信时间、答复时间和发布时间",
    kinds=("letter",),
)
def item_letter(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    received, replied = item.details["received_at"], item.details.get("replied_at")
    promise = site.tables.promise(item.row.column)
    if received[:10] > site.day:
        yield Answer(item.at("received_at"), f"来信时间 {received} 还没有到")
    elif not replied:
        yield from _waiting(item, received, promise, site)
    elif replied < received:
        yield Answer(item.at("replied_at"), f"答复时间 {replied} 早于来信时间 {received}")
    elif promise:
        yield from _late(item, received, replied, promise)
    if replied and replied > item.row.published_at:
        yield Answer(item.at("published_at"), f"发布时间 {item.row.published_at} 早于答复时间 {replied}")
    if replied and _EVASIVE.fullmatch(item.text.strip()):
        message = f"答复只有“{item.text.strip()}”，没有回答来信的问题"
        yield Answer(item.at("body"), message, "写明办理情况和结果", Severity.REVIEW)
    if replied and not item.details.get("replied_by"):
        yield Answer(item.at("replied_at"), "没有写答复单位", "补上“答复单位”", Severity.WARNING)


def _waiting(item: CheckedItem, received: str, promise: Promise | None, site: Inspected) -> Iterator[Answer]:
    """Nothing while the time promised lasts; without a promise every letter that waits is told."""
    waited = (site.as_of - date.fromisoformat(received[:10])).days
    taken = days_taken(received[:10], site.day, promise) if promise else None
    message, hint = f"来信 {received} 至今 {waited} 天，没有写答复时间", "答复后补上“答复时间”和“答复单位”"
    if site.as_of > later(date.fromisoformat(received[:10]), LETTER_MONTHS.value, True):
        yield Answer(item.at("received_at"), message, hint)
    elif promise is None or taken is None:
        yield Answer(item.at("received_at"), message, hint, Severity.WARNING)
    elif taken > promise.number:
        message += f"，已过承诺的 {promise}"
        yield Answer(item.at("received_at"), message, hint, Severity.WARNING, LETTER_DEDUCTIONS)


def _late(item: CheckedItem, received: str, replied: str, promise: Promise) -> Iterator[Answer]:
    taken = days_taken(received[:10], replied[:10], promise)
    if taken is None and int(received[:4]) >= min(WORKDAYS.years):
        message = f"来信 {received}，答复 {replied}，超出节假日表的年份（{WORKDAYS.last_year} 年止），无法计算工作日"
        yield Answer(item.at("replied_at"), message, "按国务院办公厅放假通知人工核对", Severity.REVIEW)
    elif taken is not None and taken > promise.number:
        unit = str(promise).lstrip("0123456789")
        message = f"答复用了 {taken} {unit}，承诺 {promise}内答复"
        yield Answer(
            item.at("replied_at"), message, "今后按期答复；答复时间不得改早", Severity.WARNING, LETTER_DEDUCTIONS
        )
