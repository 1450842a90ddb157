"""What a reader sees when something is wrong: with the words, the texts, the network, the files, the service, the browser."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.search.query import Lexicon
from pipeline.search.service import request_of, spoken
from pipeline.search.whoosh_backend import WhooshBackend
from tests.browser.search_site import (
    HOSTILE_TITLE,
    PATROLS,
    Answer,
    Host,
    build,
    damaged,
    documents_of,
    hang_up,
    hosted,
    missing,
    once,
    slowly,
)
from tests.browser.test_pages import Watch
from tests.fixtures import ROOT, SiteFolder
from tests.search.javascript import HARNESS, MODULES, RULES, expected, question
from tests.search.test_golden import CASES, spelled_out

pytestmark = pytest.mark.browser

HOSTILE = spelled_out(json.loads((ROOT / "tests/search/hostile.json").read_text(encoding="utf-8")))
MOST = 2000
"""Characters that hosts take in an address."""
Parameters = dict[str, list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    return build(tmp_path_factory.mktemp("troubles"))


@pytest.fixture(scope="module")
def output(folder: SiteFolder) -> Path:
    return folder.output


@pytest.fixture
def host(output: Path) -> Iterator[Host]:
    with hosted(output) as host:
        yield host


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def search(page: Page, host: Host, words: str) -> None:
    page.goto(f"{host.address}/search/?q={quote(words.encode('utf-8', 'replace'))}")


def finds_all(page: Page) -> None:
    expect(page.locator("#search-status")).to_contain_text(f"找到 {PATROLS} 条")
    expect(page.locator(".found")).to_have_count(10)


# hostile words and texts ----------------------------------------------------------------------------------------------


def test_whatever_is_typed_is_text(page: Page, host: Host) -> None:
    watch = Watch(page, host.address)
    page.on("dialog", watch.dismiss)
    page.goto(f"{host.address}/search/?q=x")
    for words in HOSTILE:
        search(page, host, words[:MOST])
        said = page.locator("#search-status")
        if words.strip():
            expect(said, words).to_have_text(re.compile("找到|没有|请输入"))
        assert page.locator("main :is(script, img, svg, iframe)").count() == 0, words
        assert page.locator("#search-notes [role=alert]").count() == 0, words
        watch.faults += page.evaluate("window.__violations")
    assert watch.faults == []


def test_marks_of_direction_turn_nothing_round(page: Page, host: Host) -> None:
    search(page, host, "\u202e查巡\u2066巡查\u202d")
    expect(page.locator("#search-status bdi")).to_have_text("查巡巡查")
    expect(page.locator("#query")).to_have_value("查巡巡查")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.title())
    page.goto(f"{host.address}/search/?q={quote('巡查')}&topic={quote(chr(0x202E) + '甲乙')}")
    finds_all(page)
    search(page, host, "שלום 404")
    expect(page.locator("#search-status bdi")).to_have_text("שלום 404")


def test_the_box_takes_any_length(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/search/")
    longest = max(HOSTILE, key=len)
    assert len(longest) > MOST
    page.fill("#query", longest)
    page.press("#query", "Enter")
    expect(page.locator("#search-status")).to_have_text(re.compile("找到|没有"))
    assert page.evaluate("new URLSearchParams(location.search).get('q').length") <= 2 * 64


def test_whatever_the_texts_hold_is_text(page: Page, host: Host) -> None:
    watch = Watch(page, host.address)
    page.on("dialog", watch.dismiss)
    for words in ("巴蜀画派", "onerror alert", "<script>alert(3)</script>"):
        search(page, host, words)
        expect(page.locator(".found h3").filter(has_text="巴蜀画派")).to_have_text(HOSTILE_TITLE)
        assert page.locator("#search-results :is(script, img, svg)").count() == 0
    assert watch.faults + page.evaluate("window.__violations") == []


# network and files ----------------------------------------------------------------------------------------------------


def test_no_network_is_said_and_can_be_tried_again(page: Page, host: Host) -> None:
    host.faults["manifest"] = hang_up
    search(page, host, "巡查")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("网络没有回应")
    expect(alert.get_by_role("link", name="下面的栏目")).to_have_attribute("href", "#directory")
    host.faults.clear()
    alert.get_by_role("button", name="重试").click()
    finds_all(page)
    assert page.get_by_role("alert").count() == 0


def test_the_network_may_go_while_one_reads(page: Page, host: Host, context: BrowserContext) -> None:
    search(page, host, "营商环境")
    expect(page.locator("#search-status")).to_contain_text("找到")
    context.set_offline(True)
    page.fill("#query", "巡查")
    page.press("#query", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("网络没有回应")
    context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    finds_all(page)


def test_a_site_without_an_index_says_so(page: Page, host: Host) -> None:
    host.faults["manifest"] = missing
    search(page, host, "巡查")
    expect(page.get_by_role("alert")).to_contain_text("没有读到检索文件")
    expect(page.locator("#directory")).to_be_visible()


def test_a_release_switched_in_meanwhile_is_not_noticed(page: Page, host: Host) -> None:
    """The manifest is of yesterday; its files are gone. The new one is fetched once, and the search goes on."""

    def of_yesterday(found: bytes) -> Answer:
        manifest = json.loads(gzip.decompress(found))
        manifest["base"]["id"] = "0" * 16
        return 200, gzip.compress(json.dumps(manifest).encode())

    host.faults["manifest"] = once(of_yesterday)
    search(page, host, "巡查")
    finds_all(page)
    assert host.index.count("manifest.bin") == 2


def test_a_file_that_stays_away_is_said(page: Page, host: Host) -> None:
    host.faults["/t/"] = missing
    search(page, host, "巡查")
    expect(page.get_by_role("alert")).to_contain_text("网站可能正在更新")
    assert host.index.count("manifest.bin") == 2, "asked anew once, not for ever"


def test_a_file_damaged_on_its_way_is_fetched_again(page: Page, host: Host) -> None:
    host.faults["/t/"] = once(damaged)
    search(page, host, "巡查")
    finds_all(page)


@pytest.mark.parametrize("pattern", ["manifest", "/t/", "/k/", "/d/"])
def test_a_damaged_file_is_said(page: Page, host: Host, pattern: str) -> None:
    host.faults[pattern] = damaged
    search(page, host, "巡查")
    expect(page.get_by_role("alert")).to_contain_text("不完整")


def test_a_page_in_place_of_a_file_is_a_damaged_file(page: Page, host: Host) -> None:
    host.faults["/t/"] = lambda _: (200, b"<!DOCTYPE html><title>moved</title>")
    search(page, host, "巡查")
    expect(page.get_by_role("alert")).to_contain_text("不完整")


def test_counts_that_cannot_be_had_do_not_spoil_the_answer(page: Page, host: Host) -> None:
    host.faults["/f/"] = missing
    search(page, host, "巡查")
    finds_all(page)
    page.locator("[data-facet=column] summary").click()
    expect(page.locator("[data-facet=column]")).to_contain_text("暂时无法统计")
    finds_all(page)


# suggestions ----------------------------------------------------------------------------------------------------------

HINTS = """return {
  attach: (input, { root, onChoose }) => input.addEventListener("dblclick", () => onChoose("巡查")),
  corrections: async (text, { root, manifest }) => (manifest.version && root && text === "营商环竟囧" ? ["营商环境", "<b>环</b>"] : []),
  hotWords: async () => ["防汛", "<i>医保</i>"],
};"""
OWN_HINTS = b"return{corrections,hotWords,attach};"


def hinted(script: bytes) -> Answer:
    """The page's script with hints of ours in place of those that it brings along."""
    assert script.count(OWN_HINTS) == 1
    return 200, script.replace(OWN_HINTS, HINTS.encode())


