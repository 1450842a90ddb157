"""The yearly statement on the site: a page in the official form, its workbook, the way there, and what keeps it away."""

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.statements.forms import ENTRIES
from tests.checks.site import AUTHORITIES, SITE
from tests.fixtures import Built, SiteFolder
from tests.statements.test_site_statement import WRITTEN, files

PAGE, BOOK, LIST = "wzndbb/2025.html", "wzndbb/2025.xlsx", "wzndbb/index.html"
FRAME = {"site.yaml": SITE, "authorities.yaml": AUTHORITIES}


def folder(tmp_path: Path, site: dict[str, Any] | None = None, **changed: Any) -> SiteFolder:
    place = SiteFolder(tmp_path, as_of="2026-11-18")
    place.write({name: yaml.safe_dump(table, allow_unicode=True) for name, table in FRAME.items()})
    if site:
        place.write({"site.yaml": yaml.safe_dump(SITE | site, allow_unicode=True)})
    place.write({name: text for name, text in files(**changed).items() if isinstance(text, str)})
    return place


def entries(built: Built) -> dict[str, str]:
    table = BeautifulSoup(built.text(PAGE), "html.parser").select_one("table[data-part=statement]")
    assert table
    rows = [row.select("th[scope=row], td") for row in table.select("tr")]
    return {cells[0].get_text(): cells[1].get_text() for cells in rows if len(cells) == 2}


def test_the_form_is_whole_and_has_its_workbook(tmp_path: Path) -> None:
    built = folder(tmp_path).build()
    told = entries(built)
    assert {f"{entry.name}（{entry.unit}）" if entry.unit else entry.name for entry in ENTRIES} <= told.keys()
    assert (told["信息发布总数（条）"], told["平均办理时间（天）"], told["无障碍浏览"]) == ("9", "2.5", "是")
    sheet = load_workbook(io.BytesIO(built.tree[BOOK])).active
    assert {row[1]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}["信息发布总数"] == 9
    assert 'href="/wzndbb/2025.xlsx"' in built.text(PAGE)


def test_the_home_page_and_the_list_of_addresses_lead_to_it(tmp_path: Path) -> None:
    built = folder(tmp_path).build()
    assert 'href="/wzndbb/2025.html"' in built.text("index.html")
    assert "/wzndbb/2025.html</loc>" in built.text("sitemap-pages.xml")
    assert "/wzndbb/</loc>" in built.text("sitemap-pages.xml")
    assert 'href="/wzndbb/2025.html"' in built.text(LIST) and "逾期" not in built.text(LIST)


def test_one_that_came_late_says_so(tmp_path: Path) -> None:
    late = WRITTEN["填报"] | {"填报日期": "2026-02-01"}  # type: ignore[operator]
    assert "逾期" in folder(tmp_path, 填报=late).build().text(LIST)


KEPT_AWAY: list[dict[str, Any]] = [
    {"访问量": {"独立用户访问总量": 901, "网站总访问量": 900}},
    {"访问量": {"独立用户访问总量": "很多", "网站总访问量": 900}},
    {"填报": WRITTEN["填报"] | {"填报日期": "2026-11-19"}},  # type: ignore[operator]
]


@pytest.mark.parametrize("changed", KEPT_AWAY)
def test_what_does_not_add_up_or_is_not_signed_yet_stays_away(tmp_path: Path, changed: dict[str, Any]) -> None:
    built = folder(tmp_path, **changed).build()
    assert not any(path.startswith("wzndbb/") for path in built.tree)
    assert "wzndbb" not in built.text("index.html") + built.text("sitemap-pages.xml")


def test_a_site_without_the_channel_has_the_page_alone(tmp_path: Path) -> None:
    built = folder(tmp_path, {"渠道": ["sitemap"]}).build()
    assert PAGE in built.tree and BOOK not in built.tree and ".xlsx" not in built.text(PAGE)


def test_edits_of_the_numbers_and_of_the_site_reach_it(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.build()
    text = place.content.joinpath("statements/2025.yaml").read_text(encoding="utf-8")
    place.write({"statements/2025.yaml": text.replace("网站总访问量: 900", "网站总访问量: 901")})
    built = place.build()
    assert entries(built)["网站总访问量（次）"] == "901"
    place.content.joinpath("article/2025/00001.md").unlink()
    built = place.build()
    assert entries(built)["信息发布总数（条）"] == "8"
    assert place.build_clean().tree == built.tree
