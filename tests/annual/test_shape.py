"""Rows and columns that moved are told once, and numbers are never taken from where others stood."""

import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.annual.faulty import MOST_OF_A_SORT, Fault
from pipeline.annual.reading import read_workbook
from pipeline.annual.workbook import Facts, filled
from tests.annual.reports import report

FACTS = Facts("样例市财政局", "yl-czj", 2025)


def faults(tmp_path: Path, sheet: str, change: Callable[[Any], None]) -> list[tuple[str, str]]:
    return [(fault.address, fault.message) for fault in read(tmp_path, sheet, change)]


def read(tmp_path: Path, sheet: str, change: Callable[[Any], None]) -> tuple[Fault, ...]:
    book = load_workbook(io.BytesIO(filled(FACTS, report(random.Random(3)))))
    change(book[sheet])
    book.save(tmp_path / "改.xlsx")
    return read_workbook(tmp_path / "改.xlsx", today=date(2026, 1, 20)).faults


def shift(rows: int = 0, columns: int = 0, at: int = 1) -> Callable[[Any], None]:
    """So many rows or columns put in before one, or taken away from it on, joined cells moving as in any program."""

    def change(sheet: Any) -> None:
        joined = [one.bounds for one in sheet.merged_cells.ranges]
        for one in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(one))
        one_way = sheet.insert_rows if rows > 0 else sheet.delete_rows if rows else None
        (one_way or (sheet.insert_cols if columns > 0 else sheet.delete_cols))(at, abs(rows + columns))
        for left, top, right, bottom in joined:
            across = [_after(place, columns, at) for place in (left, right + 1)]
            down = [_after(place, rows, at) for place in (top, bottom + 1)]
            if across[1] - across[0] > 1 or down[1] - down[0] > 1:
                sheet.merge_cells(None, down[0], across[0], down[1] - 1, across[1] - 1)

    return change


def _after(place: int, number: int, at: int) -> int:
    return place if place < at else max(at, place + number)


@pytest.mark.parametrize(
    ("sheet", "change", "words"),
    [
        ("第三表", shift(rows=1, at=10), "从第 10 行起多了 1 行"),
        ("第三表", shift(rows=2, at=6), "从第 6 行起多了 2 行"),
        ("第三表", shift(rows=-1, at=10), "从第 10 行起少了 1 行"),
        ("第三表", shift(rows=-2, at=20), "从第 20 行起少了 2 行"),
        ("第三表", shift(columns=1, at=5), "从 E 列起多了 1 列"),
        ("第三表", shift(columns=-1, at=6), "从 F 列起少了 1 列"),
        ("第二表", shift(columns=1, at=1), "从 A 列起多了 1 列"),
        ("第二表", shift(rows=1, at=1), "从第 1 行起多了 1 行"),
        ("第四表", shift(rows=1, at=2), "从第 2 行起多了 1 行"),
        ("第四表", shift(rows=1, at=5), "从第 5 行起多了 1 行"),
    ],
)
def test_what_was_put_in_or_taken_away_is_told_once(
    tmp_path: Path, sheet: str, change: Callable[[Any], None], words: str
) -> None:
    ((_, message),) = faults(tmp_path, sheet, change)
    assert message.startswith(f"工作表“{sheet}”{words}")


def test_one_label_that_was_changed_is_no_move(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["C12"] = "5.属于三类内部事务信息"

    assert [address for address, _ in faults(tmp_path, "第三表", change)] == ["C12"]


def test_columns_that_were_exchanged_are_told_one_by_one(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["E4"], sheet["F4"] = sheet["F4"].value, sheet["E4"].value

    assert [address for address, _ in faults(tmp_path, "第三表", change)] == ["E4", "F4"]


def test_a_blank_table_four_with_a_note_below_is_no_move(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.delete_rows(5)
        sheet["A6"] = "本年没有复议诉讼"

    assert faults(tmp_path, "第四表", change) == []


def test_more_than_enough_of_a_sort_are_counted(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in range(5, 30):
            sheet.cell(row, 4).value = "无"

    found = read(tmp_path, "第三表", change)
    assert len(found) == MOST_OF_A_SORT + 1 and sum(fault.places for fault in found) == 25
    assert str(found[-1]) == "还有 5 处同样的问题，没有逐一列出。改好以上各处，再导入一次。"
