"""The index number: its form, the check digit of its code, whose code it is, and its year."""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.model import Authority
from pipeline.standards import CREDIT_CODE_NORM, INDEX_NUMBER, wrong_check_digit


@check(
    severity=Severity.ERROR,
    clause=CREDIT_CODE_NORM,
    about="索引号的格式、校验码、机构代码和年份正确",
    hint="写作“机构代码/年份-流水号”，如 11440203MB2D24470A/2024-00017",
    gone=True,
)
def item_index_number(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    row = item.row
    found = INDEX_NUMBER.fullmatch(row.index_number)
    if not found:
        if row.index_number:
            yield Answer(item.at("index_number"), f"索引号“{row.index_number}”格式不对")
        return
    code, authority = found["code"], site.tables.authorities.get(row.authority)
    if _is_wrong(code):
        yield Answer(
            item.at("index_number"),
            f"索引号“{row.index_number}”的机构代码校验码不对",
            f"核对机构代码“{code}”，多为抄错一位",
        )
    elif authority and not _is_wrong(authority.credit_code or "") and code not in (_codes(authority) or (code,)):
        message = f"索引号“{row.index_number}”的机构代码不是{authority.name}的"
        yield Answer(item.at("index_number"), message, f"应以“{_codes(authority)[0]}/”开头；或改正发文机关")
    years = {row.dated_on[:4] or row.published_at[:4], row.published_at[:4]}
    if found["year"] not in years:
        message = f"索引号的年份 {found['year']} 与成文日期、发布时间的年份都不同"
        yield Answer(item.at("index_number"), message, "索引号的年份是信息生成的年份", Severity.WARNING)


@lru_cache(maxsize=1000)
def _is_wrong(code: str) -> bool:
    """A few bodies' codes stand in all index numbers."""
    return bool(wrong_check_digit(code))


def _codes(authority: Authority) -> tuple[str, ...]:
    """What may stand before the slash: the body's own prefix, or its credit code, or the organisation code within."""
    if authority.index_code:
        return (authority.index_code,)
    code = authority.credit_code or ""
    return (code, code[8:17]) if len(code) == 18 else ()
