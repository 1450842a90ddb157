"""The one table of a file that goes to a column of data: it becomes the CSV beside the item."""

import csv
import io
from typing import NamedTuple

from pipeline.importing.converter import Block


class Data(NamedTuple):
    """`block`: which of the blocks it was; `above`: lines over its head, which stay in the text."""

    block: Block
    above: list[str]
    raw: bytes


def data_of(blocks: list[Block]) -> Data | None:
    """None where there are several tables, or the one has merged cells or columns without names of their own."""
    tables = [block for block in blocks if block.form == "table"]
    if len(tables) != 1:
        return None
    rows = tables[0].rows
    head = next((number for number, row in enumerate(rows) if len(row) > 1), len(rows))
    names = rows[head] if head < len(rows) else []
    is_even = all(len(row) == len(names) for row in rows[head:]) and head + 1 < len(rows)
    if not is_even or not all(names) or len(set(names)) < len(names) or tables[0].has_picture:
        return None
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([" ".join(cell.split()) for cell in row] for row in rows[head:])
    return Data(tables[0], [cell for row in rows[:head] for cell in row if cell], out.getvalue().encode())
