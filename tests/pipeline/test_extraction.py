"""Attachments are read wherever they hide something, within limits, and what cannot be read is said."""

import io
import json
import os
import signal
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from pipeline import extraction as stage
from pipeline.extraction import Extraction, Reader
from pipeline.extraction_parts import CHUNK, Active, Extract, Gathering, Note, Unread, digest_of
from pipeline.extraction_sheet import number_text
from pipeline.personal_words import DataKind
from pipeline.store import AttachmentRow
from tests.pipeline.papers import (
    RELATIONS,
    S,
    docx,
    identities,
    look_alikes,
    paragraph,
    pdf,
    sheet,
    text_run,
    word_part,
    word_table,
    xlsx,
    zipped,
)

ID = "11010519491231002X"
OTHER = "320502199001011234"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    opened = Reader()
    yield opened
    opened.close()


@pytest.fixture
def read(reader: Reader, tmp_path: Path) -> "Reading":
    return Reading(reader, tmp_path)


class Reading:
    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader, self.folder = reader, folder

    def __call__(self, name: str, content: bytes, about: str = "") -> Extract:
        path = self.folder / name
        path.write_bytes(content)
        return self.reader.read(path, name.rpartition(".")[2], about)


def parts(extract: Extract, kind: DataKind = DataKind.IDENTITY) -> list[str]:
    return [tally.part for tally in extract.tallies if tally.kind is kind]


def missed(extract: Extract) -> list[str]:
    return [note.code for note in extract.unread]


# text documents -----------------------------------------------------------------------------------------------------

TRACKED = f"<w:del>{text_run('男').replace('w:t>', 'w:delText>')}<w:r><w:delText>{ID}</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    ("body", "more", "part"),
    [
        (paragraph("身份证号", ID), {}, "body"),
        (paragraph(ID[:6], ID[6:14], ID[14:]), {}, "body"),
        (word_table([["姓名", "身份证号"], ["张三", ID]]), {}, "body"),
        (word_table([["身份证号", *ID]]), {}, "body"),
        (word_table([["甲", f"乙{paragraph('丙')}"], ["丁", ID]]), {}, "body"),
        (paragraph(text_run(ID, "<w:vanish/>")), {}, "body"),
        (paragraph("<w:r><w:pict><w:txbxContent>" + paragraph(ID) + "</w:txbxContent></w:pict></w:r>"), {}, "body"),
        (paragraph("甲", f"<w:ins>{text_run(ID)}</w:ins>"), {}, "body"),
        (paragraph("甲", TRACKED), {}, "deleted"),
        (paragraph(ID[:16], f"<w:del><w:r><w:delText>{ID[16:]}</w:delText></w:r></w:del>"), {}, "deleted"),
        (word_table([["甲"]]).replace("<w:r>", TRACKED + "<w:r>"), {}, "deleted"),
        ("", {"word/header1.xml": word_part("hdr", paragraph(ID))}, "header"),
        ("", {"word/footer2.xml": word_part("ftr", paragraph(ID))}, "header"),
        ("", {"word/footnotes.xml": word_part("footnotes", f"<w:footnote>{paragraph(ID)}</w:footnote>")}, "notes"),
        ("", {"word/comments.xml": word_part("comments", f"<w:comment>{paragraph(ID)}</w:comment>")}, "comments"),
        ("", {"docProps/core.xml": f"<p xmlns:dc='x'><dc:creator>张三{ID}</dc:creator></p>"}, "properties"),
        ("", {"docProps/custom.xml": f"<p><v>{ID}</v></p>"}, "properties"),
        ("", {"word/charts/chart1.xml": f"<c><v>{ID}</v></c>"}, "other"),
        ("", {"word/settings.xml": word_part("settings", f'<w:docVar w:val="{ID}"/>')}, "other"),
        (paragraph(f"<w:r><w:instrText>MERGEFIELD {ID}</w:instrText></w:r>"), {}, "field"),
        (
            "",
            {
                "word/_rels/document.xml.rels": f'<R {RELATIONS}><Relationship TargetMode="External" Target="tel:{ID}"/></R>'
            },
            "field",
        ),
        (
            "",
            {
                "word/_rels/document.xml.rels": f'<R {RELATIONS}><Relationship TargetMode="External" Target="https://a.cn/?{ID[:6]}%20{ID[6:]}"/></R>'
            },
            "field",
        ),
    ],
)
def test_a_document_is_read_in_all_its_parts(read: Reading, body: str, more: dict[str, str | bytes], part: str) -> None:
    extract = read("a.docx", docx(body or paragraph("正文是一段说明文字,没有任何号码。"), more))
    assert part in parts(extract)
    assert not extract.unread


@pytest.mark.parametrize(
    "said",
    [f'<wp:docPr id="1" descr="证件 {ID}"/>', f'<w:fldSimple w:instr="QUOTE {ID}"/>', f'<w:alias w:val="{ID}"/>'],
)
def test_what_is_said_of_pictures_and_fields_is_read(read: Reading, said: str) -> None:
    assert parts(read("a.docx", docx(paragraph(said, "甲")))) == ["said"]


