"""axe-core in a page: what it finds, at every level that the law and WCAG ask for, with its best practices."""

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.fixtures import ROOT

SOURCE = ROOT / "node_modules/axe-core/axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """(levels) => axe.run(document, {runOnly: {type: "tag", values: levels}, resultTypes: ["violations"]}).then((found) =>
    found.violations.map((v) => [v.id, v.help, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")), v.nodes.length]))"""


@cache
def _source() -> str:
    return SOURCE.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """One line a rule that the page breaks, with the first places where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: list[Any] = page.evaluate(_RUN, list(LEVELS))
    return [
        f"{rule} ({number} places): {text} {json.dumps(places, ensure_ascii=False)}"
        for rule, text, places, number in found
    ]
