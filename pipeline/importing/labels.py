"""Labels and their values in a document: the table of a disclosure page, and lines of `label: value`."""

import re
from collections.abc import Iterable, Iterator

from pipeline.importing.converter import Block
from pipeline.importing.wording import LABELS, LOOSE_LABELS, NO_VALUE

_COLON = "[:\uff1a]"
_BRACKETS = " \u3000[]\u3010\u3011\u2003\xa0"
_NAMES = "|".join(sorted((r"\s*".join(label) for label in LABELS if label not in LOOSE_LABELS), key=len, reverse=True))
_LINE = re.compile(rf"(?:^|(?<=[\s\u3000|\uff5c]))[\[\u3010]?\s*({_NAMES})\s*[\]\u3011]?\s*{_COLON}\s*")
ZONE = 12
"""Blocks from the beginning in which labels are looked for."""
LONGEST_LINE = 200
FEWEST = 3
"""Labels that make a table one of labels."""
Pair = tuple[str, str]


def bare(label: str) -> str:
    """A label without what is set around and between its signs."""
    return re.sub(rf"[\s{re.escape(_BRACKETS)}]|{_COLON}$", "", label.strip(_BRACKETS))


def pairs_of_table(rows: Iterable[Iterable[str]]) -> tuple[list[Pair], bool]:
    """(label, value) of the cells, and whether nothing else stands in them."""
    pairs: list[Pair] = []
    whole = True
    for row in rows:
        cells = [cell.strip() for cell in row]
        place = 0
        while place < len(cells):
            cell = cells[place]
            within = pairs_of_line(cell)
            if bare(cell) in LABELS and place + 1 < len(cells) and bare(cells[place + 1]) not in LABELS:
                pairs.append((bare(cell), cells[place + 1]))
                place += 1
            elif within:
                pairs += within
            elif bare(cell) in LABELS:
                pairs.append((bare(cell), ""))
            elif cell:
                whole = False
            place += 1
    return pairs, whole


def pairs_of_line(line: str) -> list[Pair]:
    """The pairs of a line that is nothing but pairs; none of any other line."""
    line = line.strip()
    found = list(_LINE.finditer(line))
    if not found or found[0].start() > 0 or len(line) > LONGEST_LINE:
        return []
    ends = [one.start() for one in found[1:]] + [len(line)]
    return [
        (bare(one[1]), line[one.end() : end].strip(" \u3000|\uff5c\xa0")) for one, end in zip(found, ends, strict=True)
    ]


def labelled(blocks: list[Block]) -> tuple[list[Pair], set[int]]:
    """All pairs near the beginning, and the numbers of the blocks that hold nothing else."""
    pairs: list[Pair] = []
    taken: set[int] = set()
    for number, block in enumerate(blocks[:ZONE]):
        if block.form == "table":
            found, whole = pairs_of_table(block.rows)
            if len(found) < FEWEST:
                break
        elif block.form == "text" and not block.has_picture:
            found, whole = _of_lines(block.text.split("\n"))
        else:
            continue
        pairs += found
        if found and whole:
            taken.add(number)
    return pairs, taken


def _of_lines(lines: Iterable[str]) -> tuple[list[Pair], bool]:
    each = [pairs_of_line(line) for line in lines if line.strip()]
    return [pair for found in each for pair in found], bool(each) and all(each)


def values(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """(identifier of the field, value) of the pairs that say something."""
    for label, value in pairs:
        if label in LABELS and value.strip() not in NO_VALUE:
            yield LABELS[label], value.strip()
