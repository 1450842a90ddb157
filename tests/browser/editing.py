"""The web editor on a repository of its own, opened in Chromium: what its tests share."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pipeline.tables import read_tables
from pipeline.web_editor.bundle import PACKAGES, build, policy
from pipeline.web_editor.config import Place, Platform
from pipeline.web_editor.local import Drafts
from pipeline.web_editor.server import listen
from tests.fixtures import ROOT, TABLES, document
from tests.repository import Repository

LOCAL = Place(Platform.LOCAL)
NEW = "#/collections/zcwj/new"


def repository(root: Path) -> Repository:
    made = Repository(root)
    items = {f"zcwj/2026/0000{n}.md": document(n) for n in (1, 2)}
    made.commit("2026-03-02 09:00", TABLES | items)
    made.git("config", "user.name", "editor")
    made.git("config", "user.email", "editor@example.gov.cn")
    return made


@contextmanager
def serving(site: Repository, folder: Path, port: int = 0) -> Iterator[str]:
    """Its address, until the block ends."""
    if not all((ROOT / ".cache" / package.file).is_file() for package in PACKAGES):
        pytest.skip("the packages of the web editor are not in .cache: see docs/web-editor.md")
    build(read_tables(site.content), LOCAL, ROOT / ".cache", folder)
    server = listen(folder, Drafts(site.root, "main"), policy(LOCAL), port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def enter(context: BrowserContext, address: str) -> Page:
    """Signed in, in a window of its own; what it asks is answered with yes."""
    page = context.new_page()
    page.set_default_timeout(9_000)
    page.on("dialog", lambda asked: asked.accept())
    page.goto(address)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("快速新建")).to_be_visible()
    return page


def fill(page: Page, title: str) -> None:
    """What a new document must have, but for its body."""
    page.get_by_label("标题", exact=True).fill(title)
    page.get_by_label("发文机关", exact=True).fill("xc-gov")
    page.keyboard.press("Enter")
    page.get_by_label("成文日期", exact=True).fill("2026-03-02")


def body(page: Page, *lines: str) -> None:
    page.locator("[contenteditable=true]").last.click()
    for n, line in enumerate(lines):
        if n:
            page.keyboard.press("Enter")
        page.keyboard.type(line)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("修改已保存")).to_be_visible()