def test_what_is_meant_perhaps_is_offered(page: Page, host: Host) -> None:
    host.faults[r"page\.[0-9a-f]+\.js"] = hinted
    search(page, host, "营商环竟囧")
    notes = page.locator("#search-notes")
    expect(notes).to_contain_text("您要找的是不是")
    expect(notes.get_by_role("link")).to_have_text(["营商环境", "<b>环</b>"])
    notes.get_by_role("link").first.click()
    expect(page.locator("#search-status")).to_contain_text("找到 2 条")
    expect(notes).not_to_contain_text("您要找的是不是")
    search(page, host, "囧囧囧")
    hot = page.locator("#search-hot")
    expect(hot.get_by_role("link")).to_have_text(["防汛", "<i>医保</i>"])
    hot.get_by_role("link").first.click()
    finds_all(page)
    expect(hot).to_be_hidden()
    page.goto(f"{host.address}/search/")
    expect(hot).to_be_visible()
    page.dblclick("#query")
    finds_all(page)


def test_without_suggestions_the_page_does_its_work(page: Page, host: Host) -> None:
    host.faults["search/suggest/"] = missing
    search(page, host, "囧囧囧")
    expect(page.locator("#search-status")).to_contain_text("没有找到")
    page.fill("#query", "巡查")
    page.press("#query", "Enter")
    finds_all(page)


# the service ----------------------------------------------------------------------------------------------------------


def serves(parameters: Parameters) -> Answer:
    hit = {
        "path": "zcwj/2025/00007", "title": "由服务回答", "numbers": [], "published_at": "2025-04-07 10:00", "column": "zcwj",
        "authority": "xc-gov", "kind": "document", "exact": True, "excerpt": [["正文里的", False], [parameters["q"][0], True]],
    }  # fmt: skip
    answer = {"hits": [hit], "total": 1, "approximate": False, "relaxed": False, "narrowed": False}
    return 200, json.dumps(answer | {"facets": {"column": {"zcwj": 1}}, "took": 1.0}).encode()


