"""The arithmetic of official numbers, tried on numbers in public use."""

from datetime import date

import pytest

from pipeline import standards
from pipeline.checks import CHECKS
from pipeline.indicators import BONUS, DEDUCTED, FULL_POINTS, NEW_MEDIA_VETOES, VETOES, in_force
from pipeline.standards import (
    DOCUMENT_NUMBER,
    INDEX_NUMBER,
    ORDER_NUMBER,
    identity_check_digit,
    masked,
    normal_document_number,
    report_due,
    wrong_check_digit,
)
from pipeline.terms import AuthorityLevel

IN_USE = (
    "000014349/2018-00222",
    "008282882/2025-00086",
    "011336909/2020-12335",
    "11441700007280420Y/2021-00050",
    "11620622013933539B/2021-03844",
    "11440203MB2D24470A/2024-00017",
    "6107280000/2022-000928",
    "52230011/2016-173111",
)


@pytest.mark.parametrize("number", IN_USE)
def test_index_numbers_in_use_are_well_formed_and_their_codes_check(number: str) -> None:
    found = INDEX_NUMBER.fullmatch(number)
    assert found is not None
    assert wrong_check_digit(found["code"]) == ""


@pytest.mark.parametrize(
    "number", ["0142768-8/2022-00185", "000014349/18-00222", "000014349/2018-222", "000014349-2018-00222"]
)
def test_malformed_index_numbers_are_not_taken(number: str) -> None:
    assert INDEX_NUMBER.fullmatch(number) is None


@pytest.mark.parametrize("code", ["11440203MB2D24470A", "000014349"])
def test_a_wrong_character_anywhere_is_noticed(code: str) -> None:
    unnoticed = [
        n
        for n, character in enumerate(code)
        for other in "12345679"
        if other != character and not wrong_check_digit(code[:n] + other + code[n + 1 :])
    ]
    assert unnoticed == []


def test_a_wrong_check_digit_comes_with_the_right_one() -> None:
    assert wrong_check_digit("000014340") == "9"
    assert wrong_check_digit("11440203MB2D24470B") == "A"
    assert wrong_check_digit("52230011") == ""


@pytest.mark.parametrize("number", ["国办发〔2017〕47号", "示政发〔2026〕3号"])
def test_document_numbers(number: str) -> None:
    assert DOCUMENT_NUMBER.fullmatch(number)
    assert normal_document_number(number) == number


@pytest.mark.parametrize("number", ["国务院令第711号", "财政部令第115号", "示范市人民政府公告2026年第3号"])
def test_orders_need_no_year_in_brackets(number: str) -> None:
    assert ORDER_NUMBER.fullmatch(number)
    assert not DOCUMENT_NUMBER.fullmatch(number)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("国办发[2017]47号", "国办发〔2017〕47号"),
        ("国办发【2017】047号", "国办发〔2017〕47号"),
        ("国办发（2017）第47号", "国办发〔2017〕47号"),
        ("国办发〔２０１７〕４７号", "国办发〔2017〕47号"),
        ("国办发 ( 2017 ) 47 号", "国办发〔2017〕47号"),
        ("国办发〔2017〕47", "国办发〔2017〕47号"),
        ("国办发17-47", ""),
        ("国办发〔17〕47号", ""),
        ("国办发〔2017〕0号", ""),
    ],
)
def test_the_right_form_is_offered_only_where_nothing_must_be_guessed(written: str, right: str) -> None:
    assert normal_document_number(written) == right


def test_reports_of_governments_are_due_two_months_after_those_of_departments() -> None:
    assert report_due(AuthorityLevel.BUREAU, 2025) == date(2026, 1, 31)
    assert report_due(AuthorityLevel.TOWNSHIP, 2025) == date(2026, 1, 31)
    assert report_due(AuthorityLevel.GOVERNMENT, 2025) == report_due(AuthorityLevel.DISTRICT, 2025) == date(2026, 3, 31)


def test_personal_numbers_are_masked_and_official_ones_are_not() -> None:
    body = "11010519491231002"
    identity = body + identity_check_digit(body)
    assert identity_check_digit(body) == "X"
    told = f"电话13800001234,证件{identity}和{identity.lower()},索引号 11440203MB2D24470A/2024-00017,热线 12345,座机 0999-8000001"
    assert masked(told) == (
        "电话138****1234,证件1101**************和1101**************,索引号 11440203MB2D24470A/2024-00017,热线 12345,座机 0999-8000001"
    )
    assert masked("110105194912310021") == "110105194912310021"


def test_every_threshold_names_its_source_and_its_day() -> None:
    thresholds = [value for value in vars(standards).values() if isinstance(value, standards.Threshold)]
    assert len(thresholds) >= 7
    for threshold in thresholds:
        assert threshold.value > 0
        assert threshold.clause.document.startswith("《")
        assert date.fromisoformat(threshold.since)


def test_a_threshold_is_looked_up_by_its_day() -> None:
    now = standards.Threshold(10, standards.VETO_HOME, "2027-01-01", before=standards.HOME_DAYS)
    found = [
        limit.value if (limit := now.on(day)) else None
        for day in ("2019-04-17", "2019-04-18", "2026-12-31", "2027-01-01")
    ]
    assert found == [None, 14, 14, 10]


def test_indicators_have_codes_and_limits_of_their_own() -> None:
    assert [indicator.code for indicator in VETOES] == ["W1", "W2", "W3", "W4", "W5", "W6"]
    assert [indicator.code for indicator in NEW_MEDIA_VETOES] == ["N1", "N2", "N3"]
    keys = [measure.key for indicator in VETOES for measure in indicator.measures]
    assert len(set(keys)) == len(keys)
    assert {measure.key: measure.limit for measure in VETOES[3].measures} == {
        "news_and_policy_stale": 5,
        "columns_stale": 10,
        "columns_empty": 5,
    }


def test_indicators_count_checks_that_exist() -> None:
    keys = [measure.key for one in (*VETOES, *NEW_MEDIA_VETOES, *DEDUCTED, *BONUS) for measure in one.measures]
    named = {key.removeprefix("check:") for key in keys if key.startswith("check:")}
    assert len(named) > 8
    assert named <= set(CHECKS)


def test_what_is_only_remembered_never_decides() -> None:
    for indicator in (*DEDUCTED, *BONUS):
        assert not [measure for measure in indicator.measures if measure.limit]
    assert not [one.code for one in (*VETOES, *NEW_MEDIA_VETOES) if one.measures and not one.doubt.official]
    assert sum(one.most for one in DEDUCTED) == FULL_POINTS


def test_indicators_hold_from_their_day_on() -> None:
    assert in_force(VETOES, "2019-04-17") == ()
    assert in_force(VETOES, "2019-04-18") == VETOES
