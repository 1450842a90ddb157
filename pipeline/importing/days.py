"""Dates as documents write them."""

import re
from unicodedata import normalize

from pipeline.importing.numerals import FORMATS
from pipeline.importing.wording import CLOCK_SIGNS, DAY_SIGNS, NUMERAL_DIGITS
from pipeline.phrases import is_day

_YEAR, _MONTH, _DAY = DAY_SIGNS
_HOUR, _MINUTE, _SECOND = CLOCK_SIGNS
_SECONDS = rf"(?:[:\uff1a{_MINUTE}]\d{{2}}(?:\.\d+)?{_SECOND}?|{_MINUTE})?"
_CLOCK = rf"(?:[ T\u3000]*(\d{{1,2}})[:\uff1a{_HOUR}](\d{{2}}){_SECONDS}(?:\+08:?00)?)?"
"""Of other zones none is taken: whoever wrote one may have meant it or not."""
_ARABIC = re.compile(
    rf"(\d{{4}})\s*[{_YEAR}/.\-]\s*(\d{{1,2}})\s*[{_MONTH}/.\-]\s*(\d{{1,2}})\s*{_DAY}?{_CLOCK}", re.ASCII
)
_CHINESE = re.compile(
    rf"([{NUMERAL_DIGITS}]{{4}}){_YEAR}([{NUMERAL_DIGITS}]{{1,3}}){_MONTH}([{NUMERAL_DIGITS}]{{1,3}}){_DAY}"
)
_COUNTED = {FORMATS["chineseCounting"](number): number for number in range(1, 32)}
_COUNTED |= {FORMATS["ideographDigital"](number): number for number in range(1, 32)}


def day_of(text: str) -> str:
    """`YYYY-MM-DD`, with ` HH:MM` where a clock time is told; "" for what is no whole date, or none of the calendar."""
    text = normalize("NFKC", text).strip()
    found = _ARABIC.fullmatch(text)
    if found:
        day = f"{int(found[1]):04d}-{int(found[2]):02d}-{int(found[3]):02d}"
        clock = f" {int(found[4]):02d}:{found[5]}" if found[4] and int(found[4]) < 24 and int(found[5]) < 60 else ""
        return day + clock if is_day(day) else ""
    found = _CHINESE.fullmatch("".join(text.split()))
    if found is None:
        return ""
    year = "".join(str(_digit(sign)) for sign in found[1])
    month, number = _COUNTED.get(found[2], 0), _COUNTED.get(found[3], 0)
    day = f"{year}-{month:02d}-{number:02d}"
    return day if month and number and is_day(day) else ""


def looks_like_day(text: str) -> bool:
    return _ARABIC.fullmatch(text.strip()) is not None or _CHINESE.fullmatch("".join(text.split())) is not None


def _digit(sign: str) -> int:
    place = NUMERAL_DIGITS.index(sign)
    return 0 if place < 3 else place - 2 if place < 12 else 10
