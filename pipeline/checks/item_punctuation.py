"""Chinese is written with Chinese punctuation, no sign twice, quotation marks the right way round."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage, excerpt, passages
from pipeline.pattern import later
from pipeline.proofreading import widened
from pipeline.quotation import reversed_marks
from pipeline.signs import sign
from pipeline.standards import Clause, Doubt

_C = "\u3400-\u9fff"
_OPEN, _CLOSE = "“‘《〈（【「『", "”’》〉）】」』"
_SUSPECT = later(rf"[{_C}{_CLOSE}][,.;:!?\"]|[,;:!?\"][{_C}{_OPEN}]")
"""A half-width sign beside Chinese; brackets are looked for by themselves."""
_MAY_BE_HALF = sign((_C + _CLOSE, ',.;:!?"'), (',;:!?"', _C + _OPEN))
_HALF = later(
    rf"[,;:!?](?:(?<=[{_C}{_CLOSE}].)(?=[{_C}{_OPEN}0-9A-Za-z\s]|$)|(?<=[0-9A-Za-z%)].)(?=[{_C}{_OPEN}]))"
    rf"|\"(?:(?<=[{_C}{_CLOSE}].)|(?=[{_C}{_OPEN}]))|\.(?<=[{_C}{_CLOSE}].)\.\.+",
    re.MULTILINE,
)
"""The sign first, which is rare; then what stands around it."""
_MAY_BE_BRACKETS = sign(("(", _C), (_C, ")"))
_BRACKETS = later("[(][^()\uff08\uff09\n]{1,60}[)]")
_WORDS, _BESIDE = (
    later(f"(?![一二三四五六七八九十]+[)])[{_C}]"),
    later(f"[{_C}{_OPEN}{_CLOSE}\uff0c\u3002\u3001\uff1b\uff1a]"),
)
_DOUBLE = later("([，、；：])[，。、；：]+|(?<!。)。(?:。(?!。)|[，、；：])|。{3,}")
_TWO, _MAY_BE_TWO = later("[，、；：。][，。、；：]"), sign(("，、；：。", "，。、；："))
_OPENED_TWICE = later("“[^“”\n]{1,20}“(?=[^“”\n]*(?:\n|$))")
"""With no closing mark behind, which might belong to the first."""
_PAIRED = later(
    "\uff08[^()\uff08\uff09\n]{1,60}(?<![0-9A-Za-z一二三四五六七八九十])\\)|\\([^()\uff08\uff09\n]{1,60}\uff09"
)
"""Brackets of two widths; a number with a bracket behind it opens none."""
_REFERENCE = later("&#?[0-9A-Za-z]{1,8}$")
MOST_SHOWN = 3
"""Beyond this many half-width signs in a text one finding speaks for all."""


@check(
    severity=Severity.WARNING,
    clause=Clause("《标点符号用法》（GB/T 15834-2011）", doubt=Doubt.MEMORY),
    about="中文用全角标点，标点不重复，引号方向正确，括号两边宽窄一致",
    hint="中文里的逗号、句号、冒号、分号、引号、括号用全角",
)
def item_punctuation(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        text = passage.text
        if passage.may(_MAY_BE_HALF | _MAY_BE_BRACKETS):
            yield from _half_width(passage, site)
        if passage.may(_MAY_BE_TWO) and _TWO.search(text):
            for found in _DOUBLE.finditer(text):
                message = f"标点重复：“{excerpt(text, *found.span())}”"
                yield Answer(passage.at(site, *found.span()), message, "省略号写作“……”，其他标点只留一个")
        if ("(" in text and "）" in text) or (")" in text and "（" in text):
            for found in _PAIRED.finditer(text):
                message = f"括号一边全角、一边半角：“{found[0]}”"
                yield Answer(passage.at(site, *found.span()), message, "两边用同一种括号，中文用全角")
        if "“" in text and not _are_paired(text):
            yield from _unpaired(passage, site)


def _unpaired(passage: Passage, site: Inspected) -> Iterator[Answer]:
    for start, end in reversed_marks(passage.text):
        message = f"引号方向相反：{passage.text[start:end]}"
        yield Answer(passage.at(site, start, end), message, "左引号“在前，右引号”在后")
    for found in _OPENED_TWICE.finditer(passage.text):
        yield Answer(
            passage.at(site, *found.span()), f"两个左引号之间没有右引号：{found[0]}", "左引号“在前，右引号”在后"
        )


def _half_width(passage: Passage, site: Inspected) -> Iterator[Answer]:
    text, offsets = passage.text, _half_width_in(passage)
    if len(offsets) > MOST_SHOWN:
        shown = "、".join(f"“{excerpt(text, offset, offset + 1, 3)}”" for offset in offsets[:MOST_SHOWN])
        yield Answer(passage.at(site, offsets[0], offsets[0] + 1), f"中文里有 {len(offsets)} 处半角标点，如{shown}")
        return
    for offset in offsets:
        message = f"中文里用了半角标点：“{excerpt(text, offset, offset + 1)}”"
        yield Answer(passage.at(site, offset, offset + 1), message)


def _half_width_in(passage: Passage) -> list[int]:
    """Offset of each, of a pair of brackets the first; the library is asked only where few are found without it."""
    text, found = passage.text, list[int]()
    if passage.may(_MAY_BE_HALF) and _SUSPECT.search(text):
        found = [sign.start() for sign in _HALF.finditer(text)]
        if len(found) <= MOST_SHOWN:
            found = [offset for offset in {*found, *widened(text)} if not _is_remnant(text, offset)]
    brackets = _bracketed(text) if passage.may(_MAY_BE_BRACKETS) and "(" in text else ()
    return sorted([*found, *brackets])


def _bracketed(text: str) -> Iterator[int]:
    """Where half-width brackets open that hold Chinese, and more than a number, with Chinese before or behind them."""
    for found in _BRACKETS.finditer(text):
        start, end = found.span()
        if _WORDS.search(found[0]) and (_BESIDE.match(text, max(0, start - 1)) or _BESIDE.match(text, end)):
            yield start


def _is_remnant(text: str, offset: int) -> bool:
    """Whether the sign is part of a character reference or of lost characters, which are faults of their own."""
    return (
        text[offset] == "?" == text[offset - 1]
        or text[offset : offset + 2] == "??"
        or (text[offset] == ";" and _REFERENCE.search(text, max(0, offset - 9), offset) is not None)
    )


def _are_paired(text: str) -> bool:
    """Whether no closing mark comes before its opening one and none is opened twice, as in most texts."""
    depth = 0
    for mark in _MARKS.findall(text):
        depth = 0 if mark == "\n" else depth + (1 if mark == "“" else -1)
        if not 0 <= depth <= 1:
            return False
    return True


_MARKS = later("[“”\n]")
