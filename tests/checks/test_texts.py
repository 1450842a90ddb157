"""The checks of texts on real ones: documents of the kind that the site publishes, and statutes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check import CheckedItem
from pipeline.checks import CHECKS
from pipeline.finding import Finding, Severity
from tests.checks.site import BuiltSite, build_site

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GONGKAI_SHARED", PROJECT.parent / "shared"))
TEXTS = (
    "item-document-references",
    "item-garbled",
    "item-names",
    "item-numbering",
    "item-phrases",
    "item-punctuation",
    "item-sums",
    "item-text-dates",
)
HEADER = "---\n标题: 工作情况报告\n发文机关: yl-gov\n发布时间: 2026-11-10 09:00\n---\n"
LINES = HEADER.count("\n")


def found_in(site: BuiltSite) -> Iterator[Finding]:
    inspected = site.inspected()
    for row in inspected.register.shown:
        item = CheckedItem(row, site.store.body(row.path), tuple(site.store.attachments(row.path)))
        for name in TEXTS:
            yield from CHECKS[name].ask(item, inspected)


def test_texts_are_only_reported_never_refused() -> None:
    assert {CHECKS[name].severity for name in TEXTS} <= {Severity.WARNING, Severity.REVIEW}


def test_real_documents(tmp_path: Path) -> None:
    """Two of five have a fault in their numbering; all are set with half-width commas; one has a reversed quotation."""
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip(f"NOT CHECKED ON REAL TEXT: {SHARED / 'seeds'} is absent, set GONGKAI_SHARED")
    phrases = (PROJECT / "content/terms/sample.yaml").read_text("utf-8")
    files = {f"article/2026/s{path.name[:3]}.md": HEADER + path.read_text("utf-8") for path in seeds}
    site = build_site(tmp_path, files | {"terms/sample.yaml": phrases})
    told = sorted((each.check, each.location.path[-6:-3], each.location.line - LINES) for each in found_in(site))
    assert [entry for entry in told if entry[0] != "item-punctuation"] == [
        ("item-numbering", "000", 15),
        ("item-numbering", "003", 72),
    ]
    marks = [entry[1:] for entry in told if entry[0] == "item-punctuation"]
    assert sorted({seed for seed, _ in marks}) == [path.name[:3] for path in seeds]
    assert (len(marks), ("003", 38) in marks) == (len(seeds) + 1, True)
