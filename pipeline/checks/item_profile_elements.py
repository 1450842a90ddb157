"""The page of a body or of a person in office tells what it must: duties, address, hours, telephone, who is in charge."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.fields import says_nothing
from pipeline.finding import Severity
from pipeline.standards import ART_20
from pipeline.terms import ColumnType

_STRUCTURE, _TOLD = "内设机构", ("内设机构", "机构设置")
"""Told in the header or in the text."""
INSTITUTION = {
    "units": _STRUCTURE,
    "address": "办公地址",
    "hours": "办公时间",
    "telephone": "联系电话",
    "head": "负责人",
}
LEADER = {"person": "姓名", "position": "职务"}
_DEMANDED = {ColumnType.INSTITUTION: INSTITUTION, ColumnType.LEADERS: LEADER}


@check(
    severity=Severity.WARNING,
    clause=ART_20,
    about="机构职能写明内设机构、办公地址、办公时间、联系电话和负责人，领导信息写明姓名和职务",
    hint="在页头补齐",
    kinds=("profile",),
)
def item_profile_elements(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    node = site.tables.columns.get(item.row.column)
    demanded = _DEMANDED.get(node.column.column_type, {}) if node else {}
    missing = [
        name for field, name in demanded.items() if not (told := item.details.get(field)) or says_nothing(str(told))
    ]
    if _STRUCTURE in missing and any(words in item.text for words in _TOLD):
        missing.remove(_STRUCTURE)
    if missing:
        yield Answer(item.at("title"), f"“{item.row.title}”缺少：{'、'.join(missing)}")
