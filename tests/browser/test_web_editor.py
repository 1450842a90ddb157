"""An item is created, changed, submitted and an old one edited in Decap itself; what is on the branches reads cleanly."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.source import read_item_source
from tests.browser import editing

pytestmark = pytest.mark.browser
UNSPOKEN = """() => {
  const flat = (tree, above = "") => Object.entries(tree).flatMap(([name, inner]) =>
    typeof inner === "object" ? flat(inner, above + name + ".") : [above + name]);
  const spoken = new Set(flat(CMS.getLocale("zh_Hans")));
  return flat(CMS.getLocale("en")).filter((name) => !spoken.has(name));
}"""


def test_an_editor_writes_and_submits(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    foreign: list[str] = []
    context.on("request", lambda made: foreign.append(made.url))
    repository = editing.repository(tmp_path / "site")
    with editing.serving(repository, tmp_path / "admin") as address:
        page = editing.enter(context, address)
        assert page.evaluate(UNSPOKEN) == [], "phrases that the editor says in English"
        _create(page, address)
        _edit(page, address)
        context.close()
    assert not [url for url in foreign if not url.startswith((address, "data:", "blob:"))]
    branches = repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/cms").splitlines()
    old, new = sorted(branches)
    assert old == "cms/zcwj/2026/00001" and re.fullmatch(r"cms/zcwj/2026/w\d{8}-\d{6}", new)
    text = repository.git("show", f"{new}:content/{new.removeprefix('cms/')}.md")
    source = read_item_source("", f"{text}\n".encode())
    assert source.findings == [] and source.header["标题"] == "关于试用: 网页“编辑器”的通知"
    assert (source.header["索引号"], source.header["成文日期"], source.header["作者"]) == (
        "待编号",
        "2026-03-02",
        "007",
    )
    assert source.body == "各处室：\n\n一、**目的** | 表 *\n"
    assert repository.git("config", f"branch.{new}.editorstatus") == "pending_review"
    changed = repository.git("diff", "-U0", "main", old, "--", "content/zcwj/2026/00001.md").splitlines()
    assert [line for line in changed if re.match(r"[+-](?![+-])", line)] == ["+作者: 袁一"]
    assert repository.git("status", "--porcelain") == ""
    repository.git("merge", "-q", new)


def _create(page: Page, address: str) -> None:
    page.goto(f"{address}{editing.NEW}")
    editing.fill(page, "关于试用: 网页“编辑器”的通知")
    editing.body(page, "各处室：", "", "一、**目的** | 表 *")
    editing.save(page)
    _sign(page, "007")
    page.get_by_role("button", name="状态: 草稿").click()
    page.get_by_role("menuitem").nth(1).click()
    expect(page.get_by_role("button", name="状态: 审核中")).to_be_visible()


def _edit(page: Page, address: str) -> None:
    page.goto(f"{address}#/workflow")
    expect(page.get_by_text("编辑工作流")).to_be_visible()
    page.goto(f"{address}#/collections/zcwj/entries/2026/00001")
    expect(page.get_by_label("标题", exact=True)).to_have_value("关于印发第1号办法的通知")
    _sign(page, "袁一")


def _sign(page: Page, name: str) -> None:
    # a new item gets an address of its own once it is saved, and then its form is drawn anew
    page.wait_for_url(re.compile("/entries/"))
    expect(page.get_by_label("标题", exact=True)).not_to_have_value("")
    page.get_by_label("作者 (可选)").fill(name)
    expect(page.get_by_text("含未保存的修改")).to_be_visible()
    editing.save(page)
