"""Reports that add up pass in silence; a change of any single cell is found, and the cell is named."""

import json
import random
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.annual.cells import CELLS, cell_name, details_of, number_of, values_of
from pipeline.annual.identities import (
    IDENTITIES,
    OWN,
    Rule,
    consolidated,
    differences,
    suspect,
    wrong_carries,
    wrong_ones,
    wrong_stocks,
)
from pipeline.annual.shelf import consolidations, reports_of
from pipeline.annual.wording import hint_of, said
from pipeline.check import Check, CheckedItem
from pipeline.checks import CHECKS
from pipeline.finding import Finding
from pipeline.kinds.annual_report import BLANKS, AnnualReport
from pipeline.model import Authority
from pipeline.store import BodyRow, IndexRow
from tests.annual.reports import Values, details, report

REPORTS = 1000
ITEM_CHECKS = [check for name, check in CHECKS.items() if name.startswith("item-annual-report-")]
SITE: Any = SimpleNamespace(site=SimpleNamespace(strict=()), tables=SimpleNamespace(authorities={}))
OF_TABLES = [check for check in ITEM_CHECKS if check.id.rpartition("-")[2] in
             ("applicants", "outcomes", "balance", "disputes", "blanks")]  # fmt: skip


ROW = IndexRow._make("" for _ in IndexRow._fields)._replace(path="nb/2026/00001", kind="annual_report")


def asked(values: Values, checks: list[Check] = OF_TABLES) -> list[Finding]:
    body = BodyRow(ROW.path, json.dumps(details(values)), "", "", "[]", json.dumps({"body": [1, 1]}))
    return [finding for check in checks for finding in check.ask(CheckedItem(ROW, body), SITE)]


def test_a_report_has_two_hundred_cells_and_forty_two_identities() -> None:
    assert len(CELLS) == 10 + 25 * 7 + 15
    assert [sum(one.rule is rule for one in IDENTITIES) for rule in list(Rule)[:4]] == [7, 7, 25, 3]
    assert len({cell.name for cell in CELLS}) == len(CELLS) == len({(cell.table, cell.address) for cell in CELLS})


def test_a_cell_is_named_in_the_words_of_the_form() -> None:
    cell = CELLS[number_of("applications", "third_party", 1)]
    assert cell.name == "第三表“（三）不予公开／4.保护第三方合法权益”列“商业企业”"
    assert cell.place == ("申请办理情况", "保护第三方合法权益", 1)


def test_numbers_go_into_a_header_and_come_back() -> None:
    values = report(random.Random(1))
    assert values_of(details_of(values) | {"blanks_are_zero": False}) == values


def test_a_thousand_consistent_reports_pass_in_silence() -> None:
    chance = random.Random(20260131)
    assert len(OF_TABLES) == 5
    for _ in range(REPORTS):
        assert asked(report(chance)) == []


def test_ten_years_of_consistent_reports_carry_over_in_silence() -> None:
    chance, before = random.Random(7), None
    for _ in range(100):
        values = report(chance, before)
        if before:
            assert wrong_carries(values, before) == wrong_stocks(values, before) == []
        before = values


def _changed(chance: random.Random) -> list[tuple[Values, int, int]]:
    """(report, changed cell, its right number), each cell that takes part in an identity raised and lowered by one."""
    found = []
    for number in range(len(CELLS)):
        for step in (1, -1) if OWN[number] else ():
            values = report(chance)
            right = int(values[number] or 0)
            if right + step >= 0:
                values[number] = right + step
                found.append((values, number, right))
    return found


def test_every_single_cell_change_is_found_and_named() -> None:
    changes = [case for seed in range(3) for case in _changed(random.Random(seed))]
    assert {number for _, number, _ in changes} == {number for number in range(len(CELLS)) if CELLS[number].table != 2}
    for values, number, right in changes:
        findings = asked(values)
        assert findings, CELLS[number].name
        if CELLS[number].table == 3:
            named = f"{CELLS[number].name}现为 {values[number]}，应为 {right}"
            assert all(named in finding.hint for finding in findings), findings
        else:
            row, _, column = CELLS[number].name.partition("”列")
            assert [row in one.message and f"列{column}" in one.message for one in findings] == [True]


