"""The preview in a real browser: what is saved comes into view by itself, with what is to be said of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures import item
from tests.pipeline.test_preview import Preview
from tests.pipeline.test_preview_item import SHOWN, preview

pytestmark = pytest.mark.browser
__all__ = ["preview"]
BAR = "[data-part=preview-bar]"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 360, "height": 740})
    found.set_default_timeout(20_000)
    yield found
    found.close()


def save(preview: Preview, path: str, text: str) -> Path:
    file = preview.root / f"content/{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_saved_page_and_its_faults_come_into_view(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/{SHOWN}.html")
    save(preview, SHOWN, item("第一件事", "改了的正文。\n"))
    expect(page.locator("main")).to_contain_text("改了的正文")
    expect(page.locator(BAR)).to_have_count(0)
    save(preview, SHOWN, item("第一件事", "又改了。\n").replace("---\n", "---\n无此字段: x\n", 1))
    expect(page.locator("main")).to_contain_text("又改了")
    expect(page.locator(BAR)).to_contain_text("处提示")
    page.locator(f"{BAR} summary").click()
    link = page.locator(f"{BAR} a").first
    assert link.inner_text().startswith(f"content/{SHOWN}.md:2:1")
    link.click()
    page.wait_for_url(f"**/_preview/source/content/{SHOWN}.md#L2")
    expect(page.locator("#L2")).to_be_visible()
    expect(page.locator("pre")).to_contain_text("无此字段: x")


def test_the_list_of_drafts_goes_to_what_is_saved(preview: Preview, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{preview.port}/_preview/")
    expect(page.locator("ul").first).to_contain_text("一篇草稿")
    save(preview, "xw/tz/2026/00001", item("刚写的草稿", "第一句。\n", status="草稿"))
    page.wait_for_url("**/xw/tz/2026/00001.html")
    expect(page.locator("main")).to_contain_text("第一句")
    expect(page.locator(BAR)).to_contain_text("草稿，公众看不到")
    assert not (preview.root / "var/preview/xw/tz/2026/00001.html").exists()
    save(preview, "xw/tz/2026/00001", item("刚写的草稿", "第一句，第二句。\n", status="草稿"))
    expect(page.locator("main")).to_contain_text("第二句")
    (preview.root / "content/xw/tz/2026/00001.md").unlink()
    expect(page.locator("main")).not_to_contain_text("第二句")
    assert preview.ask("/xw/tz/2026/00001.html")[0] == 404
