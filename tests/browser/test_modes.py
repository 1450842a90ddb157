"""The modes of old and disabled readers: from the bar, from an address, from memory, by keyboard, without storage or voices."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demonstration import Demonstration, quoted
from tests.browser.test_pages import TEMPLATES
from tests.browser.views import NARROW, VIEWS, WIDE, View, look, opened

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll("body *")].filter((e) => !e.closest("svg, script, style, noscript, .unseen, [hidden], dialog:not([open])") && e.checkVisibility()
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 23.99)
    .map((e) => getComputedStyle(e).fontSize + " " + e.outerHTML.slice(0, 110))"""
NARROW_TARGETS = """(least) => [...document.querySelectorAll(least === 60 ? "button, .button, [data-part=menu] > ul > li > a, .menu-label, header [type=search]" : "a[href], button, select, summary, input:not([type=hidden])")]
    .filter((e) => e.checkVisibility() && !e.closest("dialog:not([open]), .unseen") && !e.matches(".unseen, .skip"))
    .filter((e) => { const inline = getComputedStyle(e).display === "inline"; const r = inline ? e.getClientRects()[0] : e.getBoundingClientRect(); return r && (r.height < least - 0.5 || (!inline && r.width < 43.5)); })
    .map((e) => Math.round(e.getBoundingClientRect().width) + "x" + Math.round(e.getBoundingClientRect().height) + " " + e.outerHTML.slice(0, 110))"""
VOICES = """
window.spoken = [];
class SpeechSynthesisUtterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = SpeechSynthesisUtterance;
Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
    getVoices: () => %s, cancel() { clearTimeout(this.timer); },
    speak(piece) { spoken.push([piece.text, piece.rate]); this.timer = setTimeout(() => piece.onend(), 40); },
})});
"""
LOCAL = VOICES % "[{lang: 'zh-CN', localService: true, name: 'here'}]"
REMOTE = (
    VOICES
    % "[{lang: 'zh-CN', localService: false, name: 'service'}, {lang: 'en-US', localService: true, name: 'here'}]"
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = opened(browser)
    yield context.new_page()
    context.close()


def until(page: Page, said: str, word: str = "") -> None:
    """Wait until it is so; Playwright's own way needs eval, which the pages' policy forbids."""
    for _ in range(100):
        if page.evaluate(said, word):
            return
        page.wait_for_timeout(50)
    raise AssertionError(said)


def mode(page: Page, name: str) -> str | None:
    return page.locator("html").get_attribute(f"data-{name}")


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "redirect.html"])
def test_everything_is_large_for_the_old(page: Page, demonstration: Demonstration, address: str, template: str) -> None:
    """18 pt are 24 px; main targets take 60 px, the others 44."""
    page.goto(address + quoted(demonstration.pages[template][0]))
    for width in (WIDE, NARROW):
        look(page, VIEWS[1], width)
        assert page.evaluate(SMALL) == []
        assert page.evaluate(NARROW_TARGETS, 60) == []
        assert page.evaluate(NARROW_TARGETS, 44) == []


COVERED = """() => [...document.querySelectorAll(".official td:last-child")].filter((e) => {
    e.closest(".scroll").scrollLeft = 1e6; e.scrollIntoView({block: "center"});
    const r = e.getBoundingClientRect(); const top = document.elementFromPoint(r.right - 6, r.y + r.height / 2); return top !== e && !e.contains(top); })
    .map((e) => e.parentElement.textContent.slice(0, 40))"""