def test_the_code_of_a_field_may_be_in_pieces(read: Reading) -> None:
    pieces = (f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in ("QUOTE ", ID[:7], ID[7:]))
    assert parts(read("a.docx", docx(paragraph(*pieces)))) == ["field"]


def test_a_tracked_change_does_not_hide_what_is_left(read: Reading) -> None:
    changed = f"<w:del><w:r><w:delText>99</w:delText></w:r></w:del><w:ins>{text_run(ID[16:])}</w:ins>"
    assert parts(read("a.docx", docx(paragraph(ID[:16], changed)))) == ["body"]


def test_embedded_documents_are_read(read: Reading) -> None:
    inner = xlsx({"名单": sheet([[ID]])})
    extract = read(
        "a.docx", docx(paragraph("见嵌入的表。"), {"word/embeddings/表.xlsx": inner, "word/embeddings/o.bin": "x"})
    )
    assert parts(extract) == ["member:表.xlsx\x1fsheet:名单"]
    assert extract.unread == (Note("embedded", "member:o.bin"),)


@pytest.mark.parametrize("name", ["afchunk.htm", "chunk.txt", "vmlDrawing1.vml", "media/image1.svg", "left.dat"])
def test_parts_of_no_known_kind_are_read_by_their_content(read: Reading, name: str) -> None:
    more: dict[str, str | bytes] = {f"word/{name}": f"<p>甲{ID[:9]}<b>{ID[9:]}</b></p>", "word/fonts/f.odttf": b"\0"}
    extract = read("a.docx", docx(paragraph("正文在另一个部件里。"), more))
    assert parts(extract) == [f"member:{name.rpartition('/')[2]}\x1ftext"]
    assert not extract.unread


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("afchunk.mht", f"MIME-Version: 1.0\n\n{ID}", ["member:afchunk.mht\x1fraw"]),
        ("afchunk.rtf", f"{{\\rtf1 {ID}}}", ["member:afchunk.rtf\x1fraw"]),
        ("left.dat", b"\0\1\2", []),
    ],
)
def test_parts_that_are_not_understood_are_told(
    read: Reading, name: str, content: str | bytes, found: list[str]
) -> None:
    extract = read("a.docx", docx(paragraph("正文在另一个部件里。"), {f"word/{name}": content}))
    assert (extract.unread, parts(extract)) == ((Note("embedded", f"member:{name}"),), found)


def test_what_is_attached_to_an_ofd_is_read(read: Reading) -> None:
    files = {"OFD.xml": "<OFD/>", "Doc_0/Attachs/名单.csv": f"姓名,证件\n张三,{ID}"}
    assert "member:名单.csv\x1ftext" in parts(read("a.ofd", zipped(files)))


def test_slides_and_their_notes_are_read(read: Reading) -> None:
    a = "xmlns:a='a'"
    files = {
        "[Content_Types].xml": "<T/>",
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide3.xml": f"<s {a}><a:p><a:r><a:t>{ID}</a:t></a:r></a:p></s>",
        "ppt/slideMasters/slideMaster1.xml": f"<s {a}><a:p><a:r><a:t>{ID[:9]}</a:t></a:r><a:r><a:t>{ID[9:]}</a:t></a:r></a:p></s>",
        "ppt/notesSlides/notesSlide1.xml": f"<s {a}><a:p><a:r><a:t>备注里的说明文字{OTHER}</a:t></a:r></a:p></s>",
    }
    assert parts(read("a.pptx", zipped(files))) == ["slide:3", "master", "speaker"]


def test_macros_controls_and_foreign_templates_are_told(read: Reading) -> None:
    link = '<Relationship TargetMode="External" Type="x/attachedTemplate" Target="https://a.example/t.dotm"/>'
    more: dict[str, str | bytes] = {
        "word/vbaProject.bin": b"x",
        "word/activeX/activeX1.xml": "<x/>",
        "word/_rels/settings.xml.rels": f"<R {RELATIONS}>{link}</R>",
    }
    extract = read("a.docx", docx(paragraph("带宏的文件。"), more))
    assert {note.code for note in extract.active} == {Active.MACRO, Active.CONTROL, Active.TEMPLATE}


def test_a_document_of_pictures_is_a_scan(read: Reading) -> None:
    picture = {"word/media/image1.png": b"\x89PNG\r\n\x1a\n"}
    assert missed(read("a.docx", docx(paragraph("1"), picture))) == ["scanned"]
    assert missed(read("a.docx", docx(paragraph("正文有足够多的文字,图片只是插图,不必人工检查。"), picture))) == []


