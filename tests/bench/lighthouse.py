"""`python -m tests.bench.lighthouse [--runs 3]`: Lighthouse's marks for speed on a phone, medians, for the main templates."""

import argparse
import statistics
import tempfile
from pathlib import Path

from tests.browser import lighthouse
from tests.browser.demonstration import build, quoted, served

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as root:
        demonstration = build(Path(root))
        with served(demonstration.output) as address:
            pages = {name: address + quoted(demonstration.pages[name][0]) for name in lighthouse.MAIN_TEMPLATES}
            found = lighthouse.audit(list(pages.values()), CATEGORIES, runs)
    for name, url in pages.items():
        marks = {category: [run["scores"][category] for run in found[url]] for category in CATEGORIES}
        told = "  ".join(f"{category} {statistics.median(all_runs):.0f}" for category, all_runs in marks.items())
        print(f"{name:24} {told}  (performance of each run: {marks['performance']})")


if __name__ == "__main__":
    main()
