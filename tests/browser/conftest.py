"""Chromium and the HTML validator: where they are missing, the tests that need them say so and are skipped."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.demonstration import Demonstration, build, served
from tests.fixtures import ROOT

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)  # a busy machine takes its time


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return build(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def address(demonstration: Demonstration) -> Iterator[str]:
    with served(demonstration.output) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """The narrowest screen that is still in use."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture(scope="session")
def validator() -> Path:
    places = (os.environ.get("GONGKAI_VNU"), ROOT / "node_modules/vnu-jar/build/dist/vnu.jar", ROOT / ".cache/vnu.jar")
    found = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if found is None or shutil.which("java") is None:
        pytest.skip("the Nu HTML checker or Java is not installed")
    return found
