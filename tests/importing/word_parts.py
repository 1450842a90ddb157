"""Pieces of Word documents that python-docx has no words for: numbering, notes, text boxes, changes, comments."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn

W = nsdecls("w")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NOTES = {
    "footnotes": '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
    "endnotes": '<w:endnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:endnote>',
    "comments": "",
}


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_notes(raw: bytes, kind: str, notes: Mapping[int, str]) -> bytes:
    """Add the part `kind` (footnotes, endnotes, comments) with a paragraph for each id."""
    one = kind[:-1]
    texts = "".join(
        f'<w:{one} w:id="{number}"{_author(kind)}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{one}>'
        for number, text in notes.items()
    )
    part = f"<w:{kind} {W}>{NOTES[kind]}{texts}</w:{kind}>"
    return with_part(raw, kind, part)


def _author(kind: str) -> str:
    return ' w:author="a"' if kind == "comments" else ""


def with_part(raw: bytes, kind: str, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "[Content_Types].xml":
                override = f'<Override PartName="/word/{kind}.xml" ContentType="{WORD}.{kind}+xml"/></Types>'
                content = content.replace(b"</Types>", override.encode())
            elif info.filename == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rGk{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            target.writestr(info.filename, content)
        target.writestr(f"word/{kind}.xml", f'<?xml version="1.0" encoding="UTF-8"?>{part}')
    return out.getvalue()


def refer(paragraph: Any, kind: str, number: int) -> None:
    """A mark of a footnote, an endnote or a comment at the end of a paragraph."""
    run = paragraph.add_run()
    run._r.append(parse_xml(f'<w:{kind}Reference {W} w:id="{number}"/>'))


def put(paragraph: Any, xml: str) -> None:
    """XML with the prefixes w, r, a, wp, pic, m, mc, v behind what stands in a paragraph."""
    spaces = nsdecls("w", "r", "a", "wp", "pic") + (
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    for part in parse_xml(f"<w:p {spaces}>{xml}</w:p>"):
        paragraph._p.append(part)


def numbering(document: Any, levels: list[tuple[str, str]], start: int = 1, indent: int = 0) -> int:
    """A new list; each level is (format, text). Returns its number."""
    root = document.part.numbering_part.element
    known = [int(one.get(qn("w:abstractNumId"))) for one in root.iter(qn("w:abstractNum"))]
    abstract = max(known, default=0) + 1
    shapes = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start if depth == indent else 1}"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    first = next(iter(root.iter(qn("w:num"))), None)
    made = parse_xml(f'<w:abstractNum {W} w:abstractNumId="{abstract}">{shapes}</w:abstractNum>')
    if first is None:
        root.append(made)
    else:
        first.addprevious(made)
    return again(document, abstract)


def again(document: Any, abstract: int, start: int | None = None) -> int:
    """Another list of the same form; with `start` it begins anew."""
    root = document.part.numbering_part.element
    number = max((int(one.get(qn("w:numId"))) for one in root.iter(qn("w:num"))), default=0) + 1
    override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
    root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'))
    return number


def abstract_of(document: Any, number: int) -> int:
    root = document.part.numbering_part.element
    found = next(one for one in root.iter(qn("w:num")) if one.get(qn("w:numId")) == str(number))
    return int(found.find(qn("w:abstractNumId")).get(qn("w:val")))


def numbered(paragraph: Any, number: int, depth: int = 0) -> Any:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'))
    return paragraph


def link(paragraph: Any, address: str, text: str) -> None:
    reference = paragraph.part.relate_to(address, f"{OFFICE}/hyperlink", is_external=True)
    put(paragraph, f'<w:hyperlink r:id="{reference}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>')


def new() -> Any:
    assert nsmap
    return docx.Document()
