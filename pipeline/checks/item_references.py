"""What a document amends, repeals or replaces exists, and the other document says so of itself."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, alike, check
from pipeline.finding import Severity
from pipeline.phrases import left_out, near
from pipeline.standards import FILE_STATE
from pipeline.terms import Relation, Validity

_FIELDS = {"amends": "修改", "repeals": "废止", "replaces": "替代"}
_ENDED = (Validity.EXPIRED, Validity.REPEALED)
_DEMANDED = {
    Relation.REPEALED_BY: _ENDED,
    Relation.REPLACED_BY: _ENDED,
    Relation.AMENDED_BY: (Validity.AMENDED, *_ENDED),
}
"""States of validity that a document may bear once another has done this to it."""


@check(
    severity=Severity.ERROR,
    clause=FILE_STATE,
    about="修改、废止、替代的文件存在，且原文件标明了相应的有效性",
    kinds=("document",),
)
def item_references(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    register, row = site.register, item.row
    for field, targets in row.references().items():
        for n, target in enumerate(targets):
            path, place = register.resolve(target), item.at(field, n)
            if path is None:
                known, source = [*register.by_index_number, *register.by_document_number], site.left_out(target)
                state = left_out(source) if source else f"不存在{near(target, alike(target, known))}"
                yield Answer(
                    place,
                    f"{_FIELDS[field]}的文件“{target}”{state}",
                    "写索引号、发文字号或路径；本站没有收录的文件不写在这里",
                )
            elif path == row.path:
                yield Answer(place, f"{_FIELDS[field]}的文件是它自己", "核对索引号")
    for relation, path in register.relations.get(row.path, ()):
        allowed = _DEMANDED.get(relation) if path != row.path else None
        if allowed and row.validity not in allowed and (site.details(path).get("effective_on") or "") <= site.day:
            message = f"本文件{relation.value}（content/{path}.md），但有效性仍为“{row.validity}”"
            yield Answer(item.at("validity"), message, f"“有效性”改为：{'、'.join(allowed)}")
