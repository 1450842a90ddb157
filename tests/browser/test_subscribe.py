"""What a reader does on the subscription page: chooses, and gets the address of a feed that there is."""

import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demonstration import Demonstration
from tests.browser.test_pages import Watch

pytestmark = pytest.mark.browser
PAGE = "/rss/dingyue/"


def offered(page: Page) -> list[str]:
    """Values of subjects and bodies that may be chosen now."""
    found: list[str] = page.eval_on_selector_all(
        "#subscribe-part option", "all => all.filter((one) => !one.disabled && one.value).map((one) => one.value)"
    )
    return found


def test_every_choice_that_is_offered_leads_to_a_feed(
    browser: Browser, demonstration: Demonstration, address: str
) -> None:
    page = browser.new_page()
    watch = Watch(page, address)
    page.goto(address + PAGE)
    shown = page.locator("#subscribe-address")
    expect(shown).to_have_text(f"{address}/rss.xml")
    audiences: list[str] = page.eval_on_selector_all("#subscribe-audience option", "all => all.map((one) => one.value)")
    assert len(audiences) > 5
    for audience in audiences:
        page.select_option("#subscribe-audience", audience)
        for number, part in enumerate(["", *offered(page)]):
            page.select_option("#subscribe-part", part)
            page.select_option("#subscribe-format", ("rss.xml", "atom.xml", "feed.json")[number % 3])
            href = str(shown.get_attribute("href"))
            assert (demonstration.output / href.removeprefix(f"{address}/")).is_file(), href
            assert ("/mx/" in href) == bool(audience)
        page.select_option("#subscribe-part", "")
    assert not watch.faults
    page.close()


def test_a_part_without_anything_for_the_audience_is_given_up(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGE)
    page.select_option("#subscribe-part", "jg-sf-tjj")
    expect(page.locator("#subscribe-address")).to_have_text(f"{address}/jigou/sf-tjj/rss.xml")
    page.select_option("#subscribe-audience", "nongmin")
    assert page.input_value("#subscribe-part") == ""
    expect(page.locator("#subscribe-address")).to_have_text(f"{address}/rss/mx/nongmin/rss.xml")
    page.close()


def test_without_a_script_the_lists_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    expect(page.locator("#subscribe")).to_be_hidden()
    links = page.locator("main .feed-links a")
    assert links.count() > 60
    with urllib.request.urlopen(address + str(links.first.get_attribute("href"))) as answer:
        assert answer.status == 200
    context.close()
