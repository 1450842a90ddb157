"""Previews of packages in Chromium: as they would look at two widths, nothing from outside, nothing that runs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pipeline.media.typeface import typefaces
from tests.browser.demonstration import served
from tests.browser.hostile import VECTORS
from tests.browser.test_hostile import HOOK, LEFT, PROVOKE
from tests.media.sites import item, made, picture, site_of

pytestmark = pytest.mark.browser
BODY = "## 一、背景\n\n正文见[通知](https://example.com/a)。\n\n![会场](会场.jpg)\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("media")
    files: dict[str, str | bytes] = {
        "2026/00002.md": item("样例市开展防汛演练", BODY),
        "2026/00002/会场.jpg": picture(),
    }
    for number, vector in enumerate(VECTORS[::9]):
        flat = " ".join(vector.split())
        head = {"摘要": flat, "关键词": [flat.replace(",", " ")], "作者": flat[:16]}
        files[f"2026/{number + 100:05}.md"] = item(f"题 {flat}", f"正文 {flat}\n\n## 小标题 {flat}\n", **head)
    made(site_of(root, files), root / "media")
    with served(root / "media") as found:
        yield found


def test_previews_look_right_at_both_widths(browser: Browser, address: str) -> None:
    for width in (1280, 360):
        page = browser.new_page(viewport={"width": width, "height": 800})
        asked = _asked(page)
        page.goto(f"{address}/article/2026/00002/index.html")
        assert page.locator(".one").count() == (8 if typefaces() else 6)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        broken = "[...document.images].filter((i) => i.loading !== 'lazy' && !i.naturalWidth).map((i) => i.src)"
        assert page.evaluate(broken) == []
        assert [url for url in asked if not url.startswith((address, "about:"))] == []
        page.goto(f"{address}/index.html")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()


def _asked(page: Page) -> list[str]:
    """Addresses that a page asks for, as it does."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_nothing_runs(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(HOOK)
    page, faults, seen = context.new_page(), [], 0
    for number in range(len(VECTORS[::9])):
        answer = page.goto(f"{address}/article/2026/{number + 100:05}/index.html")
        if answer is not None and answer.ok:
            seen += 1
            faults += harm(page)
    page.goto(f"{address}/index.html")
    faults += harm(page)
    context.close()
    assert seen > 15 and faults == []


def harm(page: Page) -> list[str]:
    """What ran, and what could; the frame of a letter is there on purpose, and no script runs in it."""
    page.evaluate(PROVOKE)
    left = [markup for markup in page.evaluate(LEFT) if not markup.startswith("<iframe srcdoc=")]
    frames = page.locator("iframe:not([sandbox=''])").count()
    return [f"ran {number}" for number in page.evaluate("window.hits")] + left + ["frame"] * frames
