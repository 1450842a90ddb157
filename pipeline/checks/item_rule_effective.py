"""A rule of a government takes effect thirty days after it was published, and says on which day."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import RULE_DAYS
from pipeline.terms import LegalRank


@check(
    severity=Severity.REVIEW,
    clause=RULE_DAYS.clause,
    about="规章写明施行日期，自公布之日起 30 日后施行",
    hint="核对施行日期；公布后不立即施行将有碍施行的，可以自公布之日起施行",
    kinds=("document",),
)
def item_rule_effective(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    authority = site.tables.authorities.get(item.row.authority)
    reposted = authority is None or item.row.source not in ("", authority.name, authority.label)
    if item.details.get("legal_rank") != LegalRank.RULE or reposted:
        return
    effective = item.details.get("effective_on")
    if not effective:
        yield Answer(item.at("legal_rank"), "规章没有写施行日期", "补上“施行日期”")
        return
    days = (date.fromisoformat(effective) - date.fromisoformat(item.row.day)).days
    if 0 <= days < RULE_DAYS.value:
        message = f"规章 {item.row.day} 公布，{effective} 施行，相隔 {days} 日，一般应满 {RULE_DAYS.value} 日"
        yield Answer(item.at("effective_on"), message)
