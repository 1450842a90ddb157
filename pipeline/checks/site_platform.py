"""Each authority's disclosure platform: the guide's facts, the way to apply, the rules."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.fields import says_nothing
from pipeline.finding import Severity
from pipeline.standards import ART_12, ART_29, PLATFORM_NORM
from pipeline.terms import ColumnType

OFFICE = {
    "disclosure_office": "公开工作机构",
    "address": "办公地址",
    "hours": "办公时间",
    "telephone": "联系电话",
    "fax": "传真",
    "email": "电子邮箱",
}
"""What art. 12 wants the disclosure guide to tell of the office."""
NO_SUCH = "无"


@check(
    severity=Severity.ERROR,
    clause=ART_12,
    about="各机关的公开平台有完整的公开指南和公开制度",
    hint="在 authorities.yaml 中补齐；不设平台的机关写“公开平台: 否”",
)
def site_platform(site: Inspected) -> Iterator[Answer]:
    ruled = _with_rules(site)
    for key, authority in site.tables.authorities.items():
        if not authority.platform:
            continue
        place = site.place(f"authority:{key}")
        missing = [name for field, name in OFFICE.items() if _is_lacking(getattr(authority, field), field)]
        if missing:
            yield Answer(place, f"{authority.name}的公开指南缺少：{'、'.join(missing)}")
        if _is_lacking(authority.application_way, "application_way"):
            message, hint = f"{authority.name}没有写申请渠道", "写明依申请公开的渠道"
            yield Answer(place, message, hint, Severity.WARNING, ART_29)
        if key not in ruled and site.site.portal_authority not in ruled:
            message = f"{authority.name}的公开平台没有公开制度"
            hint = f"在“{ColumnType.DISCLOSURE_RULES.value}”类栏目发布"
            yield Answer(place, message, hint, clause=PLATFORM_NORM)


def _is_lacking(written: str | None, field: str) -> bool:
    """An office may have no fax and no mail of its own, and says so; it has all the rest."""
    return not written or says_nothing(written) or (written == NO_SUCH and field not in ("fax", "email"))


def _with_rules(site: Inspected) -> set[str]:
    """Authorities that have disclosed rules of their own; the portal's serve those that have none."""
    lists, columns = site.register.by_column, site.tables.columns
    rules = [path for path, node in columns.items() if node.column.column_type is ColumnType.DISCLOSURE_RULES]
    return {row.authority for path in rules for row in lists[path]}
