"""The workbook: the official layout, locked totals, the same bytes each time, and every fault told with its cell."""

import io
import os
import random
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.annual.cells import CELLS, number_of
from pipeline.annual.faulty import Fault
from pipeline.annual.layout import formulas, labels, merged
from pipeline.annual.reading import read_workbook
from pipeline.annual.wording import COVER, COVER_ROWS, SHEETS
from pipeline.annual.workbook import COVER_FIRST, Facts, filled, template
from plugins.theme import environment
from tests.annual.reports import by_libreoffice, inputs, report, saved, typed_in
from tests.fixtures import THEME

FACTS = Facts("样例市<财政>&税务局", "yl-czj", 2025)
TODAY = date(2026, 1, 20)
VALUES = report(random.Random(1))


def faults(path: Path, **more: Any) -> tuple[Fault, ...]:
    return read_workbook(path, today=TODAY, **more).faults


# the layout -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "macro"), [(2, "disclosed"), (3, "applications"), (4, "disputes")])
def test_sheets_and_pages_have_the_same_labels_in_the_same_order(table: int, macro: str) -> None:
    from pipeline.annual.cells import details_of

    macros = environment(THEME).get_template("macros/annual_report.html").module
    page = BeautifulSoup(str(getattr(macros, macro)(details_of(VALUES)[macro])), "html.parser")
    shown = sorted(cell.get_text(strip=True) for cell in page.find_all("th"))
    printed = sorted(label.text for label in labels(table)[1:])
    assert printed == shown


def test_the_template_locks_its_totals_and_nothing_that_is_typed_in() -> None:
    book = load_workbook(io.BytesIO(template(FACTS)))
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    for number, cell in enumerate(CELLS):
        place = book[SHEETS[cell.table - 2]][cell.address]
        assert place.protection.locked is (number in formulas())
        assert isinstance(place.value, str) is (number in formulas())
    assert len(formulas()) == 25 + 6 + 3
    for table, sheet in enumerate(SHEETS, 2):
        assert {str(one) for one in book[sheet].merged_cells.ranges} == merged(table)


def test_numbers_that_are_typed_in_are_held_to_what_they_may_be() -> None:
    book = load_workbook(io.BytesIO(template(FACTS)))
    for number, cell in enumerate(CELLS):
        rules = book[SHEETS[cell.table - 2]].data_validations.dataValidation
        found = [rule.type for rule in rules if cell.address in rule.sqref]
        wanted = [] if number in formulas() else ["decimal" if cell.money else "whole"]
        assert found == wanted, cell.name


def test_only_what_is_to_be_filled_in_tells_how() -> None:
    to_fill, made = (load_workbook(io.BytesIO(content)) for content in (template(FACTS), filled(FACTS, VALUES)))
    assert to_fill[COVER].max_row > made[COVER].max_row == COVER_FIRST + len(COVER_ROWS) - 1
    assert "填报" in to_fill[COVER]["A1"].value and "填报" not in made[COVER]["A1"].value


def test_long_labels_have_room_for_their_lines() -> None:
    sheet = load_workbook(io.BytesIO(filled(FACTS, VALUES)))["第三表"]
    low = [row for row in range(5, 30) if (sheet.row_dimensions[row].height or 15) < 30]
    assert [sheet.cell(row, 3).value for row in low if len(sheet.cell(row, 3).value or "") > 20] == []
    assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(("written", "value"), [(3.0000000000000004, 3), (12.340000000000002, 12.34)])
def test_a_number_is_what_a_spreadsheet_shows_of_it(tmp_path: Path, written: float, value: float) -> None:
    read = read_workbook(saved(tmp_path, typed_in(VALUES, FACTS, {"第二表!B15": written, "第二表!B8": 3.0})))
    assert (read.faults, read.values[number_of("disclosed", "fees")]) == ((), value)


def test_the_same_numbers_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = template(FACTS), filled(FACTS, VALUES)
    monkeypatch.setattr(time, "time", lambda: 1e9)
    assert (template(FACTS), filled(FACTS, VALUES)) == first


def test_what_is_typed_in_or_made_of_a_report_reads_back_cell_for_cell(tmp_path: Path) -> None:
    chance = random.Random(2)
    for number in range(6):
        values = report(chance)
        values[chance.randrange(len(CELLS))] = None
        for content in (filled(FACTS, values), typed_in(values, FACTS)):
            read = read_workbook(saved(tmp_path, content, f"{number}.xlsx"), year=2025, today=TODAY)
            assert (read.faults, read.facts, list(read.values)) == ((), FACTS, values)
            assert read.blanks == tuple(n for n, value in enumerate(values) if value is None)


# bad inputs -----------------------------------------------------------------------------------------------------------

