"""Whoever signed is named in the column's rule for that review and that authority."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.model import Reviewer
from pipeline.signers import Signer, name_keys, reviewed
from pipeline.standards import SITE_REVIEWS

SHOWN = 6


@check(
    severity=Severity.ERROR,
    clause=SITE_REVIEWS,
    about="审核的人在栏目审核规则的名单里，可以做这一审，可以审这个机关的条目",
    hint="由名单里的人审核；名单有变的，改 columns.yaml 的“审核规则”",
)
def item_review_people(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    found = reviewed(item, site)
    if not found or not found.rule.people:
        return
    for signer in found.all:
        able = found.rule.who_may(signer.step)
        if signer.step not in found.rule.steps or any(_is(one, signer) for one in able):
            continue
        names = list(dict.fromkeys(one.name for one in able))
        known = f"名单：{'、'.join(names[:SHOWN])}{'等' if len(names) > SHOWN else ''}"
        where = f"（提交 {signer.commit}）" if signer.commit else ""
        if any(name_keys(name) == name_keys(signer.name) for name in names):
            yield Answer(
                signer.place,
                f"{signer.step}“{signer.name}”{where}的邮箱与审核规则里登记的不同",
                "用登记的邮箱提交；邮箱有变的，改 columns.yaml 的“审核规则”",
            )
        else:
            yield Answer(signer.place, f"“{signer.name}”{where}不在本栏目{signer.step}的名单里（{known}）")


def _is(one: Reviewer, signer: Signer) -> bool:
    """A header tells no mail; a commit tells it, and it is held against the register."""
    return name_keys(one.name) == name_keys(signer.name) and not (
        signer.mail and one.mail and one.mail.casefold() != signer.mail
    )
