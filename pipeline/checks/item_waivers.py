"""A waiver names a check that exists, says why, and who allowed it on which day."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE

READING = ("source-", "field-", "body-", "attachment-")
LEAST_REASON = 4
"""Characters; less is no reason."""
SIGNED = re.compile(
    r"(?P<reason>.*\S)\s*[(\uff08]\s*(?P<name>[^()\uff08\uff09\d]{2,20}?)[\s,\uff0c、]+(?P<day>\d{4}-\d{2}-\d{2})\s*[)\uff09]"
)
"""Who took it upon himself, and when, behind the reason."""


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="豁免写明存在的检查代号、理由、批准人和日期",
    hint="写作“豁免: {检查代号: 理由（批准人 YYYY-MM-DD）}”，检查代号见报告中方括号内的文字",
    gone=True,
)
def item_waivers(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for name, reason in (item.details.get("waivers") or {}).items():
        place = item.at("waivers", name)
        if name not in site.check_ids and not name.startswith(READING):
            yield Answer(place, f"豁免的检查“{name}”不存在，没有生效{near(name, sorted(site.check_ids))}")
            continue
        signed = SIGNED.fullmatch(reason)
        if len(signed["reason"] if signed else reason) < LEAST_REASON:
            yield Answer(place, f"豁免“{name}”的理由“{reason}”过于简单", "写清依据和原因")
        if signed is None:
            yield Answer(place, f"豁免“{name}”没有写明批准人和日期")
        elif not _is_past(signed["day"], site.day):
            yield Answer(place, f"豁免“{name}”的日期 {signed['day']} 不存在，或还没有到", "写批准豁免的那一天")


def _is_past(day: str, today: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() <= today
    except ValueError:
        return False
