"""A published letter is answered, and its times follow one another."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import LETTER_DAYS


@check(
    severity=Severity.ERROR,
    clause=LETTER_DAYS.clause,
    about="留言有答复,来信、答复、发布的时间先后合理",
    hint="核对来信时间、答复时间和发布时间",
    kinds=("letter",),
)
def item_letter(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    received, replied = item.details["received_at"], item.details.get("replied_at")
    if not replied:
        waited = (site.as_of - date.fromisoformat(received[:10])).days
        severity = None if waited > LETTER_DAYS.value else Severity.WARNING
        message = f"来信 {received} 至今 {waited} 天,没有写答复时间"
        yield Answer(item.at("received_at"), message, "补上“答复时间”和“答复单位”", severity)
        return
    if replied < received:
        yield Answer(item.at("replied_at"), f"答复时间 {replied} 早于来信时间 {received}")
    if replied > item.row.published_at:
        yield Answer(item.at("published_at"), f"发布时间 {item.row.published_at} 早于答复时间 {replied}")
    if not item.details.get("replied_by"):
        yield Answer(item.at("replied_at"), "没有写答复单位", "补上“答复单位”", Severity.WARNING)
