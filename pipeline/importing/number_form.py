"""A value of a workbook as its number form shows it (ECMA-376 part 1, 18.8.31): numbers, days, hours and durations."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite
from typing import Any, NamedTuple

_EXACT = 10**15
"""Workbooks keep fifteen digits of a number."""
_LONGEST = 255
"""Signs of a form."""
_DIGITS = 800
"""More than the largest number has before its point and a form after it."""
_USUAL = frozenset({"mm-dd-yy", "m/d/yy", "m/d/yy h:mm"})
"""Forms that stand for the day as the reader's own system writes it."""
_SECTION = re.compile(r"(?:\"[^\"]*\"|\\.|\[[^\]]*\]|[^;\"\\])*")
_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)(?:-[^\]]*)?\]"
    r"|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\]|\[(?P<total>h+|m+|s+)\]"
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<number>[0#?,]+(?:\.[0#?]*)?|\.[0#?]+)|(?P<day>y+|m+|d+|h+|s+)"
    r"|(?P<text>@)|(?P<percent>%)|(?P<literal>[^\[\]a-zA-Z\"\\])",
    re.IGNORECASE,
)
_PLAIN = frozenset({"quoted", "escaped", "money", "literal"})
_FIELDS = {"y": "year", "m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}


class _Token(NamedTuple):
    kind: str
    text: str


class _UnknownForm(Exception):
    """The form holds something that is not read here."""


def shown(value: Any, form: str) -> tuple[str, bool]:
    """A value as its form shows it ("" when the form hides it), and whether that form is one that is known."""
    if isinstance(value, bool):
        return str(value).upper(), True
    if isinstance(value, date | time | timedelta):
        return _moment(value, form)
    if isinstance(value, float) and not isfinite(value):
        return str(value), False
    sections = _sections(form)
    try:
        if not isinstance(value, int | float):
            return _text(str(value), sections), True
        return _number_shown(_exact(value), sections), abs(value) < _EXACT
    except _UnknownForm:
        return (_digits(_exact(value)) if isinstance(value, int | float) else str(value)), False


def _sections(form: str) -> list[list[_Token] | None]:
    """None for a section with signs that are not known."""
    if len(form) > _LONGEST:
        return [None]
    found, place = list[list[_Token] | None](), 0
    while place <= len(form) and len(found) < 4:
        section = _SECTION.match(form, place)
        assert section is not None
        found.append(_tokens(section[0]))
        place = section.end() + 1
        if section.end() == len(form):
            break
    return found


def _tokens(section: str) -> list[_Token] | None:
    found, place = list[_Token](), 0
    while place < len(section):
        token = _TOKEN.match(section, place)
        if token is None:
            return None
        place = token.end()
        if token.lastgroup:
            found.append(_Token(token.lastgroup, token[token.lastgroup]))
    return found


def _known(tokens: list[_Token] | None) -> list[_Token]:
    if tokens is None:
        raise _UnknownForm
    return tokens


def _text(value: str, sections: list[list[_Token] | None]) -> str:
    if len(sections) < 4:
        return value
    return "".join(value if kind == "text" else text for kind, text in _known(sections[3]))


# numbers ------------------------------------------------------------------------------------------------------------


def _exact(value: int | float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


def _number_shown(value: Decimal, sections: list[list[_Token] | None]) -> str:
    """The first section is for all numbers, or for those that no other one is for."""
    own = min(len(sections), 3)
    place = 1 if value < 0 and own > 1 else 2 if not value and own > 2 else 0
    tokens = _known(sections[place])
    kinds = [kind for kind, _ in tokens]
    if sum(kind in ("number", "general", "text") for kind in kinds) > 1 or {"day", "total", "half"} & set(kinds):
        raise _UnknownForm
    if ("literal", "/") in tokens and "number" in kinds:
        raise _UnknownForm
    value *= 100 ** kinds.count("percent")
    pieces = "".join(_piece(token, abs(value)) for token in tokens)
    return f"-{pieces}" if value < 0 and place == 0 and pieces else pieces


def _piece(token: _Token, value: Decimal) -> str:
    if token.kind == "number":
        return _drawn(value, token.text)
    return _digits(value) if token.kind in ("general", "text") else token.text if token.kind in _PLAIN else "%"


def _drawn(value: Decimal, places: str) -> str:
    """Digits in the places of a form: `0` is always written, `#` and `?` only where there is a digit."""
    whole, point, after = places.partition(".")
    bare = whole.rstrip(",")
    value = value.scaleb(-3 * (len(whole) - len(bare)))
    with localcontext(prec=_DIGITS):
        written = f"{value.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP):f}"
    before, _, rest = written.partition(".")
    before = before.lstrip("0").zfill(bare.count("0"))
    if "," in bare and before:
        first, more = before[: len(before) % 3], before[len(before) % 3 :]
        before = ",".join(part for part in (first, *(more[n : n + 3] for n in range(0, len(more), 3))) if part)
    fewest = max((number for number, sign in enumerate(after, 1) if sign == "0"), default=0)
    while len(rest) > fewest and rest.endswith("0"):
        rest = rest[:-1]
    return before + point + rest


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# days and hours -----------------------------------------------------------------------------------------------------


def _moment(value: date | time | timedelta, form: str) -> tuple[str, bool]:
    tokens = _sections(form)[0]
    if tokens and form.lower() not in _USUAL and not isinstance(value, timedelta):
        try:
            return "".join(_clock(value, tokens)), True
        except _UnknownForm:
            pass
    if isinstance(value, timedelta):
        return _duration(value, tokens or [])
    return _iso(value), form.lower() in _USUAL


def _clock(value: date | time, tokens: list[_Token]) -> Iterator[str]:
    halved = any(kind == "half" for kind, _ in tokens)
    for kind, text in _minutes_told(tokens):
        if kind in _PLAIN:
            yield text
        elif kind == "half":
            yield "AM" if getattr(value, "hour", 0) < 12 else "PM"
        elif kind == "day" and (text[0] == "y" or len(text) < 3):
            number = getattr(value, _FIELDS[text[0]], 0)
            number = (number + 11) % 12 + 1 if halved and text[0] == "h" else number
            yield f"{number:04d}"[-2 if len(text) < 3 else -4 :] if text[0] == "y" else f"{number:0{len(text)}d}"
        else:
            raise _UnknownForm


def _minutes_told(tokens: list[_Token]) -> list[_Token]:
    """The months behind hours and before seconds are minutes: `n`."""
    found = [_Token(kind, text.lower() if kind in ("day", "total") else text) for kind, text in tokens]
    units = [number for number, (kind, _) in enumerate(found) if kind in ("day", "total")]
    for place, number in enumerate(units):
        before = found[units[place - 1]].text[0] if place else ""
        after = found[units[place + 1]].text[0] if place + 1 < len(units) else ""
        if found[number].text[0] == "m" and (before == "h" or after == "s"):
            found[number] = _Token(found[number].kind, "n" * len(found[number].text))
    return found


def _duration(value: timedelta, tokens: list[_Token]) -> tuple[str, bool]:
    seconds = round(value.total_seconds())
    has_seconds = any(kind in ("day", "total") and text[0] in "sS" for kind, text in tokens)
    minutes = seconds // 60 if has_seconds else round(value.total_seconds() / 60)
    text = f"{minutes // 60}:{minutes % 60:02d}"
    return (f"{text}:{seconds % 60:02d}" if has_seconds else text), True


def _iso(value: date | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if not isinstance(value, datetime) or value.time() == time():
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
