"""What a reader sees, hears and does when the search box offers something, in Chromium on the demonstration."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from plugins.assets import read_assets
from tests.browser.demonstration import Demonstration
from tests.browser.search_site import Answer, Host, damaged, hang_up, hosted, missing
from tests.browser.test_pages import WIDTH, Watch
from tests.fixtures import THEME
from tests.search.offering import CASES, golden_files, unpacked

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
HOME = "/portal"


@pytest.fixture
def host(demonstration: Demonstration) -> Iterator[Host]:
    with hosted(demonstration.output, prefix=HOME) as host:
        yield host


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    yield from opened(browser, host, WIDE)


@pytest.fixture
def narrow(browser: Browser, host: Host) -> Iterator[Page]:
    yield from opened(browser, host, NARROW, has_touch=True)


def opened(browser: Browser, host: Host, size: dict[str, int], **more: bool) -> Iterator[Page]:
    """Whatever the page does that it should not fails the test when it is over."""
    context = browser.new_context(viewport=size, locale="zh-CN", **more)  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(page, host.address.removesuffix(HOME))
    page.on("dialog", watch.dismiss)
    yield page
    faults = [*watch.faults, *page.evaluate("window.__violations || []")]
    context.close()
    assert faults == []


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="要搜索的内容")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="搜索建议").get_by_role("option")


def texts(page: Page) -> list[str]:
    return page.locator(".offer-text").all_inner_texts()


def visit(page: Page, host: Host) -> Page:
    page.goto(f"{host.address}/search/")
    expect(box(page)).to_be_visible()
    return page


def typed(page: Page, host: Host, words: str) -> Page:
    visit(page, host)
    box(page).focus()
    page.keyboard.insert_text(words)
    expect(options(page).first).to_be_visible()
    return page


def test_titles_words_and_columns_are_offered(page: Page, host: Host) -> None:
    typed(page, host, "政务")
    assert "政务公开" in texts(page) and len(texts(page)) == 10
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(options(page).filter(has_text="政务服务数据")).to_contain_text("栏目")
    assert page.locator(".offer b").first.inner_text() == "政务"
    expect(page.locator("#search-form [role=status]")).to_have_text("有 10 条建议，按上下方向键选择。")


@pytest.mark.parametrize(
    ("words", "offered", "said"),
    [
        ("低保", "最低生活保障", "规范用语"),
        ("zwgk", "政务公开", ""),
        ("zhengwufuwu", "政务服务", ""),
        ("营商环竟", "营商环境", "您要找的是不是"),
        ("正务公开", "政务公开", "您要找的是不是"),
        ("示政办发（2026）", "示政办发〔2026〕", "文号"),
    ],
)
def test_so_are_sounds_slips_plain_words_and_numbers(
    page: Page, host: Host, words: str, offered: str, said: str
) -> None:
    typed(page, host, words)
    expect(options(page).filter(has_text=offered).first).to_contain_text(said)


def test_one_keystroke_costs_one_small_file(page: Page, host: Host, demonstration: Demonstration) -> None:
    visit(page, host)
    box(page).focus()
    expect(options(page).first).to_be_visible()
    for letter in "政务公开":
        host.asked.clear()
        page.keyboard.insert_text(letter)
        page.wait_for_timeout(250)
        names = [urlsplit(path).path.removeprefix(f"{HOME}/") for path in host.asked if "/suggest/" in path]
        assert len(names) <= 1 and all((demonstration.output / name).stat().st_size <= 15 * 1024 for name in names)
    expect(options(page).first).to_be_visible()


def test_an_empty_box_offers_the_hot_words(page: Page, host: Host) -> None:
    visit(page, host)
    box(page).focus()
    expect(options(page).first).to_contain_text("热门搜索")
    assert texts(page)[:2] == ["一件事", "老旧小区"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#search-status")).to_contain_text("找到")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["一件事"]
    expect(options(page)).to_have_count(0)


def test_the_keyboard_goes_through_the_list_and_back_to_what_was_typed(page: Page, host: Host) -> None:
    typed(page, host, "政务")
    offered = texts(page)
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value(offered[0])
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("政务")
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value("政务")
    assert page.evaluate("document.activeElement.id") == "query"


def test_escape_closes_the_list_and_leaves_the_words(page: Page, host: Host) -> None:
    typed(page, host, "政务")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_value("政务")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()


def test_the_list_closes_when_the_reader_goes_on(page: Page, host: Host) -> None:
    typed(page, host, "政务")
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)


def test_what_was_typed_is_searched_for_when_nothing_is_chosen(page: Page, host: Host) -> None:
    typed(page, host, "营商环境")
    page.keyboard.press("Enter")
    expect(page.locator("#search-status")).to_contain_text("营商环境")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["营商环境"]
    page.wait_for_timeout(500)
    expect(options(page)).to_have_count(0)


def test_a_word_is_searched_for_and_a_page_is_gone_to(page: Page, host: Host) -> None:
    typed(page, host, "营商环竟")
    expect(options(page).first).to_contain_text("营商环境")  # not the hot words, which are there before
    options(page).first.click()
    expect(page.locator("#search-status")).to_contain_text("“营商环境”")
    typed(page, host, "优化营商环境若干")
    expect(options(page).first).to_contain_text("优化营商环境")
    title = texts(page)[0]
    options(page).first.click()
    expect(page.locator("h1")).to_have_text(title)
    assert urlsplit(page.url).path.startswith(f"{HOME}/zwgk/")


def test_a_column_and_an_authority_are_gone_to(page: Page, host: Host) -> None:
    typed(page, host, "通知公告")
    options(page).filter(has_text="栏目").first.click()
    page.wait_for_url(f"**{HOME}/xwzx/tzgg/")
    typed(page, host, "示范市财政")
    options(page).filter(has_text="机关").first.click()
    page.wait_for_url(re.compile(rf"{HOME}/jigou/[a-z-]+/$"))


def test_the_box_of_every_page_offers_the_same(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/")
    head = page.locator("#header-query")
    assert not [path for path in host.asked if "suggest" in path]
    head.focus()
    expect(options(page).first).to_contain_text("一件事")
    page.keyboard.insert_text("低保")
    expect(options(page).filter(has_text="最低生活保障")).to_be_visible()
    options(page).filter(has_text="最低生活保障").first.click()
    page.wait_for_url(f"**{HOME}/search/?q={quote('最低生活保障')}")


def test_letters_on_their_way_to_characters_are_left_alone(page: Page, host: Host) -> None:
    """While an input method composes, its keys are its own."""
    visit(page, host)
    box(page).focus()
    expect(options(page).first).to_be_visible()
    before = texts(page)
    compose = "([type, text]) => { const box = document.getElementById('query'); box.value = text; box.dispatchEvent(new InputEvent(type, { bubbles: true, isComposing: true })); }"
    page.evaluate(compose, ["input", "zheng'wu"])
    page.wait_for_timeout(300)
    assert texts(page) == before
    page.evaluate(
        "() => { const box = document.getElementById('query'); box.value = '政务'; box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })); }"
    )
    expect(options(page).filter(has_text="政务公开").first).to_be_visible()


def test_on_a_phone_a_finger_is_enough(narrow: Page, host: Host) -> None:
    typed(narrow, host, "政务")
    listed = narrow.get_by_role("listbox", name="搜索建议").bounding_box()
    assert listed and listed["x"] >= 0 and listed["x"] + listed["width"] <= NARROW["width"]
    for option in options(narrow).all():
        size = option.bounding_box()
        assert size and size["height"] >= 44
    assert narrow.evaluate(WIDTH) <= NARROW["width"]
    options(narrow).filter(has_text="政务公开").first.tap()
    expect(narrow.locator("#search-status")).to_contain_text("政务公开")


@pytest.mark.parametrize("fault", [missing, damaged, hang_up], ids=["missing", "damaged", "hung up"])
def test_without_suggestions_the_search_goes_on(browser: Browser, demonstration: Demonstration, fault: object) -> None:
    with hosted(demonstration.output, faults={"search/suggest/": fault}) as host:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        thrown: list[str] = []
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(f"{host.address}/search/")
        expect(box(page)).to_be_visible()
        box(page).fill("营商环境")
        page.wait_for_timeout(400)
        expect(options(page)).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.locator("#search-status")).to_contain_text("找到")
        context.close()
    assert thrown == []


def always(raw: bytes) -> Callable[[bytes], Answer]:
    return lambda _: (200, raw)


def test_titles_that_look_like_markup_stay_text(browser: Browser, demonstration: Demonstration, tmp_path: Path) -> None:
    files = golden_files(tmp_path)
    faults = {f"search/suggest/{re.escape(name)}$": always(raw) for name, raw in files.items()}
    with hosted(demonstration.output, faults=faults) as host:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        typed(page, host, "绿色")
        assert texts(page) == ["<b>绿色建筑</b>专项规划"]
        assert page.locator(".offer b").all_inner_texts() == ["绿色"]
        context.close()


def test_chromium_offers_what_python_offers(page: Page, host: Host, tmp_path: Path) -> None:
    visit(page, host)
    script = read_assets(THEME).content("js/search/suggester.js")
    host.faults[r"js/search/suggester\.js"] = lambda _: (200, script)
    asked = [case["text"] for case in CASES["suggest"]]
    mended = [case["text"] for case in CASES["corrections"]]
    found = page.evaluate(
        """async ([address, files, asked, mended]) => {
          const { Suggester } = await import(address);
          const one = new Suggester(async (name) => files[name] ?? null);
          const suggest = [], corrections = [];
          for (const text of asked) suggest.push((await one.suggest(text)).map(({ text, why, url }) => [text, why, url]));
          for (const text of mended) corrections.push(await one.corrections(text));
          return { suggest, corrections };
        }""",
        [
            f"{host.address}/theme/js/search/suggester.js",
            unpacked(golden_files(tmp_path)),
            asked,
            mended,
        ],
    )
    assert found["suggest"] == [case["gives"] for case in CASES["suggest"]]
    assert found["corrections"] == [case["gives"] for case in CASES["corrections"]]


def test_a_page_that_finds_nothing_says_what_may_have_been_meant(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/search/?q={quote('营商环竟')}")
    meant = page.locator("#search-notes a", has_text="营商环境")
    expect(meant).to_be_visible()
    meant.click()
    expect(page.locator("#search-status")).to_contain_text("“营商环境”")
    assert "营商环境" in unquote(page.url)
