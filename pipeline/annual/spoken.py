"""Numbers as they are written in a sentence: digits of either width, in ten thousands, or in Chinese numerals."""

from decimal import Decimal
from typing import NamedTuple

from pipeline.annual.wording import MYRIADS, NUMERALS, TENS

DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?[{''.join(MYRIADS)}]?"
WORDS = f"[{''.join((*NUMERALS, *TENS, *MYRIADS))}]+"


class Spoken(NamedTuple):
    """A number, and by how much at most what was counted may differ from it where it was rounded."""

    number: Decimal
    rounded: Decimal

    def means(self, counted: float) -> bool:
        return abs(Decimal(str(counted)) - self.number) <= self.rounded


def spoken(text: str) -> Spoken:
    """`text` matches DIGITS or WORDS: `1,234`, `1.2` and a myriad, or a number written out."""
    scale = MYRIADS.get(text[-1], 1)
    figures = text.rstrip("".join(MYRIADS)).replace(",", "")
    if not figures[:1].isdecimal():
        return Spoken(Decimal(_written_out(text)), Decimal(0))
    whole, _, places = figures.partition(".")
    number = Decimal(f"{int(whole)}.{int(places or 0):0{len(places)}d}" if places else int(whole))
    return Spoken(number * scale, Decimal(scale) / 10 ** len(places) / 2 if scale > 1 else Decimal(0))


def _written_out(text: str) -> int:
    """Signs from left to right: a digit waits for its ten or hundred, and all before a myriad for it."""
    if all(sign in NUMERALS for sign in text):
        return int("".join(str(NUMERALS[sign]) for sign in text))
    whole = part = digit = 0
    for sign in text:
        if sign in NUMERALS:
            digit = NUMERALS[sign]
        elif sign in TENS:
            part += (digit or 1) * TENS[sign]
            digit = 0
        else:
            whole, part, digit = (whole + part + digit) * MYRIADS[sign], 0, 0
    return whole + part + digit