def test_changes_of_table_two_and_of_what_was_carried_in_are_found_against_the_year_before() -> None:
    chance = random.Random(3)
    before = report(chance)
    for field in ("made", "repealed", "in_force"):
        for group, name in (("rules", "规章"), ("normative", "行政规范性文件")):
            values = report(chance, before)
            number = number_of("disclosed", group, field)
            values[number] = int(values[number] or 0) + 1
            (missed,) = wrong_stocks(values, before)
            assert CELLS[missed.number].name == cell_name(2, name, "现行有效件数")
    for column in range(7):
        values = report(chance, before)
        number = number_of("applications", "carried_in", column)
        values[number] = int(values[number] or 0) + 1
        assert [missed.number for missed in wrong_carries(values, before)] == [number]


def test_two_wrong_cells_are_found_but_neither_is_blamed_alone() -> None:
    values = report(random.Random(5))
    for field, column in (("granted", 0), ("repeated", 3)):
        number = number_of("applications", field, column)
        values[number] = int(values[number] or 0) + 1
    wrong = wrong_ones(values)
    assert len(wrong) == 4
    assert suspect(values, wrong) is None
    assert hint_of(values, None) == "核对这几格的数字"
    assert len({said(values, one) for one in wrong}) == 4


def test_no_cell_is_blamed_for_what_would_make_it_negative() -> None:
    values: Values = [0] * len(CELLS)
    values[number_of("applications", "granted", 6)] = 1
    wrong = wrong_ones(values, Rule.APPLICANTS)
    assert suspect(values, wrong) is None or suspect(values, wrong).right >= 0  # type: ignore[union-attr]


def test_a_blank_cell_silences_its_sums_and_is_told() -> None:
    values = report(random.Random(6))
    number = number_of("applications", "granted", 2)
    values[number] = None
    (finding,) = asked(values)
    assert finding.check == "item-annual-report-blanks"
    assert CELLS[number].name in finding.message


@pytest.mark.parametrize("written", sorted(BLANKS))
def test_what_says_nothing_is_read_as_blank(written: str) -> None:
    rows = {"制发": written, "废止": "0", "现行有效": "1,200"}
    rules = AnnualReport.model_fields["disclosed"].annotation.__args__[0].model_fields["rules"].annotation  # type: ignore[union-attr]
    read = rules.model_validate(rows)
    assert (read.made, read.repealed, read.in_force) == (None, 0, 1200)


def test_a_consolidated_report_differs_where_a_member_does() -> None:
    chance = random.Random(8)
    members = [report(chance) for _ in range(20)]
    sums = list(consolidated(members))
    assert wrong_ones(sums) == []
    assert differences(sums, sums) == []
    for number in range(len(CELLS)):
        own: Values = [*sums]
        own[number] = int(sums[number]) + 1 if not CELLS[number].money else round(float(sums[number]) + 0.01, 4)
        assert [missed.number for missed in differences(own, sums)] == [number]


def test_whoever_owes_a_report_to_the_sum_is_named() -> None:
    def body(parent: str | None, platform: bool = True, since: int | None = None, until: int | None = None) -> Any:
        told: dict[str, Any] = {"parent": parent, "platform": platform, "reports_from": since, "reports_until": until}
        return Authority.model_construct(**told)

    authorities: Any = {
        "gov": body(None),
        "a": body("gov"),
        "b": body("gov"),
        "young": body("gov", since=2026),
        "gone": body("gov", since=2019, until=2024),
        "merged": body("gov", until=2024),
        "last": body("gov", since=2019, until=2025),
        "silent": body("gov", platform=False),
        "town": body("a"),
    }
    values = report(random.Random(9))
    headers = {
        "nb/gov": details(values, year=2025, consolidated=True),
        "nb/a": details(values, year=2025),
        "nb/town": details(values, year=2025),
        "nb/old": {"disclosed": None, "applications": None, "disputes": None, "year": 2019, "consolidated": True},
    }
    shown = [
        SimpleNamespace(kind="annual_report", path=path, authority=path[3:] if path != "nb/old" else "gov")
        for path in headers
    ]
    register: Any = SimpleNamespace(shown=shown)
    (one,) = consolidations(reports_of(register, headers.__getitem__), authorities)
    assert (one.members, one.lacking, list(one.sums)) == (1, ("b", "last"), values)
