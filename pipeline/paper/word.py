"""Word documents (ISO/IEC 29500, WordprocessingML) written as text: parts that never change stand in `word/`.

Drawing a report through a library costs a hundred times as much, and its usual template weighs forty kilobytes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from pipeline.package import Member, member, packed
from pipeline.paper.flow import Block, Run
from pipeline.xml_text import xml_text

ROOM = Path(__file__).resolve().parent / "word"
FIXED = (
    ("[Content_Types].xml", "content_types.xml"),
    ("_rels/.rels", "rels.xml"),
    ("word/styles.xml", "styles.xml"),
    ("word/settings.xml", "settings.xml"),
    ("word/footer.xml", "footer.xml"),
)
TEXT_WIDTH = 8845
"""156 mm in twentieths of a point."""
LIST_STEP = 640
"""How far each level of a list is set in: two characters."""
BULLET = "\u2022"
PICTURE = "\u3014\u56fe\uff1a{}\u3015"
"""What stands in the place of a picture: its text in brackets, behind the word for picture."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)
_OWN_RELATIONS = (
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "footer", "footer.xml"),
)
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>'
)
_STYLE = {
    "bold": "<w:b/>",
    "italic": "<w:i/>",
    "strike": "<w:strike/>",
    "sub": '<w:vertAlign w:val="subscript"/>',
    "sup": '<w:vertAlign w:val="superscript"/>',
    "code": '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New"/>',
    "image": '<w:color w:val="595959"/>',
}
_STYLE_ORDER = ("code", "bold", "italic", "strike", "image", "sub", "sup")
_WEB = re.compile(r"https?://[^\s<>\"]+\Z")


class Box(NamedTuple):
    """A cell over `down` rows and `across` columns; rows and columns count from 0. `inner`: its paragraphs."""

    row: int
    column: int
    down: int
    across: int
    inner: str


class Links:
    """The addresses that a document leads to, each with the name of its relation."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, address: str) -> str:
        return self._names.setdefault(address, f"link{len(self._names) + 1}")

    def relations(self) -> Iterator[str]:
        for address, name in self._names.items():
            yield (
                f'<Relationship Id="{name}" Type="{_R}/hyperlink" Target="{escape(xml_text(address))}" '
                'TargetMode="External"/>'
            )


def document(parts: Iterable[str | bytes], links: Links, title: str, author: str, made_on: str) -> bytes:
    """The file. `parts`: paragraphs and tables, as text or in UTF-8; `made_on` (YYYY-MM-DD) stands as the day on which
    it was made.
    """
    around = (f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>', f"{_PAGE}</w:body></w:document>")
    body = b"".join([part if isinstance(part, bytes) else part.encode() for part in (around[0], *parts, around[1])])
    own = "".join(f'<Relationship Id="{n}" Type="{_R}/{kind}" Target="{file}"/>' for n, kind, file in _OWN_RELATIONS)
    relations = f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{own}{"".join(links.relations())}</Relationships>'
    core = _HEAD + _CORE.format(title=_escaped(title), author=_escaped(author), day=made_on)
    return packed(
        (
            *_fixed(),
            member("docProps/core.xml", core.encode()),
            member("word/document.xml", body),
            member("word/_rels/document.xml.rels", relations.encode()),
        )
    )


@cache
def _fixed() -> tuple[Member, ...]:
    """What every document has alike, packed once."""
    return tuple(member(name, (ROOM / file).read_bytes()) for name, file in FIXED)


def paragraph(style: str, inner: str, more: str = "") -> str:
    """`more`: further properties, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inner}</w:p>'


def kept_with_next(block: str | bytes) -> str | bytes:
    """A paragraph on the page of what follows it, which then does not stand alone; a table stays as it is."""
    if isinstance(block, bytes) or not block.startswith("<w:p>") or "<w:tbl>" in block:
        return block
    return re.sub(r"(<w:pStyle [^>]*/>)", r"\1<w:keepNext/>", block, count=1)


def text(written: str, properties: str = "") -> str:
    """A run; line ends stay line ends."""
    told = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = [f'<w:t xml:space="preserve">{_escaped(line)}</w:t>' for line in written.split("\n")]
    return f"<w:r>{told}{'<w:br/>'.join(lines)}</w:r>"


