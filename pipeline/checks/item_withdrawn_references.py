"""What an item builds on has not been withdrawn or held back: readers would be sent to nothing."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import FILE_STATE

_FIELDS = {"amends": "修改", "repeals": "废止", "replaces": "替代"}


@check(
    severity=Severity.WARNING,
    clause=FILE_STATE,
    about="修改、废止、替代的文件仍在公开",
    hint="原文件撤回的，核对文号是否写错；原文件应当公开的，先发布并标明有效性",
    kinds=("document",),
)
def item_withdrawn_references(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    register, references = site.register, item.row.references()
    for field, verb in _FIELDS.items():
        for n, target in enumerate(references.get(field, ())):
            path = register.resolve(target)
            if path is None or path == item.row.path or path in register.shown_paths:
                continue
            state = "已撤回" if register.rows[path] in register.withdrawn else "没有公开"
            yield Answer(item.at(field, n), f"{verb}的文件“{target}”{state}（content/{path}.md）")
