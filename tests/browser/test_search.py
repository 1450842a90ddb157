"""What a reader does on the search page, in Chromium, on a site of plain files below a folder of the host."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.search_site import NUMBER, PATROLS, Host, build, hosted
from tests.browser.test_pages import WIDTH, Watch

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("search")).output


@pytest.fixture
def host(output: Path) -> Iterator[Host]:
    with hosted(output, prefix="/portal") as host:
        yield host


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    """Whatever the page does that it should not fails the test when it is over."""
    context = browser.new_context(viewport=WIDE, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(page, host.address.removesuffix("/portal"))
    page.on("dialog", watch.dismiss)
    yield page
    faults = [*watch.faults, *page.evaluate("window.__violations || []")]
    context.close()
    assert faults == []


def search(page: Page, host: Host, words: str, more: str = "") -> Page:
    page.goto(f"{host.address}/search/?q={quote(words)}{more}")
    expect(page.locator("#search-status")).not_to_have_text(re.compile("^(正在查找……)?$"))
    return page


def status(page: Page) -> Locator:
    return page.locator("#search-status")


def titles(page: Page) -> list[str]:
    return page.locator(".found h3").all_inner_texts()


def asked(page: Page) -> dict[str, list[str]]:
    """What stands in the address."""
    return parse_qs(urlsplit(page.url).query)


def test_words_typed_into_the_box_are_found(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/search/")
    page.get_by_label("要搜索的内容").fill("营商环境")
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("找到 2 条")
    assert asked(page) == {"q": ["营商环境"]}
    first = page.locator(".found", has_text=NUMBER).filter(has_text="若干措施")
    expect(first.get_by_role("heading")).to_have_text("小城优化营商环境若干措施")
    assert first.locator("h3 mark").all_inner_texts() == ["营商环境"]
    assert first.locator(".found-text mark").all_inner_texts() == ["营商环境"]
    about = first.locator(".found-about").inner_text()
    assert all(part in about for part in ("政策文件", "市政府", NUMBER, "11990900MB0F00012Y/2025-00007", "2025-04-07"))
    first.get_by_role("link").click()
    assert urlsplit(page.url).path == "/portal/zcwj/2025/00007.html"
    expect(page.locator("h1")).to_have_text("小城优化营商环境若干措施")


def test_the_box_of_every_page_leads_here(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/")
    page.get_by_label("站内搜索").fill("营商环境")
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("找到 2 条")
    assert page.locator("#query").input_value() == "营商环境"


@pytest.mark.parametrize(
    "words", ["商环", "境自", "11990900MB0F00012Y/2025-00007", "小城 措施", "ＭＢ０Ｆ", "mb0f00012y"]
)
def test_any_piece_of_a_text_finds_it(page: Page, host: Host, words: str) -> None:
    search(page, host, words)
    expect(status(page)).to_contain_text("找到")
    assert {"小城优化营商环境若干措施", "关于营商环境自查的通知"} & set(titles(page))


@pytest.mark.parametrize("left, right", ["〔〕", "[]", "()", "（）", "【】", "［］", ("", ""), " 　"])
def test_a_number_in_any_brackets_comes_first(page: Page, host: Host, left: str, right: str) -> None:
    search(page, host, NUMBER.replace("〔", left).replace("〕", right))
    assert titles(page) == ["小城优化营商环境若干措施"]
    expect(page.get_by_role("heading", name="完全匹配")).to_be_visible()
    expect(page.locator("#search-notes")).to_contain_text("只列出文号或索引号相符的信息")
    assert len([name for name in host.index if name.split("/")[1:2] == ["t"]]) == 0, "no list of a term is needed"


def test_a_number_can_be_looked_for_in_all_texts(page: Page, host: Host) -> None:
    search(page, host, NUMBER)
    page.get_by_role("link", name="在全部内容中查找").click()
    expect(status(page)).to_contain_text("2 条")
    assert titles(page) == ["小城优化营商环境若干措施", "关于营商环境自查的通知"]
    assert asked(page)["all"] == ["1"]


def test_a_title_finds_itself_first(page: Page, host: Host) -> None:
    search(page, host, "第17次防汛巡查情况")
    assert titles(page)[0] == "第17次防汛巡查情况"
    expect(page.locator("#search-results h2").first).to_have_text("完全匹配")


def test_full_matches_stand_before_near_ones(page: Page, host: Host) -> None:
    """Pairs may stand apart in a text: 查情况 ⊃ 查情, 情况; what has the words as typed comes first."""
    search(page, host, "制定以下措施开展自查")
    expect(page.get_by_role("heading", name="近似")).to_be_visible()
    expect(page.locator("#search-notes")).to_contain_text("其中的一部分")


def test_nothing_found_says_what_to_do(page: Page, host: Host) -> None:
    search(page, host, "囧囧囧")
    expect(status(page)).to_have_text("没有找到与“囧囧囧”有关的信息。")
    expect(page.locator("#search-notes")).to_contain_text("换个说法")
    directory = page.locator("#directory")
    expect(directory.get_by_role("link", name="政策文件")).to_be_visible()
    expect(page.locator("#search-answer")).to_be_hidden()
    directory.get_by_role("link", name="新闻中心").click()
    assert urlsplit(page.url).path == "/portal/xw/"


def test_punctuation_alone_is_no_question(page: Page, host: Host) -> None:
    search(page, host, "……！？")
    expect(status(page)).to_have_text("请输入要查找的字词。")


def test_a_question_is_cut_to_64_characters(page: Page, host: Host) -> None:
    search(page, host, "防汛" + "巡查" * 2000)
    assert len(page.locator("#query").input_value()) == 64
    expect(status(page)).to_contain_text("巡查")


# facets, time, order, pages ----------------------------------------------------------------------------------------


def panel(page: Page, name: str) -> Locator:
    return page.locator(f"[data-facet={name}]")


def test_counts_are_fetched_when_they_are_looked_at(page: Page, host: Host) -> None:
    search(page, host, "巡查")
    expect(panel(page, "year").get_by_role("link")).to_have_count(3)
    assert [name for name in host.index if "/f/" in name] == []
    panel(page, "column").locator("summary").click()
    links = panel(page, "column").get_by_role("link")
    expect(links).to_have_text([re.compile("要闻.*26"), re.compile("通知公告.*8")])
    assert len([name for name in host.index if "/f/" in name]) <= 1


def test_a_facet_narrows_and_lets_go_again(page: Page, host: Host) -> None:
    search(page, host, "巡查")
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")
    panel(page, "authority").locator("summary").click()
    panel(page, "authority").get_by_role("link", name=re.compile("教育局")).click()
    expect(status(page)).to_contain_text("找到 6 条")
    assert asked(page)["authority"] == ["xc-jyj"]
    expect(panel(page, "authority").locator("summary")).to_have_text("机关（已选 1）")
    chosen = panel(page, "authority").locator("[aria-current=true]")
    expect(chosen).to_contain_text("教育局")
    expect(panel(page, "authority").get_by_role("link")).to_have_count(2)
    panel(page, "year").get_by_role("link", name=re.compile("2026年")).click()
    expect(status(page)).to_contain_text("找到 2 条")
    page.get_by_role("link", name=re.compile("取消条件 年份")).click()
    expect(status(page)).to_contain_text("找到 6 条")
    page.get_by_role("link", name=re.compile("取消条件 机关")).click()
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")


def test_several_values_of_a_facet_are_any_of_them(page: Page, host: Host) -> None:
    search(page, host, "巡查", "&year=2024&year=2025")
    expected = sum(1 for number in range(1, PATROLS + 1) if number % 3 != 2)
    expect(status(page)).to_contain_text(f"找到 {expected} 条")
    page.get_by_role("link", name="取消全部条件").click()
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")


def test_a_facet_that_leaves_nothing_can_be_taken_back(page: Page, host: Host) -> None:
    search(page, host, "巡查", "&column=zcwj&kind=constructor")
    expect(status(page)).to_contain_text("没有找到")
    page.get_by_role("link", name="取消全部条件").click()
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")


def test_the_last_year_and_days_of_ones_own(page: Page, host: Host) -> None:
    page.clock.set_fixed_time("2026-11-18T10:00:00+08:00")
    search(page, host, "巡查")
    panel(page, "time").locator("summary").click()
    panel(page, "time").get_by_role("link", name="近一年").click()
    expect(status(page)).not_to_contain_text(f"找到 {PATROLS} 条")
    assert asked(page)["since"] == ["2025-11-18"]
    assert all("2026-" in about for about in page.locator(".found-about").all_inner_texts())
    page.get_by_label("从").fill("2025-12-31")
    page.get_by_label("到").fill("2025-01-01")
    page.get_by_role("button", name="按日期筛选").click()
    expect(page.get_by_role("link", name=re.compile("取消条件 发布时间"))).to_contain_text("2025-01-01 至 2025-12-31")
    assert all("2025-" in about for about in page.locator(".found-about").all_inner_texts())


def test_by_time_the_newest_come_first(page: Page, host: Host) -> None:
    search(page, host, "巡查")
    page.get_by_role("link", name="按时间").click()
    expect(page.get_by_role("link", name="按时间")).to_have_attribute("aria-current", "true")
    days = page.locator(".found time").all_inner_texts()
    assert len(days) == 10 and days == sorted(days, reverse=True)
    assert page.locator("#search-results .group-title").count() == 0
    assert asked(page)["sort"] == ["date"]


def test_pages_are_addresses_and_the_way_back_works(page: Page, host: Host) -> None:
    search(page, host, "巡查")
    first = titles(page)
    page.get_by_role("navigation", name="分页").get_by_role("link", name="第2页").click()
    expect(status(page)).to_contain_text("第 2 页，共 4 页")
    expect(status(page)).to_be_focused()
    assert asked(page) == {"q": ["巡查"], "p": ["2"]}
    second = titles(page)
    assert len(second) == 10 and not set(first) & set(second)
    page.get_by_role("link", name="下一页").click()
    expect(status(page)).to_contain_text("第 3 页")
    page.go_back()
    expect(status(page)).to_contain_text("第 2 页")
    assert titles(page) == second
    page.go_back()
    expect(status(page)).not_to_contain_text("页，共")
    assert titles(page) == first
    page.locator(".found a").nth(8).click()
    expect(page.locator("#search-status")).to_have_count(0)
    page.go_back()
    expect(page.locator(".found")).to_have_count(10)
    assert titles(page) == first and page.evaluate("scrollY") > 200, "back to where one was"
    everything = set(first)
    for number in (2, 3, 4):
        everything |= set(titles(search(page, host, "巡查", f"&p={number}")))
    assert len(everything) == PATROLS


def test_an_address_brings_all_of_it_back(page: Page, host: Host) -> None:
    more = "&sort=date&year=2024&year=2025&column=xw%2Fyw&since=2024-02-01&until=2025-06-30&p=2"
    search(page, host, "巡查", more)
    again = titles(page)
    assert again and page.locator("#search-chosen li").count() == 5
    link = page.get_by_role("navigation", name="分页").get_by_role("link", name="第2页")
    expect(link).to_have_attribute("aria-current", "page")
    assert parse_qs((link.get_attribute("href") or "")[1:]) == asked(page)
    page.reload()
    expect(status(page)).to_contain_text("第 2 页")
    assert titles(page) == again


@pytest.mark.parametrize(
    "more", ["&p=0", "&p=-3", "&p=99999999999", "&p=x", "&sort=x", "&since=2026-13-45", "&until=x", "&x=1"]
)
def test_nonsense_in_the_address_is_not_heeded(page: Page, host: Host, more: str) -> None:
    search(page, host, "巡查", more)
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")
    assert len(titles(page)) == 10


# keyboard, screen reader, phone ---------------------------------------------------------------------------------------


def test_the_keyboard_alone_is_enough(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/search/")
    page.focus("#query")
    page.keyboard.type("巡查")
    page.keyboard.press("Enter")
    expect(status(page)).to_be_focused()
    expect(status(page)).to_contain_text(f"找到 {PATROLS} 条")
    _tab_to(page, "SUMMARY 栏目")
    page.keyboard.press("Enter")
    expect(panel(page, "column").get_by_role("link")).to_have_count(2)
    _tab_to(page, "A 要闻")
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("找到 26 条")
    assert _focused(page).startswith("A 要闻"), "the focus stays where it was"
    _tab_to(page, "A 按时间")
    page.keyboard.press("Enter")
    assert _focused(page).startswith("A 按时间")
    _tab_to(page, "A 第")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("次防汛巡查情况")


def _focused(page: Page) -> str:
    words: str = page.evaluate("(({ tagName, innerText }) => `${tagName} ${innerText.trim()}`)(document.activeElement)")
    return words


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert outline[0] != "none" and outline[1] != "0px", f"the focus is not seen on {_focused(page)}"
        if _focused(page).startswith(wanted):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_a_screen_reader_is_told_names(page: Page, host: Host) -> None:
    search(page, host, "巡查")
    assert page.locator("#search-status").get_attribute("role") == "status"
    for role, name in (("search", ""), ("navigation", "排序"), ("navigation", "分页")):
        assert page.get_by_role(role, name=name).count() >= 1, name  # type: ignore[arg-type]
    levels = [
        int(tag[1]) for tag in page.eval_on_selector_all("main :is(h1,h2,h3)", "found => found.map((e) => e.tagName)")
    ]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    nameless = page.evaluate(
        """[...document.querySelectorAll("main :is(a, button, input, summary)")]
        .filter((e) => e.checkVisibility() && !(e.innerText.trim() || e.ariaLabel || e.labels?.length)).map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_a_phone_shows_it_all(page: Page, host: Host) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    search(page, host, "巡查", "&year=2026&column=xw%2Fyw")
    assert page.evaluate(WIDTH) <= 0
    expect(panel(page, "year")).to_be_hidden()
    page.locator("#limits > summary").click()
    for name in ("year", "column", "authority", "kind", "time"):
        panel(page, name).locator("summary").click()
    expect(panel(page, "kind").get_by_role("link").first).to_be_visible()
    assert page.evaluate(WIDTH) <= 0
    page.evaluate("document.documentElement.classList.add('large')")
    assert page.evaluate(WIDTH) <= 0
    search(page, host, "W" * 64)
    assert page.evaluate(WIDTH) <= 0


def test_without_scripts_there_is_a_directory(browser: Browser, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{host.address}/search/?q=x")
    # Chromium shows <noscript> only where scripts are off for the whole browser, so what stands there is read.
    assert "浏览器未开启脚本" in re.sub("<[^>]+>", "", page.content())
    assert page.locator("#directory a:visible").count() >= 8
    assert page.locator("#search-answer:visible, #search-old:visible").count() == 0
    page.locator("#directory").get_by_role("link", name="信息订阅").click()
    assert urlsplit(page.url).path == "/portal/rss/"
    context.close()
