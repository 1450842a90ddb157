"""A waiver names a check that exists and says why."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE

READING = ("source-", "field-", "body-", "attachment-")
LEAST_REASON = 4
"""Characters; less is no reason."""


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="豁免写明存在的检查代号和理由",
    hint="写作“豁免: {检查代号: 理由}”,检查代号见报告中方括号内的文字",
    gone=True,
)
def item_waivers(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for name, reason in (item.details.get("waivers") or {}).items():
        if name not in site.check_ids and not name.startswith(READING):
            yield Answer(item.at("waivers", name), f"豁免的检查“{name}”不存在,没有生效{near(name, site.check_ids)}")
        elif len(reason) < LEAST_REASON:
            yield Answer(item.at("waivers", name), f"豁免“{name}”的理由“{reason}”过于简单", "写清依据和原因")
