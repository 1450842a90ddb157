"""The header and the commits name the same people."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.signers import reviewed, same_name
from pipeline.standards import SITE_REVIEWS


@check(
    severity=Severity.WARNING,
    clause=SITE_REVIEWS,
    about="页头“审核”写的人与提交说明里签的人相同",
    hint="以实际审核的人为准，改正页头",
)
def item_review_agreement(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    for step, signer in found.header.items() if found else ():
        other = found.commits.get(step) if found else None
        if other and not same_name(other.name, signer.name):
            yield Answer(signer.place, f"页头写的{step}是“{signer.name}”，提交 {other.commit} 里是“{other.name}”")
