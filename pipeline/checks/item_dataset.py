"""A chart's columns are in its table, and hold numbers."""

from collections.abc import Iterator
from typing import Any

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE
from pipeline.terms import ChartType


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="图表的列在数据表中，并且是数字",
    hint="列名与 CSV 首行完全一致",
    kinds=("dataset",),
)
def item_dataset(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    rows, chart = item.details.get("rows"), item.details.get("chart")
    if not rows:
        return
    header: list[str] = rows["header"]
    for name in item.details.get("dictionary") or ():
        if name not in header:
            message = f"字段说明中的“{name}”不是数据表的列{near(name, header)}"
            yield Answer(item.at("dictionary", name), message, severity=Severity.WARNING)
    for name in (chart["across"], *chart["values"]) if chart else ():
        if name not in header:
            yield Answer(item.at("chart"), f"图表的列“{name}”不在数据表中{near(name, header)}")
    if chart is None:
        return
    for name in chart["values"]:
        if name in header:
            yield from _numbers(item, chart, name, [row[header.index(name)] for row in rows["rows"]])


def _numbers(item: CheckedItem, chart: dict[str, Any], name: str, cells: list[str]) -> Iterator[Answer]:
    wrong = [(n, cell) for n, cell in enumerate(cells, 2) if _number(cell) is None]
    if wrong:
        n, cell = wrong[0]
        message = f"图表的列“{name}”有 {len(wrong)} 个值不是数字，图上会缺这些点（数据第 {n} 行：“{cell[:20]}”）"
        yield Answer(item.at("chart"), message, "数字列只写数字，单位写在列名或“单位”中", Severity.WARNING)
    if chart["form"] == ChartType.PIE and any((_number(cell) or 0) < 0 for cell in cells):
        yield Answer(item.at("chart"), f"饼图的列“{name}”有负数", "改用柱状图或折线图")


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "").removesuffix("%"))
    except ValueError:
        return None
