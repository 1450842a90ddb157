"""Days, weekdays and years that a text speaks of exist."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import sign
from pipeline.standards import HOUSE_RULE

_DATE = later(
    r"(?P<first>\d\d{0,5}) ?(?:年 ?(?P<month>\d{1,2}) ?)?月 ?"
    r"(?:(?P<day>\d{1,2})(?: ?日)?(?: ?(?:至|到|[-—–~～]+) ?(?P<last>\d{1,2}))? ?日"
    r"(?: ?[(\uff08](?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[)\uff09])?)?",
    re.ASCII,
)
_NUMERIC = later(
    r"(?<![\w./-])(?P<year>(?:19|20)\d{2})(?P<sign>[-./])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\w/-]|\.\d)",
    re.ASCII,
)
_NUMERIC_START = later("(?:20|19)[0-9]{2}[-./]").search
_CHINESE = later(
    "(?P<year>[一二三四五六七八九〇零○]{4})年(?P<month>[一二三四五六七八九十]{1,3})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_MAY_BE_DATE, _MAY_BE_CHINESE = sign(("0-9 ", "月")), sign(("一二三四五六七八九十", "月"))
_MAY_BE_RANGE, _MAY_BE_NUMERIC = sign(("日起", " 至到—–~～-")), sign(("0-9", "./-"))
_MAY_BE_CLOCK, _MAY_BE_QUARTER = sign(("0-9", ":\uff1a时点")), sign(("季", "度"))
_DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0}
_RANGE = later(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日起? ?(?:至|到|[-—–~～]+) ?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", re.ASCII
)
_MAY_BE_ENDS = later("日(?:起 |起| |)[至到—–~～-]").search
"""What stands between the two days of a range; it begins with what is soon looked for."""
_CLOCK = later(
    r"(?:日|上午|下午|中午|晚上|凌晨|早上) ?(?:(?:上午|下午|中午|晚上?|凌晨|早上?))? ?(\d{1,2})(?:[:\uff1a](\d{2})(?!\d)|[时点](?:(\d{1,2})分)?)",
    re.ASCII,
)
_QUARTER = later(
    r"(?P<led>第|年度?|[前头])?(?P<nth>[0-9]{1,2}|[一二三四五六七八九十]{1,3})季度"
    r"(?:[(\uff08](?P<first>\d{1,2})月?(?:至|到|[-—–~～]+)(?P<last>\d{1,2})月(?:份)?[)\uff09])?",
    re.ASCII,
)
_WEEKDAYS = "一二三四五六日"
FIRST_YEAR, LAST_YEAR = 1800, 2100
"""A month of a year outside of these is most likely a slip of the pen."""


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="正文里的日期真实存在，星期和先后不矛盾",
    hint="核对年月日",
)
def item_text_dates(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        for found, message, severity in _faults(passage):
            yield Answer(passage.at(site, *found.span()), message, severity=severity)


def _faults(passage: Passage) -> Iterator[tuple[re.Match[str], str, Severity | None]]:
    text, digits = passage.text, passage.digits
    if "月" in text:
        for found in _DATE.finditer(text) if digits and passage.may(_MAY_BE_DATE) else ():
            if not text.endswith(".", 0, found.start()):
                yield from _spoken(found)
        for found in _CHINESE.finditer(text) if "年" in text and passage.may(_MAY_BE_CHINESE) else ():
            yield from _in_chinese(found)
        ranges = digits and "年" in text and passage.may(_MAY_BE_RANGE) and _MAY_BE_ENDS(text)
        for found in _RANGE.finditer(text) if ranges else ():
            start, end = _ends(found)
            if start and end and end < start:
                yield found, f"日期“{found[0]}”的起止颠倒", None
    for found in _CLOCK.finditer(text) if digits and passage.may(_MAY_BE_CLOCK) else ():
        if not _is_time(*(int(part or 0) for part in found.groups())):
            yield found, f"时间“{found[0].removeprefix('日').strip()}”不存在", None
    if passage.may(_MAY_BE_QUARTER) and "季度" in text:
        for found in _QUARTER.finditer(text):
            yield from _quarterly(found)
    if digits and passage.may(_MAY_BE_NUMERIC) and _NUMERIC_START(text):
        for found in _NUMERIC.finditer(text):
            if _day(int(found["year"]), int(found["month"]), int(found["day"])) is None:
                yield found, f"日期“{found[0]}”不存在", None


def _spoken(found: re.Match[str]) -> Iterator[tuple[re.Match[str], str, Severity | None]]:
    year, month = (found["first"], int(found["month"])) if found["month"] else ("", int(found["first"]))
    whole = len(year) == 4
    days = [int(found[name]) for name in ("day", "last") if found[name]]
    leap_or_own = int(year) if whole else 2000
    if not 1 <= month <= 12 or any(not 1 <= day <= monthrange(leap_or_own, month)[1] for day in days):
        # without year and day a number before the word for month may count months: 13 of them are no fault
        if (year or days) and month < 100:
            yield found, f"日期“{found[0]}”不存在", None
    elif len(year) in (3, 5, 6):
        yield found, f"日期“{found[0]}”的年份{'少' if len(year) == 3 else '多'}了一位", None
    elif whole and not FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield found, f"日期“{found[0]}”的年份可疑", Severity.REVIEW
    elif whole and found["weekday"] and not found["last"]:
        right = _WEEKDAYS[date(int(year), month, days[0]).weekday()]
        if right != found["weekday"].replace("天", "日"):
            yield found, f"“{found[0]}”的星期不对，{year}年{month}月{days[0]}日是星期{right}", None


def _is_time(hour: int, minute: int, other: int) -> bool:
    return hour * 60 + (minute or other) <= 24 * 60 and max(minute, other) < 60


def _quarterly(found: re.Match[str]) -> Iterator[tuple[re.Match[str], str, Severity | None]]:
    """One that is named, not counted: five quarters may follow one another, but none is the fifth of its year."""
    nth, led = int(found["nth"]) if found["nth"].isdecimal() else _numeral(found["nth"]), found["led"] or ""
    if not 1 <= nth <= 4:
        if led and led not in "前头":
            yield found, f"没有“{found[0]}”", None
    elif found["first"]:
        first, last = int(found["first"]), int(found["last"])
        if (first, last) not in ((3 * nth - 2, 3 * nth), (1, 3 * nth)):
            yield found, f"“{found[0]}”的月份不对，{nth} 季度是 {3 * nth - 2} 月至 {3 * nth} 月", None


def _in_chinese(found: re.Match[str]) -> Iterator[tuple[re.Match[str], str, Severity | None]]:
    year = int("".join(str(_DIGITS[sign]) for sign in found["year"]))
    if _day(year, _numeral(found["month"]), _numeral(found["day"])) is None:
        yield found, f"日期“{found[0]}”不存在", None


def _ends(found: re.Match[str]) -> tuple[date | None, date | None]:
    """Of a range. An earlier month without a year is one of the next year; only an earlier day is none."""
    year, month, day, other, last_month, last_day = (int(part) if part else 0 for part in found.groups())
    other = other or year + (last_month < month)
    return _day(year, month, day), _day(other, last_month, last_day)


def _numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
