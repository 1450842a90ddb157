"""The faulty site holds faults of every sort, each named in planted.yaml: all are found, and nothing else."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from pipeline.checks import CHECKS
from pipeline.finding import Finding
from tests.fixtures import Site, SiteFolder

HERE = Path(__file__).parent / "faulty"
LEAST = 60
SORTS = ("source-", "field-", "attachment-", "table-", "item-", "page-", "site-")
"""Of what the planted faults are: reading, tables, items, pages, the site."""
NOT_PLANTED = Counter({"content/site.yaml site-history@1": 1})
"""A folder without history can tell nothing of dates, and says so."""


def planted() -> Counter[str]:
    rows: dict[str, list[str]] = yaml.safe_load((HERE / "planted.yaml").read_text("utf-8"))
    return Counter(f"{file} {fault}" for file, faults in rows.items() for fault in faults)


def tamper(output: Path) -> None:
    """Do to the output what tampered.yaml says; each of its words must be there to be replaced."""
    rows: dict[str, list[list[str]]] = yaml.safe_load((HERE / "tampered.yaml").read_text("utf-8"))
    for name, changes in rows.items():
        text = (output / name).read_text("utf-8")
        for old, new in changes:
            assert old in text, f"{name} has no {old}"
            text = text.replace(old, new)
        (output / name).write_text(text, "utf-8")


def told(finding: Finding) -> str:
    place = finding.location
    return f"{place.path} {finding.check}{f'@{place.line}' if place.line else ''}"


@pytest.fixture
def found(site: Site, tmp_path: Path) -> tuple[Finding, ...]:
    folder = SiteFolder(tmp_path / "faulty")
    shutil.copytree(HERE / "content", folder.content)
    folder.build()
    tamper(folder.output)
    return folder.inspect().findings


def test_every_planted_fault_is_found_and_nothing_else(found: tuple[Finding, ...]) -> None:
    seen, expected = Counter(map(told, found)), planted() + NOT_PLANTED
    missed, invented = expected - seen, seen - expected
    assert not missed and not invented, f"missed {sorted(missed)}\nnot planted {sorted(invented)}"


def test_faults_of_every_sort_are_planted_and_the_site_stays_small() -> None:
    faults = [entry.partition(" ")[2].partition("@")[0] for entry in planted().elements()]
    assert len(faults) >= LEAST
    assert {sort for sort in SORTS if not any(fault.startswith(sort) for fault in faults)} == set()
    assert len({fault for fault in faults if fault in CHECKS}) >= LEAST
    assert sum(file.stat().st_size for file in (HERE / "content").rglob("*") if file.is_file()) < 200_000
