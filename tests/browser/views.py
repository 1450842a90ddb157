"""The ways in which a page is looked at: widths, modes that a reader chose, the scheme of the system."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, Route

WIDE, NARROW = 1280, 360
HEIGHTS = {WIDE: 800, NARROW: 740}


@dataclass(frozen=True)
class View:
    """`modes`: what the browser remembers for the site, as js/modes-early.js writes it."""

    name: str
    modes: str = ""
    scheme: Literal["light", "dark"] = "light"


VIEWS = (
    View("default"),
    View("elder", "elder=on&bar=on"),
    View("contrast", "contrast=black-yellow&bar=on"),
    View("dark", scheme="dark"),
)
_APPLY = """(chosen) => { modes.chosen = new URLSearchParams(chosen); modes.apply(); }"""


def opened(browser: Browser, width: int = WIDE, **more: object) -> BrowserContext:
    """A context in which nothing moves by itself."""
    size = {"width": width, "height": HEIGHTS.get(width, 800)}
    options = {"viewport": size, "locale": "zh-CN", "reduced_motion": "reduce"} | more
    return browser.new_context(**options)  # type: ignore[arg-type]


def look(page: Page, view: View, width: int) -> None:
    """Look at the page that is open in another way, without loading it anew."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme=view.scheme)
    page.evaluate(_APPLY, view.modes)


def stay(route: Route) -> None:
    """Let a page that leads on at once stay to be looked at."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', 'data-stays="'))
