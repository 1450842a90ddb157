"""Lighthouse over a few pages, in one Chromium of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import TypedDict

from tests.fixtures import ROOT

PACKAGE = ROOT / "node_modules/lighthouse/package.json"
MAIN_TEMPLATES = (
    "home.html",
    "column.html",
    "kinds/document.html",
    "kinds/dataset.html",
    "platform.html",
    "search.html",
)


class Run(TypedDict):
    """`scores`: by category; `failed`: the audits that cost marks, with the first places; `error`: what stopped it."""

    scores: dict[str, int]
    failed: list[str]
    error: str


def can_run() -> bool:
    return PACKAGE.is_file() and shutil.which("node") is not None


def audit(urls: Sequence[str], categories: Sequence[str], runs: int = 1) -> dict[str, list[Run]]:
    """URL -> its runs."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    asked = json.dumps({"urls": list(urls), "categories": list(categories), "runs": runs})
    done = subprocess.run(
        ["node", str(ROOT / "tests/browser/lighthouse.mjs"), asked],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"CHROME_PATH": chromium},
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[Run]] = json.loads(done.stdout)
    return found
