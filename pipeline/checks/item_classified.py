"""On a portal a policy document can be found by its subject and by its form."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import DEDUCTIONS
from pipeline.terms import ColumnType, SiteType


@check(
    severity=Severity.WARNING,
    clause=DEDUCTIONS,
    about="门户网站的政策文件写明主题分类和体裁分类",
    hint=r"主题分类写作“一级\二级”，体裁分类写通知、意见、决定等",
    kinds=("document",),
)
def item_classified(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    node = site.tables.columns.get(item.row.column)
    portal = site.site.site_type is SiteType.PORTAL
    if not portal or node is None or node.column.column_type is not ColumnType.POLICY:
        return
    missing = [name for name, value in (("主题分类", item.row.topic), ("体裁分类", item.row.genre)) if not value]
    if missing:
        yield Answer(item.at("title"), f"政策文件没有写{'、'.join(missing)}")
