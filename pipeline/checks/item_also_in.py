"""Other columns that an item names can show it."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE
from pipeline.tables import GROUP


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="“同时发布”的栏目存在，并且能放条目",
    hint="写 columns.yaml 中的栏目路径，如 zwgk/tzgg",
)
def item_also_in(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for n, path in enumerate(item.row.also_columns):
        node = site.tables.columns.get(path)
        if node is None:
            yield Answer(item.at("also_in", n), f"同时发布的栏目“{path}”不存在{near(path, site.tables.columns)}")
        elif node.kind == GROUP:
            yield Answer(
                item.at("also_in", n), f"栏目“{node.column.title}”只收下级栏目，不能直接放条目", "改为它的某个子栏目"
            )
        elif path == item.row.column:
            yield Answer(item.at("also_in", n), f"“{path}”就是条目所在的栏目", "删去", Severity.WARNING)
