"""Every template, at both widths and in every view: axe finds nothing, and the keyboard reaches and shows everything."""

import itertools
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe
from tests.browser.demonstration import Demonstration, quoted
from tests.browser.test_pages import TEMPLATES
from tests.browser.views import HEIGHTS, NARROW, VIEWS, WIDE, View, look, opened, stay

pytestmark = pytest.mark.browser

MAIN = ("home.html", "column.html", "kinds/document.html", "search.html", "platform.html")
PAIRS = ("white-black", "black-white", "yellow-black", "blue-white", "cream-brown")


@pytest.fixture(scope="module", autouse=True)
def axe_is_there() -> None:
    if not axe.SOURCE.is_file():
        pytest.skip("axe-core is not installed")


def faults_of(page: Page, url: str, views: tuple[View, ...], widths: tuple[int, ...] = (WIDE, NARROW)) -> list[str]:
    found = []
    for width in widths:
        for view in views:
            look(page, view, width)
            found += [f"{url} {view.name} {width}: {fault}" for fault in axe.violations(page)]
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_axe_finds_nothing(browser: Browser, demonstration: Demonstration, address: str, template: str) -> None:
    context = opened(browser)
    page = context.new_page()
    if template == "redirect.html":
        page.route("**/*.html", stay)
    found = []
    first, *states = demonstration.specimens[template]
    page.goto(address + quoted(first), wait_until="load")
    found += faults_of(page, first, VIEWS)
    for url in states:
        page.goto(address + quoted(url), wait_until="load")
        found += faults_of(page, url, VIEWS, (WIDE,))
    context.close()
    assert found == [], "\n".join(found)


OPENED = {
    "menu": "() => { for (const e of document.querySelectorAll('.menu-switch, #menu-3')) e.checked = true; }",
    "details": "() => { for (const e of document.querySelectorAll('details')) e.open = true; }",
    "prompt": """() => { const link = document.createElement("a"); link.href = "https://outside.example/" + "x".repeat(300);
        document.querySelector("main p").append(link); link.click(); }""",
}
"""What is seen only after something was done."""


@pytest.mark.parametrize("what", OPENED)
def test_axe_finds_nothing_in_what_opens(
    browser: Browser, demonstration: Demonstration, address: str, what: str
) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(address + quoted(demonstration.pages["kinds/document.html"][0]))
    page.evaluate(OPENED[what])
    assert page.locator("#leave-site").is_visible() == (what == "prompt")
    found = faults_of(page, what, VIEWS)
    if what == "prompt":
        look(page, VIEWS[1], NARROW)
        box = page.locator("#leave-site .go").bounding_box()
        assert box and box["y"] + box["height"] <= HEIGHTS[NARROW], "the answers are in sight"
    context.close()
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("template", ["home.html", "kinds/document.html", "kinds/dataset.html", "column.html"])
def test_every_pair_of_colours_is_legible(
    browser: Browser, demonstration: Demonstration, address: str, template: str
) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(address + quoted(demonstration.pages[template][0]))
    found = faults_of(page, template, tuple(View(pair, f"contrast={pair}&text=on") for pair in PAIRS))
    context.close()
    assert found == [], "\n".join(found)


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    context = opened(browser)
    page = context.new_page()
    page.set_content("<html><body><img src='x'><p style='color:#999;background:#fff'>pale</p><input></body></html>")
    found = {fault.partition(" ")[0] for fault in axe.violations(page)}
    context.close()
    assert found >= {"image-alt", "color-contrast", "label", "html-has-lang", "document-title", "region"}


# ---- the keyboard

_REACHABLE = """() => { window.__reached = new Set(); window.__all = () => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true, checkOpacity: true})
    && !e.closest("dialog:not([open])")); return window.__all().length; }"""
