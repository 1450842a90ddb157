"""The reader's JavaScript keeps the rules of search, case by case as Python does; tests/browser asks the same of Chromium."""

from pathlib import Path

import pytest

from tests.search.javascript import RULES, by_node, expected, question
from tests.search.test_golden import CASES

ASKED = [(name, case) for name in RULES for case in CASES["commonness" if name == "common" else name]]


def test_the_modules_keep_the_golden_cases(tmp_path: Path) -> None:
    found = by_node([question(name, case) for name, case in ASKED], tmp_path)
    if found is None:
        pytest.skip("Node is not installed; tests/browser/test_search_rules.py asks Chromium")
    faults = [
        (name, case, answer)
        for (name, case), answer in zip(ASKED, found, strict=True)
        if answer != expected(name, case)
    ]
    assert len(ASKED) >= 250
    assert faults == []
