"""An item is reviewed before the public sees it, and so is each change of it."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.provenance import day_of, moment_of, too_late
from pipeline.signatures import Signature, Signed
from pipeline.signers import reviewed
from pipeline.standards import SITE_REVIEWS


@check(
    severity=Severity.ERROR,
    clause=SITE_REVIEWS,
    about="定了审核规则的栏目，审核在发布之前：页头写的时间不晚于发布时间，提交里的审核不晚于公开后一个工作日",
    hint="先审后发；确属补记的，在页头“豁免”里写明理由",
)
def item_review_late(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    if found is None:
        return
    published = item.row.published_at
    for one in found.header.values():
        if one.step in found.rule.steps and one.moment > published[: len(one.moment)]:
            yield Answer(one.place, f"{one.step}的时间 {one.moment} 晚于发布时间 {published}")
    if found.signed and site.dates_are_told:
        for signature in found.signed.fresh:
            if signature.step in found.rule.steps and _late(signature, found.signed, published):
                place = item.at("review") if item.details.get("review") else item.at("published_at")
                told = f"{signature.step}（提交 {signature.commit[:10]}，{day_of(signature.at)}）"
                yield Answer(place, f"{told}晚于公开一个工作日以上（提交 {found.signed.changed[:10]}）")


def _late(signature: Signature, signed: Signed, published: str) -> bool:
    """What reached the trunk together with the text, or before it, is in time whatever the clocks say."""
    public = max(published, moment_of(signed.public_at))
    return signature.landed > signed.landed and bool(too_late(public, signature.at))
