"""The pages of annual reports: who published which year's and when, and one body's figures over the years."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from pipeline.annual.cells import number_of
from pipeline.annual.draft import with_tables
from pipeline.kinds.annual_report import AnnualReport
from pipeline.pages.annual_reports import last_due
from pipeline.terms import AuthorityLevel
from tests.annual.reports import Values, report
from tests.checks.site import SITE, column
from tests.fixtures import SiteFolder

BODY = "".join(f"\n## {title}\n\n情况说明。没有收取信息处理费。\n" for title in AnnualReport.sections)
CODES = {"gov": "11990000123456788L", "czj": "11990000876543210R", "sjj": "11990000135792463A"}
NAMES = {"gov": "样例市人民政府", "czj": "样例市财政局", "sjj": "样例市审计局"}


def item(key: str, year: int, day: str, values: Values | None) -> str:
    lines = (
        f"---\n标题: {NAMES[key]}{year}年政府信息公开工作年度报告\n发文机关: {key}\n索引号: {CODES[key]}/{year + 1}-00001\n"
        f"成文日期: {year + 1}-01-10\n发布时间: {day} 09:00\n年度: {year}\n---\n{BODY}"
    )
    return with_tables(lines, values, year) if values else lines


def reports(number: int, first: int, last: int) -> dict[int, Values]:
    chance, found, before = random.Random(number), {}, None
    for year in range(first, last + 1):
        before = found[year] = report(chance, before)
    return found


CZJ = reports(1, 2022, 2025)


@pytest.fixture
def place(tmp_path: Path) -> SiteFolder:
    """财政局 is late once and lacks a year; 审计局 has published nothing yet; the government's of 2018 is of old."""
    folder = SiteFolder(tmp_path)
    bodies = [
        {"代号": key, "名称": name, "层级": "政府" if key == "gov" else "部门", "统一社会信用代码": CODES[key]}
        | ({"年报起始年": 2022} if key != "gov" else {})
        for key, name in NAMES.items()
    ]
    tables = {"site.yaml": SITE | {"门户机关": "gov"}, "authorities.yaml": bodies}
    tables["columns.yaml"] = [column("nb", "年度报告")]
    folder.write({name: yaml.safe_dump(table, allow_unicode=True) for name, table in tables.items()})
    folder.write({
        "nb/2019/00001.md": item("gov", 2018, "2019-03-30", None),
        "nb/2026/00009.md": item("gov", 2025, "2026-03-31", reports(2, 2025, 2025)[2025]),
        "nb/2023/00001.md": item("czj", 2022, "2023-01-20", CZJ[2022]),
        "nb/2025/00001.md": item("czj", 2024, "2025-02-01", CZJ[2024]),
        "nb/2026/00001.md": item("czj", 2025, "2026-01-31", CZJ[2025]),
    })  # fmt: skip
    return folder


