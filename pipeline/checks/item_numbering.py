"""Numbered points follow each other: none is missing, none is there twice."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline import passages as texts
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.markdown_tree import plain_text
from pipeline.numbering import Fault, Marker, Slip, doubtful, faults_of, numeral
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import ANY, UNKNOWN, sign
from pipeline.standards import Clause, Doubt

_N = "一二三四五六七八九十"
_D = r"(?:[1-9]\d?)"
_CITED = r"(?![至到和与、][^\S\n]*第?[(（]|[款项](?![项目]))"
"""What follows a number that is only spoken of."""
_NUMBER = (
    rf"(?P<first>[{_N}]{{1,3}})、(?![{_N}]+[、级类等是])"
    rf"|[(（](?P<second>[{_N}]{{1,3}})[)）]{_CITED}"
    rf"|(?P<dot>{_D})(?:[.．](?!\d)|、(?!\d))"
    rf"|[(（](?P<paren>{_D})[)）]{_CITED}"
    rf"|(?P<half>{_D})[)）]"
    rf"|第(?P<article>[{_N}百零〇]{{1,6}}|\d{{1,3}})条(?=[ \u3000])"
    rf"|第(?P<chapter>[{_N}]{{1,3}})章(?=[ \u3000])"
    rf"|第(?P<section>[{_N}]{{1,3}})节(?=[ \u3000])"
)
_LINE, _OPENED = later(_NUMBER), later(f"\n(?:{_NUMBER})")
"""Numbers that open a line."""
_MIDST = later(
    rf"(?P<is>[{_N}]{{1,3}})是|第(?P<nth>[{_N}]{{1,3}})[，：]|其(?P<of>[{_N}])[，：]|(?P<must>[{_N}]{{1,3}})要(?!求|素|点|件|务|闻|案)|(?P<circle>[①-⑳])"
    rf"|[(（](?:(?P<second>[{_N}]{{1,3}})|(?P<paren>{_D}))[)）]{_CITED}"
)
"""Numbers that open a sentence or a part of one."""
_STARTS = frozenset("123456789(（第" + _N)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _NUMBER)
_ROWS = later(f"\n({_UNNAMED})(?: ?({_UNNAMED}))?(?: ?({_UNNAMED}))?(之)?")
"""Up to three numbers that open a line, and what makes the last one none."""
_SECOND = ("(2)", "（2）", "二）")
_THIRD = tuple(f"；{bracket}三" for bracket in "(（")
"""The second may be the one that is missing."""
_BRACKETED, _WITH_THIRD = (later("|".join(map(re.escape, signs))) for signs in (_SECOND, _SECOND + _THIRD))
_SIGNS = (
    *("二是", "三是", "二要", "三要", "③", "②"),
    *(f"{word}{number}{mark}" for word in "第其" for number in "二三" for mark in "，："),
)
"""Where one of these stands, any line may have numbers in its midst; else only one with a second point in brackets."""
_BEFORE = frozenset("。；;：:，,！!？?）) 　\t")
_BEFORE_BRACKETS = frozenset("。；;：:")
"""Behind a comma, brackets and ordinals may list anything."""
_MIDST_SIGNS = (
    *(later(f"{word}(?<=[{_N}]{word})") for word in "是要"),
    later(f"[第其][{_N[1:]}]{{1,3}}[，：]"),
    later("[(（①-⑳](?:(?<=[①-⑳])|(?<=[。；;：:][(（]))"),
)
"""The rarer character first, then what stands before it: so they are soon looked for."""
_MAY_BE_MIDST = sign((_N, "是要"), (_N[1:], "，："), ("①-⑳", ANY), ("。；;：:", "(（"))
_MAY_BE_LINE = sign(("\n", f"{_N}1-9(（第"))
_FIRST = {
    "is": later("一是|首先|第一|其一|一方面|一来"),
    "nth": later("第一|首先|一是|其一|一方面"),
    "of": later("其一|首先|一是|第一|一方面"),
    "must": later("一要|首先|第一|一方面"),
    "first": later("一、"),
    "second": later("[(（]一[)）]"),
    "dot": later(r"(?<!\d)1[.．、]|[(（]1[)）]"),
    "paren": later("[(（]1[)）]|①|1[.．、]"),
    "half": later("1[)）]"),
    "circle": later("①|[(（]1[)）]"),
}
_SHOWN = {
    "is": "{}是",
    "nth": "第{}，",
    "of": "其{}，",
    "must": "{}要",
    "first": "{}、",
    "second": "（{}）",
    "dot": "{}.",
    "paren": "（{}）",
    "half": "{}）",
}
_SHOWN |= {"article": "第{}条", "chapter": "第{}章", "section": "第{}节"}
_CHINESE_STYLES = frozenset({"is", "nth", "of", "must", "first", "second", "article", "chapter", "section"})
_STATUTE = frozenset({"article", "chapter", "section"})
_QUOTED = later("“[^“”\n]*”|《[^《》\n]*》")
_TABLE = later(r"<table.*?</table>", re.DOTALL)
_LIST = later(r'<ol(?: start="(\d+)")?[^>]*>|</ol>|<ul[^>]*>|</ul>|<li(?: value="(\d+)")?[^>]*>')


@check(
    severity=Severity.WARNING,
    clause=Clause("《党政机关公文格式》（GB/T 9704-2012）", "结构层次序数", Doubt.MEMORY),
    about="正文的层次序号连续，不跳号、不重号",
    hint="核对是否漏了一段，或者改正序号",
)
def item_numbering(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        special = not passage.field and _is_special(item.body.html)
        text, signs = (_with_list_numbers(item.body.html), UNKNOWN) if special else (passage.text, passage.signs)
        headings = [] if passage.field else [heading for _, _, heading in item.headings if heading[:1] not in _STARTS]

        def has_first(style: str, start: int, end: int, text: str = text) -> bool:
            return style in _FIRST and _FIRST[style].search(text, start, end) is not None

        for markers in _stretches(text, signs, headings):
            for fault in faults_of(markers, has_first, _STATUTE):
                if not _stands_within(fault, text):
                    yield _answer(fault, passage, site, text)


def _stands_within(fault: Fault, text: str) -> bool:
    """Whether all that seems to be missing stands in brackets in the midst of the point before."""
    between = text[fault.before.end : fault.marker.start]
    forms = ([f"{a}{_numeral(fault.marker, n)}{b}" for a, b in ("()", "（）")] for n in fault.missing)
    bracketed = fault.marker.style in ("second", "paren") and bool(fault.missing)
    return bracketed and all(any(form in between for form in each) for each in forms)


def _stretches(text: str, signs: int, headings: list[str]) -> Iterable[list[Marker]]:
    """The markers that have faults, if any do, each stretch to be looked at by itself."""
    points = _points(text, signs) if texts.PREFILTER and not headings else None
    if points is None:
        markers = list(_markers(text, headings))
        return [markers[one] for one in doubtful(markers, _STATUTE)] if texts.PREFILTER else [markers]
    stretches = doubtful(points, _STATUTE)
    return _placed(text, stretches) if stretches else ()


def _points(text: str, signs: int) -> list[tuple[str, int]] | None:
    """Style and number of the markers of a text without headings; None when some may stand in the midst of lines."""
    may_be_midst = bool(signs & _MAY_BE_MIDST)
    if not (may_be_midst or signs & _MAY_BE_LINE):
        return []
    found = _ROWS.findall(f"\n{text}")
    if any(third or ended for _, _, third, ended in found) or (may_be_midst and _has_midst(text)):
        return None
    return [_READ[written] for row in found for written in row[:2] if written]


def _placed(text: str, stretches: list[slice]) -> Iterator[list[Marker]]:
    """The markers of some stretches of the points."""
    lines = f"\n{text}"
    points = ((found, place) for found in _ROWS.finditer(lines) for place in (1, 2) if found[place])
    number = block = last = 0
    for one in stretches:
        markers = []
        for found, place in islice(points, one.start - number, one.stop - number):
            block, last = block + lines.count("\n", last, found.start()), found.start()
            markers.append(Marker(*_READ[found[place]], found.start(place) - 1, found.end(place) - 1, block))
        number = one.stop
        yield markers


def _has_midst(text: str) -> bool:
    """Whether numbers may stand in the midst of a line, or where only a mark of a list tells that they do."""
    return any(sign.search(text) for sign in _MIDST_SIGNS)


def _answer(fault: Fault, passage: Passage, site: Inspected, text: str) -> Answer:
    marker, before = fault.marker, fault.before
    place = passage.at(site, marker.start, marker.end, text)
    here, there = _shown(marker), _shown(before)
    if fault.slip is Slip.MISSING:
        missing = "、".join(f"“{_shown(marker, number)}”" for number in fault.missing)
        return Answer(place, f"“{there}”之后直接是“{here}”，缺{missing}")
    if fault.slip is Slip.NO_FIRST:
        return Answer(place, f"序号从“{here}”开始，缺“{_shown(marker, 1)}”", severity=Severity.REVIEW)
    line = passage.at(site, before.start, before.end, text).line
    if fault.slip is Slip.REPEATED:
        return Answer(place, f"序号“{here}”重复，第 {line} 行已有")
    return Answer(place, f"“{here}”排在“{there}”（第 {line} 行）之后，顺序颠倒")


def _markers(text: str, headings: list[str]) -> Iterator[Marker]:
    """`headings`: those without a number."""
    plain = frozenset(headings)
    everywhere, third = any(mark in text for mark in _SIGNS), any(mark in text for mark in _THIRD)
    bracketed = third or any(mark in text for mark in _SECOND)
    lines = f"\n{text}"
    inside = (
        frozenset(_lines_with(_WITH_THIRD if third else _BRACKETED, lines))
        if bracketed and not everywhere
        else frozenset()
    )
    opened = {found.start(): found for found in _OPENED.finditer(lines)}
    block = last = 0
    for start in _lines_of(lines) if everywhere or plain else sorted(opened.keys() | inside) if inside else opened:
        block, last = block + lines.count("\n", last, start), start
        if plain and lines[start + 1 :].partition("\n")[0] in plain:
            yield Marker("", 0, start, start, block)
        yield from _in_line(lines, start, opened.get(start), block, everywhere or start in inside)


def _lines_of(lines: str) -> Iterator[int]:
    start = 0
    while start >= 0:
        yield start
        start = lines.find("\n", start + 1)


def _lines_with(sign: re.Pattern[str], lines: str) -> Iterator[int]:
    """The line ends before the lines that have a sign, each perhaps more than once."""
    for found in sign.finditer(lines):
        yield lines.rfind("\n", 0, found.start())


def _in_line(lines: str, start: int, found: re.Match[str] | None, block: int, midst: bool) -> Iterator[Marker]:
    """`start`: where the line end before this line stands; `found`: the number that opens it."""
    end = start + 1
    while found:
        end = found.end()
        if lines[end : end + 1] != "之":
            yield _marker(found, start, block)
        end += lines[end : end + 1] == " "
        found = _LINE.match(lines, end) if lines[end : end + 1] in _STARTS else None
    if midst:
        stop = lines.find("\n", end)
        stop = stop if stop >= 0 else len(lines)
        quoted = [span.span() for span in _QUOTED.finditer(lines, start, stop)]
        for found in _MIDST.finditer(lines, end, stop):
            at = found.start()
            opens = _BEFORE if found.lastgroup in ("is", "must") else _BEFORE_BRACKETS
            if (at == start + 1 or lines[at - 1] in opens) and not any(first < at < last for first, last in quoted):
                yield _marker(found, start, block)


def _marker(found: re.Match[str], line: int, block: int) -> Marker:
    """Offsets are of the text, before which `found` has a line end more; that is part of what opens a line."""
    style, number = _READ.get(found[0]) or _READ.setdefault(found[0], _style_and_number(found))
    start, end = found.span()
    return Marker(style, number, max(line, start - 1), end - 1, block)


class _Read(dict[str, tuple[str, int]]):
    """A number as written -> its style and value; there are not many."""

    def __missing__(self, written: str) -> tuple[str, int]:
        found = _LINE.match(f"{written} ")
        assert found, "what was found at the beginning of a line is a number there"
        self[written] = told = _style_and_number(found)
        return told


_READ = _Read()


def _style_and_number(found: re.Match[str]) -> tuple[str, int]:
    style = str(found.lastgroup)
    written = found[style]
    return style, ord(written) - ord("①") + 1 if style == "circle" else numeral(written)


def _shown(marker: Marker, number: int = 0) -> str:
    number = number or marker.number
    if marker.style == "circle":
        return chr(ord("①") + number - 1)
    return _SHOWN[marker.style].format(_numeral(marker, number))


def _numeral(marker: Marker, number: int) -> str:
    return _chinese(number) if marker.style in _CHINESE_STYLES else str(number)


def _chinese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    digits: tuple[str, ...] = ("", *_N[:9])
    text = (digits[hundreds] + "百" if hundreds else "") + ("零" if hundreds and ones and not tens else "")
    return text + ((digits[tens] if tens > 1 or hundreds else "") + "十" if tens else "") + digits[ones]


def _is_special(html: str) -> bool:
    return "<ol" in html or "<table" in html


def _with_list_numbers(html: str) -> str:
    """The text without tables, whose rows are no points, and with the numbers that lists show."""
    open_lists: list[int | None] = []

    def number(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith(("<ol", "<ul")):
            open_lists.append(int(found[1] or 1) - 1 if tag.startswith("<ol") else None)
        elif tag.startswith("</"):
            del open_lists[-1:]
        elif open_lists and (last := open_lists[-1]) is not None:
            open_lists[-1] = int(found[2]) if found[2] else last + 1
            return f"<li>{open_lists[-1]}. "
        return tag

    return plain_text(_LIST.sub(number, _TABLE.sub("\n", html) if "<table" in html else html))
