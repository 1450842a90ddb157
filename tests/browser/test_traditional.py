"""The pages in traditional characters in a real browser: the switch, and a search for what is typed in them."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demonstration import served
from tests.browser.test_pages import Watch
from tests.fixtures import Site, document, item
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
        expect(found).to_have_text("關於幹部體檢的通知")
        found.click()
        expect(page).to_have_url(f"{address}/hant/xw/yw/2026/00001.html")
        expect(page.locator("h1")).to_have_text("關於幹部體檢的通知")
        # What scripts say and mark is in keeping.
        expect(page.locator("[data-part=menu] a[aria-current]")).not_to_contain_text(["首頁"])
        page.get_by_role("button", name="長者模式", exact=True).first.click()
        expect(page.locator("#modes [role=status]")).to_have_text("長者模式已開啓")
        page.get_by_role("button", name="退出長者模式").click()
        page.get_by_role("link", name="简体版", exact=True).first.click()
        expect(page).to_have_url(f"{address}/xw/yw/2026/00001.html")
        assert watch.faults + page.evaluate("window.__violations") == []
    context.close()


def test_all_that_a_search_says_is_in_traditional_characters(browser: Browser, site: Site) -> None:
    number = "小政办发〔2026〕1号"
    files = {
        "zcwj/2026/00001.md": document(1, f"后台依据{number}公布干部的头发标准。"),
        "xw/yw/2026/00001.md": item("关于干部体检的通知", "干部的体检。"),
    }
    folder = site(files, tables=ON)
    folder.build()
    context = browser.new_context(locale="zh-TW")
    with served(folder.output) as address:
        page = context.new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/hant/search/?q={quote('幹部')}")
        expect(page.locator("#search-status")).to_have_text("找到 2 條與“幹部”有關的信息。")
        expect(page.locator(".found h3").filter(has_text="關於幹部體檢的通知")).to_have_count(1)
        expect(page.locator(".found-text").filter(has_text="後臺依據")).to_have_text(
            re.compile(f"後臺依據{number}公佈幹部的頭髮標準")
        )
        expect(page.locator(".found mark").first).to_have_text("幹部")
        page.get_by_text("欄目", exact=True).click()
        expect(page.locator("[data-facet=column] a").first).to_contain_text("要聞")
        page.locator("#query").fill("關於幹")
        offered = page.get_by_role("option", name="關於幹部體檢的通知")
        expect(offered).to_be_visible()
        expect(page.locator("#search-form [role=status]")).to_have_text("有 1 條建議，按上下方向鍵選擇。")
        offered.click()
        expect(page).to_have_url(f"{address}/hant/xw/yw/2026/00001.html")
        page.goto(f"{address}/hant/search/?q={quote('不在其中')}")
        expect(page.locator("#search-status")).to_have_text("沒有找到與“不在其中”有關的信息。")
        simple = re.compile("[这为与关开个条寻点该说讯题选择键议换减词]")
        assert simple.findall(page.inner_text("main").replace("简体版", "")) == []
        assert watch.faults + page.evaluate("window.__violations") == []
    context.close()


def test_a_site_without_such_pages_finds_what_is_typed_in_them(browser: Browser, site: Site) -> None:
    folder = site({"xw/yw/2026/00001.md": item("关于干部体检的通知", "乾隆年间的碑。")})
    folder.build()
    context = browser.new_context(locale="zh-TW")
    with served(folder.output) as address:
        page = context.new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/search/?q={quote('幹部體檢')}")
        expect(page.locator("#search-status")).to_have_text("找到 1 条与“干部体检”有关的信息。")
        expect(page.locator("#query")).to_have_value("幹部體檢")
        page.goto(f"{address}/search/?q={quote('乾隆')}")
        expect(page.locator("#search-status")).to_have_text("找到 1 条与“乾隆”有关的信息。")
        page.locator("#query").fill("幹部體檢")
        expect(page.get_by_role("option").first).to_have_text("关于干部体检的通知")
        assert watch.faults + page.evaluate("window.__violations") == []
    context.close()
