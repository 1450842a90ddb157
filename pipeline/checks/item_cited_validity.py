"""What a document, its interpretation or a guide rests on is still in force, unless it says that it no longer is."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import sign
from pipeline.standards import FILE_STATE
from pipeline.terms import Validity

_NUMBER = later(r"〔(?:19|20)\d{2}〕[1-9]\d{0,3}号", re.ASCII)
_MAY_BE_ONE = sign(("〔", "12"))
_MARK = later("[一-龥]{2,}$")
LONGEST_MARK = 14
_LED_IN = later("^.*?(?:按照|根据|依据|依照|参照|执行|落实|印发|转发|发布|见|和|与|及|以|对)(?=[一-龥]{2})")
_TELLS = later("废止|失效|终止|停止执行|不再执行|修改|修订|替代|代替|原[《“]|届满|到期")
"""A sentence with one of these knows."""
_ENDS = "。；;\n"
_ENDED = frozenset({Validity.EXPIRED, Validity.REPEALED})
_GUIDE = "service_guide"


@check(
    severity=Severity.REVIEW,
    clause=FILE_STATE,
    about="现行的文件、解读和办事指南所依据的本站文件仍然有效",
    hint="改引现行的文件；只是说到过去的，不必改",
    kinds=("document", "interpretation", _GUIDE),
)
def item_cited_validity(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    if item.row.validity in _ENDED:
        return
    told = set()
    for passage in passages(item):
        for found in _NUMBER.finditer(passage.text) if passage.may(_MAY_BE_ONE) else ():
            number, path = _known(passage.text, found, site)
            if path and number not in told and not _is_told(passage, found) and _has_ended(item, path, site):
                told.add(number)
                row = site.register.rows[path]
                message = f"引用的“{number}”已{row.validity}（content/{path}.md）"
                yield Answer(passage.at(site, found.end() - len(number), found.end()), message)


def _known(text: str, found: re.Match[str], site: Inspected) -> tuple[str, str]:
    """The number and the path of its document, "" for none on this site; words that lead in may stand before it."""
    mark = _MARK.search(text[max(0, found.start() - LONGEST_MARK) : found.start()])
    for written in dict.fromkeys((mark[0], _LED_IN.sub("", mark[0]))) if mark else ():
        path = site.register.by_document_number.get(written + found[0])
        if path:
            return written + found[0], path
    return "", ""


def _is_told(passage: Passage, found: re.Match[str]) -> bool:
    text = passage.text
    start = max(text.rfind(sign, 0, found.start()) for sign in _ENDS) + 1
    ends = [place for sign in _ENDS if (place := text.find(sign, found.end())) >= 0]
    return _TELLS.search(text, start, min(ends, default=len(text))) is not None


def _has_ended(item: CheckedItem, path: str, site: Inspected) -> bool:
    """Ended on the day of the item; a guide is of today. What it names in its header other checks look at."""
    register = site.register
    if path == item.row.path or register.rows[path].validity not in _ENDED or path not in register.shown_paths:
        return False
    if any(register.resolve(target) == path for targets in item.row.references().values() for target in targets):
        return False
    details = site.details(path)
    ended = details.get("repealed_on") or details.get("expires_on") or ""
    if item.row.kind == _GUIDE:
        return not ended or ended <= site.day
    return bool(ended) and ended < item.row.day
