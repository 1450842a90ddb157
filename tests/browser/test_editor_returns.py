"""The web editor when things go otherwise: two windows, a server that stops, another address, a text not yet saved."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import editing

pytestmark = pytest.mark.browser
OLD, OTHER = (f"#/collections/zcwj/entries/2026/0000{n}" for n in (1, 2))
KEPT = """async (words) => {
  const done = (asked) => new Promise((tell) => { asked.onsuccess = () => tell(asked.result); });
  const base = await done(indexedDB.open("localforage"));
  const kept = await done(base.transaction("keyvaluepairs").objectStore("keyvaluepairs").getAll());
  base.close();
  return JSON.stringify(kept).includes(words);
}"""
"""Whether the browser has put by what is not saved yet: two seconds after the last letter, on a quick machine."""


def told(page: Page, words: str) -> None:
    expect(page.locator(".Toastify__toast").filter(has_text=words)).to_be_visible()
    assert "API_ERROR" not in page.locator("body").inner_text()


def change(page: Page, author: str) -> None:
    expect(page.get_by_label("标题", exact=True)).not_to_have_value("")
    page.get_by_label("作者 (可选)").fill(author)
    page.get_by_role("button", name="保存", exact=True).click()


def test_nothing_is_written_over_or_lost(browser: Browser, tmp_path: Path) -> None:
    site = editing.repository(tmp_path / "site")
    context, other = (browser.new_context(locale="zh-CN") for _ in range(2))
    with editing.serving(site, tmp_path / "admin") as address:
        page, second = editing.enter(context, address), editing.enter(other, address)
        for window in (page, second):
            window.goto(address + OLD)
            expect(window.get_by_label("标题", exact=True)).not_to_have_value("")
        change(page, "袁一")
        expect(page.get_by_text("修改已保存")).to_be_visible()
        change(second, "朱二")
        told(second, "没有盖过它")
        expect(second.get_by_label("作者 (可选)")).to_have_value("朱二")
        other.close()
        _addresses(page, address)
    change(page, "没有存上")
    told(page, "连不上服务器")
    with editing.serving(site, tmp_path / "admin", int(address.rsplit(":", 1)[1].strip("/"))):
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("修改已保存")).to_be_visible()
        page.get_by_label("作者 (可选)").fill("没有来得及存")
        _kept(page, "没有来得及存")
        page.reload()
        expect(page.get_by_label("作者 (可选)")).to_have_value("没有来得及存")
        page.wait_for_timeout(500)
        expect(page.get_by_label("作者 (可选)")).to_have_value("没有来得及存")
        context.close()
    assert "作者: 袁一" in site.git("show", "cms/zcwj/2026/00001:content/zcwj/2026/00001.md")
    assert "作者: 没有存上" in site.git("show", "cms/zcwj/2026/00002:content/zcwj/2026/00002.md")


def _kept(page: Page, words: str) -> None:
    for _ in range(200):
        if page.evaluate(KEPT, words):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the browser keeps nothing")


def _addresses(page: Page, address: str) -> None:
    """Each address shows its own item, also by the browser's arrows; words of two letters are found."""
    title = page.get_by_label("标题", exact=True)
    page.goto(address + OTHER)
    expect(title).to_have_value("关于印发第2号办法的通知")
    page.go_back()
    expect(title).to_have_value("关于印发第1号办法的通知")
    page.goto(f"{address}#/collections/zcwj/search/印发")
    expect(page.get_by_text("关于印发第2号办法的通知")).to_be_visible()
    page.goto(address + OTHER)
    expect(title).to_have_value("关于印发第2号办法的通知")
