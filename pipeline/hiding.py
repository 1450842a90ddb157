"""Whether a style takes an element out of sight: away, off the page, down to nothing, or into the colour of its ground.

Only what is written is judged, as an intruder writes it beside his links; what a browser makes of a whole sheet is not.
"""

import re
from collections.abc import Iterator

from pipeline.pattern import later

_DECLARED = later(r"([a-z-]+)\s*:\s*([^;]+)")
_COMMENT = later(r"/\*.*?\*/", re.DOTALL)
_RULE = later(r"([^{}]+)\{([^{}]*)\}")
_LENGTH = later(r"(?<![\w.#-])(-?\d*\.?\d+(?:e\d+)?)(px|pt|pc|cm|mm|in|em|rem|ex|ch|vw|vh|%)?(?![\w.])")
_AWAY = {"px": 100, "pt": 75, "pc": 7, "cm": 3, "mm": 30, "in": 1, "vw": 99, "vh": 99, "%": 99}
"""How far off counts as out of sight; of units that go by the size of letters, `_AWAY_LETTERS`."""
_AWAY_LETTERS = 50
_FAR = 5
"""Margins and moves serve layouts too: only several times as far do they hide."""
_SMALLEST = {"": 1.0, "px": 1.0, "pt": 1.0, "%": 1.0}
_SMALLEST_LETTERS = 0.1
FAINTEST = 0.05
_GONE = {"display": "none", "visibility": "hidden", "content-visibility": "hidden"}
_SIZES = ("width", "height", "max-width", "max-height", "font-size", "zoom", "scale")
_PLACES = ("left", "right", "top", "bottom", "text-indent", "letter-spacing")
_MOVES = ("margin", "margin-left", "margin-right", "margin-top", "inset", "translate")
_SCALED = later(r"scale(?:x|y|3d)?\(\s*(?:0*\.?0+\d?|[^,()]+,\s*0*\.?0+)\s*[,)]|matrix\(\s*0\s*,")
_MOVED = later(r"translate(?:x|y|3d)?\(([^)]*)\)")
_RECT = later(r"rect\(([^)]*)\)")
_CLIPPED = later(r"inset\(\s*(?:100|[5-9]\d)%|(?:circle|ellipse)\(\s*0(?![.\d])|polygon\((?:\s*0(?:px|%)?[\s,]*)+\)")
_CLEAR = later(
    r"transparent|(?:rgb|hsl)a?\([^)]*[,/]\s*(?:0?\.0\d*|0)%?\s*\)|#[0-9a-f]{3}0|#[0-9a-f]{6}0[0-9a-f]",
)
_COLOUR = later(r"url\([^)]*\)|#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^)]*\)|[a-z]+")
_NAMED = {"white": "#ffffff", "black": "#000000"}


def hides(style: str) -> bool:
    """Whether declarations, as in a `style` attribute, hide what they are for."""
    told = dict(_declared(style))
    return (
        any(told.get(name) == value for name, value in _GONE.items())
        or told.get("visibility") == "collapse"
        or _is_faint(told)
        or any(_is_nothing(told[name], name) for name in _SIZES if name in told)
        or _is_nothing(told.get("font", "").partition("/")[0], "font-size")
        or any(_is_off(told[name]) for name in _PLACES if name in told)
        or any(_is_off(told[name], _FAR) for name in _MOVES if name in told)
        or _is_cut(told)
        or _is_behind(told.get("z-index", ""))
        or _is_of_its_ground(told)
    )


def hiding_selectors(sheet: str) -> list[str]:
    """What the rules of a sheet hide; states such as `:hover`, and rules for some screens, are left out."""
    found = []
    for selectors, style in _RULE.findall(_COMMENT.sub("", sheet)):
        if hides(style):
            found += [one.strip() for one in selectors.split(",") if ":" not in one and "@" not in one]
    return [one for one in found if one]


def is_white(colour: str) -> bool:
    return _plain(colour) == _NAMED["white"]


def _declared(style: str) -> Iterator[tuple[str, str]]:
    for name, value in _DECLARED.findall(_COMMENT.sub("", style).lower()):
        yield name, value.partition("!")[0].strip()


def _is_faint(told: dict[str, str]) -> bool:
    written = [told.get("opacity", ""), told.get("filter", "").removeprefix("opacity(").rstrip(")")]
    for value in written:
        found = _LENGTH.fullmatch(value)
        if found and float(found[1]) / (100 if found[2] == "%" else 1) <= FAINTEST:
            return True
    return bool(_CLEAR.fullmatch(told.get("color", "")))


def _is_nothing(value: str, name: str) -> bool:
    """A size that shows no letter; a factor such as of `zoom` shows none when faint."""
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return False
    size, unit = float(found[1]), found[2] or ""
    if name in ("zoom", "scale") and not unit:
        return size <= FAINTEST
    return size <= _SMALLEST.get(unit, _SMALLEST_LETTERS)


def _is_off(value: str, times: int = 1) -> bool:
    return any(
        float(number) <= -times * _AWAY.get(unit or "px", _AWAY_LETTERS) for number, unit in _LENGTH.findall(value)
    )


def _is_cut(told: dict[str, str]) -> bool:
    moved = told.get("transform", "")
    if _CLIPPED.search(told.get("clip-path", "")) or _SCALED.search(moved):
        return True
    if any(_is_off(distance, 2) for distance in _MOVED.findall(moved)):
        return True
    rect = _RECT.search(told.get("clip", ""))
    edges = [float(number) for number, _ in _LENGTH.findall(rect[1])] if rect else []
    return len(edges) == 4 and (edges[2] - edges[0] <= 1 or edges[1] - edges[3] <= 1)


def _is_behind(layer: str) -> bool:
    return layer.startswith("-")


def _is_of_its_ground(told: dict[str, str]) -> bool:
    ground = {_plain(one) for name in ("background", "background-color") for one in _COLOUR.findall(told.get(name, ""))}
    return _plain(told.get("color", "")) in ground - {"", "inherit", "none"}


def _plain(colour: str) -> str:
    """`#FFF`, `white` and `rgb(255, 255, 255)` are one colour."""
    name = "".join(colour.lower().split())
    name = _NAMED.get(name, name)
    numbers = [float(number) for number, _ in _LENGTH.findall(name)] if "(" in name else []
    if name.startswith("rgb") and len(numbers) >= 3:
        return "#" + "".join(f"{min(255, round(number)):02x}" for number in numbers[:3])
    if name.startswith("hsl") and len(numbers) >= 3 and numbers[2] in (0, 100):
        return _NAMED["white" if numbers[2] else "black"]
    return "#" + "".join(sign * 2 for sign in name[1:]) if len(name) == 4 and name[0] == "#" else name