def test_a_workbook_or_an_archive_of_pictures_is_a_scan(read: Reading) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    words = sheet([["姓名", "正文有足够多的文字,图片只是插图,不必人工检查。"]])
    drawn = {"xl/media/image1.png": picture}
    assert read("a.xlsx", xlsx({"甲": sheet([["1"]])}, more=drawn)).unread == (Note("scanned", "", 1),)
    assert missed(read("a.xlsx", xlsx({"甲": words}, more=drawn))) == []
    assert read("a.zip", zipped({"甲.png": picture, "乙.PNG": picture})).unread == (Note("scanned", "", 2),)
    beside = docx(paragraph("见附件。"))
    assert missed(read("a.zip", zipped({"甲.png": picture, "乙.docx": beside}))) == []


def test_the_small_picture_of_the_first_page_is_no_scan(read: Reading) -> None:
    """Word saves it, and so do the programs that write files for it."""
    preview = {"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9"}
    assert missed(read("a.docx", docx(paragraph("略"), preview))) == []
    assert missed(read("a.docx", docx(paragraph("略"), {"word/media/image1.jpeg": b"\xff\xd8\xff\xd9"}))) == ["scanned"]


# workbooks ----------------------------------------------------------------------------------------------------------


def test_hidden_sheets_are_read_and_named(read: Reading) -> None:
    sheets = {"公开": sheet([["姓名"]]), "底稿": sheet([["张三", ID]]), "深藏": sheet([["李四", OTHER]])}
    extract = read("a.xlsx", xlsx(sheets, {"底稿": "hidden", "深藏": "veryHidden"}))
    assert parts(extract) == ["hidden-sheet:底稿", "hidden-sheet:深藏"]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("xl/comments1.xml", f"<comments><comment><text><r><t>{ID[:9]}</t></r><r><t>{ID[9:]}</t></r></text></comment></comments>", "comments"),
        ("xl/threadedComments/t1.xml", f"<T><threadedComment><text>{ID}</text></threadedComment></T>", "comments"),
        ("xl/sharedStrings.xml", f"<sst {S}><si><t>{ID}</t></si></sst>", "leftover"),
        ("xl/pivotCache/records1.xml", f'<r><s v="{ID}"/></r>', "pivot"),
        ("xl/externalLinks/e1.xml", f"<e><v>{ID}</v></e>", "external"),
        ("xl/drawings/drawing1.xml", f"<d xmlns:a='a'><a:p><a:r><a:t>{ID}</a:t></a:r></a:p></d>", "other"),
        ("docProps/app.xml", f"<p><Manager>{ID}</Manager></p>", "properties"),
        ("xl/worksheets/lost.xml", sheet([[ID]]), "hidden-sheet:lost.xml"),
        ("xl/worksheets/s9.xml", f"<worksheet><headerFooter><oddHeader>{ID}</oddHeader></headerFooter></worksheet>", "other"),
        ("xl/worksheets/s9.xml", f'<worksheet><hyperlink ref="A1" tooltip="{ID}"/></worksheet>', "other"),
        ("xl/worksheets/s9.xml", f'<worksheet><dataValidation prompt="如{ID}"/></worksheet>', "other"),
        ("xl/worksheets/s9.xml", f'<worksheet><cfRule><formula>A1="{ID}"</formula></cfRule></worksheet>', "other"),
        ("xl/tables/table1.xml", f'<table><tableColumn name="{ID}"/></table>', "other"),
    ],
)  # fmt: skip
def test_a_workbook_is_read_beside_its_cells(read: Reading, name: str, content: str, part: str) -> None:
    assert parts(read("a.xlsx", xlsx({"表": sheet([["甲"]])}, more={name: content}))) == [part]


PIECES = '<c r="A1" t="inlineStr"><is><t>110105</t></is></c><c r="B1" t="str"><v/></c>'
MORE = '<row r="2"><c r="A2"><v>1949123100</v></c></row><row r="3"><c r="A3" t="str"><v>2x</v></c></row>'
"""The three pieces stand one below the other."""


def formula(written: str, kept: str = "", place: str = "E9") -> str:
    return f'<row r="{place[1:]}"><c r="{place}"><f>{written}</f>{kept}</c></row>'


def book(rows: str, more: str = "") -> bytes:
    first = f'<worksheet {S}><sheetData><row r="1">{PIECES}</row>{MORE}{rows}</sheetData></worksheet>'
    return xlsx({"表 一": first, "二": f"<worksheet {S}><sheetData>{more}</sheetData></worksheet>"})


@pytest.mark.parametrize(
    "written",
    [
        "A1&amp;A2&amp;A3",
        "$A1 &amp; (A$2&amp;$A$3)",
        "CONCATENATE(A1,A2,A3)",
        "_xlfn.CONCAT(A1:B3)",
        '_xlfn.TEXTJOIN("",TRUE,A1:A2,A3)',
        "'表 一'!A1&amp;'表 一'!A2&amp;UPPER('表 一'!A3)",
        f'"{ID[:8]}"&amp;"{ID[8:]}"',
        f'LEFT(A1,6)&amp;MID("x{ID[6:]}x",2,12)',
        f'REPLACE("{ID[:6]}****{ID[10:]}",7,4,"{ID[6:10]}")',
        f'SUBSTITUTE("{ID[:6]}年{ID[10:]}","年","1949")',
        f'"证件:"&amp;TEXT("{ID[:6]}","000000")&amp;RIGHT("甲乙{ID[6:12]}",6)&amp;"{ID[12:]}"',
    ],
)
def test_what_a_formula_joins_is_read_though_no_result_is_kept(read: Reading, written: str) -> None:
    for kept in ("", "<v>0</v>"):
        extract = read("a.xlsx", book(formula(written, kept)))
        assert [(tally.kind, tally.part, tally.row) for tally in extract.tallies] == [("identity", "sheet:表 一", 9)]
        assert not extract.unread


