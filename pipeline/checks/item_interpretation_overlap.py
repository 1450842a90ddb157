"""An interpretation explains; it does not repeat the document."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import INTERPRETATION_NORM

SHINGLE = 8
"""Characters that must stand in both texts in the same order."""
MOST_SHARED = 0.6
LEAST_TEXT = 120
"""Characters; of a shorter text nothing can be said."""
_SIGNS = re.compile(r"[\W_]+")


@check(
    severity=Severity.REVIEW,
    clause=INTERPRETATION_NORM,
    about="解读不照抄文件：与文件重合的文字不超过六成",
    hint="说明背景依据、主要内容、适用范围和办理方式，不要只摘抄文件条文",
    kinds=("interpretation",),
)
def item_interpretation_overlap(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    own = _shingles(item.text)
    if len(own) < LEAST_TEXT - SHINGLE:
        return
    for n, target in enumerate(item.row.references().get("interprets", ())):
        path = site.register.resolve(target)
        if path is None or path == item.row.path:
            continue
        document = frozenset(_shingles(site.store.body(path).text))
        shared = sum(piece in document for piece in own) / len(own)
        if shared > MOST_SHARED:
            message = f"解读有 {shared:.1%} 的文字与文件“{target}”相同"
            yield Answer(item.at("interprets", n), message)


def _shingles(text: str) -> list[str]:
    plain = _SIGNS.sub("", text)
    return [plain[place : place + SHINGLE] for place in range(len(plain) - SHINGLE + 1)]
