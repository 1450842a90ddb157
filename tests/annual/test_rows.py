"""Rows of numbers are read at once, and say what is wrong with a cell as if each were read alone."""

import pytest
from pydantic import BaseModel, ValidationError

from pipeline.kind import Count
from pipeline.kinds.annual_report import NO_FIGURE, ApplicantRow


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
