"""Tables of HTML: their rows, how far cells reach, and the even ones as Markdown."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.importing.runs import Run, children, markdown

MOST_SPAN = 500


def rows_of(table: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each row and whether it is one of the head; rows of tables within are not among them."""
    for part in children(table):
        if part.tag == "tr":
            yield part, False
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from ((row, part.tag == "thead") for row in children(part) if row.tag == "tr")


def whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def span(cell: LexborNode, name: str) -> int:
    return max(1, min(whole(cell.attributes.get(name), 1), 500))


def spans(cell: LexborNode) -> str:
    found = ((name, span(cell, name)) for name in ("rowspan", "colspan"))
    return "".join(f' {name}="{number}"' for name, number in found if number > 1)


def head_rows(cells: list[list[LexborNode]]) -> int:
    """As many rows as the cells of the first one reach down; a table that is one such row has no head."""
    reach = max((span(cell, "rowspan") for cell in cells[0]), default=1) if cells else 0
    return reach if reach < len(cells) else 0


def is_even(cells: list[list[LexborNode]]) -> bool:
    """Whether Markdown can draw the table: no cell reaches further than its own place, none holds a list or a table."""
    widths = {len(row) for row in cells}
    plain_cells = all(
        span(cell, "rowspan") == span(cell, "colspan") == 1 and cell.css_first("ul, ol, table") is None
        for row in cells
        for cell in row
    )
    return len(widths) == 1 and 0 not in widths and len(cells) > 1 and plain_cells


def piped(rows: list[list[list[Run]]]) -> str:
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _cell(runs: list[Run]) -> str:
    return markdown(runs, "").replace("|", "&#124;") if runs else ""


def without_notes(written: str, rows: list[list[list[Run]]]) -> str:
    for run in (run for row in rows for cell in row for run in cell if run.kind == "note"):
        written = written.replace(f"[^{run.text}]", "")
    return written
