"""The colours of the theme: whatever scheme and light, text stands out from its ground (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from collections.abc import Iterator

import pytest

from pipeline.terms import ColourScheme
from plugins.schemes import scheme
from tests.fixtures import THEME

STYLES = {path.name: path.read_text("utf-8") for path in (THEME / "static/css").glob("*.css")}
TOKENS, PAGES = STYLES["tokens.css"], STYLES["site.css"]
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
NIGHT = ":root:not([data-contrast])"
"""Who chose a contrast gets that one, whatever the light."""
COLOUR = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});")
Colours = dict[str, str]
ON_GROUNDS = ("paper", "ground", "brand-tint")
TEXTS = (
    *((text, ground) for text in ("ink", "soft", "muted", "brand", "brand-deep") for ground in ON_GROUNDS),
    *(("on-band", band) for band in ("band", "band-deep", "alert-band")),
    *(("alert", ground) for ground in ("alert-tint", "paper")),
    *(("amend", ground) for ground in ("amend-tint", "paper")),
    ("ink", "found"),
)
STROKES = (
    *((stroke, ground) for stroke in ("edge", "focus") for ground in ("paper", "ground")),
    *((f"c{number}", "paper") for number in range(2, 9)),
)
"""What is not text but must be seen: borders of controls, the mark of focus, the series of a chart."""


def rule(text: str, selector: str) -> Colours:
    found = re.search(rf"^ *{re.escape(selector)} \{{([^}}]*)\}}", text, re.MULTILINE)
    assert found, f"tokens.css has no rule for {selector}"
    return dict(COLOUR.findall(found[1]))


def looks() -> Iterator[tuple[str, Colours]]:
    """Every scheme by day and by night, with all its tokens."""
    for colours in ColourScheme:
        name = f".scheme-{scheme(colours.value)}"
        own = [rule(text, name) for text in (LIGHT, DARK)]
        day = rule(LIGHT, ":root") | own[0]
        yield colours.value, day
        yield f"{colours.value}-night", day | rule(DARK, NIGHT) | own[1]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("look", "tokens"), [*looks()], ids=lambda value: value if isinstance(value, str) else "")
def test_text_stands_out_from_its_ground(look: str, tokens: Colours) -> None:
    faint = [(*pair, round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)) for pair in TEXTS]
    assert [pair for pair in faint if pair[2] < 4.5] == []
    faint = [(*pair, round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)) for pair in STROKES]
    assert [pair for pair in faint if pair[2] < 3] == []


def test_every_scheme_gives_the_same_tokens_by_day_and_by_night() -> None:
    told = [set(rule(text, f".scheme-{scheme(c.value)}")) for text in (LIGHT, DARK) for c in ColourScheme]
    assert all(tokens == told[0] for tokens in told)
    assert set(rule(LIGHT, ":root")) == set(rule(DARK, NIGHT))


def test_pages_name_no_colour_of_their_own() -> None:
    """Print apart, which is black on white."""
    screen = PAGES.partition("@media print")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", screen) == []
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", TOKENS + PAGES))
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS + PAGES))
    assert used <= known


def test_every_chart_colour_is_styled() -> None:
    for number in range(1, 9):
        assert f".chart-{number} {{ fill:" in PAGES and f".chart-{number}-line {{ stroke:" in PAGES