def test_formulas_of_other_sheets_shared_ones_and_chains_are_worked_out(read: Reading) -> None:
    elsewhere = formula("'表 一'!A1&amp;'表 一'!A2&amp;'表 一'!A3")
    assert parts(read("a.xlsx", book("", elsewhere))) == ["sheet:二"]
    chain = formula("A1&amp;A2", place="F5") + formula("F5&amp;A3", place="E9")
    assert parts(read("a.xlsx", book(chain))) == ["sheet:表 一"]
    first = '<row r="4"><c r="E4"><f t="shared" ref="E4:E5" si="0">A4&amp;C4</f></c></row>'
    pieces = f'<c r="A5" t="str"><v>{ID[:9]}</v></c><c r="C5" t="str"><v>{ID[9:]}</v></c>'
    shared = f'{first}<row r="5">{pieces}<c r="E5"><f t="shared" si="0"/></c></row>'
    assert read("a.xlsx", book(shared)).tallies[-1].row == 5


def test_formulas_that_grow_need_each_other_or_go_on_for_ever_are_said_to_be_unread(read: Reading) -> None:
    rows = {
        "doubling": [f"A{row - 1}&amp;A{row - 1}" for row in range(101, 160)],
        "circle": ["A102&amp;1", "A101&amp;2"],
        "endless": [f'A{row + 1}&amp;"x"' for row in range(101, 3000)],
    }
    for name, written in rows.items():
        lines = (formula(one, place=f"A{n}") for n, one in enumerate(written, 101))
        assert missed(read("a.xlsx", book(f'<row r="100"><c r="A100"><v>1</v></c></row>{"".join(lines)}'))) == [
            "formula"
        ], name


@pytest.mark.parametrize(
    ("written", "kept", "unread"),
    [
        ("A1&amp;VLOOKUP(1,A:C,2)", "", 1),
        ("INDIRECT(A1)", "", 1),
        ("IF(A1=1,B1,C1)", "", 1),
        ("E9&amp;A1", "", 1),
        ("[1]外!A1&amp;A1", "", 1),
        ("A1&amp;", "", 1),
        ("SUM(A1:B9)+COUNTIF('表 一'!A1:A9,\"&gt;5\")", "", 0),
        ("A1&amp;VLOOKUP(1,A:C,2)", "<v>5</v>", 0),
        ("INDIRECT(A1)", "<v>5</v>", 0),
    ],
)
def test_a_formula_that_is_not_worked_out_is_said_to_be_unread(
    read: Reading, written: str, kept: str, unread: int
) -> None:
    extract = read("a.xlsx", book(formula(written, kept)))
    assert [(note.code, note.part, note.number) for note in extract.unread] == [("formula", "sheet:表 一", 1)] * unread


