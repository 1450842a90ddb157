"""One page of every template keeps to its budget: bytes, requests, elements; nothing moves, nothing is asked of others."""

import gzip
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.demonstration import Demonstration, quoted
from tests.browser.test_pages import TEMPLATES, WIDTH, Watch
from tests.browser.views import NARROW, WIDE, opened

pytestmark = pytest.mark.browser

KIB = 1024
HOME_BYTES, HOME_REQUESTS = 300 * KIB, 20
PAGE_BYTES, PAGE_REQUESTS = 120 * KIB, 12
STYLE_BYTES = SCRIPT_BYTES = 30 * KIB
MOST_ELEMENTS = 2500
SHIFT = """window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; })
    .observe({type: "layout-shift", buffered: true});"""
SIZELESS = """() => [...document.images].filter((e) => !(e.getAttribute("width") && e.getAttribute("height"))).map((e) => e.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e); const long = (t) => t.split(",").some((d) => parseFloat(d) > 0.01);
    return s.scrollBehavior === "smooth" || s.animationName !== "none" && long(s.animationDuration) || long(s.transitionDuration); }).map((e) => e.outerHTML.slice(0, 100))"""


@dataclass
class Weight:
    """What came over the wire, packed as a host packs it; `parts`: resource type -> bytes."""

    parts: dict[str, int] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    answers: list[Response] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("response", lambda answer: self.answers.append(answer))

    def weigh(self) -> None:
        for answer in self.answers:
            if answer.url.endswith("/favicon.ico") or not 200 <= answer.status < 300:
                continue
            kind, body = answer.request.resource_type, answer.body()
            size = (
                len(body)
                if kind in ("image", "media") and not answer.url.endswith(".svg")
                else len(gzip.compress(body))
            )
            self.parts[kind] = self.parts.get(kind, 0) + size
            self.requests[kind] = self.requests.get(kind, 0) + 1

    def bytes(self, *without: str) -> int:
        return sum(size for kind, size in self.parts.items() if kind not in without)

    def asked(self, *without: str) -> int:
        return sum(number for kind, number in self.requests.items() if kind not in without)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "redirect.html"])
def test_a_page_keeps_to_its_budget(
    browser: Browser, demonstration: Demonstration, address: str, template: str, width: int
) -> None:
    context = opened(browser, width)
    page = context.new_page()
    page.add_init_script(SHIFT)
    watch, weight = Watch(page, address), Weight()
    weight.watch(page)
    page.goto(address + quoted(demonstration.pages[template][0]), wait_until="networkidle")
    weight.weigh()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(50)
    home = template == "home.html"
    less = () if home else ("image",)
    assert weight.bytes(*less) <= (HOME_BYTES if home else PAGE_BYTES), weight.parts
    assert weight.asked(*less) <= (HOME_REQUESTS if home else PAGE_REQUESTS), weight.requests
    assert weight.parts.get("stylesheet", 0) <= STYLE_BYTES and weight.parts.get("script", 0) <= SCRIPT_BYTES, (
        weight.parts
    )
    assert page.evaluate("window.shift") == 0
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
    assert page.evaluate(SIZELESS) == []
    assert page.evaluate(MOVING) == [], "moves although the reader asked for less motion"
    assert [*watch.faults, *page.evaluate("window.__violations")] == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_at_four_hundred_per_cent_everything_is_in_one_column(
    browser: Browser, demonstration: Demonstration, address: str, scripts: bool
) -> None:
    """1280 x 1024 px at 400 % is 320 x 256 px; only tables and drawings may scroll sideways, in a frame of their own."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, java_script_enabled=scripts)
    page = context.new_page()
    wide = []
    for template, (url, *_) in demonstration.pages.items():
        if template != "redirect.html":
            page.goto(address + quoted(url))
            if page.evaluate(WIDTH) > 0:
                wide.append((url, page.evaluate(WIDTH)))
            if not scripts:
                assert page.locator("main").inner_text().strip() and page.locator("header a:visible").count() >= 3, url
    context.close()
    assert wide == []
