"""An annual report as a document: its text from the body, its tables from the header, as Word and as PDF."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.annual.cells import Values, has_tables, values_of
from pipeline.annual.grid import COLUMNS, HEAD_ROWS, boxes, figure
from pipeline.kinds.annual_report import NO_FIGURE, section_number
from pipeline.mould import Mould, sign
from pipeline.paper import word
from pipeline.paper.flow import Block, Run, blocks_of, plain
from pipeline.paper.typesetting import typeset
from pipeline.phrases import long_day
from pipeline.terms import ANNUAL_REPORT_SECTIONS

TABLES = (2, 3, 4)
"""Number of a table, which is that of its section too."""
FORM = "annual_report"
WIDTHS = {2: (2845, 2000, 2000, 2000), 3: (540, 990, 2860, *(635,) * 7), 4: (589,) * 15}
_STYLES = {2: "TableText", 3: "TableSmall", 4: "TableSmall"}
_YEAR = re.compile(r"(?<=.)(?=(?:19|20)\d{2}\u5e74)")


class Section(NamedTuple):
    """`number`: which of the six it is, 0 for any other."""

    number: int
    heading: list[Run]
    blocks: list[Block]


class Report(NamedTuple):
    """What is printed: the title in lines, the body in sections, the numbers (None without tables), who and when."""

    title: str
    lines: tuple[str, ...]
    opening: list[Block]
    sections: list[Section]
    values: Values | None
    author: str
    made_on: str


def report_of(title: str, author: str, html: str, details: Mapping[str, Any], site: str = "") -> Report:
    """`html` and `details` as in the store; blanks stay blank. A table whose section the body lacks gets one.

    `site`: its address, which links that stay within it begin with on paper.
    """
    opening, sections = _cut(blocks_of(html, site))
    values = values_of({**details, "blanks_are_zero": False}) if has_tables(details) else None
    if values is not None:
        for number in TABLES:
            _make_room(sections, number)
    lines = tuple(_YEAR.split(title, maxsplit=1))
    return Report(title, lines, opening, sections, values, author, str(details["dated_on"]))


def _cut(blocks: Iterable[Block]) -> tuple[list[Block], list[Section]]:
    opening: list[Block] = []
    sections: list[Section] = []
    for block in blocks:
        if block["form"] == "heading" and block["level"] == 2:
            sections.append(Section(section_number(plain(block["runs"])), block["runs"], []))
        else:
            (sections[-1].blocks if sections else opening).append(block)
    return opening, sections


def _make_room(sections: list[Section], number: int) -> None:
    if any(section.number == number for section in sections):
        return
    place = next((n for n, section in enumerate(sections) if section.number > number), len(sections))
    run = {"text": ANNUAL_REPORT_SECTIONS[number - 1], "style": [], "link": ""}
    sections.insert(place, Section(number, [run], []))


def _tables(report: Report) -> dict[int, Values]:
    """Number of a section -> the numbers to print below it; the first that bears it."""
    return dict.fromkeys(TABLES, report.values) if report.values is not None else {}


# Word ---------------------------------------------------------------------------------------------------------------


def as_word(report: Report) -> bytes:
    links = word.Links()
    title = "\n".join(report.lines)
    parts: list[str | bytes] = [word.paragraph("Title", word.text(title)), *word.blocks(report.opening, links)]
    tables = _tables(report)
    numbers = [str(one) if type(one) is int else figure(one, NO_FIGURE) for one in report.values or ()]
    for section in report.sections:
        parts.append(word.paragraph("Heading1", word.runs(section.heading, links)))
        parts += word.blocks(section.blocks, links)
        if tables.pop(section.number, None) is not None:
            parts += (_mould(section.number).cast_encoded(numbers), word.paragraph("TableText", ""))
    parts[-1] = word.kept_with_next(parts[-1])
    parts += (word.paragraph("Signature", ""), word.paragraph("Signature", word.text(report.author)))
    parts.append(word.paragraph("Signature", word.text(long_day(report.made_on))))
    return word.document(parts, links, report.title, report.author, report.made_on)


@cache
def _mould(table: int) -> Mould:
    """The table with the place in `CELLS` as the sign of every number."""

    def inner(text: str | None, number: int) -> str:
        return word.paragraph(_STYLES[table], word.text(sign(number) if text is None else text))

    drawn = [word.Box(box.row, box.column, box.down, box.across, inner(box.text, box.number)) for box in boxes(table)]
    assert len(WIDTHS[table]) == COLUMNS[table]
    return Mould(word.table(drawn, WIDTHS[table], HEAD_ROWS[table]))


# PDF ----------------------------------------------------------------------------------------------------------------


def as_pdf(report: Report, *, tags: bool = True) -> bytes:
    """Raises NoFonts and NotSet."""
    told = {
        "lines": report.lines,
        "author": report.author,
        "day": long_day(report.made_on),
        "opening": report.opening,
        "sections": list(_printed(report)),
    }
    return typeset(FORM, told, report.made_on, tags=tags)


def _printed(report: Report) -> Iterator[dict[str, Any]]:
    tables = _tables(report)
    for section in report.sections:
        values = tables.pop(section.number, None)
        drawn = [] if values is None else [_drawn(section.number, values)]
        yield {"heading": section.heading, "blocks": section.blocks, "tables": drawn}


def _drawn(table: int, values: Values) -> dict[str, Any]:
    told = [[*box[:4], figure(values[box.number], NO_FIGURE) if box.text is None else box.text] for box in boxes(table)]
    return {"name": str(table), "head": HEAD_ROWS[table], "boxes": told}
