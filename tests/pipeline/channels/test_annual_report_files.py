"""A workbook, a Word document and a PDF beside each annual report, of the same values as its page."""

import io
import random
import zipfile
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from pipeline.annual import downloads
from pipeline.annual.draft import with_tables
from pipeline.annual.reading import read_workbook
from pipeline.annual.workbook import Facts
from pipeline.channels.annual_report_files import CHANNEL, NAME
from pipeline.kinds.annual_report import AnnualReport
from pipeline.paper import typesetting
from pipeline.paper.fonts import VARIABLE, fonts
from tests.annual.reports import Values, report
from tests.checks.site import SITE, column
from tests.fixtures import Built, SiteFolder

BODY = "".join(f"\n## {title}\n\n情况说明。没有收取信息处理费。\n" for title in AnnualReport.sections)
VALUES = report(random.Random(4))
AUTHORITIES = [{"代号": "yl-gov", "名称": "样例市人民政府", "层级": "政府", "公开平台": "否"}]


def item(values: Values | None, year: int = 2025, header: str = "") -> str:
    lines = (
        f"---\n标题: 样例市人民政府{year}年政府信息公开工作年度报告\n发文机关: yl-gov\n索引号: 11990000123456788L/{year + 1}-00001\n"
        f"成文日期: {year + 1}-01-12\n发布时间: {year + 1}-01-14 09:00\n年度: {year}\n{header}---\n{BODY}"
    )
    return with_tables(lines, values, year) if values else lines


def folder(tmp_path: Path, **site: object) -> SiteFolder:
    place = SiteFolder(tmp_path)
    tables = {"site.yaml": SITE | site, "authorities.yaml": AUTHORITIES, "columns.yaml": [column("nb", "年度报告")]}
    place.write({name: yaml.safe_dump(table, allow_unicode=True) for name, table in tables.items()})
    return place


def books(built: Built, *suffixes: str) -> list[str]:
    return sorted(path for path in built.tree if path.startswith("nb/") and path.endswith(suffixes or (".xlsx",)))


PAPERS = (".docx", ".pdf")
WARNED = "plan-annual-report-pdf"


def warned(built: Built) -> list[str]:
    return [finding.message for finding in built.findings if finding.check == WARNED]


def test_a_report_has_its_numbers_in_a_workbook_and_leads_to_it(tmp_path: Path) -> None:
    place = folder(tmp_path)
    values: Values = [*VALUES]
    values[8] = None
    place.write({"nb/2026/00001.md": item(values)})
    built = place.build()
    assert books(built) == ["nb/2026/00001.xlsx"]
    read = read_workbook(place.output / "nb/2026/00001.xlsx")
    assert (read.facts, list(read.values), read.faults) == (Facts("样例市人民政府", "yl-gov", 2025), values, ())
    assert 'href="/nb/2026/00001.xlsx"' in built.text("nb/2026/00001.html")


