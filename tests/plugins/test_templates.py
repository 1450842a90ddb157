"""The theme by itself: every kind has its template, no field is misnamed, the official tables are joined as prescribed."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, nodes

from pipeline.kinds import KINDS
from pipeline.kinds.annual_report import APPLICANTS, OUTCOMES, Applications
from plugins.theme import environment
from tests.fixtures import Site, item

THEME = Path(__file__).parents[2] / "themes" / "gov"
TEMPLATES = sorted((THEME / "templates").rglob("*.html"))
ENV = environment(THEME)


def table(macro: str, value: Any) -> Tag:
    macros = ENV.get_template("macros/annual_report.html").module
    found = BeautifulSoup(str(getattr(macros, macro)(value)), "html.parser").find("table")
    assert isinstance(found, Tag)
    return found


def grid(table: Tag) -> list[list[str]]:
    """Cells as a reader sees them: a joined cell stands in every place that it covers."""
    filled: dict[tuple[int, int], str] = {}
    rows = table.find_all("tr")
    for down, row in enumerate(rows):
        across = 0
        for cell in row.find_all(["th", "td"]):
            while (down, across) in filled:
                across += 1
            for y in range(int(str(cell.get("rowspan", "1")))):
                for x in range(int(str(cell.get("colspan", "1")))):
                    assert (down + y, across + x) not in filled, "two cells in one place"
                    filled[down + y, across + x] = cell.get_text(strip=True)
    wide = max(x for _, x in filled) + 1
    assert set(filled) == {(y, x) for y in range(len(rows)) for x in range(wide)}, "a hole in the table"
    return [[filled[y, x] for x in range(wide)] for y in range(len(rows))]


def names_in(template: Path) -> Iterator[str]:
    """`fields.x` in a template."""
    for found in Environment().parse(template.read_text("utf-8")).find_all(nodes.Getattr):
        if isinstance(found.node, nodes.Name) and found.node.name == "fields":
            yield found.attr


def test_every_kind_has_its_template() -> None:
    assert {path.stem for path in (THEME / "templates" / "kinds").iterdir()} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_names_only_fields_of_its_kind(kind: str) -> None:
    assert set(names_in(THEME / "templates" / "kinds" / f"{kind}.html")) <= set(KINDS[kind].model_fields)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_trust_nothing_and_style_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|\bautoescape\b|\sstyle=|\son[a-z]+=|javascript:", text)
    assert re.findall(r"<script(?! type=\"application/ld\+json\"| src=\"\{\{ asset\()", text) == []
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!beian\.miit\.gov\.cn)", text)


def test_the_policy_of_the_page_allows_nothing_inline() -> None:
    base = (THEME / "templates" / "base.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', base)
    assert policy and "default-src 'self'" in policy[1] and "unsafe" not in policy[1]


def test_the_policy_of_the_page_names_its_one_block_of_data(site: Site) -> None:
    built = site({"xw/yw/2026/00001.md": item("甲“<b>&”")}).build()
    for path in ("index.html", "xw/yw/2026/00001.html", "404.html"):
        page = built.text(path)
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        mark = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"script-src 'self' 'sha256-{mark}';" in page, path
        assert page.startswith("<!DOCTYPE html>\n<html "), path


def test_table_two_has_four_blocks_of_the_clauses() -> None:
    rules = {"made": 1, "repealed": 2, "in_force": 3}
    facts = {"rules": rules, "normative": rules, "licences": 4, "penalties": 5, "compulsion": 6, "fees": 59237.2449}
    assert grid(table("disclosed", facts)) == [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "2", "3"],
        ["行政规范性文件", "1", "2", "3"],
        ["第二十条第（五）项"] * 4,
        ["信息内容", *["本年处理决定数量"] * 3],
        ["行政许可", *["4"] * 3],
        ["第二十条第（六）项"] * 4,
        ["信息内容", *["本年处理决定数量"] * 3],
        ["行政处罚", *["5"] * 3],
        ["行政强制", *["6"] * 3],
        ["第二十条第（八）项"] * 4,
        ["信息内容", *["本年收费金额（单位：万元）"] * 3],
        ["行政事业性收费", *["59237.2449"] * 3],
    ]


def test_table_three_joins_its_cells_as_prescribed() -> None:
    rows = {name: [n * 10 + column for column in range(7)] for n, name in enumerate(Applications.model_fields)}
    seen = grid(table("applications", rows))
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert [row[:3] for row in seen[:3]] == [[corner] * 3] * 3
    assert seen[0][3:] == ["申请人情况"] * 7
    assert seen[1][3:] == ["自然人", *["法人或其他组织"] * 5, "总计"]
    assert seen[2][3:] == list(APPLICANTS)
    assert len(seen) == 3 + 25
    assert [row[0] for row in seen[3:]] == [
        "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", *["三、本年度办理结果"] * 22, "四、结转下年度继续办理",
    ]  # fmt: skip
    assert [row[1][:3] for row in seen[5:27]] == [
        "（一）", "（二）", *["（三）"] * 8, *["（四）"] * 3, *["（五）"] * 5, *["（六）"] * 3, "（七）",
    ]  # fmt: skip
    assert [row[3:] for row in seen[3:]] == [[str(number) for number in row] for row in rows.values()]


def test_table_four_has_three_groups_of_five() -> None:
    seen = grid(
        table("disputes", {"review": range(5), "direct_suit": range(5, 10), "suit_after_review": range(10, 15)})
    )
    assert seen == [
        ["行政复议"] * 5 + ["行政诉讼"] * 10,
        [*OUTCOMES, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
        [*OUTCOMES] * 3,
        [str(number) for number in range(15)],
    ]
