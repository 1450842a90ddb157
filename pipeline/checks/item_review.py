"""Three reviews by three hands: none is left out, and nobody reviews what he himself has just passed."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import THREE_REVIEWS

STEPS = {"first": "初审", "second": "复审", "final": "终审"}


@check(
    severity=Severity.WARNING,
    clause=THREE_REVIEWS,
    about="写了审核的,初审、复审、终审齐全,相邻两审不是同一个人",
    hint="由另一个人审核后再发布;只写了责编的不在此列",
)
def item_review(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    review = item.details.get("review") or {}
    given = [step for step in STEPS if review.get(step)]
    missing = [STEPS[step] for step in STEPS if step not in given]
    if given and missing:
        named = "、".join(STEPS[step] for step in given)
        yield Answer(item.at("review"), f"审核只写了{named},没有{'、'.join(missing)}", "补上审核人")
    for step, after in pairwise(STEPS):
        if review.get(step) and review.get(step) == review.get(after):
            yield Answer(item.at("review", STEPS[after]), f"{STEPS[step]}和{STEPS[after]}是同一个人")
