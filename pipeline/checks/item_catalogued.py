"""What must be disclosed by law stands in the catalogue, which goes by index numbers."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ART_12


@check(
    severity=Severity.WARNING,
    clause=ART_12,
    about="法定主动公开的信息有索引号，能编进公开目录",
    hint="补上“索引号: 机构代码/年份-流水号”；不属于法定主动公开的，移到别的栏目",
)
def item_catalogued(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    row = item.row
    if not row.index_number and row.path in site.register.shown_paths and site.register.statutory_number(row):
        yield Answer(item.at("title"), "法定主动公开的信息没有写索引号")
