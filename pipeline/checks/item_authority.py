"""The issuing authority is registered."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import PLAN_FAULTS, near
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="发文机关已在 authorities.yaml 登记",
    hint="改用已登记的机关代号，或先在 authorities.yaml 登记",
)
def item_authority(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    key = item.row.authority
    if key not in site.tables.authorities:
        if site.tables.is_refused("authority", key):
            message, hint = PLAN_FAULTS["refused-orphan"]
            yield Answer(item.at("authority"), message.format(value=key), hint)
        else:
            yield Answer(
                item.at("authority"), f"发文机关“{key}”没有登记，条目没有发布{near(key, site.tables.authorities)}"
            )
