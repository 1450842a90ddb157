"""Reports as Word and PDF: every number in its place, joined heads, the body's text, the same bytes every time."""

import io
import random
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.table import Table
from pypdf import PdfReader

from pipeline.annual.cells import CELLS
from pipeline.annual.grid import COLUMNS, HEAD_ROWS, boxes, figure
from pipeline.annual.paper import TABLES, Report, as_pdf, as_word, report_of
from pipeline.body import render_body
from pipeline.kinds.annual_report import AnnualReport
from pipeline.terms import ANNUAL_REPORT_SECTIONS
from tests.annual.reports import Values, by_libreoffice, details, report, saved

TITLE, AUTHOR = "样例市某局2025年政府信息公开工作年度报告", "样例市某局"
BODY = "开头的话。\n" + "".join(f"\n## {title}\n\n这一部分的**说明**。\n" for title in AnnualReport.sections)
VALUES = report(random.Random(3), most=400)


def made(values: Values | None = VALUES, body: str = BODY, title: str = TITLE) -> Report:
    told = {"disclosed": None, "applications": None, "disputes": None} if values is None else details(values)
    html = render_body(body, "nb/2026/00001").html
    return report_of(title, AUTHOR, html, told | {"dated_on": "2026-01-14"}, "https://www.example.gov.cn")


def tables(raw: bytes) -> list[Table]:
    return list(Document(io.BytesIO(raw)).tables)


def pages(raw: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]


def expected(table: int, values: Values) -> list[str]:
    return [figure(values[box.number], "—") for box in boxes(table) if box.text is None]


@pytest.mark.parametrize("table", TABLES)
def test_boxes_cover_the_whole_table_once(table: int) -> None:
    found = boxes(table)
    area = [
        (box.row + below, box.column + beside)
        for box in found
        for below in range(box.down)
        for beside in range(box.across)
    ]
    rows = max(row for row, _ in area) + 1
    assert len(area) == len(set(area)) == rows * COLUMNS[table]
    assert {box.number for box in found if box.text is None} == {
        n for n, cell in enumerate(CELLS) if cell.table == table
    }
    assert all(box.text is not None for box in found if box.row < HEAD_ROWS[table])


def test_word_has_every_number_where_the_law_has_it() -> None:
    found = tables(as_word(made()))
    assert len(found) == len(TABLES)
    for number, drawn in zip(TABLES, found, strict=True):
        for box in boxes(number):
            right = figure(VALUES[box.number], "—") if box.text is None else box.text
            for row in range(box.row, box.row + box.down):
                for column in range(box.column, box.column + box.across):
                    assert drawn.cell(row, column).text == right, (number, box)


def test_word_reads_as_the_body_does() -> None:
    document = Document(io.BytesIO(as_word(made())))
    told = [(one.style.name if one.style else "", one.text) for one in document.paragraphs if one.text]
    assert told[0] == ("Title", "样例市某局\n2025年政府信息公开工作年度报告")
    assert told[1] == ("Body Text", "开头的话。")
    assert [text for style, text in told if style == "Heading 1"] == list(ANNUAL_REPORT_SECTIONS)
    assert told[-2:] == [("Signature", AUTHOR), ("Signature", "2026年1月14日")]
    facts = document.core_properties
    assert (facts.title, facts.author, str(facts.created)[:10]) == (TITLE, AUTHOR, "2026-01-14")


def test_word_does_not_leave_who_signed_alone_on_a_page() -> None:
    paragraphs = Document(io.BytesIO(as_word(made()))).paragraphs
    last = [one.paragraph_format.keep_with_next for one in paragraphs[-4:-3]]
    assert paragraphs[-4].text and [one.text for one in paragraphs[-3:]] == ["", AUTHOR, "2026年1月14日"]
    assert last == [True]
    assert {one.style.name for one in paragraphs[-3:] if one.style} == {"Signature"}


