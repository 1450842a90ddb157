"""The web editor without a pointer."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser import editing

pytestmark = pytest.mark.browser
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = FilePayload(name="Photo.png", mimeType="image/png", buffer=base64.b64decode(PIXEL))
AT = """() => {
  const one = document.activeElement;
  const framed = [one, one.parentElement, one.closest("[class*=-ControlContainer] > *")].filter(Boolean);
  const seen = framed.some((frame) => parseFloat(getComputedStyle(frame).outlineWidth) >= 2 &&
    getComputedStyle(frame).outlineStyle !== "none") || getComputedStyle(one).boxShadow.includes("inset");
  const name = one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || one.placeholder;
  return [name || one.tagName, seen];
}"""


def walk(page: Page, key: str, until: str) -> list[str]:
    """What the key leads past, until it stands on a thing of that name; each must show that it does."""
    past: list[str] = []
    for _ in range(200):
        page.keyboard.press(key)
        name, seen = page.evaluate(AT)
        assert seen, f"nothing shows where the keyboard is: {name}"
        past.append(name.strip())
        if re.search(until, name):
            return past
    raise AssertionError(f"{until} is not reached: {past}")


def test_an_item_is_written_without_a_pointer(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(locale="zh-CN")
    site = editing.repository(tmp_path / "site")
    with editing.serving(site, tmp_path / "admin") as address:
        page = editing.enter(context, address)
        page.on("filechooser", lambda chooser: chooser.set_files(PICTURE))
        page.goto(f"{address}#/collections/zcwj")
        walk(page, "Tab", "^创建")
        page.keyboard.press("Enter")
        expect(page.get_by_text("含未保存的修改")).to_be_visible()
        _write(page)
        walk(page, "Shift+Tab", "^保存$")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="状态: 草稿")).to_be_visible()
        walk(page, "Tab", "^状态: 草稿")
        page.keyboard.press("Enter")
        expect(page.get_by_role("menuitem", name="草稿")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="状态: 审核中")).to_be_visible()
        page.goto(f"{address}#/workflow")
        expect(page.get_by_text("只用键盘写的通知")).to_be_visible()
        assert any("只用键盘写的通知" in name for name in walk(page, "Tab", "删除新内容"))
        context.close()
    branch = site.git("for-each-ref", "--format=%(refname)", "refs/heads/cms")
    text = site.git("show", f"{branch}:content/zcwj/2026/{branch.rsplit('/', 1)[1]}.md")
    assert "关键词: [键盘]" in text and "图片: photo.png" in text and text.endswith("第一段。\n\n第二段。")


def _write(page: Page) -> None:
    walk(page, "Tab", "^标题$")
    page.keyboard.type("只用键盘写的通知")
    walk(page, "Tab", "^发文机关$")
    page.keyboard.type("xc-gov")
    page.keyboard.press("Enter")
    walk(page, "Tab", "^成文日期$")
    page.keyboard.type("03022026")
    walk(page, "Tab", "^新增关键词")
    for _ in range(2):
        page.keyboard.press("Enter")
    walk(page, "Tab", "^删除这一项：关键词$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="新增关键词")).to_be_focused()
    walk(page, "Tab", "^关键词$")
    page.keyboard.type("键盘")
    walk(page, "Tab", "^选择图片")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    walk(page, "Tab", "^上传$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="photo.png")).to_be_visible()
    walk(page, "Tab", "^选用")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="选择其他图片")).to_be_focused()
    walk(page, "Tab", "^图片说明")
    page.keyboard.type("一张图")
    page.locator("[contenteditable=true]").last.focus()
    page.keyboard.type("第一段。")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("第二段。")
