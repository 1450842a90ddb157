"""Lighthouse gives 100 for accessibility, best practices and what search engines need. Speed is measured by tests/bench."""

import pytest
from playwright.sync_api import Browser

from tests.browser import lighthouse
from tests.browser.demonstration import Demonstration, quoted

pytestmark = pytest.mark.browser

CATEGORIES = ("accessibility", "best-practices", "seo")


def test_main_templates_have_full_marks(browser: Browser, demonstration: Demonstration, address: str) -> None:
    if not lighthouse.can_run():
        pytest.skip("Lighthouse is not installed")
    pages = [address + quoted(demonstration.pages[name][0]) for name in lighthouse.MAIN_TEMPLATES]
    found = lighthouse.audit(pages, CATEGORIES)
    faults = []
    for url, (run,) in found.items():
        # A page of search results is not for search engines: it says so, and Lighthouse counts that.
        wanted = dict.fromkeys(CATEGORIES, 100) | ({"seo": run["scores"]["seo"]} if url.endswith("/search/") else {})
        if run["scores"] != wanted or run["error"]:
            faults.append(f"{url.removeprefix(address)} {run['scores']} {run['error']} {run['failed']}")
    assert faults == [], "\n".join(faults)
