"""The pages in traditional characters in a real browser: the switch, and a search for what is typed in them."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demonstration import served
from tests.browser.test_pages import Watch
from tests.fixtures import Site, item
from tests.pipeline.test_traditional import ON

pytestmark = pytest.mark.browser


def test_what_is_typed_in_traditional_characters_is_found_and_leads_into_their_tree(
    browser: Browser, site: Site
) -> None:
    folder = site(
        {"xw/yw/2026/00001.md": item("关于干部体检的通知"), "xw/yw/2026/00002.md": item("另一件事")}, tables=ON
    )
    folder.build()
    context = browser.new_context(locale="zh-TW")
    with served(folder.output) as address:
        page = context.new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/search/")
        page.get_by_role("link", name="繁體版").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
        page.locator("#query").fill("幹部體檢")
        page.locator("#query").press("Enter")
        found = page.locator(".found h3 a, #search-results h3 a").first
        expect(found).to_have_text("关于干部体检的通知")
        found.click()
        expect(page).to_have_url(f"{address}/hant/xw/yw/2026/00001.html")
        expect(page.locator("h1")).to_have_text("關於幹部體檢的通知")
        page.get_by_role("link", name="简体版", exact=True).first.click()
        expect(page).to_have_url(f"{address}/xw/yw/2026/00001.html")
        assert watch.faults + page.evaluate("window.__violations") == []
    context.close()
