"""Figures in the text against the tables: what agrees passes, what does not is told, what is of other years is left alone."""

import json
import random
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.annual.cells import CELLS, number_of
from pipeline.annual.spoken import Spoken, spoken
from pipeline.check import CheckedItem
from pipeline.checks.item_annual_report_text import FIGURES, item_annual_report_text
from pipeline.kinds.annual_report import APPLICATION_LAYOUT
from pipeline.store import BodyRow, IndexRow
from tests.annual.reports import Values, details, report

ROW = IndexRow._make("" for _ in IndexRow._fields)._replace(path="nb/2026/00001", kind="annual_report")


def asked(text: str, values: Values, tmp_path: Path) -> list[str]:
    body = BodyRow(ROW.path, json.dumps(details(values, year=2025)), f"<p>{text}</p>", text, "[]", '{"body": [1, 1]}')
    site: Any = SimpleNamespace(content=tmp_path, site=SimpleNamespace(strict=()))
    return [finding.message for finding in item_annual_report_text.ask(CheckedItem(ROW, body), site)]


def total(values: Values, *fields: str) -> int:
    return sum(int(values[number_of("applications", field, 6)] or 0) for field in fields)


def sentence(values: Values, wrong: int = -1) -> str:
    """As real reports put it; `wrong`: which of its figures is one too many."""
    groups = {name[3:7]: total(values, *(field for _, field in rows)) for name, rows in APPLICATION_LAYOUT[:6]}
    figures = [
        total(values, "received"), total(values, "carried_in"), total(values, "total"), total(values, "carried_out"),
        *groups.values(), values[number_of("disputes", "review", 4)],
        values[number_of("disclosed", "normative", "made")], values[number_of("disclosed", "normative", "repealed")],
        values[number_of("disclosed", "normative", "in_force")],
    ]  # fmt: skip
    told = [int(figure or 0) + (place == wrong) for place, figure in enumerate(figures)]
    names = [f"{name}{number}件" for name, number in zip(groups, told[4:10], strict=True)]
    return (
        f"2025年，新收政府信息公开申请{told[0]}件，上年结转{told[1]}件，办结{told[2]}件，结转下年度继续办理{told[3]}件。"
        f"其中{'、'.join(names)}。因公开引起的行政复议{told[10]}件。"
        f"制定行政规范性文件{told[11]}件，废止规范性文件{told[12]}件，现行有效规范性文件{told[13]:,}件。"
    )


def test_texts_that_say_what_the_tables_say_pass(tmp_path: Path) -> None:
    chance = random.Random(11)
    for _ in range(100):
        values = report(chance)
        assert asked(sentence(values), values, tmp_path) == []


@pytest.mark.parametrize("wrong", range(14))
def test_each_figure_that_is_off_by_one_is_told(tmp_path: Path, wrong: int) -> None:
    chance = random.Random(wrong)
    for _ in range(10):
        values = report(chance)
        values[number_of("applications", "carried_in", 6)] = (
            total(values, "carried_in") + 7
        )  # else both ways to count agree
        assert len(asked(sentence(values, wrong), values, tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2024年收到政府信息公开申请99999件。",
        "上年同期办结99999件。",
        "比上年增加办结99999件。",
        "予以公开的比例为99.9%，不予公开占99%。",
        "主动予以公开99999条信息。",
        "收到人大建议99999件。",
        "新收申请较上年增加99999件。",
        "不予公开第99999号决定。",
    ],
)
def test_figures_of_something_else_are_left_alone(tmp_path: Path, text: str) -> None:
    assert asked(text, report(random.Random(1)), tmp_path) == []


def known() -> Values:
    """A report of 120 requests and 8 carried in; 118 answered: 60, 12, 20, 15, 6 and 5 by outcome; 10 carried out."""
    values: Values = [0] * len(CELLS)
    outcomes = dict(zip((rows[0][1] for _, rows in APPLICATION_LAYOUT[:6]), (60, 12, 20, 15, 6, 5), strict=True))
    counts = {"received": 120, "carried_in": 8, "total": 118, "carried_out": 10} | outcomes
    for field, number in counts.items():
        values[number_of("applications", field, 6)] = number
    for group, number in {"review": 4, "direct_suit": 3, "suit_after_review": 2}.items():
        values[number_of("disputes", group, 4)] = number
    for group, numbers in {"rules": (1, 0, 12), "normative": (9, 3, 86)}.items():
        for field, number in zip(("made", "repealed", "in_force"), numbers, strict=True):
            values[number_of("disclosed", group, field)] = number
    values[number_of("disclosed", "licences")], values[number_of("disclosed", "fees")] = 12345, 1234.5
    return values


