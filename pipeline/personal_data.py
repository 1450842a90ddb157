"""Personal data in text: numbers of persons, however they are spaced, widened or split, told from numbers of things.

Source: Personal Information Protection Law art. 28 and 51, GB 11643 (identity numbers). What is found is never passed
on readable: `masked` is what may be printed, `value` stays inside the process that read the text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline import personal_words as words
from pipeline.pattern import later
from pipeline.personal_numbers import is_card, is_identity, is_lost_identity, is_old_identity, mask, plain_digits
from pipeline.personal_words import DataKind
from pipeline.signs import DECIMALS, UNKNOWN, sign, stretch
from pipeline.standards import wrong_check_digit

_PUBLIC_MAIL = (
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn wo.cn 21cn.com tom.com "
    "aliyun.com gmail.com hotmail.com outlook.com live.com live.cn msn.com icloud.com yahoo.com yahoo.com.cn"
)
PUBLIC_MAIL = frozenset(_PUBLIC_MAIL.split())
"""Hosts where anybody has an address."""
DATED_SERIALS = "2010"
"""Numbers of cases and orders made of region, day and serial look like identity numbers of children born that day."""
LONGEST_JOINED = 40
"""Digits in which an identity number is looked for at either end."""
LIST_OF_MOBILES = 3
"""So many different mobile numbers in one text are a list of people, wherever they stand."""

_GAP = "[ \u00a0\u00ad\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff\u2010-\u2015\u2212\ufe63\uff0d-]"
_LAST = "[xX\uff38\uff58\u00d7\u2715\u0425\u0445\u03a7]"
_RUN = later(rf"\d(?:(?:{_GAP}{{1,3}}|{_GAP}*\n{_GAP}*)?\d){{7,}}(?:{_GAP}{{0,3}}\n?{_LAST})?")
_GROUP = later(rf"(\n?){_GAP}*(\d+)(?:{_GAP}{{0,3}}\n?({_LAST}))?")
_BETWEEN = "._/*~|+:\u00b7\u30fb\u3001\uff1a\uff0f\uff0e\uff3f"
_SIGN = f"([{_BETWEEN}]{{1,2}})"
_AFTER_FIRST = rf"\d{{5}}{_SIGN}\d{{4}}(?:\1?\d\d){{2}}\1(?:\d{{3}}[\dxX\uff38\uff58])"
_PARTED = later(rf"\d{_AFTER_FIRST}")
"""Region, day and serial of an identity number, parted by signs that are no gaps."""
_DOTTED = later(r"(?<![\dA-Za-z._/%=-])1[3-9]\d([._\u00b7])\d{4}\1\d{4}(?![._\u00b7]?\d)")
"""A mobile number parted by such signs."""
_TWO_DIGITS = later(r"\d\d")
_NO_SIGN = later(r"[^\dxX]+")
_NO_DIGIT = later(r"\D+")
_DATED = later(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}")
_MOBILE = later(r"(?:(?:00)?86|0)?1[3-9]\d{9}")
_MOBILE_GROUPS = ([11], [13], [15], [3, 4, 4], [3, 8], [7, 4], [2, 11], [2, 3, 4, 4], [2, 3, 8])
_ODD_MOBILE_GROUPS = ([12], [4, 4, 3], [3, 3, 5], [5, 6], [6, 5], [4, 7])
"""Told only where words before say that a telephone number follows."""
_LINE_END = later(r"\n")
_FLOAT = later(r"(?<![\d.])([1-9])\.(\d{3,17})[Ee]\+?0?(?:17|14)(?!\d)")
_PASSPORT = later(
    r"(?<![A-Za-z0-9])(?:[CEDSP][A-HJ-NP-Z] ?\d{7}|[EGDSPHMCWTL] ?\d{8}|[HM]\d{10})(?![A-Za-z0-9])",
    re.ASCII | re.IGNORECASE,
)
_EMAIL = later(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12})", re.ASCII)
_PHONE_WORD = later(r"(?:tel|phone|mobile|mob|cell|wechat|weixin)[.:]?$", re.IGNORECASE)
_SERIAL_BEFORE = later(r"(?:[A-Za-z_=#&?%]|[A-Za-z._-]/)$")
_SERIAL_AFTER = later(r"[A-Za-z_@=]|\.[A-Za-z]")
_AMOUNT_BEFORE = later(r"(?:[.\uff0e]|[$\u00a5\uffe5] ?)$")
_FRACTION = later(r"[.\uff0e]\d")
_SIGNS = later(rf"\d(?:(?:[\n{_GAP[1:-1]}]{{0,4}}\d){{10}}|{_AFTER_FIRST}|[3-9]\d([._\u00b7])\d{{4}}\2\d{{4}}(?!\d))")
"""What every number begins with, looked for at once."""
_MAY_HAVE_NUMBER = stretch(f"{DECIMALS}{_BETWEEN}\n{_GAP[1:-1]}", 11)
_MAY_NAME_HOME, _MAY_NAME_PAPERS = (
    sign(*((word[0], word[1]) for word in known)) for known in (words.HOME_WORDS, words.PAPERS)
)
_SPACES = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MAY_HAVE_HOUSE = sign((f"{DECIMALS}{_SPACES}*", words.HOME_ENDS))
_MAY_HAVE_PAPER = sign(("A-Za-z\uff21-\uff3a\uff41-\uff5a", "0-9\uff10-\uff19 *")) | stretch(f"{DECIMALS}*", 8)
"""What stands behind the words; stars are no part of the text, see `traces_in`."""


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


def may_tell(text: str, signs: int = UNKNOWN) -> bool:
    """Whether a number, an address or a home could stand in the text; most texts are done with here.

    `signs`: of the text; see `signs`.
    """
    plain = text.replace("**", "") if "**" in text else text
    if "@" in plain or "E+" in plain or "e+" in plain or (signs & _MAY_HAVE_NUMBER and _SIGNS.search(plain)):
        return True
    if signs & _MAY_NAME_HOME and signs & _MAY_HAVE_HOUSE and _may_name_home(text):
        return True
    return bool(signs & _MAY_NAME_PAPERS and signs & _MAY_HAVE_PAPER) and _may_name_papers(text)


def _may_name_papers(text: str) -> bool:
    said = words.PAPERS_SIGN in text or any(word in text for word in words.PASSPORTS)
    return said and any(word in text for word in words.PAPERS)


def _may_name_home(text: str) -> bool:
    signs = words.HOME_SIGNS
    return (signs[0] in text or signs[1] in text or signs[2] in text) and any(word in text for word in words.HOME_WORDS)


def traces_in(text: str) -> list[Trace]:
    """What stands in plain text, by the forms of numbers and the words around them; no table is looked for.

    Stars that no Markdown took hide nothing of a number that has all its digits.
    """
    if "**" in text:
        text = text.replace("**", "")
    found = [*_numbers(text), *_parted(text), *_lost_digits(text)]
    if "@" in text:
        found.extend(_emails(text))
    if _may_name_papers(text):
        found.extend(_passports(text))
    if _may_name_home(text):
        found.extend(_homes(text))
    return _with_rows(text, found) if found else found


def _with_rows(text: str, found: list[Trace]) -> list[Trace]:
    """The finders give the position for the row; all rows are counted at once."""
    ends = [end.start() for end in _LINE_END.finditer(text)]
    return [trace._replace(row=bisect_left(ends, trace.row) + 1) for trace in found]


# numbers ------------------------------------------------------------------------------------------------------------


class _Group(NamedTuple):
    """Digits written together: their place in the text; `soft`: a line end stands before; `last`: an X ends them."""

    start: int
    end: int
    digits: str
    soft: bool
    last: bool


class _Found(NamedTuple):
    """A number: what it is, the group after it, its signs."""

    kind: DataKind
    after: int
    value: str


class _Run:
    """Groups of digits that only gaps part: one number or several, and where one may begin and end."""

    def __init__(self, text: str, written: str, start: int) -> None:
        self.text = text
        self.groups = [
            _Group(start + m.start(2), start + m.end(), plain_digits(m[2]), bool(m[1]), bool(m[3]))
            for m in _GROUP.finditer(written)
        ]
        self.digits = "".join(group.digits for group in self.groups)
        self.starts = [0, *accumulate(len(group.digits) for group in self.groups)]
        self.after = {place: number for number, place in enumerate(self.starts)}

    def numbers(self) -> Iterator[Trace]:
        at = 0
        while at < len(self.groups):
            found = self._identity(at) or self._card(at) or self._mobile(at) or self._old(at) or self._joined(at)
            if found is not None:
                yield Trace(found.kind, self.groups[at].start, mask(found.kind, found.value), found.value)
            at = found.after if found else at + 1

    def _read(self, at: int, size: int) -> tuple[str, int] | None:
        """`size` signs from the group `at` on, and the group after them, if one ends there."""
        start = self.starts[at]
        after = self.after.get(start + size)
        if after is not None:
            return self.digits[start : start + size], after
        after = self.after.get(start + size - 1)
        if size == 18 and after is not None and self.groups[after - 1].last:
            return self.digits[start : start + 17] + "X", after
        return None

    def _identity(self, at: int) -> _Found | None:
        if not _DATED.match(self.digits, self.starts[at]):
            return None
        read = self._read(at, 18)
        if read is None:
            return None
        if not is_identity(read[0]):
            mistyped = (
                is_lost_identity(read[0]) and read[1] == at + 1 and _is_called_identity(self.text, self.groups[at])
            )
            return _Found(DataKind.DOUBTFUL_IDENTITY, read[1], read[0]) if mistyped else None
        kind = _identity(self.text, self.groups[at].start, read[0])
        return _Found(kind, read[1], read[0]) if kind else None

    def _card(self, at: int) -> _Found | None:
        """Written as one, in groups of four, or anyhow where the words before say that it is a card."""
        group = self.groups[at]
        if not group.digits.startswith(("62", "3", "4", "5")):
            return None
        for size in (19, 18, 17, 16):
            read = self._read(at, size)
            if read and read[0].isdigit() and is_card(read[0]) and self._is_whole(at, read[1]):
                end = self.groups[read[1] - 1].end
                alone = read[1] == at + 1 or (at == 0 and read[1] == len(self.groups) and self._are_even())
                kind = _card(self.text, group.start, end, read[0], alone)
                return _Found(kind, read[1], read[0]) if kind else None
        return None

    def _is_whole(self, at: int, after: int) -> bool:
        start = self.groups[at].start
        return self._are_fours(at, after) or bool(words.CALLED_CARD.search(self.text[max(0, start - 16) : start]))

    def _are_even(self) -> bool:
        """Whether the same sign parts all groups, as it does not part the figures of a table."""
        return len({self.text[group.end : after.start] for group, after in pairwise(self.groups)}) == 1

    def _are_fours(self, at: int, after: int) -> bool:
        several = self.groups[at:after]
        return all(len(group.digits) == 4 for group in several[:-1]) and not any(group.soft for group in several[1:])

    def _mobile(self, at: int) -> _Found | None:
        if self.groups[at].digits[0] not in "018":
            return None
        start = self.groups[at].start
        said = words.CALLED_PHONE.search(self.text[max(0, start - 16) : start])
        for sizes in (*_MOBILE_GROUPS, *_ODD_MOBILE_GROUPS) if said else _MOBILE_GROUPS:
            several = self.groups[at : at + len(sizes)]
            if [len(group.digits) for group in several] != sizes or any(group.soft for group in several[1:]):
                continue
            number = "".join(group.digits for group in several)
            if not _MOBILE.fullmatch(number) or _is_serial(self.text, several[0].start, several[-1].end):
                return None
            return _Found(DataKind.MOBILE, at + len(sizes), number[-11:])
        return None

    def _old(self, at: int) -> _Found | None:
        read = self._read(at, 15)
        if read is None or not is_old_identity(read[0]):
            return None
        several = self.groups[at : read[1]]
        if [len(group.digits) for group in several] not in ([15], [6, 6, 3]):
            return None
        near = _around(self.text, several[0].start, several[-1].end)
        said = words.SAYS_IDENTITY.search(near) or words.SAYS_SEX.search(near)
        return _Found(DataKind.OLD_IDENTITY, read[1], read[0]) if said else None

    def _joined(self, at: int) -> _Found | None:
        """The number of a disability certificate is the identity number with two digits more; or another number was
        written before it or after it without a gap.
        """
        group = self.groups[at]
        if not 19 <= len(group.digits) <= LONGEST_JOINED:
            return None
        if len(group.digits) == 20 and is_identity(group.digits[:18]):
            said = words.SAYS_DISABILITY.search(self.text[max(0, group.start - 24) : group.start])
            return _Found(DataKind.IDENTITY if said else DataKind.DOUBTFUL_IDENTITY, at + 1, group.digits[:18])
        doubtful = is_identity(group.digits[-18:]) or (len(group.digits) > 21 and is_identity(group.digits[:18]))
        return _Found(DataKind.DOUBTFUL_IDENTITY, at + 1, group.digits) if doubtful else None


def _numbers(text: str) -> Iterator[Trace]:
    for found in _RUN.finditer(text):
        written = found.group()
        if _TWO_DIGITS.search(written) or _DATED.search(plain_digits(_NO_DIGIT.sub("", written))):
            yield from _Run(text, written, found.start()).numbers()


def _identity(text: str, start: int, value: str) -> DataKind | None:
    """A right identity number, unless it is said to be another number: then it is none, or for a person to look at."""
    before = text[max(0, start - 24) : start]
    if words.SAYS_CREDIT_CODE.search(before[-16:]) and "X" not in value[:17] and not wrong_check_digit(value):
        return None
    dated = value[6:10] >= DATED_SERIALS and words.SAYS_SERIAL.search(before) and not words.SAYS_PERSONS.search(before)
    return DataKind.DOUBTFUL_IDENTITY if dated else DataKind.IDENTITY


def _is_called_identity(text: str, group: _Group) -> bool:
    """Whether the words right before a number call it that, so that a slip in it makes it no other number."""
    return bool(words.CALLED_IDENTITY.search(text[max(0, group.start - 16) : group.start]))


def _card(text: str, start: int, end: int, value: str, together: bool) -> DataKind | None:
    near = _around(text, start, end)
    if _is_amount(text, start, end):
        return None
    card, account = words.SAYS_CARD.search(near), words.SAYS_ACCOUNT.search(near)
    office = words.SAYS_OFFICE_ACCOUNT.search(near)
    if not value.startswith("62"):
        return DataKind.BANK_CARD if card else DataKind.LIKELY_CARD if account and not office else None
    if card or account:
        return DataKind.LIKELY_CARD if office else DataKind.BANK_CARD
    return DataKind.LIKELY_CARD if together and not _is_serial(text, start, end) else None


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


def _parted(text: str) -> Iterator[Trace]:
    for found in _PARTED.finditer(text):
        value = _NO_SIGN.sub("", plain_digits(found[0])).upper()
        around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        if is_identity(value) and not any(map(str.isdigit, around)):
            kind = _identity(text, found.start(), value)
            if kind:
                yield Trace(kind, found.start(), mask(kind, value), value)
    for found in _DOTTED.finditer(text):
        value = _NO_DIGIT.sub("", plain_digits(found[0]))
        yield Trace(DataKind.MOBILE, found.start(), mask(DataKind.MOBILE, value), value)


def _lost_digits(text: str) -> Iterator[Trace]:
    """Identity numbers that a spreadsheet kept as a number: `1.10105194912310E+17`."""
    if "E+" not in text and "e+" not in text:
        return
    for found in _FLOAT.finditer(text):
        digits = found[1] + found[2]
        if is_lost_identity(digits) or words.SAYS_IDENTITY.search(_around(text, *found.span())):
            value = digits.ljust(18, "0")
            yield Trace(DataKind.LOST_IDENTITY, found.start(), mask(DataKind.IDENTITY, value), value)


# words --------------------------------------------------------------------------------------------------------------


def _emails(text: str) -> Iterator[Trace]:
    for found in _EMAIL.finditer(text):
        host = found[1].lower()
        before = text[max(0, found.start() - 24) : found.start()]
        if host in PUBLIC_MAIL and not words.SAYS_OFFICE_MAIL.search(before):
            value = found.group().lower()
            yield Trace(DataKind.EMAIL, found.start(), mask(DataKind.EMAIL, value), value)


def _passports(text: str) -> Iterator[Trace]:
    plain = text if text.isascii() else text.translate(words.WIDE_LATIN)
    for found in _PASSPORT.finditer(plain):
        line = plain.rfind("\n", 0, found.start()) + 1
        if words.SAYS_PASSPORT.search(plain[max(line, found.start() - 60) : found.end() + 10]):
            value = found.group().replace(" ", "").upper()
            yield Trace(DataKind.PASSPORT, found.start(), mask(DataKind.PASSPORT, value), value)
    for found in words.TAIWAN_PERMIT.finditer(plain):
        yield Trace(DataKind.PASSPORT, found.start(1), mask(DataKind.PASSPORT, found[1]), found[1])


def _homes(text: str) -> Iterator[Trace]:
    for found in words.SAYS_HOME.finditer(text):
        if words.SAYS_PERSON.search(text[max(0, found.start() - 40) : found.start()]):
            address = found["address"]
            yield Trace(DataKind.HOME, found.start(), address[:4] + "****", address)