def test_shared_strings_and_numbers_are_cells(read: Reading) -> None:
    rows = '<row><c t="s"><v>0</v></c><c><v>13812345678</v></c><c t="str"><f>A1</f><v>320502199001011234</v></c></row>'
    shared = {"xl/sharedStrings.xml": f"<sst {S}><si><r><t>{ID[:5]}</t></r><r><t>{ID[5:]}</t></r></si></sst>"}
    extract = read("a.xlsx", xlsx({"表": f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"}, more=shared))
    assert [(tally.kind.value, tally.part, tally.number) for tally in extract.tallies] == [
        ("identity", "sheet:表", 2),
        ("mobile", "sheet:表", 1),
    ]


def test_a_row_is_told_by_the_number_that_it_bears(read: Reading) -> None:
    rows = sheet([["甲"], ["乙"], [ID]]).replace('r="3"', 'r="7"').replace('r="2"', 'r="5"')
    (tally,) = read("a.xlsx", xlsx({"表": rows})).tallies
    assert tally.row == 7


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("13812345678", "13812345678"),
        ("13812345678.0", "13812345678"),
        ("1.3812345678E10", "13812345678"),
        ("320502199001011234", "320502199001011234"),
        ("1.10105194912310E+17", "1.10105194912310000E+17"),
        ("110105194912310000", "1.10105194912310000E+17"),
        ("0.1", "0.1"),
        ("1E+300", "1E+300"),
    ],
)
def test_numbers_are_told_by_their_digits(written: str, shown: str) -> None:
    assert number_text(written) == shown


def test_identity_numbers_kept_as_numbers_have_lost_digits(read: Reading) -> None:
    extract = read(
        "a.xlsx", xlsx({"表": sheet([["姓名", "身份证号"], ["张三", 1.1010519491231e17], ["李四", 3.205e17]])})
    )
    assert [(tally.kind, tally.number) for tally in extract.tallies] == [(DataKind.LOST_IDENTITY, 2)]


def test_headings_count_for_the_whole_of_a_long_sheet(read: Reading) -> None:
    rows = [["姓名", "残疾类别"], *(["张三", "肢体二级"] for _ in range(2 * CHUNK + 5))]
    (tally,) = read("a.xlsx", xlsx({"表": sheet(rows)})).tallies
    assert (tally.kind, tally.number, tally.row) == (DataKind.HEALTH_COLUMN, 2 * CHUNK + 5, 2)


# PDF ----------------------------------------------------------------------------------------------------------------


def test_a_text_layer_is_read_by_pages(read: Reading) -> None:
    extract = read("a.pdf", pdf([["nothing of a person on this first page"], ["page two", f"{ID} 13812345678"]]))
    assert parts(extract) == ["page:2"]
    assert parts(extract, DataKind.MOBILE) == ["page:2"]
    assert not extract.unread


def test_a_scan_is_said_with_its_pages(read: Reading) -> None:
    assert read("a.pdf", pdf([["1"], ["2"]], picture=True)).unread == (Note("scanned", "", 2),)
    assert not read("a.pdf", pdf([[]])).unread


@pytest.mark.parametrize("line", ["/g420B /g2E98 /g3863 " * 10, "\\001\\002\\003\\004\\005" * 8])
def test_a_font_that_does_not_tell_its_letters_is_said(read: Reading, line: str) -> None:
    assert read("a.pdf", pdf([[line], ["a page with enough words on it"]])).unread == (Note("garbled", "", 1),)


def written(change: str) -> bytes:
    writer, whole = pypdf.PdfWriter(io.BytesIO(pdf([["a page with enough words on it"]]))), io.BytesIO()
    if change == "encrypted":
        writer.encrypt("secret", algorithm="RC4-128")
    elif change == "owned":
        writer.encrypt("", "owner", algorithm="RC4-128")
    elif change == "script":
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    elif change == "title":
        writer.add_metadata({"/Author": ID})
    elif change == "attached":
        writer.add_attachment("list.csv", f"name,id\nx,{ID}\n".encode())
    elif change == "pinned":
        writer.add_attachment("list.txt", ID.encode())
        names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
        pin = DictionaryObject({NameObject("/Subtype"): NameObject("/FileAttachment"), NameObject("/FS"): names[1]})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([pin])
        del writer.root_object["/Names"]
    elif change == "writer of a note":
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Text"), NameObject("/T"): TextStringObject(ID)})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    elif change == "outline":
        writer.add_outline_item(title=ID, page_number=0)
    elif change == "note":
        writer.add_annotation(page_number=0, annotation=FreeText(text=ID, rect=(50, 550, 200, 650)))
    elif change == "form":
        field = {"/FT": NameObject("/Tx"), "/T": TextStringObject("id"), "/V": TextStringObject(ID)}
        fields = ArrayObject([DictionaryObject({NameObject(key): value for key, value in field.items()})])
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    writer.write(whole)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("title", "properties"),
        ("attached", "member:list.csv\x1ftext"),
        ("outline", "outline"),
        ("note", "page:1"),
        ("writer of a note", "page:1"),
        ("pinned", "member:list.txt\x1ftext"),
        ("form", "form"),
    ],
)
def test_what_stands_beside_the_pages_is_read(read: Reading, change: str, part: str) -> None:
    extract = read("a.pdf", written(change))
    assert parts(extract) == [part]
    assert not extract.unread


def test_a_locked_pdf_is_said_and_one_only_protected_is_read(read: Reading) -> None:
    assert missed(read("a.pdf", written("encrypted"))) == ["encrypted"]
    assert missed(read("a.pdf", written("owned"))) == []


def test_scripts_are_told(read: Reading) -> None:
    assert [note.code for note in read("a.pdf", written("script")).active] == [Active.SCRIPT]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"\x00" * 500, pdf([["x"]])[:200]])
def test_a_broken_pdf_is_said(read: Reading, content: bytes) -> None:
    assert missed(read("a.pdf", content)) == ["damaged"]


# OFD, pictures, plain files, old formats ----------------------------------------------------------------------------


def ofd(text: str) -> bytes:
    page = f"<ofd:Page xmlns:ofd='o'><ofd:TextObject><ofd:TextCode>{text[:8]}</ofd:TextCode><ofd:TextCode>{text[8:]}</ofd:TextCode></ofd:TextObject></ofd:Page>"
    files: dict[str, str | bytes] = {"OFD.xml": "<o/>", "Doc_0/Pages/Page_0/Content.xml": page}
    return zipped(files if text else {"OFD.xml": "<o/>", "Doc_0/Res/image_1.jb2": b"x"})


