"""One page or two of every template in a real browser, and by the validator that browsers' makers keep."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from tests.browser.demonstration import Demonstration, quoted, served
from tests.fixtures import ROOT, THEME, SiteFolder

pytestmark = pytest.mark.browser

PARTIAL = ("frame", "macros", "parts")
NOT_PAGES = {"base.html", "item.html", "platform_frame.html"}
TEMPLATES = sorted(
    path.relative_to(THEME / "templates").as_posix()
    for path in (THEME / "templates").rglob("*.html")
    if path.parent.name not in PARTIAL and path.name not in NOT_PAGES
)
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(event.violatedDirective + " " + event.blockedURI));
"""


class Watch:
    """What a page does that it should not."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        page.add_init_script(VIOLATIONS)
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self._asked(request.url, address))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"console: {text}")

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:")):
            self.faults.append(f"request to another origin: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400 and not url.endswith("/favicon.ico"):
            self.faults.append(f"{status}: {url}")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_of_every_template(
    phone: BrowserContext, demonstration: Demonstration, address: str, template: str
) -> None:
    assert template in demonstration.pages, f"the demonstration has no page of {template}"
    page = phone.new_page()
    watch = Watch(page, address)
    for url in demonstration.pages[template]:
        page.goto(address + quoted(url), wait_until="load")
        if template == "redirect.html":
            page.wait_for_load_state("networkidle")
            continue
        watch.faults += page.evaluate("window.__violations")
        overflow = page.evaluate(WIDTH)
        assert overflow <= 0, f"{url} is {overflow} px wider than a phone: {_widest(page)}"
        assert page.locator("h1").count() == 1, f"{url} has not one first-level heading"
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert watch.faults == [], url


def _widest(page: Page) -> Any:
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"""
    )


LARGE = ("", "size=200", "elder=on&bar=on", "elder=on&bar=on&size=200", "body=large&size=150", "text=on&size=175")


def too_wide(page: Page, address: str, pages: dict[str, list[str]], modes: tuple[str, ...]) -> list[Any]:
    """What must be scrolled sideways: (address, mode, pixels too many, the first parts that stick out)."""
    found = []
    for template, urls in pages.items():
        for url in dict.fromkeys(urls) if template != "redirect.html" else ():
            page.goto(address + quoted(url))
            for mode in modes:
                page.evaluate("(chosen) => { modes.chosen = new URLSearchParams(chosen); modes.apply(); }", mode)
                if (pixels := page.evaluate(WIDTH)) > 0:
                    found.append((url, mode, pixels, _widest(page)))
    return found


def test_no_page_is_wider_than_the_narrowest_screen_in_large_print(
    browser: Browser, demonstration: Demonstration, address: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="zh-CN")
    wide = too_wide(context.new_page(), address, demonstration.pages, LARGE)
    context.close()
    assert wide == []


