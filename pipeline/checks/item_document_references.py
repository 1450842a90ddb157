"""Document numbers spoken of in a text are written with six-cornered brackets, the whole year and no leading zeros."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import passages
from pipeline.pattern import later
from pipeline.signs import DECIMALS, sign
from pipeline.standards import DOCUMENT_FORMAT, DOCUMENT_NUMBER

_OPEN, _CLOSE = "\\[［【(\uff08〔﹝〖<〈", "\\]］】)\uff09〕﹞〗>〉"
_NUMBER = later(
    rf"(?P<mark>[一-龥]{{1,8}}) ?(?P<open>[{_OPEN}]) ?(?P<year>(?:19|20)?\d{{2}}) ?年? ?(?P<close>[{_CLOSE}])"
    r" ?(?P<ordinal>第?) ?(?P<number>\d{1,5}) ?号",
    re.ASCII,
)
_CHEAP = later(rf"[{_OPEN}] ?(?:19|20)?\d\d ?年? ?[{_CLOSE}]")
_MAY_BE_ONE = sign((_OPEN.replace("\\", ""), DECIMALS + " "))
_MAY_BE = later(rf"[{_OPEN}] ?\d{{2,4}} ?年? ?[{_CLOSE}]").search
LONGEST_MARK, LONGEST_NUMBER = 9, 12
"""Characters before and behind the brackets, spaces among them."""
_LED_IN = later("^.*(?:按照|根据|依据|依照|参照|执行|落实|印发|转发|发布|废止|见|和|与|及|以|对|的|是|为|有)")
_ROUND = frozenset("()\uff08\uff09")
_MARKS = "发函办字规政复阅纪任通电请报审批府委厅局公人建财税教文卫安监管农环交水民科市区县镇"
"""Last characters of the mark of an authority; round brackets behind anything else are some other number."""


@check(
    severity=Severity.WARNING,
    clause=DOCUMENT_FORMAT,
    about="正文引用的发文字号写法规范",
    hint="写作“代字〔年份〕序号”，如 示政发〔2026〕3号",
)
def item_document_references(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        if not (passage.may(_MAY_BE_ONE) and passage.digits and "号" in passage.text and _MAY_BE(passage.text)):
            continue
        for found in _numbers(passage.text):
            fault = _fault(found)
            if fault:
                mark = _LED_IN.sub("", found["mark"]) or found["mark"]
                start = found.end("mark") - len(mark)
                written = passage.text[start : found.end()]
                right = f"{mark}〔{found['year']}〕{int(found['number'])}号"
                hint = f"改为“{right}”" if DOCUMENT_NUMBER.fullmatch(right) else ""
                yield Answer(passage.at(site, start, found.end()), f"发文字号“{written}”{fault}", hint)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Each is looked for around its year, for anything may be the mark of an authority."""
    end = 0
    for year in _CHEAP.finditer(text):
        found = _NUMBER.search(text, max(end, year.start() - LONGEST_MARK), year.end() + LONGEST_NUMBER)
        if found:
            yield found
            end = found.end()


def _fault(found: re.Match[str]) -> str:
    brackets = found["open"] + found["close"]
    if _ROUND.issuperset(brackets) and (found["mark"][-1] not in _MARKS or found["ordinal"]):
        return ""
    if brackets != "〔〕":
        return "没有用六角括号〔〕"
    if len(found["year"]) == 2:
        return "年份没有写全四位"
    if found["ordinal"] or found["number"].startswith("0"):
        return "的序号前不加“第”、不编虚位"
    return "中有空格" if " " in found[0] else ""
