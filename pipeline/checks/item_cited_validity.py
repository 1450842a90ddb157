"""What a document, its interpretation or a guide rests on is still in force, unless it says that it no longer is."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.cited import cited, sentence
from pipeline.finding import Severity
from pipeline.passages import passages
from pipeline.pattern import later
from pipeline.standards import FILE_STATE
from pipeline.terms import Validity

_TELLS = later("废止|失效|终止|停止执行|不再执行|修改|修订|替代|代替|原[《“]|届满|到期")
"""A sentence with one of these knows."""
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
        for one in cited(passage, site):
            if one.number in told or _TELLS.search(passage.text, *sentence(passage.text, one)):
                continue
            if _has_ended(item, one.path, site):
                told.add(one.number)
                row = site.register.rows[one.path]
                message = f"引用的“{one.number}”已{row.validity}（content/{one.path}.md）"
                yield Answer(passage.at(site, one.start, one.end), message)


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
