"""Of an attachment search knows what one sees on opening it, and nothing that is hidden in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.extraction import Extraction, Reader
from pipeline.extraction_parts import MOST_TEXT, Extract, Gathering
from pipeline.store import AttachmentRow
from tests.pipeline.papers import S, docx, paragraph, pdf, sheet, text_run, word_part, word_table, xlsx, zipped

HIDDEN = "不该找到"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    opened = Reader()
    yield opened
    opened.close()


@pytest.fixture
def shown(reader: Reader, tmp_path: Path) -> "Shown":
    return Shown(reader, tmp_path)


class Shown:
    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader, self.folder = reader, folder

    def __call__(self, name: str, content: bytes) -> list[str]:
        path = self.folder / name
        path.write_bytes(content)
        return self.reader.read(path, name.rpartition(".")[2]).text.splitlines()


def test_a_document_shows_paragraphs_tables_headers_and_notes_in_order(shown: Shown) -> None:
    body = paragraph("第一段", "接着") + word_table([["甲", "乙"], ["丙", ""]]) + paragraph("末段")
    more = {
        "word/header1.xml": word_part("hdr", paragraph("页眉")),
        "word/footnotes.xml": word_part("footnotes", paragraph("脚注")),
    }
    assert shown("a.docx", docx(body, more)) == ["第一段接着", "甲", "乙", "丙", "末段", "页眉", "脚注"]


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:del><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del></w:p>",
        f"<w:p><w:moveFrom>{text_run(HIDDEN)}</w:moveFrom></w:p>",
        f"<w:p>{text_run(HIDDEN, '<w:vanish/>')}</w:p>",
        f"<w:p>{text_run(HIDDEN, '<w:vanish w:val=&quot;1&quot;/>'.replace('&quot;', chr(34)))}</w:p>",
        f"<w:p><w:r><w:instrText>{HIDDEN}</w:instrText></w:r></w:p>",
    ],
    ids=["deleted", "moved away", "vanished", "vanished by value", "field code"],
)
def test_what_is_deleted_or_hidden_in_a_document_is_not_shown(shown: Shown, body: str) -> None:
    assert shown("a.docx", docx(body + paragraph("看得见"))) == ["看得见"]


def test_hidden_only_as_far_as_the_run_goes(shown: Shown) -> None:
    off = '<w:vanish w:val="0"/>'
    mark = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" + text_run("段落标记隐藏") + "</w:p>"
    runs = f"<w:p>{text_run('前')}{text_run(HIDDEN, '<w:vanish/>')}{text_run('后')}{text_run('又', off)}</w:p>"
    assert shown("a.docx", docx(runs + mark)) == ["前后又", "段落标记隐藏"]


@pytest.mark.parametrize(
    "name",
    ["word/comments.xml", "word/glossary/document.xml", "docProps/core.xml", "customXml/item1.xml", "word/people.xml"],
)
def test_what_stands_beside_a_document_is_not_shown(shown: Shown, name: str) -> None:
    assert shown("a.docx", docx(paragraph("看得见"), {name: word_part("x", paragraph(HIDDEN))})) == ["看得见"]


def test_files_within_a_file_are_not_shown(shown: Shown) -> None:
    inner = docx(paragraph(HIDDEN))
    assert shown("a.docx", docx(paragraph("看得见"), {"word/embeddings/b.docx": inner})) == ["看得见"]
    assert shown("a.zip", zipped({"b.docx": inner, "c.txt": HIDDEN})) == []


def test_slides_are_shown_but_hidden_ones_and_notes_are_not(shown: Shown) -> None:
    slide = '<p:sld xmlns:p="p" xmlns:a="a"{}><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": "<x/>",
        "ppt/slides/slide1.xml": slide.format("", "第一张"),
        "ppt/slides/slide2.xml": slide.format(' show="0"', HIDDEN),
        "ppt/notesSlides/notesSlide1.xml": slide.format("", HIDDEN),
        "ppt/comments/comment1.xml": slide.format("", HIDDEN),
    }
    assert shown("a.pptx", zipped(files)) == ["第一张"]


def test_a_workbook_shows_its_rows(shown: Shown) -> None:
    assert shown("a.xlsx", xlsx({"表": sheet([["名称", "金额"], ["甲", 12.5], ["乙", 3]])})) == [
        "名称 金额",
        "甲 12.5",
        "乙 3",
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_shown(shown: Shown, state: str) -> None:
    book = xlsx({"一": sheet([["看得见"]]), "二": sheet([[HIDDEN]])}, {"二": state})
    assert shown("a.xlsx", book) == ["看得见"]


def test_hidden_rows_and_columns_are_not_shown(shown: Shown) -> None:
    plain = sheet([["甲", HIDDEN, "乙"], [HIDDEN, HIDDEN, HIDDEN]])
    columns = f'<worksheet {S}><cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    book = plain.replace(f"<worksheet {S}><sheetData>", columns).replace('<row r="2">', '<row r="2" hidden="1">')
    assert shown("a.xlsx", xlsx({"表": book})) == ["甲 乙"]


@pytest.mark.parametrize("name", ["xl/comments1.xml", "xl/threadedComments/t1.xml", "xl/drawings/vmlDrawing1.xml"])
def test_what_stands_beside_the_cells_is_not_shown(shown: Shown, name: str) -> None:
    text = f"<comments {S}><comment><text><t>{HIDDEN}</t></text></comment></comments>"
    assert shown("a.xlsx", xlsx({"表": sheet([["看得见"]])}, None, {name: text})) == ["看得见"]


def test_strings_that_no_cell_shows_are_not_shown(shown: Shown) -> None:
    strings = f"<sst {S}><si><t>看得见</t></si><si><t>{HIDDEN}</t></si></sst>"
    cells = f'<worksheet {S}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    assert shown("a.xlsx", xlsx({"表": cells}, None, {"xl/sharedStrings.xml": strings})) == ["看得见"]


def test_a_pdf_shows_its_text_layer(shown: Shown) -> None:
    assert shown("a.pdf", pdf([["Line one", "Line two"], ["Page two"]])) == ["Line one", "Line two", "Page two"]


@pytest.mark.parametrize("content", ["甲\n\n乙\n".encode(), "甲\n乙".encode("gb18030"), "\ufeff甲\r\n乙".encode()])
def test_plain_texts_show_their_lines(shown: Shown, content: bytes) -> None:
    assert shown("a.txt", content) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"%PDF-1.4\nbroken"), ("a.docx", b"PK\x03\x04"), ("a.mp3", b"x")]
)
def test_what_cannot_be_read_shows_nothing(shown: Shown, name: str, content: bytes) -> None:
    assert shown(name, content) == []


def test_no_more_is_kept_than_there_is_room_for() -> None:
    gathering = Gathering()
    gathering.show("字" * 1000 for _ in range(10_000))
    gathering.show(["再来"])
    assert MOST_TEXT - 1001 <= len(gathering.extract().text) <= MOST_TEXT


def test_texts_are_kept_only_when_they_were_asked_for(tmp_path: Path) -> None:
    raw = "公开的文字".encode()
    (tmp_path / "a.txt").write_bytes(raw)
    file = AttachmentRow("x/1", "a.txt", "x/1/a.txt", len(raw), "0" * 64, "txt", 1)

    class Counting(Reader):
        asked = 0

        def read(self, path: Path, suffix: str, about: str = "") -> Extract:
            Counting.asked += 1
            return super().read(path, suffix, about)

    for text in (False, True, True):
        opened = Extraction(tmp_path / "store.sqlite", Counting())
        opened.of(file, tmp_path / "a.txt")
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("extracts.sqlite*"))
        assert raw not in kept or Counting.asked > 1
        if text:
            assert opened.text_of(file, tmp_path / "a.txt") == "公开的文字"
        opened.close()
    assert Counting.asked == 2