CELL_CASES = [
    ("第三表!D5", "无", "none", "里是文字“无”，不是数字。没有的写 0。"),
    ("第三表!D5", "无数", "text", "里是文字“无数”"),
    ("第三表!D5", "12件", "text", "里是文字“12件”"),
    ("第三表!E12", "1,234", "separator", "写 1234"),
    ("第三表!E12", "1，234", "separator", "写 1234"),
    ("第三表!F20", "１２", "full-width", "写 12"),
    ("第三表!F20", "12", "text-number", "存成了文本“12”"),
    ("第三表!F20", "+12", "text-number", "写 12。"),
    ("第三表!G8", -3, "negative", "是负数 -3"),
    ("第三表!G8", "-3", "negative", "是负数 -3"),
    ("第三表!H9", 2.5, "fraction", "是 2.5，不是整数"),
    ("第三表!H9", True, "kind", "不是数字"),
    ("第三表!H9", datetime(2025, 1, 1), "kind", "不是数字"),
    ("第三表!H9", 1e15, "huge", "大得不像件数"),
    ("第二表!B15", "一万元", "text", "里是文字“一万元”"),
    ("第二表!B15", -0.5, "negative", "是负数 -0.5"),
    ("第四表!A5", "=B5+C5", "formula", "没有保存计算结果"),
    ("第三表!D5", "#REF!", "error", "公式出错（#REF!）"),
    ("第三表!C12", "4.别的事由", "label", "应为“4.保护第三方合法权益”，现为“4.别的事由”"),
    ("基本信息!B5", "去年", "year", "应为四位数年份"),
    ("基本信息!B5", 2026, "not-over", "还没有过完"),
    ("基本信息!B5", 2019, "old-year", "旧格式"),
    ("基本信息!B6", "自制格式", "form", "应为“国办公开办函〔2021〕30号”"),
]


@pytest.mark.parametrize(("place", "value", "code", "words"), CELL_CASES)
def test_a_bad_cell_is_told_with_its_address(tmp_path: Path, place: str, value: Any, code: str, words: str) -> None:
    found = faults(saved(tmp_path, typed_in(VALUES, FACTS, {place: value})))
    sheet, _, address = place.partition("!")
    told = [fault for fault in found if (fault.sheet, fault.address) == (sheet, address)]
    assert [fault.code for fault in told] == [code], found
    assert f"工作表“{sheet}”{address} 格" in str(told[0])
    assert words in str(told[0])


def test_all_bad_cells_are_told_in_one_go(tmp_path: Path) -> None:
    changes = {"第三表!D5": "无", "第三表!E12": "1,234", "第四表!A5": -1, "第二表!B4": 0.5, "基本信息!B5": 1999}
    found = faults(saved(tmp_path, typed_in(VALUES, FACTS, changes)))
    assert sorted(fault.code for fault in found) == ["fraction", "negative", "none", "old-year", "separator"]


def test_what_stands_beside_the_numbers_is_told(tmp_path: Path) -> None:
    """The check of sums that the template brings does not count as such."""
    book = load_workbook(io.BytesIO(typed_in(VALUES, FACTS, {"第三表!L6": "待核", "第二表!B30": 7})))
    book.create_sheet("草稿")
    book["第三表"].row_dimensions[9].hidden = book["第三表"].column_dimensions["E"].hidden = True
    book["第三表"].row_dimensions[40].hidden = True
    book["第四表"].sheet_state = "hidden"
    book.save(tmp_path / "填.xlsx")
    read = read_workbook(tmp_path / "填.xlsx", today=TODAY)
    assert read.faults == ()
    assert read.notes == (
        "填报表以外的工作表没有导入：草稿。",
        "工作表“第二表”表外的内容没有导入：B30 格“7”。",
        "工作表“第三表”有隐藏的行或列（9 行、E 列），里面的数字也导入了，请取消隐藏核对。",
        "工作表“第三表”表外的内容没有导入：L6 格“待核”。",
        "工作表“第四表”是隐藏的，里面的数字也导入了，请取消隐藏核对。",
    )
    assert read_workbook(saved(tmp_path, typed_in(VALUES, FACTS)), today=TODAY).notes == ()


def test_columns_hidden_together_are_each_told(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(typed_in(VALUES, FACTS)))
    book["第三表"].column_dimensions.group("F", "H", hidden=True)
    book.save(tmp_path / "填.xlsx")
    [note] = read_workbook(tmp_path / "填.xlsx", today=TODAY).notes
    assert "（F 列、G 列、H 列）" in note


def test_a_workbook_of_another_year_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(saved(tmp_path, filled(FACTS, VALUES)), year=2024)
    assert (fault.code, fault.sheet, fault.address) == ("another-year", "基本信息", "B5")
    assert "是 2025，要导入的是 2024" in fault.message


def test_totals_that_were_never_calculated_are_told_once(tmp_path: Path) -> None:
    (fault,) = faults(
        saved(tmp_path, template(FACTS, {n: v or 0 for n, v in enumerate(inputs(VALUES)) if v is not None}))
    )
    assert (fault.code, fault.address) == ("formula", "J5")
    assert f"等 {len(formulas())} 格是公式，没有保存计算结果" in fault.message


def _book(tmp_path: Path, change: Callable[[Any], None]) -> Path:
    book = load_workbook(io.BytesIO(filled(FACTS, VALUES)))
    change(book)
    book.save(tmp_path / "改.xlsx")
    return tmp_path / "改.xlsx"