def runs(all_runs: Iterable[Run], links: Links) -> str:
    return "".join(_run(run, links) for run in all_runs)


def blocks(all_blocks: Iterable[Block], links: Links, level: int = 0) -> Iterator[str]:
    """Paragraphs and tables of a body; `level` is how deep in lists they stand."""
    for block in all_blocks:
        yield from _block(block, links, level)


def table(boxes: Sequence[Box], widths: Sequence[int], head: int = 0) -> str:
    """Cells joined as told, the first `head` rows printed anew on each page. `widths` in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    covering = {(box.row + below, box.column): (box, below > 0) for box in boxes for below in range(box.down)}
    rows = "".join(
        _row([covering[row, column] for column in range(len(widths)) if (row, column) in covering], widths, row < head)
        for row in range(max((box.row + box.down for box in boxes), default=0))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _escaped(written: str) -> str:
    return escape(xml_text(written), quote=False)


def _run(run: Run, links: Links) -> str:
    properties = "".join(_STYLE[name] for name in _STYLE_ORDER if name in run["style"])
    written = PICTURE.format(run["text"]) if "image" in run["style"] else run["text"]
    if not _WEB.match(run["link"]):
        return text(written, properties)
    linked = text(written, '<w:rStyle w:val="Hyperlink"/>' + properties)
    return f'<w:hyperlink r:id="{links.name(run["link"])}">{linked}</w:hyperlink>'


def _block(block: Block, links: Links, level: int) -> Iterator[str]:
    form = block["form"]
    if form == "text":
        yield paragraph("BodyText" if level == 0 else "ListParagraph", runs(block["runs"], links), _set_in(level))
    elif form == "heading":
        yield paragraph(f"Heading{min(max(block['level'] - 1, 1), 3)}", runs(block["runs"], links))
    elif form == "list":
        yield from _list(block, links, level)
    elif form == "quote":
        for inner in block["blocks"]:
            if inner["form"] == "text":
                yield paragraph("Quote", runs(inner["runs"], links))
            else:
                yield from _block(inner, links, level)
    elif form == "table":
        yield _body_table(block, links)
        yield paragraph("TableText", "")  # two tables without anything between become one
    elif form == "code":
        yield paragraph("Code", text(block["text"]))
    elif form == "rule":
        yield paragraph("Normal", "", '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>')


def _list(block: Block, links: Links, level: int) -> Iterator[str]:
    for number, item in enumerate(block["items"], block["start"]):
        mark = f"{number}. " if block["ordered"] else f"{BULLET} "
        first, rest = (item[0], item[1:]) if item and item[0]["form"] == "text" else ({"runs": []}, item)
        yield paragraph("ListParagraph", text(mark) + runs(first["runs"], links), _set_in(level + 1))
        yield from blocks(rest, links, level + 1)


def _set_in(level: int) -> str:
    return f'<w:ind w:left="{LIST_STEP * level}"/>' if level else ""


def _body_table(block: Block, links: Links) -> str:
    columns = block["columns"]
    if not columns:
        return ""
    boxes, taken = [], set()
    for row, cells in enumerate(block["rows"]):
        free = (column for column in range(columns) if (row, column) not in taken)
        for cell in cells:
            column = next(free)
            down, across = cell["down"], cell["across"]
            taken |= {(row + below, column + beside) for below in range(down) for beside in range(across)}
            boxes.append(Box(row, column, down, across, paragraph("TableText", runs(cell["runs"], links))))
    return table(boxes, [TEXT_WIDTH // columns] * columns, block["head"])


def _row(cells: Sequence[tuple[Box, bool]], widths: Sequence[int], repeated: bool) -> str:
    told = "<w:cantSplit/><w:tblHeader/>" if repeated else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{told}</w:trPr>{''.join(_cell(box, below, widths) for box, below in cells)}</w:tr>"


def _cell(box: Box, below: bool, widths: Sequence[int]) -> str:
    """`below`: what a cell over several rows is in all rows but its first."""
    width = sum(widths[box.column : box.column + box.across])
    span = f'<w:gridSpan w:val="{box.across}"/>' if box.across > 1 else ""
    joined = "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>' if box.down > 1 else ""
    inner = paragraph("TableText", "") if below else box.inner
    told = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{joined}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{told}</w:tcPr>{inner}</w:tc>"
