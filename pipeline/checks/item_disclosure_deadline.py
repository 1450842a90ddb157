"""A document is disclosed within twenty working days of its date."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import DISCLOSURE_WORKDAYS
from pipeline.workdays import WORKDAYS


@check(
    severity=Severity.WARNING,
    clause=DISCLOSURE_WORKDAYS.clause,
    about="公开文件在成文之日起 20 个工作日内发布",
    hint="今后在期限内发布；法律法规另有规定的，在“豁免”中说明",
    kinds=("document",),
)
def item_disclosure_deadline(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    row, limit = item.row, DISCLOSURE_WORKDAYS.value
    authority = site.tables.authorities.get(row.authority)
    reposted = authority is None or row.source not in ("", authority.name, authority.label)
    if reposted or not row.dated_on or int(row.dated_on[:4]) < min(WORKDAYS.years):
        return
    dated, published = date.fromisoformat(row.dated_on), date.fromisoformat(row.day)
    if (published - dated).days <= limit:
        return
    taken = WORKDAYS.between(dated, published)
    if taken is None:
        message = f"成文 {dated}，发布 {published}，超出节假日表的年份（{WORKDAYS.last_year} 年止），无法计算工作日"
        yield Answer(item.at("published_at"), message, "按国务院办公厅放假通知人工核对", Severity.REVIEW)
    elif taken > limit:
        yield Answer(item.at("published_at"), f"成文后第 {taken} 个工作日才发布，期限是 {limit} 个工作日")
