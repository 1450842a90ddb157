"""PDF: the text of its pages, lines joined to paragraphs and tables. Runs in the limited child."""

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import chain
from unicodedata import normalize

from pipeline.importing.arrival import Arrived, Remark, Unfit, excerpt
from pipeline.importing.pdf_lines import MOST_EDGES, Line, is_disordered, joined, keys, lines_of, repeated
from pipeline.importing.pdf_notes import notes_of
from pipeline.importing.pdf_pieces import PageText, read_page
from pipeline.source import FORBIDDEN

MOST_PAGES = 500
FEWEST_CELLS = 3
"""A repeated line of so many is the head of a table."""
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
        told = read_page(page)
        remarks += _seen(told, number, has_picture=bool(len(page.images)))
        pages.append([clean for line in lines_of(told) if (clean := _clean(line)).text])
        remarks += notes_of(page, number)
    remarks += _without_edges(pages)
    remarks += [Remark("page-order", str(number)) for number, lines in enumerate(pages, 1) if is_disordered(lines)]
    if not any(pages):
        raise Unfit(Remark("scanned"))
    parts = joined(pages)
    words = tuple(text for part in parts for text in ([part] if isinstance(part, str) else chain(*part)))
    tables = [part for part in parts if isinstance(part, list)]
    remarks += [Remark("pdf-table", str(len(table)), excerpt(" ".join(table[0]))) for table in tables]
    return Arrived("".join(map(_html, parts)), {}, words, remarks=tuple(remarks))


def _seen(told: PageText, number: int, *, has_picture: bool) -> Iterator[Remark]:
    """What is to be said of words that are not seen. Those in an invisible mode over a picture are its reading."""
    words = [piece for piece in told.pieces if piece.text.strip() and not piece.is_again]
    if has_picture and words and all(piece.is_bare for piece in words):
        for piece in told.pieces:
            piece.is_hidden = False
        yield Remark("page-read", str(number))
    elif has_picture:
        yield Remark("page-picture", str(number))
    if any(piece.is_hidden for piece in words):
        yield Remark("page-hidden", str(number))
    doubtful = [piece.text.strip() for piece in words if piece.is_doubtful and not piece.is_hidden]
    if doubtful:
        yield Remark("page-covered", str(number), excerpt(" ".join(doubtful)))


def _without_edges(pages: list[list[Line]]) -> Iterator[Remark]:
    """Headers, footers and numbers leave the pages; of the head of a table that goes on the first stays."""
    told, heads, numbered = set[str](), set[str](), set[int]()
    for _ in range(MOST_EDGES):
        for number, lines in enumerate(pages):
            if lines and number not in numbered and _NUMBER.fullmatch(lines[-1].text):
                numbered.add(number)
                yield Remark("page-number", str(number + 1), lines.pop().text)
        again = repeated(pages)
        for number, lines in enumerate(pages):
            for place in (0, -1):
                shared = again & keys(lines[place], number) if lines else frozenset()
                if shared and len(lines[place].cells) >= FEWEST_CELLS and not shared & heads:
                    heads |= shared
                elif shared:
                    line = lines.pop(place)
                    if not shared & told:
                        yield Remark("page-line", "", excerpt(line.text))
                    told |= shared


def _clean(line: Line) -> Line:
    cells = (_RADICAL.sub(lambda sign: normalize("NFKC", sign[0]), FORBIDDEN.sub("", cell)) for cell in line.cells)
    line.cells = [cell.strip() for cell in cells if cell.strip()]
    return line


def _html(part: str | list[list[str]]) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
