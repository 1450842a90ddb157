"""Columns that the site must have are filled."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import VETO_COLUMNS


@check(
    severity=Severity.ERROR,
    clause=VETO_COLUMNS,
    about="必备栏目都有信息",
    hint="必备栏目不能空白，尽快发布信息",
)
def site_required_columns(site: Inspected) -> Iterator[Answer]:
    filled = [path for path, rows in site.register.by_column.items() if rows]
    for path, node in site.tables.columns.items():
        if node.column.required and not any(f"{other}/".startswith(f"{path}/") for other in filled):
            yield Answer(node.location, f"必备栏目“{node.column.title}”（/{path}/）没有已发布的信息")
