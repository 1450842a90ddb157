"""Rows of numbers are read at once, and say what is wrong with a cell as if each were read alone."""

import re
from pathlib import Path
from random import Random

import pytest
from pydantic import BaseModel, ValidationError

from pipeline.annual.draft import with_tables
from pipeline.item import read_item
from pipeline.kind import Count
from pipeline.kinds.annual_report import NO_FIGURE, ApplicantRow
from tests.annual.reports import report


class Row(BaseModel):
    cells: ApplicantRow


class One(BaseModel):
    count: Count


def row(*cells: object) -> list[object]:
    return [*cells, *["0"] * (7 - len(cells))]


def test_plain_numbers_and_what_is_left_blank() -> None:
    assert Row(cells=row("12", "3")).cells == (12, 3, 0, 0, 0, 0, 0)
    assert Row(cells=row("12", NO_FIGURE, "1,234")).cells == (12, None, 1234, 0, 0, 0, 0)


@pytest.mark.parametrize("cell", ["1 2", "1\0002", "１２", "-1", "1.5", "三", "1,2", "12,34", ["1"]])
def test_the_cell_that_is_wrong_is_named(cell: object) -> None:
    with pytest.raises(ValidationError) as raised:
        Row(cells=row("1", cell))
    assert raised.value.errors()[0]["loc"] == ("cells", 1)


@pytest.mark.parametrize("cells", [["1"] * 6, ["1"] * 8, "1"])
def test_a_row_has_as_many_cells_as_there_are_columns(cells: object) -> None:
    with pytest.raises(ValidationError):
        Row(cells=cells)


def test_commas_part_thousands_and_nothing_else() -> None:
    assert One(count="1,234,567").count == 1_234_567
    with pytest.raises(ValidationError):
        One(count="1,23")


def test_a_row_with_a_wrong_cell_is_not_said_to_be_short(tmp_path: Path) -> None:
    text = with_tables("---\n标题: 年报\n---\n", report(Random(1), None), 2025)
    told = {}
    for cells in ("三, 0, 0, 0, 0, 0, 0", "0, 0, 0, 0, 0, 0"):
        changed = re.sub(r"(  予以公开: \[)[^\]]*", rf"\g<1>{cells}", text)
        found = read_item(tmp_path, "nb/2026/00001", "annual_report", changed.encode()).findings
        told[cells] = [finding.message for finding in found if "予以公开" in finding.message]
    assert told == {
        "三, 0, 0, 0, 0, 0, 0": ["“申请办理情况 予以公开 第 1 项”的值“三”不是数字"],
        "0, 0, 0, 0, 0, 0": ["“申请办理情况 予以公开”至少要 7 项，现有 6 项"],
    }
