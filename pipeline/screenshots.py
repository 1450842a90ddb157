"""Pictures of pages on disk, by a Chromium that stands on the machine anyway; it reaches no network, runs no script."""

import io
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MILLISECONDS = 15_000
WIDTH, HEIGHT, TALLEST = 1280, 900, 3000
QUALITY = 70
OPTIONS = (
    "--disable-gpu", "--disable-background-networking", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


def browser() -> str:
    """Its path, "" when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def screenshots(chromium: str, pages: Sequence[Path]) -> list[bytes]:
    """Each page as WebP; b"" for one that is not there or that the browser cannot show."""
    with ThreadPoolExecutor(1) as own:  # the library refuses a thread in which it is at work already
        return own.submit(_taken, chromium, pages).result()


def _taken(chromium: str, pages: Sequence[Path]) -> list[bytes]:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as driver:
            opened = driver.chromium.launch(executable_path=chromium, args=list(OPTIONS), timeout=MILLISECONDS)
            context = opened.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False, offline=True
            )
            shot = context.new_page()
            shot.set_default_timeout(MILLISECONDS)
            found = []
            for page in pages:
                if page.is_file():
                    shot.goto(page.resolve().as_uri(), wait_until="load")
                    found.append(_webp(shot.screenshot(full_page=True)))
                else:
                    found.append(b"")
            opened.close()
            return found
    except Error:
        return [b""] * len(pages)


def _webp(png: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        out = io.BytesIO()
        top = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        top.save(out, "WEBP", quality=QUALITY)
        return out.getvalue()
