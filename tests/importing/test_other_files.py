"""Web pages, workbooks, PDF, and what LibreOffice turns into documents."""

import io
import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from openpyxl.comments import Comment  # type: ignore[import-untyped]

from pipeline.body import render_body
from pipeline.importing.number_form import shown
from pipeline.importing.office import program
from pipeline.importing.wording import told
from pipeline.source import read_item_source
from tests.importing.conftest import Import
from tests.importing.documents import SAMPLES, picture

PAGE = """<!doctype html><html><head><meta charset="{charset}">
<meta name="ArticleTitle" content="关于调整公交线路的公告"><meta name="PubDate" content="2024-03-05 09:10">
<meta name="ContentSource" content="小城教育局"><meta name="Author" content="null">
<script>alert(1)</script></head><body><div class="nav"><a href="/">首页</a></div>
<ul class="xx"><li><b>发文字号：</b>小政发〔2024〕5号</li></ul>
<div id="zoom"><h1>关于调整公交线路的公告</h1><p>　　自<strong>3月10日</strong>起调整 2 路车。<br>请注意候车。</p>
<p style="display:none">看不见的字</p><ol start="3"><li>第一站</li><li>第二站</li></ol>
<table><tr><th rowspan="2">线路</th><th colspan="2">时间</th></tr><tr><td>早</td><td>晚</td></tr></table>
<p><img src="img/a.png" alt="线路图"><img src="http://other.example/x.png"></p>
<p>附件：<a href="files/%E8%A1%A8.xlsx">时刻表</a> <a href="files/gone.pdf">丢失的</a> <a href="../b.html">上一篇</a>
<a href="https://www.gov.cn/">中国政府网</a></p><iframe src="http://v.example/1"></iframe></div>
<div class="footer">版权所有</div></body></html>"""


def page(tmp_path: Path, charset: str = "utf-8") -> Path:
    folder = tmp_path / "page"
    (folder / "img").mkdir(parents=True)
    (folder / "files").mkdir()
    (folder / "img/a.png").write_bytes(picture().getvalue())
    (folder / "files/表.xlsx").write_bytes(b"PK\x03\x04")
    file = folder / "a.html"
    file.write_bytes(PAGE.format(charset=charset).encode("gb18030" if charset == "gb2312" else charset))
    return file


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_with_its_labels_files_and_pictures(tmp_path: Path, content: Path, bring: Import, charset: str) -> None:
    [outcome] = bring([page(tmp_path, charset)], "xw/tz")
    source = read_item_source("", (content / f"{outcome.path}.md").read_bytes())
    assert source.header["标题"] == "关于调整公交线路的公告"
    assert source.header["发布时间"] == "2024-03-05 09:10"
    assert source.header["来源"] == "小城教育局"
    assert "作者" not in source.header
    assert source.header["附件"] == ["表.xlsx"]
    assert outcome.path == "xw/tz/2024/00001"
    assert source.body.strip().split("\n\n") == [
        "自**3月10日**起调整 2 路车。<br>请注意候车。",
        "3. 第一站\n4. 第二站",
        '<table>\n<tbody>\n<tr><th rowspan="2">线路</th><th colspan="2">时间</th></tr>\n'
        "<tr><td>早</td><td>晚</td></tr>\n</tbody>\n</table>",
        "![线路图](image-1.png)",
        "附件：[时刻表](表.xlsx) 丢失的 上一篇 [中国政府网](https://www.gov.cn/)",
    ]
    assert sorted(path.name for path in (content / outcome.path).iterdir()) == ["image-1.png", "表.xlsx"]
    assert [remark.code for remark in outcome.remarks] == [
        "hidden-html", "region", "picture-missing", "attachment-missing", "link", "foreign",
    ]  # fmt: skip
    assert render_body(source.body, outcome.path).notes == ()


