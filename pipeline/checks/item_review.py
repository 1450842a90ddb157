"""Three reviews by three hands: none is left out, and nobody reviews what he himself has just passed."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.reviews import parted
from pipeline.signers import rule_for
from pipeline.standards import THREE_REVIEWS

STEPS = {"first": "初审", "second": "复审", "final": "终审"}


@check(
    severity=Severity.WARNING,
    clause=THREE_REVIEWS,
    about="没有定审核规则的栏目，写了审核的，初审、复审、终审齐全，相邻两审不是同一个人",
    hint="由另一个人审核后再发布；只写了责编的不在此列",
)
def item_review(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    given = item.details.get("review") or {}
    if not given or rule_for(site.tables, item.row.column, item.row.authority):
        return  # what a rule asks for has checks of its own
    review = {step: parted(name)[0] for step, name in given.items() if name}
    signed = [step for step in STEPS if step in review]
    missing = [STEPS[step] for step in STEPS if step not in review]
    if signed and missing:
        named = "、".join(STEPS[step] for step in signed)
        yield Answer(item.at("review"), f"审核只写了{named}，没有{'、'.join(missing)}", "补上审核人")
    for step, after in pairwise(STEPS):
        if review.get(step) and review.get(step) == review.get(after):
            yield Answer(item.at("review", STEPS[after]), f"{STEPS[step]}和{STEPS[after]}是同一个人")