_STEP = """() => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const again = window.__reached.has(e); window.__reached.add(e);
    const r = e.getBoundingClientRect(), shown = e.matches(".unseen") && e.labels?.[0] || e, s = getComputedStyle(shown), b = shown.getBoundingClientRect();
    const x = Math.min(Math.max(b.left + Math.min(b.width, 8) / 2, 0), innerWidth - 1), y = (Math.max(b.top, 0) + Math.min(b.bottom, innerHeight)) / 2;
    const rects = [...shown.getClientRects()].filter((q) => q.bottom > 0 && q.top < innerHeight && q.right > 0 && q.left < innerWidth);
    const free = rects.some((q) => [0.1, 0.5, 0.9].some((at) => { const hit = document.elementFromPoint(Math.min(Math.max(q.left + q.width * at, 0), innerWidth - 1), (Math.max(q.top, 0) + Math.min(q.bottom, innerHeight)) / 2); return hit && (shown.contains(hit) || hit.contains(shown)); }));
    const part = e.closest("ul, ol, nav, aside, section, article, form, footer, header, main");
    return {again, html: e.outerHTML.slice(0, 120), outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none",
        free, left: r.left, right: r.right, top: r.top + scrollY, bottom: r.bottom + scrollY, part: [...document.querySelectorAll("*")].indexOf(part)};
}"""
_MISSED = """() => window.__all().filter((e) => !window.__reached.has(e) && !(e.type === "radio")).map((e) => e.outerHTML.slice(0, 120))"""


def walk(page: Page) -> tuple[list[dict[str, Any]], list[str]]:
    """Press Tab until the page is left or begins again: every stop, and what was not reached."""
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    most = page.evaluate(_REACHABLE) + 200
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STEP)
        if stop is None or stop["again"]:
            break
        stops.append(stop)
    else:
        raise AssertionError(f"after {most} times Tab the page still goes on")
    return stops, page.evaluate(_MISSED)


def faults_of_walk(stops: list[dict[str, Any]], missed: list[str]) -> list[str]:
    found = [f"never reached: {html}" for html in missed]
    found += [f"focus is not seen: {stop['html']}" for stop in stops if not stop["outline"]]
    found += [f"focus is covered: {stop['html']}" for stop in stops if not stop["free"]]
    for before, after in itertools.pairwise(stops):
        same = before["part"] == after["part"] and before["part"] >= 0
        beside = before["left"] < after["right"] and after["left"] < before["right"]
        if same and beside and after["bottom"] <= before["top"]:
            found.append(f"focus goes up from {before['html']} to {after['html']}")
    return found


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "redirect.html"])
def test_the_keyboard_reaches_everything(
    browser: Browser, demonstration: Demonstration, address: str, template: str
) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(address + quoted(demonstration.pages[template][0]))
    found = []
    for width, view in ((WIDE, VIEWS[0]), (NARROW, VIEWS[1]))[: 2 if template in MAIN else 1]:
        page.reload()  # Tab begins where the focus was last
        look(page, view, width)
        stops, missed = walk(page)
        assert "#main" in stops[0]["html"], f"the first stop is {stops[0]['html']}"
        found += [f"{view.name} {width}: {fault}" for fault in faults_of_walk(stops, missed)]
    context.close()
    assert found == [], "\n".join(found)


def test_what_the_pointer_shows_the_keyboard_shows_too(browser: Browser, address: str) -> None:
    """Links of the second level: a key opens each part of the menu, and Tab goes through it."""
    context = opened(browser)
    page = context.new_page()
    page.goto(address + "/")
    wanted = set(page.eval_on_selector_all("[data-part=menu] a", "all => all.map((e) => e.getAttribute('href'))"))
    walk(page)
    reached = set(page.evaluate("[...window.__reached].map((e) => e.getAttribute('href'))"))
    for number in range(page.locator("[data-part=menu] .fold").count()):
        page.locator("[data-part=menu] .fold").nth(number).focus()
        page.keyboard.press("Space")
        walk(page)
        reached |= set(page.evaluate("[...window.__reached].map((e) => e.getAttribute('href'))"))
        page.locator("[data-part=menu] .fold").nth(number).focus()
        page.keyboard.press("Space")
    context.close()
    assert len(wanted) > 10 and wanted <= reached


def test_the_walk_finds_what_is_wrong(browser: Browser) -> None:
    context = opened(browser)
    page = context.new_page()
    page.set_content(
        """<main><style>a { display: block; height: 30px } .u { outline: none } .up { position: absolute; top: 0 }</style>
        <a href="#1" style="margin-top: 60px">one</a><a href="#2" class="u">two</a><a href="#3" class="up">three</a>
        <a href="#4" id="x">four</a><script>x.previousElementSibling.addEventListener("keydown", (e) => e.key === "Tab" && e.preventDefault())</script></main>"""
    )
    stops, missed = walk(page)
    found = faults_of_walk(stops, missed)
    context.close()
    assert any("never reached" in fault and "four" in fault for fault in found)
    assert any("not seen" in fault and "two" in fault for fault in found)
    assert any("goes up" in fault for fault in found)
