"""What the text of a document says of validity stands in headers too: how long it holds, and what it repeals."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.cited import Cited, cited, sentence
from pipeline.finding import Severity
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import sign
from pipeline.standards import FILE_STATE
from pipeline.terms import Relation, Validity

_STANDING = (Validity.IN_FORCE, Validity.AMENDED)
_MAY_TELL = sign(("效", "期"), ("废", "止"))
_NUMERALS = "一二三四五六七八九十"
_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_SELF = "本(?:实施)?(?:办法|规定|细则|意见|通知|方案|决定|措施|规则|通告|公告|文件|标准|规范|指南|清单)"
_TERM = later(rf"有效期限?(?:为|是)?(?:(\d{{1,2}})|([{_NUMERALS}两]))年(?![前内以])", re.ASCII)
_UNTIL = later(rf"{_SELF}[^。\n]{{0,40}}有效期限?(?:延长)?(?:至|到|截止到?){_DAY}", re.ASCII)
_FROM = later(rf"自{_DAY}起?(?:施行|实施|执行|生效|试行)", re.ASCII)
_FROM_NOW = later("自(?:印发|发布|公布|颁布|下发)之日起(?:施行|实施|执行|生效|试行)")
_TITLE = later("《[^》\n]*》(?:[(\uff08][^)\uff09\n]*[)\uff09])?")
_AFTER = later(
    "[)\uff09]?(?:[、和及以]*《[^》\n]*》(?:[(\uff08][^)\uff09\n]*[)\uff09])?)*(?:文件)?(?:等[^，。；\n]{0,12})?，?"
    "(?:自[^，。；\n]{0,20}起)?(?:同时|一并|即行|自行|自动|予以|均|全部|相应|宣布)*废止(?![前后的])"
)
_BEFORE = later("废止[、和及以下列文件:\uff1a\\s]*[(\uff08]?$")
"""What stands between the word and the number of a document that is repealed: others, and nothing else."""
_IN_PART = later(
    "第[一二三四五六七八九十百零〇0-9]+[条款项]|部分|有关(?:条款|规定|内容)|修改|除外|继续有效|不再?废止|未废止"
)


@check(
    severity=Severity.REVIEW,
    clause=FILE_STATE,
    about="正文写的有效期、正文说废止的本站文件，与页头的有效性一致",
    hint="与正文核对",
    kinds=("document",),
)
def item_validity_in_text(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        if passage.field or not passage.may(_MAY_TELL):
            continue
        if "有效期" in passage.text and item.row.validity in _STANDING and not item.details.get("expires_on"):
            yield from _over(item, passage, site)
        if "废止" in passage.text and (item.details.get("effective_on") or "") <= site.day:
            yield from _repealed(item, passage, site)


def _over(item: CheckedItem, passage: Passage, site: Inspected) -> Iterator[Answer]:
    """The last that is said of it, for what stands before may be quoted."""
    found = [(place, end) for place in _terms(passage.text) if (end := _end(item, passage.text, place))]
    if found and (last := found[-1])[1] < site.as_of:
        message = f"正文写的有效期到 {last[1]} 已届满，有效性仍为“{item.row.validity}”，也没有写失效日期"
        hint = "“有效性”改为“失效”，补上“失效日期”；延期的，“失效日期”写延长以后的"
        yield Answer(passage.at(site, *last[0].span()), message, hint)


def _terms(text: str) -> list[re.Match[str]]:
    return sorted((*_TERM.finditer(text), *_UNTIL.finditer(text)), key=lambda found: found.end())


def _end(item: CheckedItem, text: str, term: re.Match[str]) -> date | None:
    """The last day on which the document holds; None when the sentence does not tell."""
    if len(term.groups()) == 3:
        return _day(*map(int, term.groups()))
    first = max(text.rfind(mark, 0, term.start()) for mark in "。\n") + 1
    last = min((place for mark in "。\n" if (place := text.find(mark, term.end())) >= 0), default=len(text))
    begun = _FROM.search(text, first, last)
    if begun is None and not _FROM_NOW.search(text, first, last):
        return None
    start = _day(*map(int, begun.groups())) if begun else date.fromisoformat(max(item.row.dated_on, item.row.day))
    if start is None:
        return None
    year = start.year + (int(term[1]) if term[1] else _NUMERALS.index(term[2].replace("两", "二")) + 1)
    after = _day(year, start.month, start.day) or _day(year, 3, 1)
    return after - timedelta(days=1) if after else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _repealed(item: CheckedItem, passage: Passage, site: Inspected) -> Iterator[Answer]:
    register, told = site.register, set()
    named = {register.resolve(target) for targets in item.row.references().values() for target in targets}
    for one in cited(passage, site):
        row = register.rows[one.path]
        known = one.path in named or one.path == item.row.path or one.path in told or row.validity not in _STANDING
        if not known and _is_repealed(passage.text, one, site.as_of) and not _has_other(one.path, site):
            told.add(one.path)
            message = f"正文说“{one.number}”废止，它的有效性仍为“{row.validity}”（content/{one.path}.md）"
            hint = "页头补上“废止”，写它的索引号，并把它的“有效性”改为“废止”；没有废止的，不必改"
            yield Answer(passage.at(site, one.start, one.end), message, hint)


def _has_other(path: str, site: Inspected) -> bool:
    """Whether a header says already that it is repealed, which item-references looks at."""
    return any(
        relation in (Relation.REPEALED_BY, Relation.REPLACED_BY)
        for relation, _ in site.register.relations.get(path, ())
    )


def _is_repealed(text: str, one: Cited, today: date) -> bool:
    start, end = sentence(text, one)
    begun = _FROM.search(text, start, end)
    if _IN_PART.search(text, start, end) or (begun and (_day(*map(int, begun.groups())) or today) > today):
        return False
    before = _TITLE.sub("", text[start : one.start])
    return _AFTER.match(text, one.end, end) is not None or _BEFORE.search(before) is not None