@pytest.mark.parametrize("path", ["/zwgk/xxgknb/2026/00001.html", "/nianbao/"])
def test_the_words_of_a_row_never_cover_its_numbers_on_a_phone(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    for modes in ("", "elder=on", "size=200", "elder=on&size=200"):
        look(page, View(modes, modes), NARROW)
        assert page.evaluate(COVERED) == [], modes


def test_where_the_system_sets_the_colours_strokes_tell_what_grounds_told(
    browser: Browser, demonstration: Demonstration, address: str
) -> None:
    context = opened(browser, forced_colors="active")
    page = context.new_page()
    stroke = "(all) => all.map((e) => { const s = getComputedStyle(e); return [parseFloat(s.borderTopWidth), parseFloat(s.outlineWidth)]; })"
    page.goto(address + "/zwgk/zcwj/gfxwj/2023/00001.html")
    for part in (".validity", ".search button"):
        widths = page.locator(part).evaluate_all(stroke)
        assert widths and all(border >= 2 for border, _ in widths), part
    page.goto(address + quoted(demonstration.pages["column_filtered.html"][0]))
    widths = page.locator(".filters [aria-current]").evaluate_all(stroke)
    assert widths and all(outline >= 2 for _, outline in widths)
    context.close()


def test_the_name_of_the_site_stands_beside_its_emblem_in_every_mode(page: Page, address: str) -> None:
    page.goto(address + "/")
    for view in VIEWS:
        look(page, view, WIDE)
        emblem, name = (page.locator(f".site-name {part}").bounding_box() for part in ("img", "span"))
        assert emblem and name
        assert emblem["x"] + emblem["width"] + 4 <= name["x"], view.name


@pytest.mark.parametrize("chosen", ["", "contrast=black-yellow", "contrast=blue-white", "elder=on"])
def test_paper_is_black_on_white_whatever_was_chosen(
    page: Page, demonstration: Demonstration, address: str, chosen: str
) -> None:
    page.goto(address + quoted(demonstration.pages["kinds/dataset.html"][0]))
    page.evaluate("(chosen) => { modes.chosen = new URLSearchParams(chosen); modes.apply(); }", chosen)
    page.emulate_media(media="print", color_scheme="dark")
    ink = """(all) => all.map((e) => getComputedStyle(e).color.match(/[0-9]+/g).slice(0, 3).map(Number))"""
    for part in ("h1", ".body p", ".file-type", ".record dd"):
        assert all(max(colour) < 90 for colour in page.locator(part).evaluate_all(ink)), part
    for part in (".button", ".modes", ".site-header", ".share"):
        assert page.locator(f"{part}:visible").count() == 0, f"{part} is no use on paper"


def test_a_choice_is_remembered_and_there_before_the_first_paint(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.get_by_role("button", name="长者模式").first.click()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.early = document.documentElement.dataset.elder; });"
    )
    page.goto(address + "/search/")
    assert page.evaluate("window.early") == "on" and mode(page, "elder") == "on"
    page.get_by_role("button", name="退出长者模式").click()
    page.reload()
    assert mode(page, "elder") is None


@pytest.mark.parametrize(
    ("asked", "name", "value"),
    [("elder", "elder", "on"), ("contrast", "contrast", "black-yellow"), ("text", "text", "on"), ("bar", "bar", "on")],
)
def test_an_address_asks_for_a_mode(page: Page, address: str, asked: str, name: str, value: str) -> None:
    page.goto(f"{address}/?mode={asked}")
    page.goto(address + "/ditu/")
    assert mode(page, name) == value
    page.goto(f"{address}/?mode=off")
    assert mode(page, name) is None


@pytest.mark.parametrize(
    "kept", ["elder=<b>&contrast=red&size=9999&text", "%%%", "x" * 5000, "__proto__=on&constructor=on"]
)
def test_what_is_remembered_may_be_anything(page: Page, address: str, kept: str) -> None:
    page.add_init_script(f"localStorage.setItem('modes', {kept!r})")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address + "/?mode=toString")
    assert faults == [] and [mode(page, name) for name in ("elder", "contrast", "size", "text")] == [None] * 4


def test_where_storage_is_forbidden_choices_last_for_the_page(page: Page, address: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address + "/?mode=elder")
    assert mode(page, "elder") == "on"
    page.keyboard.press("Alt+Shift+W")
    page.get_by_role("button", name="大鼠标").click()
    assert mode(page, "pointer") == "on" and "pointer" in page.evaluate("getComputedStyle(document.body).cursor")
    assert faults == []


def test_the_bar_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + "/")
    entry = page.get_by_role("button", name="无障碍", exact=True)
    entry.focus()
    page.keyboard.press("Space")
    bar = page.get_by_role("region", name="无障碍工具条")
    expect(bar).to_be_visible()
    expect(entry).to_have_attribute("aria-expanded", "true")
    expect(bar.get_by_role("button", name="长者模式")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("button", name="纯文本")).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("status")).to_have_text("纯文本已开启")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(entry).to_be_focused()
    page.keyboard.press("Alt+Shift+W")
    expect(bar).to_be_visible()
    for size in ("125%", "150%", "175%", "200%", "200%，已经最大"):
        bar.get_by_role("button", name="放大字号").click()
        expect(bar.get_by_role("status")).to_have_text(f"字号 {size}")
    bar.get_by_role("button", name="恢复默认").click()
    assert mode(page, "size") is None and mode(page, "text") is None
    bar.get_by_label("配色").select_option("黑底白字")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    bar.get_by_role("button", name="关闭工具条").click()
    expect(bar).to_be_hidden()


