"""What the column's rule of reviews asks for was signed, and signed for the text as it is."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.reviews import Evidence, ReviewStep
from pipeline.signers import Reviewed, reviewed
from pipeline.standards import SITE_REVIEWS

WHERE = {
    Evidence.EITHER: "页头“审核”和提交说明里都没有",
    Evidence.HEADER: "页头“审核”里没有",
    Evidence.COMMIT: "提交说明里没有",
    Evidence.BOTH: "规则要求页头“审核”和提交说明里都有",
}


@check(
    severity=Severity.ERROR,
    clause=SITE_REVIEWS,
    about="栏目的审核规则要求的各审都做了，做了以后正文没有再改",
    hint="请该审的人审过，在页头“审核”里写上，或在提交说明里另起一行写“Reviewed-by: 姓名 <邮箱> (审次)”",
)
def item_review_missing(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    for step in found.rule.steps if found else ():
        if found and not found.holds(step):
            place = item.at("review") if item.details.get("review") else item.at("title")
            yield Answer(place, _told(found, step))


def _told(found: Reviewed, step: ReviewStep) -> str:
    stale = found.stale(step)
    if stale and found.signed:
        return f"{step}（{stale.name}，提交 {stale.commit[:10]}）之后内容又有改动（提交 {found.signed.changed[:10]}），须重新{step}"
    if not found.told and found.rule.evidence is Evidence.EITHER:
        return f"没有{step}：页头“审核”里没有，提交记录读不到"
    return f"没有{step}：{WHERE[found.rule.evidence]}"