def test_a_broken_merge_is_told_with_its_range(tmp_path: Path) -> None:
    found = faults(_book(tmp_path, lambda book: book["第三表"].unmerge_cells("A7:A28")))
    assert [(fault.code, fault.address) for fault in found] == [("merge", "A7")]
    assert "A7:A28 应合并" in found[0].message


def test_a_merge_among_the_numbers_is_told(tmp_path: Path) -> None:
    found = faults(_book(tmp_path, lambda book: book["第三表"].merge_cells("D9:D10")))
    assert [(fault.code, fault.address) for fault in found] == [("extra-merge", "D9")]


def test_a_missing_sheet_is_told_with_those_there_are(tmp_path: Path) -> None:
    (fault,) = faults(_book(tmp_path, lambda book: book.remove(book["第四表"])))
    assert fault.message == "工作簿里没有工作表“第四表”，现有：基本信息、第二表、第三表"


def test_the_layout_of_2019_is_known_for_what_it_is(tmp_path: Path) -> None:
    def old(book: Any) -> None:
        sheet = book["第二表"]
        sheet.title = "附表"
        sheet["B3"], sheet["C3"], sheet["D3"] = "本年新制作数量", "本年新公开数量", "对外公开总数量"

    (fault,) = faults(_book(tmp_path, old))
    assert fault.code == "old-form"
    assert "工作表“附表”B3 格是“本年新制作数量”：这是 2019 年的旧格式" in fault.message


def _repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(filled(FACTS, VALUES))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _macro(members: dict[str, bytes]) -> None:
    members["xl/vbaProject.bin"] = b"\x00"


def _macro_type(members: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    members[name] = members[name].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")


def _binary(members: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    members[name] += b"<!-- application/vnd.ms-excel.sheet.binary.macroEnabled.main -->"


def _strict(members: dict[str, bytes]) -> None:
    name = "xl/workbook.xml"
    usual, strict = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/"
    members[name] = members[name].replace(usual, strict + b"spreadsheetml/main")


def _bomb(members: dict[str, bytes]) -> None:
    members["xl/worksheets/sheet9.xml"] = b" " * 50_000_000


def _entities(members: dict[str, bytes]) -> None:
    name = "xl/styles.xml"
    members[name] = members[name].replace(b"<styleSheet", b'<!DOCTYPE x [<!ENTITY a "b">]><styleSheet', 1)


def _spread(members: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet2.xml"
    members[name] = re.sub(rb'mergeCell ref="[^"]*"', b'mergeCell ref="A1:XFD1048576"', members[name], count=1)


def _torn(members: dict[str, bytes]) -> None:
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"][:500]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("机关名称,年度\n".encode(), "not-xlsx"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (filled(FACTS, VALUES)[:-400], "damaged"),
        (_repacked(lambda members: members.clear()), "not-xlsx"),
        (_repacked(_macro), "macro"),
        (_repacked(_macro_type), "macro"),
        (_repacked(_binary), "binary"),
        (_repacked(_strict), "strict"),
        (_repacked(_bomb), "bomb"),
        (_repacked(_entities), "doctype"),
        (_repacked(_spread), "spread"),
        (_repacked(_torn), "damaged"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_before_it_is_unfolded(
    tmp_path: Path, content: bytes, code: str
) -> None:
    (fault,) = faults(saved(tmp_path, content))
    assert fault.code == code
    assert "报表.xlsx" in fault.message
    assert fault.hint


def test_a_file_of_a_hundred_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    (fault,) = faults(path)
    assert fault.message == f"{path} 有 100 MB，填报表不会超过 2 MB"


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    found = [faults(tmp_path / name)[0].code for name in ("管道.xlsx", "没有.xlsx", "")]
    assert found == ["not-file", "missing", "not-file"]


def _mangled(chance: random.Random, members: dict[str, bytes]) -> None:
    """Some members with bytes put in, taken out or exchanged, or without the member."""
    for _ in range(chance.randrange(1, 4)):
        name = chance.choice(list(members))
        content = bytearray(members[name])
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + chance.randrange(200)]
            case 2:
                content[place:place] = chance.choice(
                    (b"<", b"&#0;", b"9" * 400, b"\xff", b'"', b"<v>1e999</v>", b't="b"')
                )
            case _:
                del members[name]
                continue
        members[name] = bytes(content) or b"x"


def test_whatever_is_wrong_inside_is_told_and_never_raised(tmp_path: Path) -> None:
    chance = random.Random(12)
    told = [faults(saved(tmp_path, _repacked(lambda members: _mangled(chance, members)))) for _ in range(24)]
    assert sum(bool(found) for found in told) > 12
    assert all(fault.message and fault.hint for found in told for fault in found)


# another program ------------------------------------------------------------------------------------------------------


@pytest.mark.office
def test_a_template_filled_in_libreoffice_reads_back(tmp_path: Path) -> None:
    known = {number: value for number, value in enumerate(inputs(VALUES)) if value is not None}
    stored = by_libreoffice(saved(tmp_path, template(FACTS, known), "填.xlsx"), "xlsx:Calc MS Excel 2007 XML")
    read = read_workbook(stored, today=TODAY)
    assert (read.faults, list(read.values)) == ((), VALUES)
