"""A site that lies in a folder of its host: every link of every page opens, in Chromium too, and it can be searched."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.search_site import Host, build, hosted
from tests.browser.test_pages import Watch

pytestmark = pytest.mark.browser

BASE = "/portal/city"
LINKS = "[...document.querySelectorAll('[href], [src], [action]')].map((one) => one.href || one.src || one.action)"
PLACES = ("/", "/zcwj/", "/zcwj/2025/00007.html", "/search/", "/mulu/", "/ditu/", "/zfxxgkpt/", "/zfxxgkpt/xc-gov/zn/")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("below"), base=BASE).output


@pytest.fixture
def host(output: Path) -> Iterator[Host]:
    with hosted(output, prefix=BASE) as host:
        yield host


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    """Whatever the page does that it should not, a file that is not there among it, fails the test when it is over."""
    page = browser.new_page(locale="zh-CN")
    watch = Watch(page, host.address.removesuffix(BASE))
    yield page
    page.close()
    assert watch.faults == []


@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_a_page_opens(page: Page, host: Host, place: str) -> None:
    page.goto(host.address + place)
    found = {urljoin(page.url, link).partition("#")[0] for link in page.evaluate(LINKS)}
    own = {link for link in found if link.startswith(host.address.removesuffix(BASE))}
    assert len(own) > 15
    assert [link for link in own if not urlsplit(link).path.startswith(f"{BASE}/")] == []
    answers = {link: host.answer(link)[0] for link in own}
    assert [link for link, answer in answers.items() if answer is None or answer[0] != 200] == []


def test_the_section_one_is_in_is_marked_and_no_other(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/zcwj/")
    expect(page.locator("[data-part=menu] [aria-current]")).to_have_text("政策文件")


def test_it_is_searched_and_what_was_found_opens(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/")
    page.fill("#header-query", "巡查")
    page.press("#header-query", "Enter")
    expect(page.locator("#search-status")).to_contain_text("找到")
    page.locator(".found a").first.click()
    expect(page).to_have_url(re.compile(re.escape(host.address) + r"/xw/.*\.html$"))
    expect(page.locator("h1")).to_contain_text("巡查")


def test_what_is_offered_leads_below_too(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/search/")
    page.locator("#query").press_sequentially("政策文件")
    page.locator("[role=option]", has_text="栏目").first.click()
    expect(page).to_have_url(f"{host.address}/zcwj/")


def test_addresses_for_other_programs_have_the_folder(output: Path) -> None:
    for name in ("opensearch.xml", "sitemap-pages.xml", "rss.xml", "robots.txt"):
        found = re.findall(r"https://www\.xiaocheng\.example\.gov\.cn[^\s<\"'&]*", (output / name).read_text("utf-8"))
        assert found and all(urlsplit(one).path.startswith(BASE) for one in found), name
    page = (output / "zcwj/2025/00007.html").read_text("utf-8")
    assert f'rel="canonical" href="https://www.xiaocheng.example.gov.cn{BASE}/zcwj/2025/00007.html"' in page
    assert quote("/portal") in page
