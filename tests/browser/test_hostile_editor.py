"""The web editor opens what means harm: in the list, in a search, on the board of drafts and in the form it is words, and nothing runs."""

import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.tables import read_tables
from pipeline.web_editor.bundle import PACKAGES, build, policy
from pipeline.web_editor.config import Place, Platform
from pipeline.web_editor.local import Drafts
from pipeline.web_editor.server import listen
from tests.browser.hostile import NAMES, VECTORS
from tests.browser.hostile_fields import TEXTS
from tests.browser.test_hostile import HOOK, LEFT, opened
from tests.fixtures import ROOT, TABLES, source
from tests.repository import Repository

pytestmark = pytest.mark.browser
LOCAL = Place(Platform.LOCAL)
HARM = list(dict.fromkeys(" ".join(text.split("\n")) for text in (*VECTORS, *TEXTS)))
TITLES = 60
"""Items in the list; each bears a text in every field, and all texts are in the form of the first."""


BROKEN = 10
"""Files that the form cannot show; the list says why."""
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def item(number: int) -> str:
    texts = [HARM[(number * 7 + at) % len(HARM)] for at in range(7)]
    title, summary, origin, author, told, *words = texts
    words = [text for text in HARM if number == 0 or text in words]
    header = {"标题": title, "索引号": f"11990900MB0F00012Y/2026-{number:05d}", "发文机关": "xc-gov", "摘要": summary}
    header |= {
        "发布时间": "2026-03-02 09:00",
        "成文日期": "2026-03-02",
        "来源": origin,
        "作者": author,
        "图片说明": told,
    }
    listed = {"关键词": words, "附件": list(NAMES), "图片": NAMES[number % len(NAMES)].replace(".pdf", ".png")}
    written = {name: json.dumps(value, ensure_ascii=False) for name, value in (header | listed).items()}
    return source(written, "\n\n".join(HARM if number == 0 else words))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Tables, items, files and a draft whose every word means harm."""
    if not all((ROOT / ".cache" / package.file).is_file() for package in PACKAGES):
        pytest.skip("the packages of the web editor are not in .cache: see docs/web-editor.md")
    root: Path = tmp_path_factory.mktemp("editor")
    made = Repository(root / "site")
    texts = iter(HARM)
    tables = {name: _spoilt(text, texts) if name != "site.yaml" else text for name, text in TABLES.items()}
    for folder in ("", "zcwj/2026/00000", "zcwj/2026/00059"):
        (made.content / folder).mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (made.content / folder / name.replace(".pdf", ".png")).write_bytes(PNG)
    items = {f"zcwj/2026/{number:05d}.md": item(number) for number in range(TITLES)}
    broken = {f"zcwj/2026/{9000 + at}.md": f"---\n{text}\n---\n{text}" for at, text in enumerate(HARM[:BROKEN])}
    made.commit("2026-03-02 09:00", tables | items | broken)
    made.git("checkout", "-q", "-b", "cms/zcwj/2026/00001")
    made.commit("2026-03-02 10:00", {"zcwj/2026/00001.md": item(3)}, message=HARM[5])
    made.git("checkout", "-q", "main")
    build(read_tables(made.content), LOCAL, ROOT / ".cache", root / "admin")
    server = listen(root / "admin", Drafts(made.root, "main"), policy(LOCAL))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def _spoilt(table: str, texts: Iterator[str]) -> str:
    """Every name and description of a table bears harm."""
    lines = []
    for line in table.split("\n"):
        key, mark, value = line.partition(": ")
        if key.strip(" -") in ("名称", "说明", "简称") and mark:
            line = f"{key}: {json.dumps(f'{value} {next(texts)}', ensure_ascii=False)}"
        lines.append(line)
    return "\n".join(lines)


@pytest.fixture
def bare(browser: Browser) -> Iterator[BrowserContext]:
    """With the policy taken away: it is the second wall, not the first."""
    context = browser.new_context(bypass_csp=True, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.add_init_script(HOOK)
    yield context
    context.close()


HOVER = """() => { for (const e of document.querySelectorAll("*")) for (const kind of ["mouseover", "mouseenter", "focusin", "pointerenter"]) e.dispatchEvent(new Event(kind)); }"""
OWN = """(all) => all.filter((one) => !/^<(img|link|source) (src|href)=(data:(image|,)|blob:http)/.test(one))"""


def harm(page: Page) -> list[str]:
    page.wait_for_timeout(300)
    page.evaluate(HOVER)
    ran = [f"ran {number}" for number in page.evaluate("window.hits")]
    return ran + [f"left {markup}" for markup in page.evaluate(f"({OWN})(({LEFT})())")]


def test_nothing_runs_in_the_editor(bare: BrowserContext, address: str) -> None:
    page, strangers = opened(bare), list[str]()
    page.set_default_timeout(20_000)
    page.on("request", lambda asked: strangers.append(asked.url))
    page.goto(address)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("快速新建")).to_be_visible()
    page.goto(f"{address}#/collections/zcwj")
    expect(page.locator("a[href*='entries/']")).to_have_count(TITLES + BROKEN)
    assert page.locator("main").inner_text().count("onerror") > 5, "the titles are not there"
    faults = [f"list: {fault}" for fault in harm(page)]
    page.goto(f"{address}#/search/hit")
    expect(page.locator("a[href*='entries/']").first).to_be_visible()
    faults += [f"search: {fault}" for fault in harm(page)]
    page.goto(f"{address}#/workflow")
    expect(page.get_by_text("编辑工作流")).to_be_visible()
    expect(page.locator("a[href*='entries/']").first).to_be_visible()
    faults += [f"drafts: {fault}" for fault in harm(page)]
    for number in (0, 1, 2, 59):
        page.goto(f"{address}#/collections/zcwj")
        page.locator(f"a[href$='entries/2026/{number:05d}']").click()
        expect(page.get_by_label("标题", exact=True)).to_have_value(
            json.loads(item(3 if number == 1 else number).split("\n")[1][4:])
        )
        assert "hit(" in page.locator("[contenteditable=true]").last.inner_text()
        faults += [f"form {number}: {fault}" for fault in harm(page)]
    page.get_by_role("button", name="选择其他图片").click()
    expect(page.get_by_role("dialog")).to_contain_text("onerror")
    faults += [f"files: {fault}" for fault in harm(page)]
    assert faults == [] and [url for url in strangers if not url.startswith((address, "data:", "blob:"))] == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/none-1 onerror=hit(1)>')")
    assert len(harm(page)) == 2, "the watch sees what runs and what could"