def page(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def grid(soup: BeautifulSoup) -> dict[str, list[str]]:
    return {
        row.th.get_text(): [str(cell["data-state"]) for cell in row.find_all("td")]
        for row in soup.select("[data-part=report-grid] tbody tr")
        if row.th
    }


def test_gaps_and_lateness_are_seen_by_body_and_year(place: SiteFolder) -> None:
    soup = page(place.build().text("nianbao/index.html"))
    heads = [cell.get_text() for cell in soup.select("thead")[0].find_all("th")]
    assert heads == ["机关", *(f"{year}年" for year in range(2025, 2017, -1))]
    rows = grid(soup)
    assert rows["样例市财政局"] == ["published", "late", "missing", "published", *["none"] * 4]
    assert rows["样例市审计局"] == ["missing"] * 4 + ["none"] * 4
    assert rows["样例市人民政府"] == ["published", *["none"] * 6, "published"]
    text = soup.get_text()
    assert "已公布 5 份，其中逾期公布 1 份；应公布而没有公布 5 份" in text
    assert text.count("逾期") == 2 and text.count("未公布") == 5


def test_a_body_that_is_gone_owes_nothing_more(place: SiteFolder) -> None:
    path = place.content / "authorities.yaml"
    bodies = yaml.safe_load(path.read_text("utf-8"))
    for body in bodies:
        body |= {"年报截止年": 2023} if body["代号"] == "sjj" else {}
    path.write_text(yaml.safe_dump(bodies, allow_unicode=True), "utf-8")
    rows = grid(page(place.build().text("nianbao/index.html")))
    assert rows["样例市审计局"] == ["none", "none", "missing", "missing", *["none"] * 4]


def test_a_corrected_report_is_as_late_as_the_first(place: SiteFolder) -> None:
    """Whether the first is withdrawn or still there; one that was withdrawn without another is lacking."""
    withdrawn = "状态: 已撤回\n撤回: {日期: 2026-02-20, 原因: 数字有误}\n公开方式"
    first = item("czj", 2025, "2026-01-31", CZJ[2025])
    again = item("czj", 2025, "2026-02-21", CZJ[2025])
    for one in (first, first.replace("年度:", f"{withdrawn}: 主动公开\n年度:", 1)):
        place.write({"nb/2026/00001.md": one, "nb/2026/00002.md": again})
        built = page(place.build().text("nianbao/index.html"))
        assert grid(built)["样例市财政局"][0] == "published"
        assert "2026-02-21" in built.get_text()
    (place.content / "nb/2026/00002.md").unlink()
    assert grid(page(place.build().text("nianbao/index.html")))["样例市财政局"][0] == "missing"


def test_a_year_is_missing_only_when_its_day_is_over(place: SiteFolder) -> None:
    assert grid(page(place.build("2026-01-31").text("nianbao/index.html")))["样例市审计局"][0] == "none"
    assert grid(page(place.build("2026-02-01").text("nianbao/index.html")))["样例市审计局"][0] == "missing"


@pytest.mark.parametrize(
    ("level", "day", "year"),
    [
        ("部门", "2026-01-31", 2024),
        ("部门", "2026-02-01", 2025),
        ("政府", "2026-03-31", 2024),
        ("政府", "2026-04-01", 2025),
    ],
)
def test_the_last_year_due_depends_on_the_level(level: str, day: str, year: int) -> None:
    assert last_due(AuthorityLevel(level), day) == year


def test_a_bodys_figures_stand_side_by_side_with_charts_and_downloads(place: SiteFolder) -> None:
    soup = page(place.build().text("nianbao/czj/index.html"))
    tables = {str(table["data-table"]): table for table in soup.select("[data-part=comparison]")}
    assert set(tables) == {"2", "3", "4"}
    rows = {
        str(row.th and row.th.get_text()): [cell.get_text() for cell in row.find_all("td")]
        for row in tables["3"].select("tbody tr")
    }
    received = [CZJ[year][number_of("applications", "received", 6)] for year in (2022, 2024, 2025)]
    told = rows["一、本年新收政府信息公开申请数量"]
    assert told[:3] == [str(value) for value in received]
    change = int(received[2] or 0) - int(received[1] or 0)
    assert told[3] == (f"增加 {change}" if change > 0 else f"减少 {-change}" if change else "持平")
    assert len(rows) == 2 + 7 + 1
    charts = soup.select("figure[data-part=chart] svg title")
    assert [chart.get_text() for chart in charts if chart.get("id")] == ["历年新收和办结的申请", "2025年申请的办理结果"]
    drawn = soup.select("figure[data-part=chart] svg")[-1].get_text(" ").split()
    assert "（二）部分公开" in drawn, "the note in brackets would be cut"
    links = [str(link["href"]) for link in soup.select("[data-part=list] a")]
    assert [link for link in links if link.endswith(".xlsx")] == [
        f"/nb/{year}/00001.xlsx" for year in (2026, 2025, 2023)
    ]


def test_of_two_on_one_year_the_newest_counts(place: SiteFolder) -> None:
    newer = reports(7, 2025, 2025)[2025]
    place.write({"nb/2026/00002.md": item("czj", 2025, "2026-02-20", newer).replace("2026-00001", "2026-00002")})
    built = place.build()
    assert page(built.text("nianbao/index.html")).select_one("a[href='/nb/2026/00002.html']") is not None
    row = page(built.text("nianbao/czj/index.html")).select("[data-part=comparison][data-table='3'] tbody tr")[0]
    assert row.find_all("td")[2].get_text() == str(newer[number_of("applications", "received", 6)])


def test_a_year_without_its_neighbour_is_compared_with_nothing(place: SiteFolder) -> None:
    place.remove("nb/2025/00001.md")
    soup = page(place.build().text("nianbao/czj/index.html"))
    changes = {row.find_all("td")[-1].get_text() for row in soup.select("[data-part=comparison] tbody tr")}
    assert changes == {"—"}


def test_a_report_of_old_is_listed_but_not_compared(place: SiteFolder) -> None:
    place.remove("nb/2026/00009.md")
    built = place.build()
    soup = page(built.text("nianbao/gov/index.html"))
    assert "2018年" in soup.get_text() and not soup.select("table")
    assert "没有可以对比的表格" in soup.get_text()
    assert not page(built.text("nb/2019/00001.html")).select("[data-part=report-table]")


def test_a_blank_cell_is_shown_as_blank(place: SiteFolder) -> None:
    values: Values = [*CZJ[2025]]
    values[number_of("disclosed", "licences")] = None
    values[number_of("applications", "granted", 0)] = None
    place.write({"nb/2026/00001.md": item("czj", 2025, "2026-01-31", values)})
    built = place.build()
    shown = page(built.text("nb/2026/00001.html")).select("[data-part=report-table]")
    assert sum(cell.get_text() == "—" for table in shown for cell in table.find_all("td")) == 2
    assert "None" not in built.text("nb/2026/00001.html") + built.text("nianbao/czj/index.html")


def test_pages_change_with_the_reports_and_the_same_edits_give_the_same_pages(place: SiteFolder) -> None:
    place.build()
    before: Any = place.build()
    assert before.written == 0
    place.write({"nb/2026/00001.md": item("czj", 2025, "2026-02-03", reports(9, 2025, 2025)[2025])})
    after = place.build()
    assert grid(page(after.text("nianbao/index.html")))["样例市财政局"][0] == "late"
    assert after.tree == place.build_clean().tree


def test_a_site_without_reports_has_no_such_page(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    rows = [{"代号": "gov", "名称": "样例市人民政府", "层级": "政府"}]
    folder.write({"site.yaml": yaml.safe_dump(SITE | {"门户机关": "gov"}, allow_unicode=True)})
    folder.write({"authorities.yaml": yaml.safe_dump(rows), "columns.yaml": yaml.safe_dump([column("xw", "文章")])})
    assert not [path for path in folder.build().tree if path.startswith("nianbao/")]
