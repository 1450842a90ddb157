"""`python -m tests.bench.readme_pictures`: takes the four pictures of the README anew, from the demonstration site."""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.demonstration import build, served
from tests.browser.views import NARROW, WIDE, opened
from tests.fixtures import ROOT

PICTURES = ROOT / "docs/images"
DOCUMENT, DATASET = "/zwgk/zcwj/gfxwj/2023/00001.html", "/sjfb/jjyx/2026/00003.html"
PAGES = {"home": ("/", 1750), "document": (DOCUMENT, 1900), "specials": ("/ztzl/", 1500)}
PHONE = (("/", "light"), ("/", "dark"), (DOCUMENT, "light"), (DATASET, "light"))
BROAD, TALL, GAP = 1000, 1500, 24
"""Pixels: of a picture, of a phone's page, between phones."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        with served(build(Path(folder)).output) as address:
            for name, (url, height) in PAGES.items():
                _keep(_taken(browser, address + url, WIDE, height), name)
            phones = [_taken(browser, address + url, NARROW, TALL, scheme) for url, scheme in PHONE]
        browser.close()
    beside = Image.new("RGB", (len(phones) * (NARROW + GAP) - GAP, TALL), "white")
    for at, phone in enumerate(phones):
        beside.paste(phone, (at * (NARROW + GAP), 0))
    _keep(beside, "phone")


def _taken(browser: Browser, url: str, width: int, height: int, scheme: str = "light") -> Image.Image:
    context = opened(browser, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"the demonstration has no page {url}")
    raw = page.screenshot()
    context.close()
    return Image.open(io.BytesIO(raw)).convert("RGB")


def _keep(picture: Image.Image, name: str) -> None:
    size = (BROAD, round(picture.height * BROAD / picture.width))
    picture.resize(size, Image.Resampling.LANCZOS).save(PICTURES / f"{name}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
