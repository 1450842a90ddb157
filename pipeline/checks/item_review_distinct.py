"""First, second and final review are by three people."""

from collections.abc import Iterator
from itertools import combinations

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.reviews import PROOFS, REVIEWS
from pipeline.signers import Signer, reviewed, same_name
from pipeline.standards import SITE_REVIEWS


@check(
    severity=Severity.ERROR,
    clause=SITE_REVIEWS,
    about="定了审核规则的栏目，初审、复审、终审是三个不同的人，一校、二校、三校也不同",
    hint="由另一个人审核后再发布",
)
def item_review_distinct(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    for series in (REVIEWS, PROOFS) if found else ():
        signers = [one for one in found.all if one.step in series] if found else []
        told = set()
        for first, second in combinations(signers, 2):
            pair = (first.step, second.step)
            if first.step != second.step and pair not in told and _same(first, second):
                told.add(pair)
                yield Answer(second.place, f"{first.step}和{second.step}是同一个人（{second.name}）")


def _same(first: Signer, second: Signer) -> bool:
    return same_name(first.name, second.name) or bool(first.mail and first.mail == second.mail)
