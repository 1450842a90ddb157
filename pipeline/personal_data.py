"""Personal data in text: numbers of persons, however they are spaced, widened or split, told from numbers of things.

Source: Personal Information Protection Law art. 28 and 51, GB 11643 (identity numbers). What is found is never passed
on readable: `masked` is what may be printed, `value` stays inside the process that read the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pipeline import personal_words as words
from pipeline.personal_words import DataKind
from pipeline.standards import identity_check_digit, wrong_check_digit

_REGIONS = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
REGIONS = frozenset(_REGIONS.split())
"""The first two digits of an identity number; 81 to 83: residence permits of Hong Kong, Macao and Taiwan people."""
_PUBLIC_MAIL = (
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn wo.cn 21cn.com tom.com "
    "aliyun.com gmail.com hotmail.com outlook.com live.com live.cn msn.com icloud.com yahoo.com yahoo.com.cn"
)
PUBLIC_MAIL = frozenset(_PUBLIC_MAIL.split())
"""Hosts where anybody has an address."""
DATED_SERIALS = "2010"
"""Numbers of cases and orders made of region, day and serial look like identity numbers of children born that day."""
LIST_OF_MOBILES = 3
"""So many different mobile numbers in one text are a list of people, wherever they stand."""

_DOUBTFUL = DataKind.DOUBTFUL_IDENTITY
_GAP = "[ \u00a0\u00ad\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff\u2010-\u2015\u2212\ufe63\uff0d-]"
_LAST = "[xX\uff38\uff58\u00d7\u2715\u0425\u0445\u03a7]"
_RUN = re.compile(rf"\d(?:(?:{_GAP}{{1,3}}|{_GAP}*\n{_GAP}*)?\d){{7,}}(?:{_GAP}{{0,3}}{_LAST})?")
_GROUP = re.compile(rf"(\n?){_GAP}*(\d+)(?:{_GAP}{{0,3}}({_LAST}))?")
_FLOAT = re.compile(r"(?<![\d.])([1-9])\.(\d{3,17})[Ee]\+?0?(?:17|14)(?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPH]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{10})(?![A-Za-z0-9])", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12})", re.ASCII)
_PHONE_WORD = re.compile(r"(?:tel|phone|mobile|mob|cell|wechat|weixin)[.:]?$", re.IGNORECASE)
_SERIAL_BEFORE = re.compile(r"(?:[A-Za-z_=#&?%]|[A-Za-z._-]/)$")
_SERIAL_AFTER = re.compile(r"[A-Za-z_@=]|\.[A-Za-z]")
_AMOUNT_BEFORE = re.compile(r"(?:[.\uff0e]|[$\u00a5\uffe5] ?)$")
_FRACTION = re.compile(r"[.\uff0e]\d")


_SIGNS = re.compile(rf"\d(?:[\n{_GAP[1:-1]}]{{0,4}}\d){{10}}")


class Passage(NamedTuple):
    """A piece of text: `part` says where in the file (see `personal_words.part_label`); a row is its cells.

    Prose has rows of one cell; a `table` may have heading rows.
    """

    part: str
    rows: Sequence[Sequence[str]]
    table: bool = False


class Trace(NamedTuple):
    """One find. `row` counts from 1; `listed`: in a list of people; `value` is readable and not for printing."""

    kind: DataKind
    row: int
    masked: str
    value: str
    listed: bool = False


def may_tell(text: str) -> bool:
    """Whether a number, an address or a home could stand in the text; most texts are done with here."""
    return "@" in text or "E+" in text or "e+" in text or bool(_SIGNS.search(text)) or _may_name_more(text)


def _may_name_more(text: str) -> bool:
    return _may_name_home(text) or any(word in text for word in words.PAPERS)


def _may_name_home(text: str) -> bool:
    signs = words.HOME_SIGNS
    return (signs[0] in text or signs[1] in text or signs[2] in text) and any(word in text for word in words.HOME_WORDS)


def traces_in(text: str) -> list[Trace]:
    """What stands in plain text, by the forms of numbers and the words around them; no table is looked for."""
    found = [*_numbers(text), *_lost_digits(text)]
    if "@" in text:
        found.extend(_emails(text))
    found.extend(_passports(text))
    if _may_name_home(text):
        found.extend(_homes(text))
    return found


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


# numbers ------------------------------------------------------------------------------------------------------------


class _Group(NamedTuple):
    """Digits written together; `soft`: a line end stands before them; `last`: an X ends them."""

    start: int
    end: int
    digits: str
    soft: bool
    last: bool


def _numbers(text: str) -> Iterator[Trace]:
    for run in _RUN.finditer(text):
        groups = _groups(run.group(), run.start())
        at = 0
        while at < len(groups):
            kind, end, value = _number_at(text, groups, at)
            if kind is not None:
                yield Trace(kind, row_of(text, groups[at].start), mask(kind, value), value)
            at = end


def _groups(run: str, start: int) -> list[_Group]:
    return [
        _Group(start + m.start(2), start + m.end(), plain_digits(m[2]), bool(m[1]), bool(m[3]))
        for m in _GROUP.finditer(run)
    ]


def plain_digits(text: str) -> str:
    """Full-width and other decimal digits as ASCII."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def row_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _number_at(text: str, groups: list[_Group], at: int) -> tuple[DataKind | None, int, str]:
    """What begins with the group `at`: its kind, the group after it, its digits; the longest reading first."""
    start, value = groups[at].start, ""
    readings = []
    for end in range(at, min(at + 18, len(groups))):
        group = groups[end]
        value += group.digits
        value += "X" if group.last and len(value) == 17 else ""
        if len(value) > 19 and end > at:
            break
        readings.append((end + 1, value))
        if group.last:
            break
    for end, value in reversed(readings):
        kind = _kind_of(text, start, groups[at:end], value)
        if kind is not None:
            return kind, end, _plain(kind, value)
    return None, at + 1, ""


