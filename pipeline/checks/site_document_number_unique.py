"""A document number names one document: two that bear it cannot be told apart by those who refer to it."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import HOUSE_RULE
from pipeline.store import IndexRow


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="发文字号不重复",
    hint="核对发文字号；同一文件发在几个栏目的，只留一条，其余栏目写进“同时发布”",
)
def site_document_number_unique(site: Inspected) -> Iterator[Answer]:
    found: defaultdict[str, list[IndexRow]] = defaultdict(list)
    for row in site.register.shown:
        if row.document_number:
            found[row.document_number].append(row)
    for number, rows in sorted(found.items()):
        first, *others = sorted(rows, key=lambda row: row.path)
        for row in others:
            message = f"发文字号“{number}”与 {first.file} 相同"
            yield Answer(site.item(row.path).at("document_number"), message)
