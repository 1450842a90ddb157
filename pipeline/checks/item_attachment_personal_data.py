"""Attachments name no identity numbers, mobiles, bank cards or other data of private persons, shown or hidden."""

from collections.abc import Iterator

from pipeline.attached import attached
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.extraction_parts import Gathering
from pipeline.finding import Severity
from pipeline.personal_verdict import own_contacts, registered, told
from pipeline.personal_words import PERSONAL_DATA


@check(
    severity=Severity.ERROR,
    clause=PERSONAL_DATA,
    about="附件（含隐藏的工作表、批注、修订痕迹、文档属性）中没有身份证号、手机号、银行卡号等个人信息",
    hint="删去或遮盖后重新导出附件；依法必须公开的，在“豁免”中写明依据",
)
def item_attachment_personal_data(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for file, place, extract in attached(item, site):
        named = Gathering()
        named.prose("name", [file.name.rpartition(".")[0]])
        tallies = (*extract.tallies, *named.extract().tallies)
        if not tallies:
            continue
        shown = "***" if named.first else file.name
        for find in told(tallies, registered(site.tables) | own_contacts(item.details)):
            yield Answer(place, f"附件“{shown}”{find.sentence}", find.hint, find.severity)