def _plain(kind: DataKind, value: str) -> str:
    return value[-11:] if kind is DataKind.MOBILE else value[:18] if kind is DataKind.IDENTITY else value


def _kind_of(text: str, start: int, groups: list[_Group], value: str) -> DataKind | None:
    end = groups[-1].end
    size = len(value)
    if size == 18 and is_identity(value):
        return _identity(text, start, value)
    if any(group.soft for group in groups[1:]):
        return None
    if 16 <= size <= 19 and value.isdigit() and is_card(value):
        return _card(text, start, end, groups, value)
    if size in (11, 13) and _has_mobile_form([group.digits for group in groups]):
        return None if _is_serial(text, start, end) else DataKind.MOBILE
    if size == 15 and value.isdigit() and is_old_identity(value):
        return DataKind.OLD_IDENTITY if words.SAYS_IDENTITY.search(_around(text, start, end)) else None
    return _joined(text, start, value) if len(groups) == 1 and 19 <= size <= 21 else None


def _identity(text: str, start: int, value: str) -> DataKind | None:
    """A right identity number, unless it is said to be another number: then it is none, or for a person to look at."""
    before = text[max(0, start - 24) : start]
    if words.SAYS_CREDIT_CODE.search(before[-16:]) and "X" not in value[:17] and not wrong_check_digit(value):
        return None
    dated = value[6:10] >= DATED_SERIALS and words.SAYS_SERIAL.search(before) and not words.SAYS_PERSONS.search(before)
    return DataKind.DOUBTFUL_IDENTITY if dated else DataKind.IDENTITY


def _joined(text: str, start: int, value: str) -> DataKind | None:
    """The number of a disability certificate is the identity number with two digits more."""
    if len(value) == 20 and is_identity(value[:18]):
        return DataKind.IDENTITY if words.SAYS_DISABILITY.search(text[max(0, start - 24) : start]) else _DOUBTFUL
    return _DOUBTFUL if is_identity(value[-18:]) else None


def is_identity(value: str) -> bool:
    """Eighteen characters: a region, a day of birth that exists, and the right check digit (GB 11643)."""
    return (
        value[:2] in REGIONS
        and value[:17].isdigit()
        and identity_check_digit(value[:17]) == value[17]
        and is_birthday(value[6:14])
    )


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


