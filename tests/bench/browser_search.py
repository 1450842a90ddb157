"""`python -m tests.bench.browser_search --items 10000`: the search page in Chromium, cold and warm. Figures only.

Cold: a browser that was never there, from the address to ten results; what the index costs is told apart from the page
itself. Warm: the page is open, words go into its box, the time runs until the answer stands and is laid out; once with
files of the index still to be fetched, once with all of them at hand. The host is this machine, without compression.
"""

import argparse
import random
import re
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.search.documents import documents
from tests.bench.corpus import make_corpus, write_site
from tests.bench.search import Place, questions, step
from tests.browser.conftest import ARGUMENTS
from tests.browser.search_site import Host, hosted
from tests.fixtures import TABLES, SiteFolder

KIB = 1024
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SHOWN = "main:has(#search-status:not(:empty)):has(#search-answer:not([aria-busy]))"
WARM = """async (words) => {
  const answer = document.getElementById("search-answer");
  document.getElementById("query").value = words;
  const shown = new Promise((resolve) => {
    const watch = new MutationObserver(() => { if (!answer.hasAttribute("aria-busy")) { watch.disconnect(); resolve(); } });
    watch.observe(answer, { attributeFilter: ["aria-busy"] });
  });
  const started = performance.now();
  document.getElementById("search-form").requestSubmit();
  await shown;
  document.body.offsetHeight;
  return performance.now() - started;
}"""


class Cold(NamedTuple):
    """`requests`, `bytes` of the index; `page`: bytes of the rest."""

    requests: int
    bytes: int
    page: int
    took: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.browser_search", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work there, and take up what tests.bench.search left")
    options = parser.parse_args()
    if options.keep:
        tell(options.items, options.keep.resolve())
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-browser-") as folder:
        tell(options.items, Path(folder))
    return 0


def tell(items: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "output/search/manifest.bin").is_file():
        corpus = make_corpus(items, folder / "corpus")
        write_site(corpus, folder / "content", ["search"])
        step("index", folder)
    site = page_around(folder)
    with Place(folder).opened() as store:
        texts = list(documents(Place(folder).desk(store).register, store))
    asked = {name: [query for query, _ in found] for name, found in questions(texts, random.Random(4))}
    print(f"{len(texts)} items")
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        print("CHROMIUM IS NOT INSTALLED: nothing was measured.")
        return
    with sync_playwright() as playwright, hosted(site) as host:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        print(f"Chromium {browser.version}")
        for line in chain(cold_lines(browser, host, asked), warm_lines(browser, host, asked)):
            print(line, flush=True)
        browser.close()


def page_around(folder: Path) -> Path:
    """A small site's page and theme around the index: how many pages the host has beside them is of no account."""
    shell = SiteFolder(folder / "shell")
    shutil.rmtree(shell.root, ignore_errors=True)
    shell.write(TABLES)
    shell.build()
    for old in (shell.output / "search").iterdir():
        if old.name != "index.html":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for made in (folder / "output/search").iterdir():
        (shell.output / "search" / made.name).symlink_to(made)
    return shell.output


def cold_lines(browser: Browser, host: Host, asked: dict[str, list[str]]) -> Iterator[str]:
    for name, queries in asked.items():
        found = [cold(browser, host, query) for query in queries[:: max(1, len(queries) // 20)]]
        sizes = sorted(one.bytes / KIB for one in found)
        yield (
            f"cold, {name} ({len(found)}): {statistics.median(sizes):.0f} KB median, {sizes[-1]:.0f} most; requests "
            f"{statistics.median(one.requests for one in found):.0f}, {max(one.requests for one in found)} most; "
            f"{statistics.median(one.took for one in found):.0f} ms median; beside it page, styles and scripts "
            f"{max(one.page for one in found) / KIB:.0f} KB"
        )


def cold(browser: Browser, host: Host, query: str) -> Cold:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    host.asked.clear()
    page.goto(f"{host.address}/search/?q={quote(query)}", wait_until="commit")
    page.wait_for_selector(SHOWN)
    asked = list(host.asked)
    took = page.evaluate("performance.now()")
    context.close()
    index = [path for path in asked if re.match(r"/search/[^?]", path)]
    return Cold(len(index), weight(host, index), weight(host, [path for path in asked if path not in index]), took)


def weight(host: Host, paths: Sequence[str]) -> int:
    return sum(len(answer[1]) for path in paths if (answer := host.answer(path)[0]) and answer[0] == 200)


def warm_lines(browser: Browser, host: Host, asked: dict[str, list[str]]) -> Iterator[str]:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{host.address}/search/?q=x")
    page.wait_for_selector(SHOWN)
    first: dict[str, list[float]] = defaultdict(list)
    again: dict[str, list[float]] = defaultdict(list)
    for times in (first, again):
        for name, queries in asked.items():
            times[name] += [float(page.evaluate(WARM, query)) for query in queries]
    for name in asked:
        yield f"warm, {name} ({len(first[name])}): {told(first[name])}; files at hand {told(again[name])}"
    yield f"warm, all: {told([*chain(*first.values())])}; files at hand {told([*chain(*again.values())])}"
    yield from filtered(page, host, asked)


def filtered(page: Page, host: Host, asked: dict[str, list[str]]) -> Iterator[str]:
    """What a reader does with the commonest answers: by time, one year, one column."""
    for word in asked["the commonest"][:3]:
        page.goto(f"{host.address}/search/?q={quote(word)}")
        page.wait_for_selector(SHOWN)
        total = page.inner_text("#search-status")
        times = [float(page.evaluate(CLICK, chosen)) for chosen in ("#search-sort li + li a", "[data-facet=year] a")]
        yield f"warm, {word} ({total}): by time {times[0]:.0f} ms, one year {times[1]:.0f} ms"


CLICK = WARM.replace('document.getElementById("query").value = words;', "").replace(
    'document.getElementById("search-form").requestSubmit();', "document.querySelector(words).click();"
)


def told(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return (
        f"p50 {statistics.median(ordered):.0f} ms, p99 {ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]:.0f} ms, "
        f"most {ordered[-1]:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
