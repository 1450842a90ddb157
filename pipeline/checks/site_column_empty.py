"""No column is empty; a column of columns is empty when nothing stands below it."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import VETO_COLUMNS


@check(
    severity=Severity.ERROR,
    clause=VETO_COLUMNS,
    about="没有空白栏目",
    hint="发布信息，或在 columns.yaml 中暂时删去这个栏目",
)
def site_column_empty(site: Inspected) -> Iterator[Answer]:
    lists = site.register.by_column
    filled = {path for path, rows in lists.items() if rows}
    for path, node in site.tables.columns.items():
        told = node.children or node.column.required  # by those below it, or by the check of what must be there
        if not told and path not in filled:
            yield Answer(node.location, f"栏目“{node.column.title}”（/{path}/）没有已发布的信息")
