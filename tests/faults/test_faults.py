"""Every fault of the list gives its finding at its place, costs nobody else, and never passes in silence."""

import time

import pytest

from pipeline.terms import SEVERITY_LABELS
from tests.faults.cases import FAULTS, GOOD, Expected, Fault
from tests.fixtures import Built, Site, SiteFolder

GOOD_PATH = next(iter(GOOD)).removesuffix(".md")
LONGEST = 10.0
"""Seconds. Each takes a fraction of one; this tells a hang from a busy machine."""


def made(site: Site, fault: Fault) -> SiteFolder:
    folder = site(GOOD | fault.files)
    if fault.prepare:
        fault.prepare(folder)
    return folder


def found(built: Built, expected: Expected) -> list[str]:
    return [
        message
        for message in built.messages
        if message.startswith(f"{expected.place}: {expected.severity} ")
        and expected.says in message
        and f"[{expected.check}]" in message
        and expected.hint in message.partition("改法：")[2]
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_fault(site: Site, fault: Fault) -> None:
    folder = made(site, fault)
    started = time.process_time()
    built = folder.build()
    assert time.process_time() - started < LONGEST
    for expected in fault.expected:
        assert found(built, expected), "\n".join(built.messages) or "no finding at all"
    errors = [expected for expected in fault.expected if expected.severity == SEVERITY_LABELS["ERROR"]]
    assert built.status == (1 if errors else 0)
    assert built.shown == {GOOD_PATH, *(path.removesuffix(".md") for path in fault.published)}
    assert f"{GOOD_PATH}.html" in built.tree
