"""A list of persons put up for objections comes down, or loses what tells of them, once its time is over."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage
from pipeline.pattern import later
from pipeline.personal_words import PERSONAL_DATA

_DAY = "(?:(?P<year>(?:19|20)\\d{2})年)?(?P<month>\\d{1,2})月(?P<day>\\d{1,2})日"
_ENDS = later(f"公示(?:期|时间|期限)[^。\uff1b\n]{{0,40}}(?:至|到|—|－|-){_DAY}", re.ASCII)
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
    for found in _ENDS.finditer(item.text):
        end = _end(found, item.row.day[:4])
        if end and end < site.as_of:
            message = f"公示期到 {end} 已满，页面上仍有个人名单"
            yield Answer(Passage(item, item.text).at(site, *found.span()), message)


def _end(found: re.Match[str], published: str) -> date | None:
    """Where the year is left out it is the one named at the beginning of the period, else that of publication."""
    years = _YEAR.findall(found[0])
    try:
        return date(int(found["year"] or (years[0] if years else published)), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
