"""PDF: the text of its pages, lines joined to paragraphs and tables. Runs in the limited child."""

import re
from html import escape
from io import BytesIO
from itertools import chain
from unicodedata import normalize

from pipeline.importing.arrival import Arrived, Remark, Unfit, excerpt
from pipeline.importing.pdf_lines import Line, joined, lines_of, masked, repeated
from pipeline.source import FORBIDDEN

MOST_PAGES = 500
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Fonts often give one of these for the character that looks like it."""
_NUMBER = re.compile(r"[-\u2014\u2013 ]*\d{1,4}[-\u2014\u2013 ]*")


def read_pdf(raw: bytes) -> Arrived:
    """Raises Unfit. What was not text (pictures, lines of tables) and what stands on every page is named."""
    import pypdf

    reader = pypdf.PdfReader(BytesIO(raw), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unfit(Remark("encrypted"))
    if len(reader.pages) > MOST_PAGES:
        raise Unfit(Remark("pages", "", str(MOST_PAGES)))
    remarks, pages = [Remark("pdf")], list[list[Line]]()
    for number, page in enumerate(reader.pages, 1):
        lines = [clean for line in lines_of(page) if (clean := _clean(line)).text]
        if lines and _NUMBER.fullmatch(lines[-1].text):
            remarks.append(Remark("page-number", str(number), lines.pop().text))
        pages.append(lines)
        if len(page.images):
            remarks.append(Remark("page-picture", str(number)))
    remarks += _without_repeated(pages)
    if not any(pages):
        raise Unfit(Remark("scanned"))
    parts = joined(pages)
    words = tuple(text for part in parts for text in ([part] if isinstance(part, str) else chain(*part)))
    tables = [part for part in parts if isinstance(part, list)]
    remarks += [Remark("pdf-table", str(len(table)), excerpt(" ".join(table[0]))) for table in tables]
    return Arrived("".join(map(_html, parts)), {}, words, remarks=tuple(remarks))


def _without_repeated(pages: list[list[Line]]) -> list[Remark]:
    """Headers and footers leave the pages."""
    again = repeated(pages)
    told: dict[str, Remark] = {}
    for lines in pages:
        for place in (0, -1):
            if lines and masked(lines[place]) in again:
                line = lines.pop(place)
                told.setdefault(masked(line), Remark("page-line", "", excerpt(line.text)))
    return list(told.values())


def _clean(line: Line) -> Line:
    cells = (_RADICAL.sub(lambda sign: normalize("NFKC", sign[0]), FORBIDDEN.sub("", cell)) for cell in line.cells)
    line.cells = [cell.strip() for cell in cells if cell.strip()]
    return line


def _html(part: str | list[list[str]]) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