def test_pdf_has_every_number_and_every_section() -> None:
    raw = as_pdf(made())
    text = "".join("".join(pages(raw)).split())
    assert all(title in text for title in ANNUAL_REPORT_SECTIONS)
    rest = " ".join(pages(raw))
    for table in TABLES:
        for number in expected(table, VALUES):
            assert number in rest
    assert "".join(expected(4, VALUES)) in text


def test_table_three_stands_on_one_page() -> None:
    assert any("一、本年新收" in page and "四、结转下年度" in page for page in pages(as_pdf(made())))


def test_the_same_bytes_every_time() -> None:
    assert as_word(made()) == as_word(made())
    assert as_pdf(made()) == as_pdf(made())


def test_blanks_stay_blank() -> None:
    values: Values = [*VALUES]
    values[40] = None
    box = next(box for box in boxes(3) if box.number == 40)
    assert tables(as_word(made(values)))[1].cell(box.row, box.column).text == "—"


def test_a_table_whose_section_is_missing_is_not_lost() -> None:
    body = BODY.replace(f"## {ANNUAL_REPORT_SECTIONS[2]}\n\n这一部分的**说明**。\n", "")
    document = Document(io.BytesIO(as_word(made(body=body))))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"] == list(
        ANNUAL_REPORT_SECTIONS
    )
    assert len(document.tables) == len(TABLES)
    assert "四、结转下年度继续办理" in "".join(pages(as_pdf(made(body=body))))


def test_a_section_named_twice_has_its_table_once() -> None:
    body = f"{BODY}\n## {ANNUAL_REPORT_SECTIONS[1]}\n\n又一次。\n"
    assert len(tables(as_word(made(body=body)))) == len(TABLES)


def test_older_reports_print_their_body() -> None:
    body = (
        "## 表\n\n| 指标 | 数量 |\n| --- | --- |\n| 主动公开 | 12 |\n\n| 指标 | 数量 |\n| --- | --- |\n| 新收 | 3 |\n"
    )
    raw = as_word(made(None, body))
    assert [[cell.text for cell in row.cells] for table in tables(raw) for row in table.rows] == [
        ["指标", "数量"],
        ["主动公开", "12"],
        ["指标", "数量"],
        ["新收", "3"],
    ]
    assert "主动公开" in "".join(pages(as_pdf(made(None, body))))


def test_every_form_of_block_goes_into_both() -> None:
    lists = (
        "1. 甲\n    - 乙\n2. 丙\n\n> 引文\n\n```\n码\n```\n\n---\n\n### 小标题\n\n[外](https://a.example/) [内](/xw/)"
    )
    raw = as_word(made(None, f"{lists} **粗** *斜* `码`"))
    document = Document(io.BytesIO(raw))
    told = [one.text for one in document.paragraphs]
    assert {"1. 甲", "\u2022 乙", "2. 丙", "引文", "小标题"} <= set(told)
    relations = zipfile.ZipFile(io.BytesIO(raw)).read("word/_rels/document.xml.rels").decode()
    assert 'Target="https://a.example/"' in relations and 'Target="https://www.example.gov.cn/xw/"' in relations
    assert "小标题" in "".join(pages(as_pdf(made(None, lists))))


@pytest.mark.parametrize("text", ["<w:p/>", "&amp;", "]]>", "a<b", '"quoted"', "\u3000\u3000缩进", "𠮷"])
def test_texts_stay_texts_in_word(text: str) -> None:
    raw = as_word(made(None, f"甲 `{text}` 乙", title=f"题{text}"))
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))
    assert text.strip() in "".join(one.text for one in Document(io.BytesIO(raw)).paragraphs)


@pytest.mark.office
def test_an_office_program_lays_it_out_whole(tmp_path: Path) -> None:
    pdf = by_libreoffice(saved(tmp_path, as_word(made()), "报告.docx"), "pdf")
    text = "".join("".join(pages(pdf.read_bytes())).split())
    assert all(title in text for title in ANNUAL_REPORT_SECTIONS)
    assert "".join(expected(4, VALUES)) in text