def _card(text: str, start: int, end: int, groups: list[_Group], value: str) -> DataKind | None:
    near = _around(text, start, end)
    if len(groups) > 1 and any(len(group.digits) != 4 for group in groups[:-1]):
        return None
    if _is_amount(text, start, end):
        return None
    card, account = words.SAYS_CARD.search(near), words.SAYS_ACCOUNT.search(near)
    if not value.startswith("62"):
        office = words.SAYS_OFFICE_ACCOUNT.search(near)
        return DataKind.BANK_CARD if card else DataKind.LIKELY_CARD if account and not office else None
    if card or account:
        return DataKind.LIKELY_CARD if words.SAYS_OFFICE_ACCOUNT.search(near) else DataKind.BANK_CARD
    return DataKind.LIKELY_CARD if len(groups) == 1 and not _is_serial(text, start, end) else None


def _has_mobile_form(groups: list[str]) -> bool:
    sizes = [len(group) for group in groups]
    if sizes[0] == 13 or (sizes[0] == 2 and len(sizes) > 1):
        if not groups[0].startswith("86"):
            return False
        groups = [groups[0][2:], *groups[1:]] if sizes[0] == 13 else groups[1:]
        sizes = [len(group) for group in groups]
    return sizes in ([11], [3, 4, 4], [3, 8], [7, 4]) and "3" <= groups[0][1] <= "9" and groups[0][0] == "1"


def _around(text: str, start: int, end: int) -> str:
    """The words near a number, in its own line and the one before."""
    return text[max(0, start - 40) : start] + "\x00" + text[end : end + 12]


def _is_amount(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 20) : start], text[end : end + 4]
    return bool(_AMOUNT_BEFORE.search(before) or _FRACTION.match(after) or words.COUNTED.match(after))


def _is_serial(text: str, start: int, end: int) -> bool:
    """Whether what stands around says that the number is a thing's: a unit, a letter, an address, a label."""
    before, after = text[max(0, start - 24) : start], text[end : end + 4]
    if _is_amount(text, start, end) or _SERIAL_AFTER.match(after):
        return True
    if _SERIAL_BEFORE.search(before) and not _PHONE_WORD.search(before):
        return True
    return bool(words.SAYS_SERIAL.search(before))


def _lost_digits(text: str) -> Iterator[Trace]:
    """Identity numbers that a spreadsheet kept as a number: `1.10105194912310E+17`."""
    if "E+" not in text and "e+" not in text:
        return
    for found in _FLOAT.finditer(text):
        digits = found[1] + found[2]
        if is_lost_identity(digits) or words.SAYS_IDENTITY.search(_around(text, *found.span())):
            value = digits.ljust(18, "0")
            yield Trace(DataKind.LOST_IDENTITY, row_of(text, found.start()), mask(DataKind.IDENTITY, value), value)


def is_lost_identity(digits: str) -> bool:
    """Whether the first digits of a rounded number are a region and a day of birth; at least 14 are needed to tell."""
    return digits[:2] in REGIONS and len(digits) >= 14 and is_birthday(digits[6:14])


# words --------------------------------------------------------------------------------------------------------------


def _emails(text: str) -> Iterator[Trace]:
    for found in _EMAIL.finditer(text):
        host = found[1].lower()
        before = text[max(0, found.start() - 24) : found.start()]
        if host in PUBLIC_MAIL and not words.SAYS_OFFICE_MAIL.search(before):
            value = found.group().lower()
            yield Trace(DataKind.EMAIL, row_of(text, found.start()), mask(DataKind.EMAIL, value), value)


def _passports(text: str) -> Iterator[Trace]:
    for found in _PASSPORT.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        if words.SAYS_PASSPORT.search(text[max(line, found.start() - 60) : found.end() + 10]):
            value = found.group()
            yield Trace(DataKind.PASSPORT, row_of(text, found.start()), mask(DataKind.PASSPORT, value), value)


def _homes(text: str) -> Iterator[Trace]:
    for found in words.SAYS_HOME.finditer(text):
        if words.SAYS_PERSON.search(text[max(0, found.start() - 40) : found.start()]):
            address = found["address"]
            yield Trace(DataKind.HOME, row_of(text, found.start()), address[:4] + "****", address)