def test_what_is_drawn_can_be_opened_by_anyone_and_runs_nothing(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.write({"nb/2026/00001.md": item(VALUES)})
    raw = place.build().tree["nb/2026/00001.xlsx"]
    assert zipfile.ZipFile(io.BytesIO(raw)).testzip() is None
    cells = [cell for sheet in load_workbook(io.BytesIO(raw)).worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}


def test_reports_in_an_older_layout_and_sites_without_the_channel_have_none(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.write({"nb/2019/00001.md": item(None, 2018), "nb/2026/00001.md": item(VALUES, header="状态: 草稿\n")})
    built = place.build()
    assert books(built) == []
    assert ".xlsx" not in built.text("nb/2019/00001.html")
    assert books(built, *PAPERS) == ["nb/2019/00001.docx", "nb/2019/00001.pdf"]
    other = folder(tmp_path / "other", 渠道=["sitemap"])
    other.write({"nb/2026/00001.md": item(VALUES)})
    built = other.build()
    assert books(built) == []
    assert books(built, *PAPERS) == []
    told = built.text("nb/2026/00001.html") + built.text("nianbao/yl-gov/index.html")
    assert not any(suffix in told for suffix in (".xlsx", *PAPERS))


def test_only_a_change_of_the_report_or_of_its_body_makes_it_again(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.write({"nb/2026/00001.md": item(VALUES), "nb/2025/00001.md": item(VALUES, 2024)})
    place.build()
    path = place.output / "nb/2025/00001.xlsx"
    before = path.stat().st_mtime_ns
    place.write({"nb/2026/00001.md": item(report(random.Random(5)))})
    place.build()
    assert path.stat().st_mtime_ns == before
    place.write(
        {"authorities.yaml": yaml.safe_dump([AUTHORITIES[0] | {"名称": "新样例市人民政府"}], allow_unicode=True)}
    )
    place.build()
    assert read_workbook(path).facts.name == "新样例市人民政府"


def test_papers_lead_from_the_page_and_say_what_it_says(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.write({"nb/2026/00001.md": item(VALUES)})
    built = place.build()
    assert books(built, *PAPERS) == ["nb/2026/00001.docx", "nb/2026/00001.pdf"]
    for page in ("nb/2026/00001.html", "nianbao/yl-gov/index.html"):
        assert all(f'href="/nb/2026/00001{suffix}"' in built.text(page) for suffix in PAPERS)
    document = Document(io.BytesIO(built.tree["nb/2026/00001.docx"]))
    assert document.core_properties.title == "样例市人民政府2025年政府信息公开工作年度报告"
    assert "样例市人民政府" in PdfReader(io.BytesIO(built.tree["nb/2026/00001.pdf"])).pages[0].extract_text()
    assert not warned(built)


def test_unchanged_reports_are_not_set_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path)
    place.write({"nb/2026/00001.md": item(VALUES), "nb/2025/00001.md": item(VALUES, 2024)})
    place.build()
    monkeypatch.setattr(typesetting.Press, "print", lambda *asked: pytest.fail("set again"))
    place.write({"nb/2025/00001.md": item(VALUES, 2024) + "\n"})
    place.build()
    monkeypatch.undo()
    assert place.build_clean().tree == place.build().tree


@pytest.mark.parametrize(("wanted", "found"), [("不生成", [".docx"]), ("全部", [".docx", ".pdf"])])
def test_a_site_says_whether_it_wants_pdfs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, found: list[str]
) -> None:
    monkeypatch.setattr(downloads, "MOST", 0)
    place = folder(tmp_path, 年报PDF=wanted)
    place.write({"nb/2026/00001.md": item(VALUES)})
    built = place.build()
    assert books(built, *PAPERS) == [f"nb/2026/00001{suffix}" for suffix in found]
    assert (".pdf" in built.text("nb/2026/00001.html")) == (".pdf" in found)
    assert not warned(built)


def test_many_reports_wait_to_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path)
    place.write({"nb/2026/00001.md": item(VALUES), "nb/2025/00001.md": item(VALUES, 2024)})
    assert len(books(place.build(), ".pdf")) == 2
    monkeypatch.setattr(downloads, "MOST", 1)
    built = place.build()
    assert books(built, ".pdf") == [] and len(books(built, ".docx")) == 2
    assert ".pdf" not in built.text("nb/2025/00001.html")
    assert warned(built) == ["年度报告有 2 份，没有自动生成 PDF"] and built.status == 0


def test_without_fonts_a_warning_and_no_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path / "site")
    place.write({"nb/2026/00001.md": item(VALUES)})
    place.build()
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "empty"))
    fonts.cache_clear()
    try:
        built = place.build()
    finally:
        monkeypatch.undo()
        fonts.cache_clear()
    assert books(built, *PAPERS) == ["nb/2026/00001.docx"] and ".pdf" not in built.text("nb/2026/00001.html")
    assert warned(built) == ["本机没有中文字体，年度报告没有生成 PDF"] and built.status == 0


def test_the_channel_names_the_libraries_that_shape_it() -> None:
    assert (NAME, CHANNEL.libraries) == ("annual_report_files", ("openpyxl", "selectolax", "typst"))