RIGHT = """
全年共收到政府信息公开申请128件（含上年结转8件）。
全年收到依申请公开120件。
共收到政府信息公开申请一百二十件，上年结转八件，办结一百一十八件，结转下年度十件。
全年收到申请１２０件。
本年收到政府信息公开申请0.012万件。
收到政府信息公开申请约120件，近130件。
全年新收政府信息公开申请120件，较2024年的104件增长15.4%。
全年新收政府信息公开申请120件，其中自然人申请110件、商业企业申请10件。
其中，网络渠道收到申请80件，信函渠道收到申请40件。
市本级收到申请70件，县区收到申请50件，各县区共收到申请80件。
上半年收到政府信息公开申请55件，一季度收到申请30件。
近三年收到申请330件，累计收到申请1200件。
2024年收到政府信息公开申请104件，2025年收到120件。
其中商业企业提出的申请予以公开20件。
收到一件、办结一件、反馈一件。
不予公开一律说明理由。
承办人大建议99件，办结99件。
受理行政许可申请900件，办结900件。
12345热线受理诉求3.2万件，办结3.1万件。
因政府信息公开被申请行政复议4件，其中维持2件。
全市办理行政复议案件300件，其中涉及信息公开的4件。
行政诉讼案件3件（未经复议直接起诉），复议后起诉2件。
未发生行政复议被纠正的情形，未收到涉及商业秘密的申请。
全年主动公开政府信息1.2万条，公开规范性文件90件。
清理规范性文件89件，废止规范性文件3件，继续有效86件。
全年制定规章1件，制发行政规范性文件9件，废止3件。
作出行政许可处理决定1.23万件，行政事业性收费1234.5万元。
全年公开行政许可决定信息500条。
"""
WRONG = """
全年收到依申请公开121件。
全年共受理依申请公开事项121件，均按时办结。
共收到公民、法人和其他组织提出的政府信息公开申请一百二十一件。
全年收到申请１２１件。
收到政府信息公开申请0.0121万件。
2025年度累计收到政府信息公开申请121件。
2025年1月1日至12月31日，本机关收到政府信息公开申请121件。
2024年收到政府信息公开申请104件，2025年收到政府信息公开申请121件。
同意公开61件。
不予处理七件。
结转至下年度办理11件。
引发行政复议案件5起。
全年未收到政府信息公开申请。
本年度没有发生因政府信息公开引起的行政复议。
制定行政规范性文件9件，废止4件，现行有效86件。
新制定政府规章2件。
制定规章1件，废止2件，制发行政规范性文件9件。
作出行政许可处理决定1.24万件。
行政事业性收费1235.5万元。
"""


@pytest.mark.parametrize("text", RIGHT.split())
def test_ways_of_saying_what_the_tables_say_or_something_else(tmp_path: Path, text: str) -> None:
    assert asked(text, known(), tmp_path) == []


@pytest.mark.parametrize("text", WRONG.split())
def test_ways_of_saying_what_the_tables_do_not(tmp_path: Path, text: str) -> None:
    assert len(asked(text, known(), tmp_path)) == 1


def test_that_there_was_nothing_is_a_figure_too(tmp_path: Path) -> None:
    nothing: Values = [0] * len(CELLS)
    for text in ("全年未收到政府信息公开申请。", "没有因政府信息公开引起的行政复议和行政诉讼。"):
        assert asked(text, nothing, tmp_path) == []
    told = asked("没有因政府信息公开引起的行政复议和行政诉讼。", known(), tmp_path)
    assert [message.rpartition("表中")[2] for message in told] == ["行政复议是 4", "行政诉讼是 5或3或2"]


@pytest.mark.parametrize(
    ("text", "number", "rounded"),
    [
        ("1,234", 1234, 0), ("１２０", 120, 0), ("1.2万", 12000, 500), ("3亿", 300_000_000, 50_000_000),
        ("1234.50", 1234.5, 0), ("一百二十一", 121, 0), ("十二", 12, 0), ("一千二百", 1200, 0), ("一万零三", 10003, 0),
        ("两千零五十", 2050, 0), ("一二〇", 120, 0), ("十二万三千四百五十六", 123456, 0),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(text: str, number: float, rounded: int) -> None:
    assert spoken(text) == Spoken(Decimal(str(number)), Decimal(rounded))


def test_a_blank_cell_makes_its_figure_unsayable(tmp_path: Path) -> None:
    values = report(random.Random(1))
    values[number_of("applications", "granted", 6)] = None
    assert asked("予以公开99999件。", values, tmp_path) == []


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
