"""`python -m tests.bench.lighthouse [--runs 3] [--portion 1/6]`: Lighthouse's marks on a phone, medians, a page a template.

Every template is asked for. `--portion K/N` takes every Nth of them, for a machine that is quiet for minutes only.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.browser import lighthouse
from tests.browser.demonstration import Demonstration, build, quoted, served

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEADS_ON = "redirect.html"
"""Lighthouse follows it at once: what it would mark is another page."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--portion", default="1/1")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        demonstration = build(Path(root))
        with served(demonstration.output) as address:
            pages = {name: address + quoted(demonstration.pages[name][0]) for name in _names(demonstration, asked)}
            for name, url in pages.items():
                print(_line(name, lighthouse.audit([url], CATEGORIES, asked.runs)[url]), flush=True)


def _names(demonstration: Demonstration, asked: argparse.Namespace) -> Sequence[str]:
    portion, _, portions = asked.portion.partition("/")
    return sorted(demonstration.pages.keys() - {LEADS_ON})[int(portion) - 1 :: int(portions)]


def _line(name: str, runs: Sequence[lighthouse.Run]) -> str:
    marks = {category: [run["scores"][category] for run in runs] for category in CATEGORIES}
    medians = "  ".join(f"{category} {statistics.median(of_all):.0f}" for category, of_all in marks.items())
    below = sorted({fault for run in runs for fault in run["failed"]})
    return "\n    ".join([f"{name:28} {medians}  (performance of each run: {marks['performance']})", *below])


if __name__ == "__main__":
    main()