def test_ofd_is_read(read: Reading) -> None:
    assert parts(read("a.ofd", ofd(f"身份证号{ID}的人员"))) == ["body"]
    assert missed(read("a.ofd", ofd(""))) == ["scanned"]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(*segments: bytes) -> bytes:
    marked = b"".join(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body for body in segments)
    return b"\xff\xd8" + marked + b"\xff\xfe" + struct.pack(">H", len(ID) + 2) + ID.encode() + b"\xff\xda"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", jpeg()),
        ("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"Comment\0" + ID.encode())),
        ("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(ID.encode()))),
        ("a.webp", b"RIFF\0\0\0\0WEBP" + b"XMP " + struct.pack("<I", 18) + ID.encode()),
        ("a.gif", b"GIF89a" + b"\x21\xfe\x12" + ID.encode() + b"\0;"),
    ],
)
def test_the_text_segments_of_pictures_are_read(read: Reading, name: str, content: bytes) -> None:
    extract = read(name, content)
    assert parts(extract) == ["metadata"]
    assert extract.pictures == 1


def test_the_place_of_a_picture_is_told(read: Reading) -> None:
    position = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\x00\x04\0\0\0\x01\0\0\0\x1a"
    assert [note.code for note in read("a.jpg", jpeg(position)).active] == [Active.POSITION]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"身份证号 {ID}".encode()),
        ("a.txt", f"身份证号 {ID}".encode("gb18030")),
        ("a.txt", f"身份证号 {ID}".encode("utf-16")),
        ("a.txt", f"身份证号\u3000{ID}\r\n".encode("utf-16-le")),
        ("a.txt", f"身份证号 {ID}\r\n".encode("utf-16-be")),
        ("a.xml", f"<p>身份证号<span>{ID[:6]}</span><text:span a='b'>{ID[6:]}</text:span></p>".encode()),
        ("a.csv", f"姓名,身份证号\n张三,{ID}\n".encode("gbk")),
        ("a.csv", f'姓名,身份证号\n"张三,{ID}\n'.encode()),
        ("a.json", json.dumps({"甲": [{"id": ID}, {"id": 1}]}).encode()),
        ("a.json", f'{{"id": "{ID}"'.encode()),
        ("a.json", f'{{"甲": {{"乙": "{ID}"}}}}'.encode()),
        ("a.json", f'{{"{ID}": {{"乙": 1}}}}'.encode()),
    ],
)
def test_plain_files_are_read_in_every_encoding(read: Reading, name: str, content: bytes) -> None:
    assert parts(read(name, content)) == ["text"]


def test_old_formats_are_said_and_plain_numbers_in_them_found(read: Reading) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    extract = read("a.doc", ole + ID.encode("utf-16-le") + b"\0\0" + OTHER.encode() + b"\0")
    assert missed(extract) == ["old-format"]
    assert [(tally.part, tally.number) for tally in extract.tallies] == [("raw", 2)]
    assert missed(read("a.docx", ole + "EncryptedPackage".encode("utf-16-le"))) == ["encrypted"]
    assert [note.code for note in read("a.xls", ole + "_VBA_PROJECT".encode("utf-16-le")).active] == [Active.MACRO]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"MZ" + b"\0" * 50, "mismatch"),
        ("a.csv", docx(paragraph("正文")), "mismatch"),
        ("a.docx", b"hello, this is text", "mismatch"),
        ("a.pdf", docx(paragraph("正文")), "mismatch"),
        ("a.docx", pdf([["a page with enough words on it"]]), "mismatch"),
        ("a.zip", b"Rar!\x1a\x07\x00" + b"\0" * 50, "archive"),
        ("a.txt", b"\x00\x01\x02\x03" * 50, "unknown"),
        ("a.txt", b"\x41\x00\x41\x00\x02\x00", "unknown"),
        ("a.docx", docx(paragraph("正文"))[:-30], "damaged"),
        ("a.docx", docx("<w:p>"), "damaged"),
        ("a.xlsx", zipped({"[Content_Types].xml": "<T/>", "odd.xml": "<x/>"}), "unknown"),
    ],
)
def test_what_is_not_what_it_says_is_told(read: Reading, name: str, content: bytes, reason: str) -> None:
    assert missed(read(name, content)) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", b"{\\rtf1\\ansi " + ID.encode() + b"}", "mismatch"),
        ("a.xls", f"<html><table><tr><td>{ID}</td></tr></table>".encode(), "mismatch"),
        ("a.docx", ID.encode(), "mismatch"),
        ("a.zip", zipped({"a.rtf": "{\\rtf1\\ansi " + ID + "}"}), "old-format"),
        ("a.zip", zipped({"a.mht": f"From: x\n\n{ID}"}), "unknown"),
    ],
)
def test_text_that_is_not_understood_is_said_and_plain_numbers_in_it_found(
    read: Reading, name: str, content: bytes, reason: str
) -> None:
    extract = read(name, content)
    assert missed(extract) == [reason]
    assert [tally.part.rpartition("\x1f")[2] for tally in extract.tallies] == ["raw"]


# archives and guards ------------------------------------------------------------------------------------------------


