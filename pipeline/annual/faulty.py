"""What is wrong with a filled-in workbook: each fault with its cell, and no more of a sort than help."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.annual.wording import CELL_FAULTS, FILE_FAULTS, MORE_FAULTS, PLACE, sentence

MOST_OF_A_SORT = 20


class Fault(NamedTuple):
    """`code`: a key of `wording.FILE_FAULTS` or `CELL_FAULTS`; `address` is "" for what is of the whole file; `places`:
    how many it stands for.
    """

    code: str
    sheet: str
    address: str
    message: str
    hint: str
    places: int = 1

    def __str__(self) -> str:
        return sentence(self.message, self.hint)


def cell_fault(code: str, sheet: str, address: str, **facts: object) -> Fault:
    message, hint = CELL_FAULTS[code]
    filled = {"sheet": sheet, "place": PLACE.format(sheet=sheet, address=address), "name": ""} | facts
    return Fault(code, sheet, address, message.format(**filled), hint.format(**filled))


def file_fault(code: str, **facts: object) -> Fault:
    message, hint = FILE_FAULTS[code]
    return Fault(code, "", "", message.format(**facts), hint.format(**facts))


def fewer(faults: Iterable[Fault]) -> Iterator[Fault]:
    """So many of a sort say enough, and how many there are more; of totals never calculated the first tells of all."""
    told = list(faults)
    whole, seen = Counter(fault.code for fault in told), Counter[str]()
    for fault in told:
        seen[fault.code] += 1
        if fault.code == "formula":
            if seen[fault.code] == 1:
                yield fault._replace(message=fault.message.format(count=whole[fault.code]))
        elif seen[fault.code] <= MOST_OF_A_SORT:
            yield fault
        elif seen[fault.code] == whole[fault.code]:
            left, (message, hint) = whole[fault.code] - MOST_OF_A_SORT, MORE_FAULTS
            yield fault._replace(message=message.format(count=left), hint=hint, places=left)
