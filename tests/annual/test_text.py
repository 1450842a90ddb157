"""Figures in the text against the tables: what agrees passes, what does not is told, what is of other years is left alone."""

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.annual.cells import number_of
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


def test_a_blank_cell_makes_its_figure_unsayable(tmp_path: Path) -> None:
    values = report(random.Random(1))
    values[number_of("applications", "granted", 6)] = None
    assert asked("予以公开99999件。", values, tmp_path) == []


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
