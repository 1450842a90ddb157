"""What is looked for first, so that most checks need not look at most items and pages, never hides a finding."""

from pathlib import Path

import pytest

from pipeline import asking, framed, passages
from pipeline.inspection import Inspection
from tests.checks.site import BuiltSite
from tests.checks.test_cases import FILES, built, expected_in, named

FAILING = [path for path in FILES if expected_in(path)]


def without_prefilters(site: BuiltSite, patch: pytest.MonkeyPatch) -> Inspection:
    """Every text may have figures, nobody looks for signs, and every page is read by a parser."""
    patch.setattr(passages, "PREFILTER", False)
    patch.setattr(asking, "SIGNS_FROM", 1_000_000)
    patch.setattr(framed, "_plain", lambda *_: None)
    passages.passages.cache_clear()
    return site.inspection()


@pytest.mark.parametrize("path", FAILING, ids=named)
def test_all_is_found_that_would_be_found_without(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, _ = built(path, tmp_path)
    passages.passages.cache_clear()
    monkeypatch.setattr(asking, "SIGNS_FROM", 1)
    found = site.inspection().findings
    assert found == without_prefilters(site, monkeypatch).findings
    assert found
    passages.passages.cache_clear()
