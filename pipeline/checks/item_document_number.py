"""The document number: brackets, number without zeros, year of the document's date."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import DOCUMENT_FORMAT, DOCUMENT_NUMBER, ORDER_NUMBER, normal_document_number


@check(
    severity=Severity.WARNING,
    clause=DOCUMENT_FORMAT,
    about="发文字号用六角括号，年份与成文日期一致，序号不编虚位",
    hint="写作“代字〔年份〕序号”，如 示政发〔2026〕3号",
    kinds=("document",),
)
def item_document_number(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    written = item.row.document_number
    if not written or ORDER_NUMBER.fullmatch(written):
        return
    found = DOCUMENT_NUMBER.fullmatch(written)
    if not found:
        normal = normal_document_number(written)
        yield Answer(item.at("document_number"), f"发文字号“{written}”写法不规范", f"改为“{normal}”" if normal else "")
    elif item.row.dated_on and found["year"] != item.row.dated_on[:4]:
        message = f"发文字号“{written}”的年份与成文日期 {item.row.dated_on} 不一致"
        yield Answer(item.at("document_number"), message, "核对发文字号和成文日期")
