"""Reviews follow one another: none is signed before the one below it."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.provenance import CLOCK_SLACK
from pipeline.reviews import PROOFS, REVIEWS
from pipeline.signers import Reviewed, reviewed
from pipeline.standards import SITE_REVIEWS


@check(
    severity=Severity.ERROR,
    clause=SITE_REVIEWS,
    about="定了审核规则的栏目，初审、复审、终审依次进行，后一审不早于前一审",
    hint="核对各审的时间；次序确实颠倒的，从前一审起重新审核",
)
def item_review_order(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    for series in (REVIEWS, PROOFS) if found else ():
        if found:
            yield from _in_header(found, series)
            yield from _in_commits(item, found, series)


def _in_header(found: Reviewed, series: tuple[str, ...]) -> Iterator[Answer]:
    timed = [one for one in found.header.values() if one.step in series and one.moment]
    for before, after in pairwise(sorted(timed, key=lambda one: series.index(one.step))):
        least = min(len(before.moment), len(after.moment))
        if after.moment[:least] < before.moment[:least]:
            yield Answer(after.place, f"{after.step}（{after.moment}）早于{before.step}（{before.moment}）")


def _in_commits(item: CheckedItem, found: Reviewed, series: tuple[str, ...]) -> Iterator[Answer]:
    last = {one.step: one for one in found.signed.fresh if one.step in series} if found.signed else {}
    for before, after in pairwise(sorted(last.values(), key=lambda one: series.index(one.step))):
        if after.at < before.at - CLOCK_SLACK:
            place = item.at("review") if item.details.get("review") else item.at("title")
            message = f"{after.step}的提交 {after.commit[:10]} 早于{before.step}的提交 {before.commit[:10]}"
            yield Answer(place, message)
