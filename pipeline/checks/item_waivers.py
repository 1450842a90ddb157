"""A waiver names a check that exists, says why, who allowed it on which day, and has not ended; another has no effect."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE
from pipeline.waivers import NEVER, READING, SOON, Flaw, days_left, flaw, signed

FLAWS = {
    Flaw.SHORT: ("豁免“{name}”的理由“{reason}”过于简单，没有生效", "写清依据和原因"),
    Flaw.UNSIGNED: ("豁免“{name}”没有写明批准人和日期，没有生效", ""),
    Flaw.DAY: ("豁免“{name}”的日期 {day} 不存在，或还没有到，没有生效", "写批准豁免的那一天"),
    Flaw.UNTIL: ("豁免“{name}”的截止日期 {until} 不存在，或早于批准的日期，没有生效", "写豁免有效的最后一天"),
    Flaw.ENDED: (
        "豁免“{name}”已于 {until} 到期，不再生效",
        "改好这个问题，删去这条豁免；确需延长的，由批准人重新批准，写上新的日期",
    ),
}
ENDING = ("豁免“{name}”到 {until} 为止，还有 {left} 天", "在此以前改好这个问题，或重新批准")
IDLE = ("豁免“{name}”没有用上：这一篇没有这个问题", "问题已经改好的，删去这条豁免，免得以后放过新的问题")
FORBIDDEN = ("“{name}”不能豁免，没有生效", "按那一条问题的改法处理")


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="豁免写明存在的检查代号、理由、批准人和日期；没有到期，也还用得上",
    hint="写作“豁免: {检查代号: 理由（批准人 YYYY-MM-DD）}”，检查代号见报告中方括号内的文字",
    gone=True,
)
def item_waivers(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for name, written in (item.details.get("waivers") or {}).items():
        place = item.at("waivers", name)
        if name not in site.check_ids and not name.startswith(READING):
            yield Answer(place, f"豁免的检查“{name}”不存在，没有生效{near(name, sorted(site.check_ids))}")
            continue
        if name in NEVER:
            message, hint = FORBIDDEN
            yield Answer(place, message.format(name=name), hint)
            continue
        facts = {"reason": written} | signed(written) | {"name": name}
        wrong = flaw(written, site.day)
        left = None if wrong else days_left(written, site.as_of)
        if wrong:
            message, hint = FLAWS[wrong]
            yield Answer(place, message.format_map(facts), hint)
        elif left is not None and left <= SOON:
            message, hint = ENDING
            yield Answer(place, message.format(left=left, **facts), hint)


def idle(item: CheckedItem, name: str) -> Answer:
    """Of a waiver that was not needed, as only those know who have seen all that was found."""
    return Answer(item.at("waivers", name), IDLE[0].format(name=name), IDLE[1], Severity.REVIEW)
