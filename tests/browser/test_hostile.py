"""What means harm arrives as words, wherever an editor or a reader may write it: nothing runs, no address of a script is left."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import feedparser
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser import hostile
from tests.browser.demonstration import served
from tests.browser.hostile import NAMES, VECTORS, Placed, placed, word
from tests.fixtures import Built, SiteFolder

pytestmark = pytest.mark.browser

HOOK = """window.hits = window.hits || []; window.hit = (n) => { window.hits.push(n); return n; }; window.alert = window.confirm = window.prompt = () => hit(-1);"""
PROVOKE = """() => {
    const kinds = ["click", "mouseover", "mouseenter", "pointerdown", "pointerenter", "pointerover", "focus", "focusin", "keydown", "copy", "wheel",
        "dragstart", "contextmenu", "auxclick", "toggle", "beforetoggle", "close", "animationstart", "transitionrun", "submit"];
    const plain = document.querySelectorAll("header *, footer *").length > 50 ? kinds.slice(0, 9) : kinds;
    addEventListener("click", (e) => { if (!/^javascript:/i.test(e.target.closest("a, area")?.href ?? "")) e.preventDefault(); }, true);
    addEventListener("submit", (e) => e.preventDefault(), true);
    for (const e of document.querySelectorAll("*")) for (const kind of [...e.attributes].some((a) => /^on/i.test(a.name)) ? kinds : plain) e.dispatchEvent(new Event(kind, {cancelable: true}));
}"""
LEFT = """() => [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].filter((a) =>
    /^on/i.test(a.name) || a.name === "srcdoc" || a.name === "style" && /javascript:|expression\\(/i.test(a.value)
    || /^(href|src|action|formaction|data|xlink:href|ping|poster|background|content)$/.test(a.name) && /^[\\u0000-\\u0020\\u200b]*(\\d+; *url=)?(javascript|vbscript|data|blob):/i.test(a.value.replace(/[\\t\\n\\r]/g, "")))
    .map((a) => `<${e.localName} ${a.name}=${a.value.slice(0, 80)}>`))"""


@dataclass(frozen=True)
class HostileSite:
    folder: SiteFolder
    built: Built
    address: str


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileSite]:
    folder = hostile.build(tmp_path_factory.mktemp("hostile"))
    built = folder.build(workers=2)
    with served(folder.output) as address:
        yield HostileSite(folder, built, address)


@pytest.fixture(scope="module")
def hostile_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileSite]:
    folder = hostile.build_tables(tmp_path_factory.mktemp("tables"))
    built = folder.build()
    with served(folder.output) as address:
        yield HostileSite(folder, built, address)


@pytest.fixture
def bare(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that ignores the pages' policy: what is tested is that nothing gets as far as needing it."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 800})
    context.add_init_script(HOOK)
    yield context
    context.close()


def opened(context: BrowserContext) -> Page:
    page = context.new_page()

    def dismiss(dialog: Dialog) -> None:
        page.evaluate("hit(-2)")
        dialog.dismiss()

    page.on("dialog", dismiss)
    return page


def harm(page: Page) -> list[str]:
    """What ran, and what could."""
    page.evaluate(PROVOKE)
    ran = [f"ran {number}" for number in page.evaluate("window.hits")]
    return ran + [f"left {markup}" for markup in page.evaluate(LEFT)]


def shown_heads(site: HostileSite) -> list[Placed]:
    return [one for one in placed() if not one.in_body and one.path in site.built.shown]


def refused(site: HostileSite, one: Placed) -> bool:
    return one.path not in site.built.shown and bool(site.built.of(f"{one.path}.md"))


def test_there_are_enough_and_they_do_run_where_nothing_stops_them(bare: BrowserContext) -> None:
    """A vector that could not run anywhere would prove nothing."""
    page = opened(bare)
    alive = 0
    for vector in VECTORS:
        page.goto("about:blank")
        page.set_content(f'<!doctype html><main>{vector}</main><p title="{vector}">', wait_until="domcontentloaded")
        page.evaluate(PROVOKE)
        page.wait_for_timeout(15)
        alive += bool(page.evaluate("(window.hits || []).length"))
    assert len(VECTORS) >= 150 and len(set(VECTORS)) == len(VECTORS)
    assert alive >= 100, f"only {alive} of {len(VECTORS)} run at all"


def test_in_pages(hostile_site: HostileSite, bare: BrowserContext) -> None:
    page = opened(bare)
    faults, unseen = [], []
    for one in placed():
        if refused(hostile_site, one) or (not one.in_body and one.number % 3):
            continue
        page.goto(f"{hostile_site.address}/{one.path}.html")
        faults += [f"{VECTORS[one.number]!r}: {fault}" for fault in harm(page)]
        if page.content().count(word(one.number)) < 3 and not hostile_site.built.of(f"{one.path}.md"):
            unseen.append(VECTORS[one.number])
    assert faults == [] and unseen == [], "\n".join([*faults, *unseen])


def test_what_is_refused_is_named(hostile_site: HostileSite) -> None:
    """Titles with an invisible character are; bodies with addresses of scripts are."""
    missing = [one for one in placed() if one.path not in hostile_site.built.shown]
    assert [one for one in missing if not refused(hostile_site, one)] == []
    assert len([one for one in missing if not one.in_body]) <= 6
    assert len([one for one in missing if one.in_body]) <= len(VECTORS) / 2


def test_in_lists_and_tools(hostile_site: HostileSite, bare: BrowserContext) -> None:
    page = opened(bare)
    faults = []
    lists = [path for path in hostile_site.folder.output.rglob("*.html") if not path.stem.isdigit()]
    assert len(lists) > 30
    for path in lists:
        page.goto(f"{hostile_site.address}/{path.relative_to(hostile_site.folder.output)}")
        faults += [f"{path.name}: {fault}" for fault in harm(page)]
    assert faults == [], "\n".join(faults)


READER = """(texts) => Promise.all(texts.map((text) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => setTimeout(() => {
        const all = [...frame.contentDocument.querySelectorAll("*")];
        const armed = all.flatMap((e) => [...e.attributes].filter((a) => /^on|^srcdoc$/i.test(a.name) || /^\\s*(javascript|vbscript|data):/i.test(a.value)).map((a) => `<${e.localName} ${a.name}>`));
        for (const e of all) for (const kind of ["click", "mouseover", "focus", "keydown"]) e.dispatchEvent(new Event(kind));
        done([frame.contentWindow.hits ?? [], armed, frame.contentDocument.body.textContent]);
    }, 30);
    frame.srcdoc = "<!doctype html>" + text;
    document.body.append(frame);
})))"""


def test_in_feeds_as_a_reader_shows_them(hostile_site: HostileSite, bare: BrowserContext) -> None:
    """Readers show titles and summaries as HTML."""
    page = opened(bare)
    seen, faults = "", []
    for path in sorted(hostile_site.folder.output.rglob("hx/*/*.xml")):
        entries = feedparser.parse(path.read_bytes(), sanitize_html=False).entries
        texts = [f"{entry.get('title', '')}<hr>{entry.get('summary', '')}" for entry in entries]
        page.goto("about:blank")
        for text, (ran, armed, words) in zip(texts, page.evaluate(READER, texts), strict=True):
            seen += words
            if ran or armed:
                faults.append(f"{path.name}: {text}: {ran} {armed}")
    unseen = [one.number for one in shown_heads(hostile_site) if seen.count(word(one.number)) < 4]
    assert faults == [] and unseen == [], "\n".join(map(str, [*faults, *unseen]))


def test_a_reader_does_show_harm(bare: BrowserContext) -> None:
    """Were it not made harmless, it would run in that reader."""
    page = opened(bare)
    page.goto("about:blank")
    shown = page.evaluate(READER, list(VECTORS[:10]))
    assert sum(bool(ran or armed) for ran, armed, _ in shown) == 10


def test_in_results(hostile_site: HostileSite, bare: BrowserContext) -> None:
    page = opened(bare)
    faults: list[str] = []
    seen = ""
    for number in range(1, 2 + len(shown_heads(hostile_site)) // 10):
        page.goto(f"{hostile_site.address}/search/?q={quote('共同题目')}&p={number}")
        page.wait_for_selector("#search-results h3")
        seen += page.locator("#search-results").inner_text()
        faults += harm(page)
    unseen = [one.number for one in shown_heads(hostile_site) if word(one.number) not in seen]
    assert faults == [] and unseen == [], "\n".join(map(str, [*faults, *unseen]))


def test_in_offers(hostile_site: HostileSite, bare: BrowserContext) -> None:
    page = opened(bare)
    page.goto(f"{hostile_site.address}/zfxxgkpt/")
    box = page.locator("#header-query")
    box.focus()
    offered = 0
    for one in shown_heads(hostile_site)[::6]:
        box.fill("")
        box.press_sequentially(f"共同题目 {word(one.number)}")
        page.wait_for_timeout(120)
        offered += page.locator("[role=option]").count() > 0
    faults = harm(page)
    assert faults == [], faults
    assert offered > 10


ADDRESSES = ("/search/?q={}", "/search/?q={}#{}", "/search/?q=x&column={}&sort={}", "/xw/?mode={}&q={}#{}")


def test_in_addresses(hostile_site: HostileSite, bare: BrowserContext) -> None:
    """Every vector as the question, every other time with something else of the address as well."""
    page = opened(bare)
    faults = []
    for number, vector in enumerate(VECTORS):
        for where in (ADDRESSES[0], ADDRESSES[1 + number % 3])[: 1 + (number % 4 == 0)]:
            page.goto(hostile_site.address + where.replace("{}", quote(vector[:64], safe="")))
            if where == ADDRESSES[0]:
                page.wait_for_function("document.getElementById('search-status').textContent.trim() !== ''")
            faults += [f"{vector!r}: {fault}" for fault in harm(page)]
    assert faults == [], "\n".join(faults)


def test_in_structured_data(hostile_site: HostileSite) -> None:
    """A title inside JSON-LD is the title, and cannot end the script that holds it."""
    for one in shown_heads(hostile_site):
        text = (hostile_site.folder.output / f"{one.path}.html").read_text("utf-8")
        begun = text.split('<script type="application/ld+json">')
        assert len(begun) == 2
        told = json.loads(begun[1].partition("</script>")[0])
        assert word(one.number) in json.dumps(told, ensure_ascii=False)


def test_in_tables_files_and_charts(hostile_tables: HostileSite, bare: BrowserContext) -> None:
    assert hostile_tables.built.build.written is not None, hostile_tables.built.messages[:5]
    assert {"sj/2026/00001", "xw/yw/2026/00001"} <= hostile_tables.built.shown, hostile_tables.built.messages
    page = opened(bare)
    faults = []
    pages = sorted(hostile_tables.folder.output.rglob("*.html"))
    for path in pages:
        page.goto(f"{hostile_tables.address}/{path.relative_to(hostile_tables.folder.output)}")
        faults += [f"{path.name}: {fault}" for fault in harm(page)]
    assert len(pages) > 30 and faults == [], "\n".join(faults)
    page.goto(f"{hostile_tables.address}/sj/2026/00001.html")
    words = page.locator("main").inner_text()
    listed = [name for name in NAMES if name in words]
    told = "\n".join(hostile_tables.built.messages)
    assert [name for name in NAMES if name not in words and name not in told] == [], told
    assert len(listed) >= 4 and page.locator("main table").inner_text().count("hit(") >= 12


def test_in_the_prompt_before_leaving(hostile_tables: HostileSite, bare: BrowserContext) -> None:
    page = opened(bare)
    page.goto(f"{hostile_tables.address}/xw/yw/2026/00001.html")
    links = page.locator("[data-part=body] a[href^='https://outside.example']")
    assert links.count() == 10
    for number in range(links.count()):
        links.nth(number).click()
        dialog = page.locator("#leave-site")
        expect(dialog).to_contain_text("outside.example")
        assert page.evaluate(LEFT) == []
        dialog.get_by_text("留在本站").click()
    assert page.evaluate("window.hits") == []


def test_the_policy_stops_what_would_still_get_through(browser: Browser, hostile_site: HostileSite) -> None:
    """The second wall: markup put into a page by force does not run under the page's own policy."""
    context = browser.new_context()
    context.add_init_script(HOOK)
    page = opened(context)
    page.goto(hostile_site.address + "/")
    page.evaluate(
        "(all) => { for (const one of all) { const box = document.createElement('div'); box.innerHTML = one; document.body.append(box); } }",
        VECTORS[:60],
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == []
    context.close()
