"""What every test may use. Fixtures that build sites live in tests/fixtures and are only named here."""

import os
from collections.abc import Generator

import pytest
from _pytest.tmpdir import tmppath_result_key

from tests.fixtures import site

__all__ = ["site"]

MUST_BROWSE = os.environ.get("REQUIRE_BROWSER") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="rewrite the expected results of tests/golden")


@pytest.fixture
def refresh_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden tests write what they see instead of comparing it."""
    return bool(request.config.getoption("--refresh-golden"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What `tmp_path` looks for when it ends, and does not find where Ctrl-C came while fixtures were made."""
    item.stash.setdefault(tmppath_result_key, {})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On a machine that must have every program, a test that wants one and is skipped has failed."""
    report = yield
    if (
        MUST_BROWSE
        and report.skipped
        and not hasattr(report, "wasxfail")
        and any(item.get_closest_marker(name) for name in ("browser", "office"))
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_BROWSER=1: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file of tests/browser that skips itself."""
    report = yield
    if MUST_BROWSE and report.outcome == "skipped" and "/browser/" in f"/{collector.nodeid}":
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_BROWSER=1: {report.longrepr}"
    return report