def test_a_page_takes_nothing_from_outside_its_folder(tmp_path: Path, content: Path, bring: Import) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    text = '<p>正文一段足够长的文字。</p><a href="../secret.pdf">甲</a><a href="link.pdf">乙</a><a href="file:///etc/passwd">丙</a>'
    (folder / "a.html").write_text(text, encoding="utf-8")
    [outcome] = bring([folder / "a.html"], "xw/tz")
    assert not outcome.files
    assert not (content / outcome.path).exists()


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "补贴"
    for row in (["姓名", "金额", "比例", "日期"], ["甲", 1234.5, 0.125, date(2026, 3, 1)], ["乙", None, 3, "a|b"]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["C2"].number_format = "#,##0.00", "0.0%"
    sheet["B3"] = "=1+1"
    sheet.merge_cells("A4:B4")
    sheet["A4"] = "合计"
    sheet.append(["藏起来的一行"])
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("底稿")["A1"] = "不公开"
    book["底稿"].sheet_state = "hidden"
    book.create_sheet("说明")["A1"] = "第二张表"
    return book


def test_a_workbook(tmp_path: Path, content: Path, bring: Import) -> None:
    workbook().save(tmp_path / "a.xlsx")
    [outcome] = bring([tmp_path / "a.xlsx"], "xw/tz", title="补贴名单")
    raw = (content / f"{outcome.path}.md").read_text(encoding="utf-8")
    for text in ("姓名", "1,234.50", "12.5%", "2026-03-01", "a|b", "合计", "第二张表", "## 补贴"):
        assert text in raw
    for text in ("藏起来", "不公开"):
        assert text not in raw
    codes = [remark.code for remark in outcome.remarks]
    assert codes == ["hidden-sheet", "hidden-rows", "formula-blank"]


def test_the_table_of_a_workbook_becomes_the_data_of_an_item(tmp_path: Path, content: Path, bring: Import) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["B2"] = "小城小学学位"
    sheet.merge_cells("B2:C2")
    for row, (name, number) in enumerate((("学校", "计划"), ("一小", 120), ("二小, 分校", 80)), 3):
        sheet.cell(row, 2, name)
        sheet.cell(row, 3, number)
    book.save(tmp_path / "学位.xlsx")
    with (content / "columns.yaml").open("a", encoding="utf-8") as columns:
        columns.write(
            "- {代号: sj, 名称: 数据, 类别: 数据发布, 形态: 数据发布, 说明: 数据, 关键词: [数据], 更新期限: 不要求}\n"
        )
    [outcome] = bring([tmp_path / "学位.xlsx"], "sj", title="学位计划")
    raw = (content / f"{outcome.path}.md").read_text(encoding="utf-8")
    assert "\n数据: 学位.csv\n" in raw
    assert raw.endswith("---\n\n小城小学学位\n")
    assert (content / outcome.path / "学位.csv").read_text(encoding="utf-8") == '学校,计划\n一小,120\n"二小, 分校",80\n'
    assert [remark.code for remark in outcome.remarks] == ["data"]


def test_a_workbook_with_comments_is_refused(tmp_path: Path, bring: Import) -> None:
    book = workbook()
    book["补贴"]["B2"].comment = Comment("再核", "a")
    book.save(tmp_path / "a.xlsx")
    [outcome] = bring([tmp_path / "a.xlsx"], "xw/tz")
    assert [told(*reason) for reason in outcome.refused] == ["补贴!B2有批注：“再核”"]


ACCOUNTS = r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ '
"""The form that Chinese workbooks give to sums."""


@pytest.mark.parametrize(
    ("value", "form", "text", "sure"),
    [
        (1234.5, "General", "1234.5", True),
        (1234.565, "#,##0.00", "1,234.57", True),
        (0.1, "0%", "10%", True),
        (3, "0", "3", True),
        (1e-7, "General", "0.0000001", True),
        (44, '[$-804]"第"0', "第44", True),
        (-1234.5, ACCOUNTS, "-1,234.50", True),
        (0, ACCOUNTS, "-", True),
        (88.5, "[$¥-804]#,##0.00", "¥88.50", True),
        (42, "00000", "00042", True),
        (-8, "#,##0_);(#,##0)", "(8)", True),
        (1234567, "#,##0,", "1,235", True),
        (1234.5, "#.##", "1234.5", True),
        (0.1 + 0.2, "General", "0.3", True),
        (7, ";;;", "", True),
        ("文", ";;;", "", True),
        (123456, "0.00E+00", "123456", False),
        (3, '[>1]"多";"少"', "3", False),
        (float("nan"), "0.00", "nan", False),
        (1.5, "0" * 300, "1.5", False),
        (1e300, "0.00", f"1{'0' * 300}.00", False),
        (True, "General", "TRUE", True),
        (1e16, "General", "10000000000000000", False),
        (date(2026, 3, 1), 'yyyy"年"m"月"d"日";@', "2026年3月1日", True),
        (datetime(2026, 3, 1), '[$-804]yyyy"年"mm"月"', "2026年03月", True),
        (datetime(2026, 3, 1, 9, 5), "yyyy\\-mm\\-dd", "2026-03-01", True),
        (datetime(2026, 3, 1, 9, 5, 7), "yyyy/m/d h:mm:ss", "2026/3/1 9:05:07", True),
        (datetime(2026, 3, 1, 15, 5), "h:mm AM/PM", "3:05 PM", True),
        (date(2026, 4, 1), "yyyy-mm", "2026-04", True),
        (date(2026, 3, 1), "mm-dd-yy", "2026-03-01", True),
        (date(2026, 3, 1), "mmm-yy", "2026-03-01", False),
        (time(0, 5, 7), "mm:ss", "05:07", True),
        (timedelta(hours=30, seconds=5), "[h]:mm:ss", "30:00:05", True),
        (time(9, 5), 'h"时"mm"分"', "9时05分", True),
        (timedelta(hours=30), "[h]:mm", "30:00", True),
    ],
)
def test_values_as_the_workbook_shows_them(value: object, form: str, text: str, sure: bool) -> None:
    assert shown(value, form) == (text, sure)


def test_a_pdf(tmp_path: Path, content: Path, bring: Import) -> None:
    import typst

    text = (
        '#set page(width: 300pt)\n#set text(font: "Noto Serif CJK SC", lang: "zh")\n一、总体要求\n\n'
        + "这一段话比较长，一行写不完，应当拼接成一段。" * 4
        + "\n\n二、附则\n"
    )
    (tmp_path / "a.pdf").write_bytes(typst.compile(text.encode()))
    [outcome] = bring([tmp_path / "a.pdf"], "xw/tz")
    if outcome.refused:
        pytest.skip("no Chinese font here")
    body = (content / f"{outcome.path}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    assert body == "\n一、总体要求\n\n" + "这一段话比较长，一行写不完，应当拼接成一段。" * 4 + "\n\n二、附则\n"
    assert [remark.code for remark in outcome.remarks] == ["pdf"]


def test_pages_of_a_pdf_become_paragraphs_and_tables(tmp_path: Path, content: Path, bring: Import) -> None:
    import typst

    sentence = "本段第一行缩进两字，其余各行顶格，写满一行接下一行，句号恰在行尾也不分段。"
    text = (
        "#set page(width: 300pt, height: 240pt, header: [小城政务 第 #context counter(page).display() 期], footer: "
        '[#align(center)[— #context counter(page).display() —]])\n#set text(font: "Noto Serif CJK SC", lang: "zh")\n'
        "#set par(first-line-indent: (amount: 2em, all: true))\n"
        "#align(center)[#text(size: 18pt)[小城教育局关于做好义务教育招生\\ 入学工作的通知]]\n\n"
        + f"{sentence * 3}\n\n{sentence * 5}English words wrap where they may.\n\n"
        + "#pagebreak()\n#table(columns: (1fr, 1fr, 1fr), [学校], [计划], [日期], [一小], [甲班], [周一], [二小], [乙班], [周二])\n"
    )
    (tmp_path / "a.pdf").write_bytes(typst.compile(text.encode()))
    [outcome] = bring([tmp_path / "a.pdf"], "xw/tz")
    if outcome.refused:
        pytest.skip("no Chinese font here")
    assert outcome.title == "小城教育局关于做好义务教育招生入学工作的通知"
    body = (content / f"{outcome.path}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
    table = "| 学校 | 计划 | 日期 |\n| --- | --- | --- |\n| 一小 | 甲班 | 周一 |\n| 二小 | 乙班 | 周二 |"
    assert body == f"\n{sentence * 3}\n\n{sentence * 5}English words wrap where they may.\n\n{table}\n"
    assert {remark.code for remark in outcome.remarks} == {"pdf", "page-number", "page-line", "pdf-table"}


def test_a_scan_is_refused(tmp_path: Path, bring: Import) -> None:
    from PIL import Image

    Image.open(picture(size=600)).save(tmp_path / "a.pdf", "PDF")
    [outcome] = bring([tmp_path / "a.pdf"], "xw/tz")
    assert [reason.code for reason in outcome.refused] == ["scanned"]


@pytest.mark.office
@pytest.mark.skipif(not program(), reason="needs LibreOffice")
@pytest.mark.parametrize("suffix", ["wps"])
def test_old_documents_come_through_libreoffice(tmp_path: Path, content: Path, bring: Import, suffix: str) -> None:
    sample = SAMPLES["official_document"]()
    (tmp_path / "a.docx").write_bytes(sample.raw)
    words = [
        str(program()),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    old = tmp_path / f"b.{suffix}"
    shutil.copyfile(tmp_path / "a.doc", old)
    [outcome] = bring([old], keep_original=True)
    assert not outcome.refused
    raw = (content / f"{outcome.path}.md").read_text(encoding="utf-8")
    assert "发文字号: 小政发〔2026〕7号" in raw
    assert "各乡镇人民政府，市直各单位：" in raw
    assert outcome.remarks[0].code == "converted"
    assert outcome.files == (old.name,)
    assert io.BytesIO((content / outcome.path / old.name).read_bytes()).getvalue() == old.read_bytes()
