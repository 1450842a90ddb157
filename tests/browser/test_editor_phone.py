"""The web editor on the narrowest screen that is still in use: nothing to be pushed sideways, every button in reach."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import editing

pytestmark = pytest.mark.browser
WIDTH, TARGET = 360, 44
MISSED = """([width, target, within]) => {
  const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const named = (one) => `${one.tagName} ${one.getAttribute("aria-label") || one.innerText || one.value || one.id}`;
  const found = [];
  const all = "a[href], button, input, label[tabindex], [role=button], [role=menuitem], [contenteditable=true]";
  for (const one of document.querySelector(within).querySelectorAll(all)) {
    if (!shown(one) || one.type === "file") continue;
    one.scrollIntoView({ block: "center" });
    const { left, right, top, bottom } = one.getBoundingClientRect();
    if (left < 0 || right > width) found.push(`outside: ${named(one)} ${left} ${right}`);
    const small = bottom - top < target || right - left < target;
    if (small && one.getAttribute("role") !== "combobox") found.push(`small: ${named(one)} ${right - left} ${bottom - top}`);
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!hit || !(one.contains(hit) || hit.contains(one))) found.push(`covered: ${named(one)}`);
  }
  const texts = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement: about, data } = texts.currentNode;
    if (!data.trim() || !shown(about) || about.closest("noscript, script, style")) continue;
    if (parseFloat(getComputedStyle(about).fontSize) < 12) found.push(`tiny: ${data}`);
  }
  const widest = Math.max(...[document.documentElement, document.body].map((one) => one.scrollWidth));
  if (widest > width) found.push(`wide: ${widest}`);
  scrollTo(0, 0);
  return found;
}"""


STILL = """() => document.getAnimations().every((one) => one.playState !== "running"
  || one.effect.getComputedTiming().iterations === Infinity || one.effect.target.matches("[role=progressbar]"))"""
"""Whether nothing slides or fades any more; bars that run down and circles that turn go on."""


def missed(page: Page, within: str = "body") -> list[str]:
    page.wait_for_timeout(300)
    page.wait_for_function(STILL)
    return list(page.evaluate(MISSED, [WIDTH, TARGET, within]))


def test_every_screen_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": WIDTH, "height": 740}, locale="zh-CN", has_touch=True)
    found: dict[str, list[str]] = {}
    with editing.serving(editing.repository(tmp_path / "site"), tmp_path / "admin") as address:
        page = editing.enter(context, address)
        page.goto(f"{address}#/collections/zcwj")
        expect(page.get_by_text("关于印发第1号办法的通知")).to_be_visible()
        found["list"] = missed(page)
        page.get_by_label("按卡片显示").click()
        found["cards"] = missed(page)
        page.get_by_text("快速新建").click()
        found["menu"] = missed(page, "[class*=-DropdownList]")
        page.goto(f"{address}{editing.NEW}")
        _form(page, found)
        page.goto(f"{address}#/workflow")
        expect(page.get_by_text("删除新内容")).to_be_visible()
        found["board"] = missed(page)
        context.close()
    assert {screen: faults for screen, faults in found.items() if faults} == {}


def _form(page: Page, found: dict[str, list[str]]) -> None:
    editing.fill(page, "在手机上写的通知")
    page.get_by_role("button", name="新增关键词").click()
    page.get_by_role("button", name="新增撤回").click()
    found["form"] = missed(page)
    page.get_by_role("button", name="选择图片").first.click()
    expect(page.get_by_text("上传", exact=True)).to_be_visible()
    found["files"] = missed(page, ".ReactModalPortal")
    page.get_by_label("关闭").click()
    for name in ("关键词", "撤回"):
        page.get_by_label(f"删除这一项：{name}").click()
    editing.body(page, "各处室：")
    editing.save(page)
    found["saved"] = missed(page)
    page.get_by_role("button", name="状态: 草稿").click()
    found["states"] = missed(page, "[class*=-DropdownList]")
