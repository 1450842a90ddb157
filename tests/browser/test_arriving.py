"""While a page is still arriving, tag by tag over a bad line, nothing of it that was seen moves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.demonstration import Demonstration, Slow, pieces, quoted, served
from tests.browser.views import NARROW, WIDE, opened

pytestmark = pytest.mark.browser

AT_ONCE = 8
"""Pages that arrive beside each other."""
MOVED = """window.moved = []; new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput)
    window.moved.push([entry.value, ...entry.sources.slice(0, 3).map(({node, previousRect: a, currentRect: b}) =>
        `${node?.nodeName} ${(node?.outerHTML ?? node?.data)?.slice(0, 80)} ${[a.x, a.y, a.width, a.height]} -> ${[b.x, b.y, b.width, b.height]}`)]); })
    .observe({type: "layout-shift", buffered: true});"""
MODES = ("elder=on&bar=on", "contrast=black-yellow&bar=on", "text=on&bar=on&size=200", "body=large")
SOME = ("home.html", "column.html", "catalogue_list.html", "census_week.html", "kinds/document.html", "special.html")


@pytest.fixture(scope="module")
def slow(demonstration: Demonstration) -> Iterator[str]:
    with served(demonstration.output, Slow) as found:
        yield found


def what_moved(context: BrowserContext, addresses: list[str]) -> dict[str, Any]:
    """Address -> what moved while it came and when its scripts ran; only the addresses where something did."""
    context.add_init_script(MOVED)
    found: dict[str, Any] = {}
    for at in range(0, len(addresses), AT_ONCE):
        pages = {address: context.new_page() for address in addresses[at : at + AT_ONCE]}
        for address, page in pages.items():
            page.goto(address, wait_until="commit")
        for page in pages.values():
            page.wait_for_load_state("load")
        next(iter(pages.values())).wait_for_timeout(200)
        found |= {address: page.evaluate("window.moved") for address, page in pages.items()}
        for page in pages.values():
            page.close()
    context.close()
    return {address: told for address, told in found.items() if told}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_moves_while_a_page_arrives(
    browser: Browser, demonstration: Demonstration, slow: str, width: int
) -> None:
    urls = [first for template, (first, *_) in demonstration.pages.items() if template != "redirect.html"]
    assert what_moved(opened(browser, width), [slow + quoted(url) for url in urls]) == {}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("modes", MODES)
def test_nothing_moves_for_a_reader_who_has_chosen(
    browser: Browser, demonstration: Demonstration, slow: str, modes: str, width: int
) -> None:
    context = opened(browser, width)
    context.add_init_script(f"localStorage.setItem('modes', '{modes}');")
    assert what_moved(context, [slow + quoted(demonstration.pages[name][0]) for name in SOME]) == {}


def test_the_watch_sees_what_moves(browser: Browser, tmp_path: Path) -> None:
    cells = "".join(f"<tr><td>{'x' * number}</td><td>words that move</td></tr>" for number in range(1, 40))
    (tmp_path / "still.html").write_text(f"<!DOCTYPE html><title>t</title><body>{'<p>words</p>' * 40}")
    (tmp_path / "table.html").write_text(f"<!DOCTYPE html><title>t</title><body><table>{cells}</table>")
    with served(tmp_path, Slow) as own:
        found = what_moved(opened(browser), [f"{own}/still.html", f"{own}/table.html"])
    assert list(found) == [f"{own}/table.html"] and "words that move" in str(found)


def test_pieces_lose_nothing() -> None:
    html = "<!DOCTYPE html><head></head><body><p>一</p>二<b>三</b></body>\n".encode()
    assert b"".join(pieces(html, 5)) == html and len(pieces(html, 5)) == 5
