"""An item is created, changed, submitted and an old one edited in Decap itself; what is on the branches reads cleanly."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.source import read_item_source
from pipeline.tables import read_tables
from pipeline.web_editor.bundle import PACKAGES, build, policy
from pipeline.web_editor.config import Place, Platform
from pipeline.web_editor.local import Drafts
from pipeline.web_editor.server import listen
from tests.fixtures import ROOT, TABLES, document
from tests.repository import Repository

pytestmark = pytest.mark.browser
LOCAL = Place(Platform.LOCAL)
OLD = document(1)


UNSPOKEN = """() => {
  const flat = (tree, above = "") => Object.entries(tree).flatMap(([name, inner]) =>
    typeof inner === "object" ? flat(inner, above + name + ".") : [above + name]);
  const spoken = new Set(flat(CMS.getLocale("zh_Hans")));
  return flat(CMS.getLocale("en")).filter((name) => !spoken.has(name));
}"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "site")
    made.commit("2026-03-02 09:00", TABLES | {"zcwj/2026/00001.md": OLD})
    made.git("config", "user.name", "editor")
    made.git("config", "user.email", "editor@example.gov.cn")
    return made


@pytest.fixture
def address(repository: Repository, tmp_path: Path) -> Iterator[str]:
    if not all((ROOT / ".cache" / package.file).is_file() for package in PACKAGES):
        pytest.skip("the packages of the web editor are not in .cache: see docs/web-editor.md")
    build(read_tables(repository.content), LOCAL, ROOT / ".cache", tmp_path / "admin")
    server = listen(tmp_path / "admin", Drafts(repository.root, "main"), policy(LOCAL))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_editor_writes_and_submits(browser: Browser, repository: Repository, address: str) -> None:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page, foreign = context.new_page(), []
    page.set_default_timeout(9_000)
    page.on("request", lambda made: foreign.append(made.url))
    page.goto(address)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("快速新建")).to_be_visible()
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
    page.goto(f"{address}#/collections/zcwj/new")
    page.get_by_label("标题", exact=True).fill("关于试用: 网页“编辑器”的通知")
    page.get_by_label("发文机关", exact=True).fill("xc-gov")
    page.keyboard.press("Enter")
    page.get_by_label("成文日期", exact=True).fill("2026-03-02")
    page.locator("[contenteditable=true]").last.click()
    for n, line in enumerate(("各处室：", "", "一、**目的** | 表 *")):
        if n:
            page.keyboard.press("Enter")
        page.keyboard.type(line)
    _save(page)
    _sign(page, "007")
    page.get_by_role("button", name="状态: 草稿").click()
    page.get_by_role("menuitem").nth(1).click()
    expect(page.get_by_role("button", name=re.compile("状态: 审.中"))).to_be_visible()


def _edit(page: Page, address: str) -> None:
    page.goto(f"{address}#/workflow")
    expect(page.get_by_text("编辑工作流")).to_be_visible()
    page.goto(f"{address}#/collections/zcwj/entries/2026/00001")
    expect(page.get_by_label("标题", exact=True)).to_have_value("关于印发第1号办法的通知")
    _sign(page, "袁一")


def _save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("修改已保存")).to_be_visible()


def _sign(page: Page, name: str) -> None:
    """The form is filled anew once the entry has been fetched: what is typed before that is gone."""
    expect(page.get_by_label("标题", exact=True)).not_to_have_value("")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    page.get_by_label("作者 (可选)").fill(name)
    expect(page.get_by_text("含未保存的修改")).to_be_visible()
    _save(page)
