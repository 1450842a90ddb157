"""Text documents and slides (OOXML) and OFD: every part that holds words, shown or not."""

import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import unquote

from pipeline.extraction_archive import Nested, Package
from pipeline.extraction_image import PICTURES, read_picture
from pipeline.extraction_parts import Active, Gathering, Open, Refused, Unread
from pipeline.extraction_xml import FlowText, elements, loose_text, walk

_SILENT = re.compile(
    r"(?:.*/)?(?:styles|stylesWithEffects|theme\d*|fontTable|numbering|webSettings|presProps|viewProps|tableStyles)\.xml"
    r"|.*/(?:theme|_rels)/.*|\[Content_Types\]\.xml|_rels/.*"
)
"""Parts that hold forms and no words of the author's; relationships are read for themselves."""
_PREVIEW = "docprops/thumbnail."
"""A small picture of the first page, which is read itself."""
_NESTED = frozenset({"docx", "xlsx", "pptx", "docm", "xlsm", "pdf", "zip", "xlsb", "doc", "xls", "ppt"})
_WORDLESS = frozenset(
    {"odttf", "fntdata", "ttf", "otf", "eot", "sigs", "wdp", "wav", "m4a", "wma", "avi", "wmv", "mov"}
)
"""Fonts, sound, film and photographs."""
_PRINTER = "/printerSettings/"
_FLOWS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"word/(?:glossary/)?document\d*\.xml"), "body"),
    (re.compile(r"word/(?:header|footer)\d*\.xml"), "header"),
    (re.compile(r"word/(?:footnotes|endnotes)\.xml"), "notes"),
    (re.compile(r"(?:word|ppt)/comments.*\.xml|ppt/comments/.*\.xml"), "comments"),
    (re.compile(r"ppt/slides/slide(\d+)\.xml"), "slide:{}"),
    (re.compile(r"ppt/notesSlides/.*\.xml"), "speaker"),
    (re.compile(r"ppt/(?:slideLayouts|slideMasters|notesMasters|handoutMasters)/[^/]+\.xml"), "master"),
    (re.compile(r"(?:word|ppt|xl)/diagrams/.*\.xml"), "other"),
    (re.compile(r"(?:word|xl)/drawings/.*\.xml"), "other"),
)
_SEEN = re.compile(r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml|ppt/slides/slide\d+\.xml")
"""Parts that everybody sees; the others are comments, notes for the speaker, pieces to build with."""
Special = Callable[[Package, zipfile.ZipInfo, str], bool]
FEW_WORDS = 20
"""Characters; a document of pictures with fewer is a scan."""


def read_document(package: Package, gathering: Gathering, open_file: Open) -> None:
    """A text document (docx) or slides (pptx)."""
    words, before = 0, gathering.pictures
    for name, info in package.names.items():
        part = _flow_part(name)
        if part:
            read = read_flow(package.open(info), part, gathering, seen=bool(_SEEN.fullmatch(name)))
            words += read if part != "master" else 0
        else:
            read_other(package, name, info, gathering, open_file)
    say_scanned(gathering, before, words)


def say_scanned(gathering: Gathering, before: int, words: int) -> None:
    """Of a document or workbook with so many `words` and pictures beyond the number `before`."""
    if gathering.pictures > before and words < FEW_WORDS:
        gathering.miss(Unread.SCANNED, "", gathering.pictures - before)


def _flow_part(name: str) -> str:
    for pattern, part in _FLOWS:
        found = pattern.fullmatch(name)
        if found:
            return part.format(*found.groups())
    return ""


def read_flow(stream: BinaryIO, part: str, gathering: Gathering, *, seen: bool = False) -> int:
    """The number of characters read. `seen`: by everybody who opens the file."""
    flow = FlowText()
    flow.read(stream)
    if seen:
        gathering.show(flow.shown)
    gathering.prose(part, flow.lines)
    for rows in flow.tables:
        gathering.table(part, rows)
    gathering.prose("deleted", flow.deleted)
    gathering.prose("field", flow.fields)
    gathering.prose("said", flow.said)
    return sum(map(len, flow.lines)) + sum(len(cell) for rows in flow.tables for row in rows for cell in row)


def read_other(package: Package, name: str, info: zipfile.ZipInfo, gathering: Gathering, open_file: Open) -> None:
    """A part that is no flow of text: properties, relationships, pictures, what is embedded."""
    suffix = name.rpartition(".")[2].lower()
    if name.lower().startswith(_PREVIEW):
        return
    if suffix in PICTURES:
        gathering.pictures += 1
        read_picture(package.open(info), gathering)
    elif name.endswith(".rels"):
        _read_links(package.open(info), gathering)
    elif "vbaProject" in name:
        gathering.warn(Active.MACRO)
    elif "/activeX/" in name:
        gathering.warn(Active.CONTROL)
    elif suffix in _NESTED:
        with Nested(gathering, f"member:{name.rpartition('/')[2]}"):
            open_file(package.open(info), suffix, gathering)
    elif suffix == "xml":
        if not _SILENT.fullmatch(name):
            part = "properties" if name.startswith(("docProps/", "customXml/")) else "other"
            gathering.prose(part, loose_text(package.open(info)))
    elif suffix not in _WORDLESS and _PRINTER not in name:
        _read_stray(package, name, info, gathering, open_file)


def _read_stray(package: Package, name: str, info: zipfile.ZipInfo, gathering: Gathering, open_file: Open) -> None:
    """A part of no kind that is known, read by its content: HTML, RTF or text that a document takes in as a chunk, old
    drawings, objects of other programs.
    """
    with Nested(gathering, f"member:{name.rpartition('/')[2]}"):
        try:
            open_file(package.open(info), name.rpartition(".")[2].lower(), gathering)
        except Refused:
            raise Refused(Unread.EMBEDDED) from None
        if "/embeddings/" in name:
            raise Refused(Unread.EMBEDDED)


def _read_links(stream: BinaryIO, gathering: Gathering) -> None:
    """Addresses outside the package; a template that is fetched from elsewhere runs what it brings."""
    targets = []
    for _, values in elements(stream, ("Relationship",)):
        if values.get("TargetMode") == "External":
            targets.append(unquote(values.get("Target", "")))
            if values.get("Type", "").endswith(("/attachedTemplate", "/oleObject", "/frame")):
                gathering.warn(Active.TEMPLATE)
    gathering.prose("field", targets)


# OFD ----------------------------------------------------------------------------------------------------------------

_ATTACHED = "/Attach"
"""In the names of what is attached to a document: its folder is not named by the standard, but by custom."""


def read_ofd(package: Package, gathering: Gathering, open_file: Open) -> None:
    """The national format: text of pages in `TextCode`; signatures and attachments beside."""
    words = pictures = 0
    for name, info in package.names.items():
        suffix = name.rpartition(".")[2].lower()
        if suffix == "xml":
            lines = _text_codes(package.open(info))
            words += sum(map(len, lines))
            if "/Pages/" in name or "/Tpls/" in name:
                gathering.show(lines)
            gathering.prose("body", lines)
            if not lines:
                gathering.prose("properties", loose_text(package.open(info)))
        elif suffix in PICTURES or suffix in ("jb2", "gbig2"):
            pictures += 1
        elif suffix in _NESTED:
            with Nested(gathering, f"member:{name.rpartition('/')[2]}"):
                open_file(package.open(info), suffix, gathering)
        elif _ATTACHED in name:
            _read_stray(package, name, info, gathering, open_file)
    gathering.pictures += pictures
    if words < FEW_WORDS and (pictures or not words):
        gathering.miss(Unread.SCANNED, "", pictures)


def _text_codes(stream: BinaryIO) -> list[str]:
    """One line a text object: its codes are pieces of one line of print."""
    lines: list[str] = []
    taking = [False]

    def start(name: str, _: dict[str, str]) -> None:
        if name == "TextObject":
            lines.append("")
        taking[0] = name == "TextCode" and bool(lines)

    def end(name: str) -> None:
        taking[0] = False

    def text(piece: str) -> None:
        if taking[0]:
            lines[-1] += piece

    walk(stream, start, end, text)
    return lines


def kind_of(package: Package) -> str:
    """`document`, `workbook`, `ofd` or `archive`, by what is inside."""
    if "OFD.xml" in package.names:
        return "ofd"
    if "xl/workbook.xml" in package.names:
        return "workbook"
    if any(name.startswith(("word/document", "ppt/presentation")) for name in package.names):
        return "document"
    if "[Content_Types].xml" in package.names:
        raise Refused(Unread.UNKNOWN)
    return "archive"