def test_an_archive_within_an_archive_is_read_and_no_deeper(read: Reading) -> None:
    inner = zipped({"名单.docx": docx(paragraph(ID)), f"{OTHER}.txt": "x", "a.html": "<x/>"})
    extract = read("a.zip", zipped({"内.zip": inner}))
    assert parts(extract) == [
        "member:内.zip\x1fmember:名单.docx\x1fbody",
        f"member:内.zip\x1fmember:{'*' * 18}.txt\x1fname",
    ]
    assert extract.active == (Note("program", "member:内.zip\x1fmember:a.html"),)
    deeper = read("a.zip", zipped({"外.zip": zipped({"内.zip": inner})}))
    assert deeper.unread == (Note("nested", "member:外.zip\x1fmember:内.zip"),)


def test_folders_and_comments_of_an_archive_are_read(read: Reading) -> None:
    whole = io.BytesIO(zipped({f"{ID}/a.txt": "x"}))
    with zipfile.ZipFile(whole, "a") as package:
        package.comment = f"证件{OTHER}".encode("gb18030")
    extract = read("a.zip", whole.getvalue())
    assert parts(extract) == ["properties", f"member:{'*' * 17}X/a.txt\x1fname"]
    assert ID not in repr(extract) and OTHER not in repr(extract)


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "C:\\x.txt", "a/../b.txt", "..\\x.txt"])
def test_members_that_leave_the_folder_are_told(read: Reading, name: str) -> None:
    (note,) = read("a.zip", zipped({name: "甲", "a..b/c..txt": "乙"})).active
    assert note.code == Active.ESCAPE


