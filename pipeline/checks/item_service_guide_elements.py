"""A service guide has the ten key elements."""

from collections.abc import Iterator
from typing import Any

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.fields import says_nothing
from pipeline.finding import Severity
from pipeline.kinds.service_guide import ELEMENTS
from pipeline.standards import GUIDE_ELEMENTS_LACKING


@check(
    severity=Severity.WARNING,
    clause=GUIDE_ELEMENTS_LACKING.clause,
    about="办事指南的十类重点要素齐全",
    hint="在页头补齐所缺要素；不收费的，收费标准写“不收费”",
    kinds=("service_guide",),
)
def item_service_guide_elements(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    missing = [name for field, name in ELEMENTS.items() if _is_lacking(item.details.get(field))]
    if missing:
        severity = Severity.ERROR if len(missing) >= GUIDE_ELEMENTS_LACKING.value else None
        message = f"办事指南缺少 {len(missing)} 类重点要素：{'、'.join(missing)}"
        yield Answer(item.at(), message, severity=severity)


def _is_lacking(written: Any) -> bool:
    """A dash in place of an element is none."""
    parts = written if isinstance(written, list | tuple) else [written]
    return all(not part or (isinstance(part, str) and says_nothing(part)) for part in parts)
