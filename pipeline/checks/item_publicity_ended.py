"""A list of persons put up for objections comes down, or loses what tells of them, once its time is over."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage
from pipeline.pattern import later
from pipeline.personal_words import PERSONAL_DATA
from pipeline.workdays import WORKDAYS

_DAY = (
    "(?:(?:(?P<year>(?:19|20)\\d{2})年)?(?P<month>\\d{1,2})月(?P<day>\\d{1,2})日"
    "|(?P<numbered>(?:19|20)\\d{2}(?P<sign>[./-])\\d{1,2}(?P=sign)\\d{1,2})(?!\\d))"
)
_LASTS = later(
    "公示(?:期|时间|期限)[^。\uff1b\n\\d]{0,8}(?P<number>\\d{1,2})个?(?P<unit>工作日|天|日)(?![至到—-])"
    f"(?:[^。\uff1b\n]{{0,12}}[自从]{_DAY}(?:起|开始))?",
    re.ASCII,
)
_ENDS = later(f"公示(?:期|时间|期限)[^。\uff1b\n]{{0,40}}(?:至|到|—|－|-){_DAY}", re.ASCII)
MOST_DAYS = 200
"""Calendar days within which any number of working days of two figures is over."""
_YEAR = later("(?:19|20)\\d{2}(?=年)", re.ASCII)
_PERSONS = later("<th[^>]*>\\s*(?:姓\\s*名|户主|申请人|救助对象|受助人)\\s*</th>")
_NAMED = later("(?:救助|低保|特困|残疾|补贴|资助|保障|廉租|公租|孤儿|录用|拟聘|拟录)")


@check(
    severity=Severity.REVIEW,
    clause=PERSONAL_DATA,
    about="公示期满的个人名单已撤下，或隐去了个人信息",
    hint="没有法定保留要求的，撤回这条信息，或隐去姓名等个人信息；应当保留的，不必改",
)
def item_publicity_ended(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    if "公示" not in item.text or not _PERSONS.search(item.body.html) or not _NAMED.search(item.row.title):
        return
    told = [(found, _end(found, item.row.day[:4])) for found in _ENDS.finditer(item.text)]
    told = told or [(found, _after(found, item.row.day)) for found in _LASTS.finditer(item.text)]
    for found, end in told:
        if end and end < site.as_of:
            message = f"公示期到 {end} 已满，页面上仍有个人名单"
            yield Answer(Passage(item, item.text).at(site, *found.span()), message)


def _end(found: re.Match[str], published: str) -> date | None:
    """Where the year is left out it is the one named at the beginning of the period, else that of publication."""
    years = _YEAR.findall(found[0])
    parts = re.split("[./-]", found["numbered"]) if found["numbered"] else ()
    year, month, day = parts or (found["year"] or (years[0] if years else published), found["month"], found["day"])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _after(found: re.Match[str], published: str) -> date | None:
    """So many days after the day that is named, else that of publication, which does not count itself."""
    named = found["day"] or found["numbered"]
    start = _end(found, published[:4]) if named else date.fromisoformat(published)
    number = int(found["number"])
    if start is None or found["unit"] != "工作日":
        return start and start + timedelta(days=number)
    days = (start + timedelta(days=n) for n in range(1, MOST_DAYS))
    return next((day for day in days if (WORKDAYS.between(start, day) or 0) >= number), None)
