"""What rests on memory is never an error of itself, is said to rest on memory, and the table of rules says the same."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pipeline.check import Answer, check
from pipeline.checks import CHECKS
from pipeline.finding import Finding, Location, Severity
from pipeline.standards import FROM_MEMORY, HOUSE_RULE, SITE_REVIEWS, Clause, Doubt
from tests.house.rooms import ROOT, nothing

MARKS = {Doubt.VERIFIED: "✓", Doubt.SECOND_HAND: "△", Doubt.MEMORY: "○", Doubt.UNSURE: "○"}
OWN = "本"
_NAMED = re.compile(r"`((?:item|page|site)-[a-z-]+)`")


def marks() -> dict[str, set[str]]:
    """Check id -> how sure the rules are that it answers for, by the table of rules."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "docs/coverage.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in _NAMED.findall(cells[-1]) if len(cells) == 4 else ():
            found.setdefault(name, set()).add(cells[2])
    return found


def test_the_table_of_rules_is_as_sure_as_the_clauses_that_checks_cite() -> None:
    told = marks()
    for_check = {
        name: OWN if one.clause in (HOUSE_RULE, SITE_REVIEWS) else MARKS[one.clause.doubt]
        for name, one in CHECKS.items()
    }
    nothing(
        f"{name} cites {CHECKS[name].clause} ({mark}), docs/coverage.md says {told.get(name)}"
        for name, mark in for_check.items()
        if mark not in told.get(name, ())
    )


def test_no_check_is_an_error_by_a_rule_from_memory() -> None:
    doubtful = (one for one in CHECKS.values() if not one.clause.doubt.official)
    nothing(f"{one.id} is an ERROR by {one.clause}" for one in doubtful if one.severity is Severity.ERROR)


@check(severity=Severity.WARNING, clause=Clause("甲", doubt=Doubt.MEMORY), about="试")
def site_sample(site: object) -> Iterator[Answer]:
    for severity in Severity:
        yield Answer(Location("a"), severity.value, severity=severity)
    yield Answer(Location("a"), "sure", severity=Severity.ERROR, clause=HOUSE_RULE)


def asked(*strict: str) -> list[Finding]:
    return list(site_sample.ask(SimpleNamespace(site=SimpleNamespace(strict=strict))))


@pytest.mark.parametrize(
    ("strict", "severities"),
    [((), ["WARNING", "WARNING", "REVIEW", "ERROR"]), (("site-sample",), ["ERROR", "ERROR", "REVIEW", "ERROR"])],
)
def test_an_answer_by_a_rule_from_memory_is_an_error_only_where_the_site_turns_it_on(
    strict: tuple[str, ...], severities: list[str]
) -> None:
    found = asked(*strict)
    assert [finding.severity.value for finding in found] == severities
    assert [finding.clause.endswith(FROM_MEMORY) for finding in found] == [True, True, True, False]