def test_words_that_cannot_be_broken_make_no_page_wider(
    browser: Browser, demonstration: Demonstration, tmp_path: Path
) -> None:
    """Addresses and numbers without end in titles, texts and what columns say of themselves."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for number, file in enumerate(sorted((tmp_path / "content").rglob("*.md"))):
        title = f"关于https://www.shifan.example.gov.cn/{'abcdefghij' * 6}{'1234567890' * 4}的通知{number}"
        text = re.sub(r"^标题: .*$", f"标题: {title}", file.read_text("utf-8"), count=1, flags=re.MULTILINE)
        file.write_text(text.replace("\n---\n", f"\n---\n\n{'x' * 150}\n\n## {'W' * 90}\n\n", 1), "utf-8")
    columns = tmp_path / "content/columns.yaml"
    columns.write_text(columns.read_text("utf-8").replace("说明: ", f"说明: {'y' * 120} "), "utf-8")
    folder = SiteFolder(tmp_path, as_of="")
    assert folder.build(workers=2).build.written is not None
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="zh-CN")
    with served(folder.output) as own:
        wide = too_wide(context.new_page(), own, demonstration.pages, ("", "size=150"))
    context.close()
    assert wide == []


def test_pages_work_without_scripts(browser: Browser, demonstration: Demonstration, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + "/")
    first = page.locator("main a[href$='.html']").first
    href = first.get_attribute("href")
    first.click()
    assert page.url == address + quoted(href or "")
    expect(page.locator("h1")).to_be_visible()
    page.goto(address + demonstration.pages["column.html"][0])
    assert page.locator("main [data-part=list] a:visible").count() > 0
    page.goto(address + "/search/")
    # Chromium shows <noscript> only where scripts are off for the whole browser, so what stands there is read.
    assert "浏览器未开启脚本" in BeautifulSoup(page.content(), "html.parser").select_one("noscript").get_text()  # type: ignore[union-attr]
    assert page.locator("main a:visible").count() >= 4
    assert page.locator("button[data-action]:visible, [data-part=tools]:visible, dialog:visible").count() == 0
    context.close()


def test_the_menu_opens_on_a_phone_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + "/")
    link = page.locator("[data-part=menu] a").nth(1)
    expect(link).to_be_hidden()
    page.get_by_text("栏目导航", exact=True).click()
    expect(link).to_be_visible()
    context.close()


def test_leaving_the_site_is_asked_first(phone: BrowserContext, demonstration: Demonstration, address: str) -> None:
    page = phone.new_page()
    page.goto(address + "/")
    asked: list[str] = []

    def stop_at_the_border(route: Route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    phone.route("**/*", stop_at_the_border)
    page.evaluate("""() => { const link = document.createElement("a"); link.href = "https://outside.example/x"; link.id = "out";
        link.textContent = "out"; document.querySelector("main").prepend(link); }""")
    page.click("#out")
    dialog = page.locator("#leave-site")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("https://outside.example/x")
    dialog.get_by_text("留在本站").click()
    expect(dialog).to_be_hidden()
    assert asked == [] and page.url == address + "/"
    page.evaluate("document.getElementById('out').href = 'https://www.gov.cn/'")
    page.click("#out")
    page.wait_for_timeout(200)
    assert asked == ["https://www.gov.cn/"]


def test_the_keyboard_reaches_the_text_first(phone: BrowserContext, demonstration: Demonstration, address: str) -> None:
    page = phone.new_page()
    page.goto(address + demonstration.pages["kinds/article.html"][0])
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0 and box["width"] > 20, "the skip link is not seen when focused"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    seen = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth; })()"
    style, _, width = page.evaluate(seen).partition(" ")
    assert style != "none" and width != "0px", "focus is not seen"


def said(validator: Path, *words: str) -> list[str]:
    """Errors and warnings of the Nu HTML checker, a line each; what it merely notes is left out."""
    done = subprocess.run(
        [
            "java",
            "-Dnu.validator.servlet.allow-forbidden-hosts=true",
            "-jar",
            str(validator),
            "--format",
            "json",
            *words,
        ],
        capture_output=True,
        timeout=240,
    )
    return [
        f"{message['url']}:{message.get('lastLine', 0)} {message['message']} {message.get('extract', '')[:80]!r}"
        for message in json.loads(done.stderr or done.stdout)["messages"]
        if message["type"] in ("error", "non-document-error") or message.get("subType") == "warning"
    ]


def test_the_validator_finds_nothing(demonstration: Demonstration, address: str, validator: Path) -> None:
    """Asked for over HTTP, so that "self" in a page's policy means the site."""
    pages = {address + quoted(url) for urls in demonstration.pages.values() for url in urls}
    assert said(validator, *sorted(pages)) == []


def test_the_validator_finds_nothing_in_style_sheets(validator: Path, tmp_path: Path) -> None:
    sheets = sorted(map(str, (THEME / "static").rglob("*.css")))
    assert len(sheets) >= 2 and said(validator, "--css", *sheets) == []
    bad = tmp_path / "bad.css"
    bad.write_text("a { colour: red; width: 3 }")
    assert len(said(validator, "--css", str(bad))) == 2


def test_feeds_are_well_formed(demonstration: Demonstration) -> None:
    feeds = [path for path in demonstration.output.rglob("*.xml") if path.name in ("rss.xml", "atom.xml")]
    assert len(feeds) > 10
    for path in feeds:
        feed = feedparser.parse(path.read_bytes())
        assert feed.bozo == 0, f"{path}: {feed.get('bozo_exception')}"
        assert feed.feed.title and feed.feed.link
