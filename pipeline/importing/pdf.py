"""PDF: the text of its pages, lines joined to paragraphs. Runs in the limited child."""

import re
from html import escape
from io import BytesIO
from unicodedata import normalize

from pipeline.importing.arrival import Arrived, Remark, Unfit
from pipeline.source import FORBIDDEN

MOST_PAGES = 500
_ENDS = "\u3002\uff1b\uff1a\uff01\uff1f;:!?\u2026\u201d"
_FULL = 0.85
"""Of the longest line of its page: a line as long goes on in the next one."""
_OUTLINE = re.compile(
    "(?:[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}\u3001"
    "|[\uff08(][\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}[\uff09)]"
    "|\u7b2c[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e]{1,5}[\u7ae0\u8282\u6761]"
    r"|\d{1,2}[.\uff0e\u3001])"
)
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Fonts often give one of these for the character that looks like it."""
_NUMBER = re.compile(r"[-\u2014\u2013 ]*\d{1,4}[-\u2014\u2013 ]*")


def read_pdf(raw: bytes) -> Arrived:
    """Raises Unfit. What was not text (pictures, tables drawn with lines) is named by page."""
    import pypdf

    reader = pypdf.PdfReader(BytesIO(raw), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unfit(Remark("encrypted"))
    if len(reader.pages) > MOST_PAGES:
        raise Unfit(Remark("pages", "", str(MOST_PAGES)))
    remarks, paragraphs, words = [Remark("pdf")], list[str](), list[str]()
    for number, page in enumerate(reader.pages, 1):
        text = _RADICAL.sub(lambda sign: normalize("NFKC", sign[0]), page.extract_text() or "").replace("\r", "\n")
        lines = [line.strip() for line in FORBIDDEN.sub("", text).split("\n") if line.strip()]
        if lines and _NUMBER.fullmatch(lines[-1]):
            remarks.append(Remark("page-number", str(number), lines.pop()))
        words += lines
        _join(paragraphs, lines)
        if len(page.images):
            remarks.append(Remark("page-picture", str(number)))
    if not words:
        raise Unfit(Remark("scanned"))
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return Arrived(html, {}, tuple(words), remarks=tuple(remarks))


def _join(paragraphs: list[str], lines: list[str]) -> None:
    """A line that is full and ends no sentence goes on in the next, unless that one begins a point."""
    longest = max(map(len, lines), default=0)
    open_ = bool(paragraphs) and paragraphs[-1][-1] not in _ENDS and len(paragraphs[-1]) >= longest * _FULL
    for line in lines:
        if open_ and paragraphs and not _OUTLINE.match(line):
            gap = " " if paragraphs[-1][-1].isascii() and line[0].isascii() else ""
            paragraphs[-1] += gap + line
        else:
            paragraphs.append(line)
        open_ = len(line) >= longest * _FULL and line[-1] not in _ENDS and longest > 10
