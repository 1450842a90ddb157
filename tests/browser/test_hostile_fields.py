"""Harm in every field of every kind and table, and in bodies parsed again and again: outside parsers find none, nothing runs."""

import csv
import io
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext
from selectolax.lexbor import LexborHTMLParser

from pipeline.body import render_body
from tests.browser.demonstration import quoted, served
from tests.browser.hostile import VECTORS
from tests.browser.hostile_fields import TEXTS, build
from tests.browser.test_hostile import HOOK, harm, opened
from tests.fixtures import Built, SiteFolder

pytestmark = pytest.mark.browser
SIGNS = re.compile(r"hit\(\d+\)|evil\.example|calc'")
SCHEME = re.compile(r"(\d+;url=)?(javascript|vbscript|data|blob|file|filesystem|jar|mhtml|intent|view-source):")
BESIDE = re.compile(r"/\d{5}/").search
"""Files that an editor laid beside an item are carried as they are."""
STRANGE = frozenset(
    [
        "applet",
        "audio",
        "base",
        "embed",
        "frame",
        "frameset",
        "iframe",
        "isindex",
        "math",
        "noembed",
        "noframes",
        "object",
        "plaintext",
        "portal",
        "style",
        "template",
        "video",
        "xmp",
    ]
)
"""Elements that no page of ours has."""
OFTEN = """(all) => {
    const box = document.createElement("div"), found = [];
    const inside = ["", "svg", "math", "select", "noscript", "template", "p", "table", "title"];
    document.body.append(box);
    for (const text of all) for (const name of inside) {
        box.innerHTML = name ? `<${name}>${text}</${name}>` : text;
        for (let again = 0; again < 2; again++) box.innerHTML = box.innerHTML;
        for (const e of box.querySelectorAll("*")) for (const a of e.attributes)
            if (/^on|^(srcdoc|style|formaction|ping)$/i.test(a.name) || /^\\s*(javascript|vbscript|data):/i.test(a.value)) found.push(e.outerHTML.slice(0, 120));
        if (box.querySelector("script, style, iframe, object, embed, form, link, meta, base")) found.push(box.innerHTML.slice(0, 120));
    }
    box.remove();
    return found;
}"""


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> tuple[SiteFolder, Built]:
    return build(tmp_path_factory.mktemp("fields"))


@pytest.fixture
def bare(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 800})
    context.add_init_script(HOOK)
    yield context
    context.close()


def told(html: str) -> Iterator[str]:
    """What an outside parser finds that no page may have."""
    for node in LexborHTMLParser(html).css("*"):
        if node.tag in STRANGE:
            yield f"<{node.tag}>"
        for name, value in node.attributes.items():
            plain = re.sub(r"[\x00-\x20\xa0\u200b]", "", value or "").lower()
            address = name in ("href", "src", "action", "content", "cite", "data", "poster", "srcset", "xlink:href")
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping"):
                yield f"<{node.tag} {name}>"
            elif (address and SCHEME.match(plain)) or (name == "src" and re.match("https?:|//", plain)):
                yield f"<{node.tag} {name}={value}>"


def test_no_field_of_any_kind_arms_a_page(fields: tuple[SiteFolder, Built]) -> None:
    _, built = fields
    shown = [path for path, raw in built.tree.items() if path.endswith(".html") and SIGNS.search(raw.decode())]
    arrived = {sign for path in shown for sign in SIGNS.findall(built.text(path))}
    assert len(shown) > 300 and len(arrived) > 300, (len(shown), len(arrived))
    assert [f"{path}: {fault}" for path in shown for fault in told(built.text(path))] == []


def test_nothing_runs_on_the_pages_of_items(fields: tuple[SiteFolder, Built], bare: BrowserContext) -> None:
    """With the policy taken away: it is the second wall, not the first."""
    folder, built = fields
    page, strangers = opened(bare), list[str]()
    page.on("request", lambda asked: strangers.append(asked.url))
    faults: list[str] = []
    with served(folder.output) as address:
        for path in _fullest(built):
            page.goto(f"{address}/{quoted(path)}")
            faults += [f"{path}: {fault}" for fault in harm(page)]
            assert page.url == f"{address}/{quoted(path)}"
        assert faults == [] and [url for url in strangers if not url.startswith((address, "data:"))] == []


def _fullest(built: Built) -> list[str]:
    """Of every folder of pages the one that bears most."""
    counted: dict[str, tuple[int, str]] = {}
    for path, raw in built.tree.items():
        leads_on = b'http-equiv="refresh"' in raw
        if path.endswith(".html") and not leads_on and (signs := len(SIGNS.findall(raw.decode()))):
            folder = "/".join(path.split("/")[:2])
            counted[folder] = max(counted.get(folder, (0, "")), (signs, path))
    return [path for _, path in counted.values()]


def test_no_file_beside_the_pages_is_armed(fields: tuple[SiteFolder, Built]) -> None:
    _, built = fields
    faults, seen = [], 0
    for path, raw in built.tree.items():
        if path.endswith(".json"):
            faults += [f"{path}: {text}" for text in _texts(json.loads(raw)) if SCHEME.match(text.strip().lower())]
        elif path.endswith(".xml"):
            faults += [f"{path}: {text}" for text in _of_xml(raw) if SCHEME.match(text.strip().lower())]
        elif path.endswith(".csv") and not BESIDE(path):
            rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
            faults += [f"{path}: {cell}" for row in rows for cell in row if re.match(r"[=+@\t\r]|-[^\d—-]", cell)]
        seen += bool(SIGNS.search(raw.decode("utf-8", "replace"))) and not path.endswith(".html")
    assert seen > 50 and faults == []


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _texts(inner)
    elif isinstance(node, str):
        yield node


def _of_xml(raw: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(raw).iter():
        yield from (element.text or "", *element.attrib.values())


def test_no_body_blooms_in_a_second_parse(bare: BrowserContext) -> None:
    """Also what would be refused: the cleaner is asked alone."""
    bodies = []
    for text in (*TEXTS, *VECTORS):
        line = " ".join(text.split("\n"))
        cell = line.replace("|", "")
        bodies += [text, re.sub(r"/none-\d+", "#", text), f"| a | b |\n|-|-|\n| {cell} | c |\n\n- {line}\n\n> {line}"]
    made = [render_body(body, "xw/2026/00001").html for body in bodies]
    assert len(TEXTS) >= 200 and [fault for html in made for fault in told(html)] == []
    page = opened(bare)
    page.goto("about:blank")
    assert page.evaluate(OFTEN, made) == []
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == []


def test_no_cell_of_a_workbook_is_a_formula(fields: tuple[SiteFolder, Built]) -> None:
    _, built = fields
    books = {path: raw for path, raw in built.tree.items() if path.endswith(".xlsx") and not BESIDE(path)}
    assert books
    for path, raw in books.items():
        cells = [cell for sheet in load_workbook(io.BytesIO(raw)) for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink], path