def test_entries_are_links_where_no_script_runs(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("无障碍", "长者模式"):
        page.goto(address + "/")
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("无障碍说明")
    assert "没有运行脚本" in page.content()
    expect(page.get_by_role("region", name="无障碍工具条")).to_be_hidden()
    context.close()


def test_the_ruler_follows_pointer_and_focus_and_escape_takes_it_away(page: Page, address: str) -> None:
    page.goto(address + "/?mode=bar")
    page.get_by_role("button", name="阅读标尺").click()
    ruler = page.locator(".ruler")
    page.mouse.move(300, 420)
    assert abs((ruler.bounding_box() or {"y": 0})["y"] - 420) <= 1
    link = page.locator("main a").nth(1)
    link.focus()
    box = link.bounding_box()
    assert box and abs((ruler.bounding_box() or {"y": 0})["y"] - box["y"] - box["height"]) <= 2
    page.keyboard.press("Escape")
    expect(ruler).to_be_hidden()


def test_text_only_shows_the_words_of_images(page: Page, demonstration: Demonstration, address: str) -> None:
    page.goto(address + "/zwgk/zcjd/2026/00003.html?mode=text")
    assert page.locator("main img:visible, main svg:visible").count() == 0
    expect(page.locator("main")).to_contain_text("［图片：")


# ---- reading aloud


def test_the_whole_text_is_read_in_order(page: Page, address: str) -> None:
    page.add_init_script(LOCAL)
    page.goto(address + "/zwgk/zcwj/szfwj/2026/00001.html?mode=bar")
    page.get_by_label("语速").select_option("快")
    page.get_by_role("button", name="朗读全文").click()
    until(page, "spoken.length > 3")
    spoken = page.evaluate("spoken")
    words = "".join(page.locator("main").inner_text().split())
    at = [words.find("".join(text.split())[:12]) for text, _ in spoken]
    assert at == sorted(at) and at[0] >= 0 and {rate for _, rate in spoken} == {1.4}
    assert page.locator("[data-spoken]").count() == 1
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_role("button", name="暂停")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(120)
    before = page.evaluate("spoken.length")
    page.wait_for_timeout(150)
    assert page.evaluate("spoken.length") == before, "it went on although it was paused"
    page.get_by_role("button", name="暂停").click()
    until(page, f"spoken.length > {before}")
    page.keyboard.press("Escape")
    expect(page.locator(".modes [role=status]")).to_have_text("朗读已停止")
    assert page.locator("[data-spoken]").count() == 0


def test_every_word_of_a_page_is_read(page: Page, address: str) -> None:
    page.add_init_script(LOCAL.replace("40)", "0)"))
    page.goto(address + "/wza/?mode=bar")
    page.get_by_role("button", name="朗读全文").click()
    expect(page.locator(".modes [role=status]")).to_have_text("朗读完毕", timeout=20_000)
    letters = "".join(filter(str.isalnum, "".join(text for text, _ in page.evaluate("spoken"))))
    shown = "".join(filter(str.isalnum, page.locator("main").inner_text()))
    assert letters == shown


def test_selection_and_pointed_paragraph_are_read(page: Page, address: str) -> None:
    page.add_init_script(LOCAL)
    page.goto(address + "/zwgk/zcwj/szfwj/2026/00001.html?mode=bar")
    page.get_by_role("button", name="朗读所选").click()
    expect(page.locator(".modes [role=status]")).to_have_text("请先选中要朗读的文字")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main h1'))")
    page.get_by_role("button", name="朗读所选").click()
    until(page, "spoken.length > 0")
    heading = page.locator("main h1").inner_text()
    assert heading.startswith(page.evaluate("spoken[0][0]")[:10])
    page.get_by_role("button", name="停止").click()
    page.get_by_role("button", name="指读").click()
    paragraph = page.locator("[data-part=body] > p").nth(1)
    paragraph.hover()
    until(page, "(words) => spoken.some(([text]) => words.startsWith(text))", paragraph.inner_text())
    link = page.locator("main a").first
    link.focus()
    until(page, "(words) => spoken.some(([text]) => words.startsWith(text))", link.inner_text())


@pytest.mark.parametrize(
    "script",
    [REMOTE, "delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', {value: undefined})"],
)
def test_without_a_voice_of_its_own_the_bar_says_so(page: Page, address: str, script: str) -> None:
    """A voice of a service would send the text to a third party."""
    page.add_init_script("window.spoken = [];" + script)
    page.goto(address + "/?mode=bar")
    page.get_by_role("button", name="朗读全文").click()
    expect(page.locator(".modes [role=status]")).to_contain_text("没有可用的本机中文语音")
    assert page.evaluate("spoken.length") == 0
