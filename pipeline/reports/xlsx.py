"""The score sheet as a workbook: the indicators with their counts, the findings, what falls due, what is left open."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.indicators import IndicatorPart
from pipeline.inspection import Inspection
from pipeline.report import (
    DEMONSTRATION,
    ESTIMATE,
    FORECAST_HEAD,
    LETTERS_HEAD,
    Report,
    Told,
    accounts,
    basis,
    conclusion,
    estimate_line,
    forecast_row,
    letter_rows,
    named,
    reach,
    sums,
    verdict_line,
    verdict_of,
)
from pipeline.spreadsheet import new_book, put, saved
from pipeline.verdict import IndicatorResult

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

Row = Sequence[str | int | float]


def xlsx(told: Told) -> bytes:
    inspection = told.inspection
    day = datetime.fromisoformat(inspection.as_of[:10])
    book = new_book(day)
    for title, head, rows in _sheets(inspection):
        _fill(book.create_sheet(title), head, rows)
    return saved(book, day)


def _sheets(inspection: Inspection) -> Iterator[tuple[str, Sequence[str], Iterable[Row]]]:
    yield "结论", ("项目", "内容"), _conclusions(inspection)
    head = ["部分", "编号", "指标", "账号", "内容", "数量", "达到即不合格", "结论", "依据"]
    if inspection.score.estimated:
        head.append(f"扣分（{ESTIMATE}）")
    yield (
        "评分表",
        head,
        [row for result in inspection.score.all for row in _result(result, inspection.score.estimated)],
    )
    open_head = ("编号", "指标", "账号", "须监测或人工核实")
    asked = [(r.indicator.code, r.indicator.name, r.of, question) for r, question in inspection.score.undecided]
    yield "不能判定", open_head, asked
    head = ["文件", "行", "列", "级别", "问题", "检查", "依据", "改法", "豁免", "栏目", "发文机关"]
    yield "问题", head, _findings(inspection)
    if inspection.score.letters.whole.received:
        yield "留言办理", LETTERS_HEAD, letter_rows(inspection.score.letters)
    yield "更新预警", FORECAST_HEAD, [forecast_row(deadline) for deadline in inspection.forecast]


def _conclusions(inspection: Inspection) -> Iterator[Row]:
    yield ("网站", inspection.site)
    yield ("截至", inspection.as_of)
    if inspection.demonstration:
        yield ("注意", DEMONSTRATION.format(day=inspection.as_of[:10]))
    for what, text in (
        ("范围", reach(inspection)),
        ("指标", verdict_line(inspection.score)),
        ("得分", estimate_line(inspection.score)),
        ("规模", accounts(inspection)),
        ("问题", f"{sums(inspection)}。{conclusion(inspection)}"),
    ):
        if text:
            yield (what, text)


def _result(result: IndicatorResult, estimated: bool) -> Iterator[Row]:
    """The points, a number, on the first row of an indicator alone: so the column can be summed."""
    one = result.indicator
    start, end = (one.part.value, one.code, one.name, result.of), (verdict_of(result), basis(result))
    counted: list[tuple[str, int | str, int | str]] = [
        (measure.label, count, measure.limit or "") for measure, count in zip(one.measures, result.counts, strict=True)
    ]
    for place, middle in enumerate(counted or [(named(result), "", "")]):
        points = float(result.estimate) if not place and one.part is IndicatorPart.DEDUCTION else ""
        yield (*start, *middle, *end, *((points,) if estimated else ()))


def _findings(inspection: Inspection) -> Iterator[Row]:
    for finding in inspection.findings:
        place, holder = finding.location, inspection.holder(finding)
        yield (
            place.path, place.line or "", place.column or "", finding.severity.label, finding.message, finding.check,
            finding.clause, finding.hint, finding.waived, holder.column, holder.authority,
        )  # fmt: skip


def _fill(sheet: "Worksheet", head: Sequence[str], rows: Iterable[Row]) -> None:
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    widths = [len(title) * 2 for title in head]
    for line, row in enumerate((head, *rows), 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(line, column)
            put(cell, value)
            if isinstance(value, str):
                widths[column - 1] = max(widths[column - 1], min(60, len(value) * 2))
            if line == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width + 2
    sheet.freeze_panes = "A2"


REPORT = Report(".xlsx", "评分表（电子表格）：结论、指标、问题、更新预警各一张表", xlsx)
