"""The table of rules names every check there is, and none that there is not."""

import re

from pipeline.checks import CHECKS
from tests.fixtures import ROOT

NAMED = frozenset(re.findall(r"`((?:item|page|site)-[a-z-]+)`", (ROOT / "docs/coverage.md").read_text("utf-8")))


def test_the_table_of_rules_names_every_check_and_no_other() -> None:
    assert set(CHECKS) - NAMED == set()
    assert set(NAMED) - set(CHECKS) == set()