def test_the_service_is_asked_where_there_is_one(page: Page, host: Host) -> None:
    host.service = serves
    page.goto(f"{host.address}/search/?q={quote('巡查')}&year=2025&sort=date&p=1")
    expect(page.locator(".found h3")).to_have_text("由服务回答")
    expect(page.locator(".found-text mark")).to_have_text("巡查")
    expect(page.locator(".found-about")).to_contain_text("政策文件")
    assert host.index == ["manifest.bin"], "the index is left alone"
    assert [path for path in host.asked if path.startswith("/api/")] == [
        f"/api/search?q={quote('巡查')}&year=2025&sort=date"
    ]
    page.locator("[data-facet=column] summary").click()
    expect(page.locator("[data-facet=column]").get_by_role("link")).to_have_text(re.compile("政策文件"))


def test_nobody_can_tell_who_answered(page: Page, host: Host, folder: SiteFolder, tmp_path: Path) -> None:
    """The page after the service's answer is the page after the index's, but for what the time is."""
    backend = WhooshBackend(tmp_path, Lexicon())
    backend.upsert(documents_of(folder))

    def from_whoosh(parameters: Parameters) -> Answer:
        pairs = [(name, value) for name, values in parameters.items() for value in values]
        return 200, json.dumps(spoken(backend.search(request_of(pairs)))).encode()

    for more in (
        "巡查",
        "营商环境",
        "小政办发(2025)7号",
        "巡查&sort=date&p=2",
        "巡查&year=2024&column=xw/yw",
        "制定以下措施开展自查",
        "囧",
    ):
        seen = []
        for host.service in (None, from_whoosh):
            host.asked.clear()
            page.goto(f"{host.address}/search/?q={more}")
            expect(page.locator("#search-status")).not_to_be_empty()
            expect(page.locator("[aria-busy]")).to_have_count(0)
            page.evaluate("for (const one of document.querySelectorAll('[data-facet]')) one.open = true")
            expect(page.locator("[data-facet=topic] > div")).not_to_contain_text("正在统计")
            seen.append(page.locator("main").inner_text())
            assert any(path.startswith("/api/") for path in host.asked) == (host.service is not None)
        assert seen[0] == seen[1], more


@pytest.mark.parametrize(
    "broken",
    [
        lambda _: (500, b'{"error": "x"}'),
        lambda _: (429, b'{"error": "x"}'),
        lambda _: (200, b"<!DOCTYPE html>"),
        lambda _: (200, b"[]"),
        lambda _: (200, b'{"total": 1, "hits": [{"path": 5}], "facets": {}}'),
        slowly(serves, 3),
    ],
    ids=["500", "429", "a page", "a list", "other hits", "too slow"],
)
def test_without_a_good_answer_the_index_is_asked(page: Page, host: Host, broken: object) -> None:
    host.service = broken  # type: ignore[assignment]
    search(page, host, "巡查")
    expect(page.locator("#search-status")).to_contain_text(f"找到 {PATROLS} 条", timeout=2500)
    page.fill("#query", "营商环境")
    page.press("#query", "Enter")
    expect(page.locator("#search-status")).to_contain_text("找到 2 条", timeout=700)
    assert sum(path.startswith("/api/") for path in host.asked) == 1, "it is left alone for a while"


# old browsers ---------------------------------------------------------------------------------------------------------


def test_a_browser_that_cannot_unpack_is_told_where_to_go(page: Page, host: Host) -> None:
    page.add_init_script("delete window.DecompressionStream")
    search(page, host, "巡查")
    expect(page.locator("#search-old")).to_contain_text("请更新浏览器")
    expect(page.locator("#search-old").get_by_role("link", name="公开目录")).to_be_visible()
    expect(page.locator("#search-answer")).to_be_hidden()


def test_the_service_helps_a_browser_that_cannot_unpack(page: Page, host: Host) -> None:
    page.add_init_script("delete window.DecompressionStream")
    host.service = serves
    search(page, host, "巡查")
    expect(page.locator(".found h3")).to_have_text("由服务回答")
    expect(page.locator("#search-old")).to_be_hidden()


def test_a_browser_that_cannot_read_the_modules_is_told_where_to_go(page: Page, host: Host) -> None:
    page.add_init_script("delete Object.hasOwn")
    host.faults[r"js/search/page\.[0-9a-f]+\.js"] = missing
    search(page, host, "巡查")
    expect(page.locator("#search-old")).to_be_visible()


# rules ----------------------------------------------------------------------------------------------------------------


def serving(text: bytes) -> Callable[[bytes], Answer]:
    return lambda _: (200, text)


def test_chromium_keeps_the_golden_cases(page: Page, host: Host) -> None:
    asked = [(name, case) for name in RULES for case in CASES["commonness" if name == "common" else name]]
    page.goto(f"{host.address}/search/")
    host.faults["harness.js"] = lambda _: (200, HARNESS.encode())
    host.faults |= {f"plain/{module.name}": serving(module.read_bytes()) for module in MODULES.glob("*.js")}
    # As text: the bridge to the browser does not carry a lone surrogate.
    found = page.evaluate(
        """async (cases) => JSON.stringify(await (await import("/theme/js/harness.js")).answers("/theme/js/plain/", JSON.parse(cases)))""",
        json.dumps([question(name, case) for name, case in asked]),
    )
    faults = [
        (name, case, answer)
        for (name, case), answer in zip(asked, json.loads(found), strict=True)
        if answer != expected(name, case)
    ]
    assert faults == []
