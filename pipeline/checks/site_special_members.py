"""The items that a special column takes in by name are there to be read."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import left_out
from pipeline.standards import SITE_COLUMNS
from pipeline.tables import SPECIAL, ColumnNode


@check(
    severity=Severity.WARNING,
    clause=SITE_COLUMNS,
    about="专题收录的条目存在，仍在公开",
    hint="改正 columns.yaml 中专题的“收录”",
)
def site_special_members(site: Inspected) -> Iterator[Answer]:
    for node in site.tables.columns.values():
        if node.kind == SPECIAL and node.column.members:
            for fault in _faults(node, site):
                yield Answer(node.location, f"专题“{node.column.title}”收录的{fault}")


def _faults(node: ColumnNode, site: Inspected) -> Iterator[str]:
    register = site.register
    for reference in node.column.members.items if node.column.members else ():
        path = register.resolve(reference)
        if path is None:
            source = site.left_out(reference)
            yield f"条目“{reference}”{left_out(source) if source else '不存在'}"
        elif path not in register.shown_paths:
            yield f"条目“{reference}”没有公开或已撤回（content/{path}.md）"
