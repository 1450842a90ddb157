"""Workbooks as people make them: what is to be seen arrives once, what is hidden does not."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.styles import Font, PatternFill  # type: ignore[import-untyped]

from pipeline.importing.arrival import Arrived, Unfit
from pipeline.importing.sheet import read_sheet

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
HIDDEN = ' hidden="1"'
SHEET = "xl/worksheets/sheet1.xml"


def book(make: Callable[[Any, Any], object], edits: Mapping[str, Callable[[str], str]] | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表一"
    for row in (("名称", "数量"), ("甲类", 1), ("乙类", 2)):
        sheet.append(row)
    make(workbook, sheet)
    out = io.BytesIO()
    workbook.save(out)
    return changed(out.getvalue(), edits or {})


def changed(raw: bytes, edits: Mapping[str, Callable[[str], str]]) -> bytes:
    """Parts that are not there are made from nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in {*source.namelist(), *edits}:
            text = source.read(name).decode() if name in source.namelist() else ""
            target.writestr(name, edits[name](text) if name in edits else text)
    return out.getvalue()


def seen(arrived: Arrived) -> str:
    return re.sub("<[^>]+>", " ", arrived.html)


def codes(arrived: Arrived) -> list[tuple[str, str]]:
    return [(remark.code, remark.where) for remark in arrived.remarks]


def test_a_merged_cell_shows_its_words_where_its_first_row_is_hidden() -> None:
    def make(_: Any, sheet: Any) -> None:
        sheet["A5"] = "跨三行"
        sheet["B6"], sheet["B7"] = "二", "三"
        sheet.merge_cells("A5:A7")
        sheet.row_dimensions[5].hidden = True

    arrived = read_sheet(book(make))
    assert '<tr><td rowspan="2">跨三行</td><td>二</td></tr><tr><td>三</td></tr>' in arrived.html


def test_a_merged_heading_shows_where_its_first_column_is_hidden() -> None:
    def make(_: Any, sheet: Any) -> None:
        sheet.append(["总标题", None, None])
        sheet.append(["一", "二", "三"])
        sheet.merge_cells("A4:C4")
        sheet.column_dimensions["A"].hidden = True

    assert '<tr><td colspan="2">总标题</td></tr><tr><td>二</td><td>三</td></tr>' in read_sheet(book(make)).html


def test_rows_and_columns_of_no_size_are_hidden() -> None:
    narrow = '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
    edit = {SHEET: lambda text: text.replace("<sheetData>", narrow).replace('<row r="2"', '<row r="2" ht="0"')}
    arrived = read_sheet(book(lambda *_: None, edit))
    assert seen(arrived).split() == ["名称", "乙类"]
    assert codes(arrived) == [("hidden-columns", "表一"), ("hidden-rows", "表一")]


def test_what_a_cell_does_not_show_is_not_published() -> None:
    def make(_: Any, sheet: Any) -> None:
        sheet.append(["用格式藏", 7654321])
        sheet["B4"].number_format = ";;;"
        sheet.append(["白底白字", "不给看"])
        sheet["B5"].font = Font(color="FFFFFFFF")
        sheet.append(["蓝底白字", "给人看"])
        sheet["B6"].font, sheet["B6"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF0000AA")

    arrived = read_sheet(book(make))
    assert "7654321" not in arrived.html
    assert "不给看" not in arrived.html
    assert "给人看" in arrived.html
    assert codes(arrived) == [("hidden-cell", "表一!B4"), ("hidden-cell", "表一!B5")]


@pytest.mark.parametrize("place", ["A1048576", "XFD300"])
def test_a_shape_far_away_makes_no_large_table(place: str) -> None:
    def make(_: Any, sheet: Any) -> None:
        sheet[place].fill = PatternFill("solid", fgColor="FFFFFF00")

    assert seen(read_sheet(book(make))).split() == ["名称", "数量", "甲类", "1", "乙类", "2"]


def test_words_far_apart_are_too_large_a_table() -> None:
    def make(_: Any, sheet: Any) -> None:
        sheet["XFD300"] = "远处"

    with pytest.raises(Unfit) as unfit:
        read_sheet(book(make))
    assert [reason.code for reason in unfit.value.reasons] == ["cells"]


def test_links_headers_errors_and_titles_of_sheets() -> None:
    def make(workbook: Any, sheet: Any) -> None:
        sheet["A2"].hyperlink = "https://www.gov.cn/"
        sheet["B3"] = "#DIV/0!"
        sheet.oddHeader.center.text = "制表单位甲 &P"
        workbook.create_sheet("空的")
        workbook.create_sheet("表二").append(["名称"])

    arrived = read_sheet(book(make))
    assert '<td><a href="https://www.gov.cn/">甲类</a></td>' in arrived.html
    assert re.findall("<h1>(.*?)</h1>", arrived.html) == ["表一", "表二"]
    assert arrived.beside == ("制表单位甲",)
    assert codes(arrived) == [("formula-error", "表一!B3")]


def test_words_of_boxes_come_behind_the_table_and_hidden_ones_do_not() -> None:
    def box(text: str, hidden: str = "") -> str:
        return (
            f'<x:sp><x:nvSpPr><x:cNvPr id="2" name="a"{hidden}/></x:nvSpPr>'
            f"<x:txBody><a:p><a:r><a:t>{text}</a:t></a:r><a:r><a:t>续</a:t></a:r></a:p></x:txBody></x:sp>"
        )

    drawing = (
        f'<x:wsDr xmlns:x="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"><x:twoCellAnchor>'
        f"{box('方框一')}{box('藏起来', HIDDEN)}{box('方框二')}</x:twoCellAnchor></x:wsDr>"
    )
    link = f'<Relationship Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    arrived = read_sheet(
        book(
            lambda *_: None,
            {
                "xl/drawings/drawing1.xml": lambda _: drawing,
                "xl/worksheets/_rels/sheet1.xml.rels": lambda _: (
                    f'<Relationships xmlns="{space}">{link}</Relationships>'
                ),
            },
        )
    )
    assert arrived.html.endswith("</table><p>方框一续</p><p>方框二续</p>")
    assert codes(arrived) == [("sheet-words", "表一")] * 2


def test_a_workbook_of_two_sheets_leaves_out_no_level_of_headings(tmp_path: Path, content: Path, bring: Any) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(lambda workbook, _: workbook.create_sheet("表二").append(["一", "二"])))
    [outcome] = bring([tmp_path / "a.xlsx"], "xw/tz", title="两张表")
    assert re.findall("^#+ .*", (content / f"{outcome.path}.md").read_text(encoding="utf-8"), re.M)[-2:] == [
        "## 表一",
        "## 表二",
    ]