def test_links_within_archives_are_told(read: Reading) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        link = zipfile.ZipInfo("x.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert [note.code for note in read("a.zip", whole.getvalue()).active] == [Active.ESCAPE]


def test_names_in_gbk_are_read(read: Reading) -> None:
    whole = zipped({"AAAA.txt": ID}).replace(b"AAAA", "名单".encode("gbk"))
    assert parts(read("a.zip", whole)) == ["member:名单.txt\x1ftext"]


def test_one_bad_member_does_not_hide_the_others(read: Reading) -> None:
    extract = read(
        "a.zip", zipped({"坏.docx": b"PK\x03\x04 broken", "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "好.txt": ID})
    )
    assert parts(extract) == ["member:好.txt\x1ftext"]
    assert extract.unread == (Note("damaged", "member:坏.docx"), Note("old-format", "member:旧.doc"))


def locked() -> bytes:
    whole = bytearray(zipped({"a.txt": ID}, zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + place] |= 1
    return bytes(whole)


def overlapping() -> bytes:
    """Both entries of the directory name the same bytes."""
    whole = bytearray(zipped({"a.txt": "x" * 100, "b.txt": "y" * 100}, zipfile.ZIP_STORED))
    second = whole.rindex(b"PK\x01\x02")
    whole[second + 42 : second + 46] = (0).to_bytes(4, "little")
    return bytes(whole)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", locked(), Unread.ENCRYPTED),
        ("a.zip", zipped({"a.txt": b"0" * 30_000_000}), Unread.BOMB),
        ("a.docx", docx(paragraph("1"), {"word/x.xml": b"0" * 30_000_000}), Unread.BOMB),
        ("a.zip", zipped({f"{n}.txt": "" for n in range(10_001)}, zipfile.ZIP_STORED), Unread.BOMB),
        ("a.zip", overlapping(), Unread.OVERLAP),
        (
            "a.docx",
            zipped({"[Content_Types].xml": "<T/>", "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            Unread.DOCTYPE,
        ),
        (
            "a.docx",
            zipped({"[Content_Types].xml": "<T/>", "word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
            Unread.DOCTYPE,
        ),
    ],
)  # fmt: skip
def test_packages_that_break_the_limits_are_refused(read: Reading, name: str, content: bytes, reason: Unread) -> None:
    assert missed(read(name, content)) == [reason.value]


# the process --------------------------------------------------------------------------------------------------------


def test_memory_is_limited_and_the_next_file_is_read(tmp_path: Path) -> None:
    big, good = tmp_path / "big.txt", tmp_path / "good.txt"
    big.write_bytes(b"1234567 " * 15_000_000)
    good.write_text(ID)
    reader = Reader(memory=300 * 1024 * 1024)
    try:
        assert missed(reader.read(big, "txt")) == ["memory"]
        assert parts(reader.read(good, "txt")) == ["text"]
    finally:
        reader.close()


def test_time_is_limited_and_the_next_file_is_read(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow", tmp_path / "good.txt"
    os.mkfifo(slow)
    good.write_text(ID)
    reader = Reader(seconds=1)
    try:
        assert missed(reader.read(slow, "txt")) == ["time"]
        assert parts(reader.read(good, "txt")) == ["text"]
    finally:
        reader.close()


def test_a_fallen_child_is_said_and_replaced(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow", tmp_path / "good.txt"
    os.mkfifo(slow)
    good.write_text(ID)
    reader = Reader(seconds=20)
    try:
        child = reader.child.running()
        signal.signal(signal.SIGALRM, lambda *_: child.kill())
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        assert missed(reader.read(slow, "txt")) == ["crash"]
        assert parts(reader.read(good, "txt")) == ["text"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        reader.close()


class Counting(Reader):
    asked = 0

    def read(self, path: Path, suffix: str, about: str = "") -> Extract:
        self.asked += 1
        return super().read(path, suffix, about)


def row(content: bytes, name: str = "a.txt") -> AttachmentRow:
    import hashlib

    return AttachmentRow("x/1", name, f"x/1/{name}", len(content), hashlib.sha256(content).hexdigest(), name[-3:], 1)


def test_each_content_is_read_once_and_kept_without_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ID)
    file = row(ID.encode())
    for asked in (1, 0):
        opened = Extraction(tmp_path / "store.sqlite", Counting())
        reader = opened._reader
        assert isinstance(reader, Counting)
        for _ in range(2):
            assert parts(opened.of(file, tmp_path / "a.txt")) == ["text"]
        opened.close()
        assert reader.asked == asked
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("extracts.sqlite*"))
    assert digest_of(ID).encode() in kept
    assert ID.encode() not in kept


def test_kept_extracts_of_other_code_and_damaged_files_are_made_anew(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ID)
    place = tmp_path / "extracts.sqlite"
    place.write_bytes(b"this is no database" * 100)
    for _ in range(2):
        opened = Extraction(tmp_path / "store.sqlite")
        assert parts(opened.of(row(ID.encode()), tmp_path / "a.txt")) == ["text"]
        opened.close()
        with sqlite3.connect(place) as db:
            db.execute("UPDATE extracts SET code = 'other', extract = '[[], [], [], 0]'")
        db.close()


def test_a_fall_is_not_kept(tmp_path: Path) -> None:
    slow = tmp_path / "a.txt"
    os.mkfifo(slow)
    opened = Extraction(tmp_path / "store.sqlite", Reader(seconds=1))
    assert missed(opened.of(row(b"x"), slow)) == ["time"]
    opened.close()
    slow.unlink()
    slow.write_text(ID)
    again = Extraction(tmp_path / "store.sqlite")
    assert parts(again.of(row(b"x"), slow)) == ["text"]
    again.close()


def test_a_process_has_one_extraction_for_a_store(tmp_path: Path) -> None:
    first = stage.extraction(tmp_path / "store.sqlite")
    assert stage.extraction(tmp_path / "store.sqlite") is first
    assert stage.extraction(tmp_path / "other.sqlite") is not first


def test_gathering_counts_each_value_once() -> None:
    gathering = Gathering()
    gathering.prose("body", [f"{ID} {ID}", OTHER, ID])
    (tally,) = gathering.extract().tallies
    assert (tally.number, tally.row, len(tally.samples)) == (2, 1, 2)


# must hold ----------------------------------------------------------------------------------------------------------


def dressed(numbers: list[str]) -> dict[str, bytes]:
    """The numbers in every kind of file, in several places of each."""
    rows = [["姓名", "身份证号"], *(["张三", number] for number in numbers)]
    half = len(numbers) // 2
    word = docx(
        word_table(rows[: half + 1]), {"word/header1.xml": word_part("hdr", "".join(map(paragraph, numbers[half:])))}
    )
    book = xlsx({"公开": sheet([["见内部表"]]), "底稿": sheet(rows)}, {"底稿": "veryHidden"})
    pages = [
        [f"No {n} {number}" for n, number in enumerate(numbers[start : start + 40])]
        for start in range(0, len(numbers), 40)
    ]
    return {
        "a.docx": word,
        "a.xlsx": book,
        "a.pdf": pdf(pages),
        "a.csv": "\n".join(map(",".join, rows)).encode("gbk"),
        "a.zip": zipped({"内.zip": zipped({"a.docx": word, "b.txt": "、".join(numbers)})}),
    }


def test_all_of_two_thousand_numbers_are_found_in_every_format(read: Reading) -> None:
    numbers = identities(2000)
    wanted = set(map(digest_of, numbers))
    recalled: dict[str, set[str]] = {}
    for start in range(0, 2000, 50):
        for name, content in dressed(numbers[start : start + 50]).items():
            found = {
                digest for tally in read(name, content).tallies for digest in tally.digests if tally.kind == "identity"
            }
            recalled[name] = recalled.get(name, set()) | found
    assert {name: len(found & wanted) for name, found in recalled.items()} == dict.fromkeys(recalled, 2000)


def test_look_alikes_in_files_raise_few_alarms(read: Reading) -> None:
    lines = look_alikes(20_000, seed=5)
    for name, content in {
        "a.docx": docx("".join(map(paragraph, lines))),
        "a.xlsx": xlsx({"表": sheet([line] for line in lines)}),
        "a.txt": "\n".join(lines).encode(),
    }.items():
        extract = read(name, content)
        assert sum(tally.number for tally in extract.tallies) <= 100, extract.tallies
        assert parts(extract) == []
