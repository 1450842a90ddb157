"""The forms of personal numbers: what makes eighteen digits an identity number, and how each may be printed.

Source: GB 11643 (identity numbers); Luhn's sum (bank cards).
"""

import unicodedata
from datetime import date

from pipeline.personal_words import DataKind
from pipeline.standards import identity_check_digit, wrong_check_digit

_REGIONS = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
REGIONS = frozenset(_REGIONS.split())
"""The first two digits of an identity number; 81 to 83: residence permits of Hong Kong, Macao and Taiwan people."""


def plain_digits(text: str) -> str:
    """Full-width and other decimal digits as ASCII."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def is_identity(value: str) -> bool:
    """Eighteen characters: a region, a day of birth that exists, and the right check digit (GB 11643)."""
    return (
        (value[:2] in REGIONS or _is_foreigner(value))
        and value[:17].isdigit()
        and identity_check_digit(value[:17]) == value[17]
        and is_birthday(value[6:14])
    )


def _is_foreigner(value: str) -> bool:
    """Permanent residence cards: a 9, the province, the number of a country (ISO 3166-1, up to 894). Credit codes of
    enterprises begin with a 9 too.
    """
    return value[:1] == "9" and value[1:3] in REGIONS and "003" < value[3:6] < "895" and bool(wrong_check_digit(value))


def is_birthday(digits: str) -> bool:
    if digits[:2] not in ("19", "20"):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def is_old_identity(value: str) -> bool:
    """Fifteen digits as given out until 1999: no century, no check digit."""
    return value[:2] in REGIONS and is_birthday("19" + value[6:12])


def is_card(value: str) -> bool:
    """Luhn's sum, and a first digit that bank cards have."""
    digits = [int(digit) for digit in reversed(value)]
    total = sum(digits[0::2]) + sum(digit * 2 - 9 * (digit > 4) for digit in digits[1::2])
    return total % 10 == 0 and (value.startswith("62") or (value[0] in "345" and len(value) == 16))


def is_lost_identity(digits: str) -> bool:
    """Whether the first digits of a rounded number are a region and a day of birth; at least 14 are needed to tell."""
    return digits[:2] in REGIONS and len(digits) >= 14 and is_birthday(digits[6:14])


def mask(kind: DataKind, value: str) -> str:
    """The form that may be printed."""
    if kind is DataKind.MOBILE:
        return f"{value[:3]}****{value[-4:]}"
    if kind in (DataKind.BANK_CARD, DataKind.LIKELY_CARD):
        return "*" * (len(value) - 4) + value[-4:]
    if kind is DataKind.EMAIL:
        return f"{value[0]}***@{value.rpartition('@')[2]}"
    if kind is DataKind.PASSPORT:
        return value[0] + "*" * (len(value) - 1)
    return value[:4] + "*" * (len(value) - 4)
