"""Headings in the outline style of official documents, and the numbering of all headings of a body.

The order of levels (GB/T 9704-2012, 7.3.3): "yi, dunhao" first, then "(yi)" in full-width brackets, then `1.`; statutes
add parts, chapters and sections above. The fourth level, `(1)`, opens ordinary paragraphs and is never a heading here;
`1.` is one below headings of the levels above it, where text follows: without that it is an entry of a list.
"""

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from pipeline.pattern import later

MAX_HEADING = 40
"""Characters; a longer line is a paragraph however it begins."""
LONGEST_LINE = MAX_HEADING + 4
"""With the asterisks that a heading may stand between; a longer line is never a heading."""

# numerals one to ten, hundred, zero
NUMERAL = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u96f6\u3007"
_GAP = "[ \u3000]"
# comma-like signs may stand inside a heading; these never do
_NO_HEADING = later("[\u3002\uff1b\uff01\uff1f\uff1a;!?:|*_`<>\\[\\]\\\\\\n\u2026]")
_END = later("[,.\u3001\uff0c\u2014-]$")


class Rank(IntEnum):
    """Nominal depth of an outline line; always below the six Markdown levels."""

    PART = 10
    CHAPTER = 11
    SECTION = 12
    FIRST = 13
    SECOND = 14
    THIRD = 15


_STATUTE = {"\u7f16": Rank.PART, "\u7ae0": Rank.CHAPTER, "\u8282": Rank.SECTION}
_OUTLINE = later(
    rf"(?:(?P<first>[{NUMERAL}]{{1,4}}\u3001)"
    rf"|(?P<second>[\uff08(][{NUMERAL}]{{1,4}}[\uff09)])"
    rf"|(?P<third>[1-9][0-9]?[.\uff0e\u3001])(?![0-9 \u3000])"
    rf"|\u7b2c[{NUMERAL}0-9]{{1,5}}(?P<statute>[{''.join(_STATUTE)}])(?={_GAP})){_GAP}*[^ \u3000]"
)


def rank_of(line: str) -> Rank | None:
    """Rank of a line that is nothing but an outline heading, else None."""
    if len(line) > LONGEST_LINE:
        return None
    if line.startswith("**") and line.endswith("**"):
        line = line[2:-2]
    found = _OUTLINE.match(line)
    if found is None or len(line) > MAX_HEADING or _NO_HEADING.search(line) or _END.search(line):
        return None
    if found["first"]:
        return Rank.FIRST
    if found["second"]:
        return Rank.SECOND
    return Rank.THIRD if found["third"] else _STATUTE[found["statute"]]


def heading_text(line: str) -> str:
    """A heading is bold by itself: asterisks around the whole line go."""
    return line[2:-2].strip() if line.startswith("**") else line


def may_start(line: str) -> bool:
    """Cheap test before `rank_of`: could an outline heading begin here?"""
    return line[:1] in OUTLINE_STARTS


OUTLINE_STARTS = frozenset(NUMERAL + "\uff08(\u7b2c*123456789")


def split_outline(block: str) -> list[str]:
    """Cut a paragraph with single line ends so that each outline heading stands alone.

    A heading may follow the first line only where a sentence has ended, so a wrapped sentence is never torn.
    """
    lines = [line.strip() for line in block.split("\n")]
    pieces: list[list[str]] = [[]]
    ended = True
    for raw, line in zip(block.split("\n"), lines, strict=True):
        is_heading = ended and (rank_of(line) or Rank.THIRD) < Rank.THIRD
        if is_heading:
            pieces += [[line], []]
        else:
            pieces[-1].append(raw)
        ended = is_heading or line[-1:] in _SENTENCE_END
    return ["\n".join(piece) for piece in pieces if piece]


_SENTENCE_END = frozenset("\u3002\uff1b\uff01\uff1f\uff1a;!?:")


def headings_among(ranks: Sequence[Rank | None]) -> list[bool]:
    """Which of the blocks that look like outline headings are headings.

    Lines that follow each other directly without going deeper at every step are a list (the contents list of a statute,
    an agenda) and stay paragraphs.
    """
    ranks = _without_entries(ranks)
    verdict = [rank is not None for rank in ranks]
    start = 0
    while start < len(ranks):
        if ranks[start] is None:
            start += 1
            continue
        end = start
        while end + 1 < len(ranks) and ranks[end + 1] is not None:
            end += 1
        run = [rank for rank in ranks[start : end + 1] if rank is not None]
        if any(later <= earlier for earlier, later in pairwise(run)):
            verdict[start : end + 1] = [False] * len(run)
        start = end + 1
    return verdict


def _without_entries(ranks: Sequence[Rank | None]) -> list[Rank | None]:
    """The ranks less those of the third that head no text, or stand under no heading of the outline."""
    kept = list(ranks)
    under = False
    for place, rank in enumerate(ranks):
        if rank is None:
            continue
        if rank is not Rank.THIRD:
            under = True
            continue
        above = ranks[place - 1] if place else None
        below = ranks[place + 1] if place + 1 < len(ranks) else Rank.THIRD
        if not under or below is not None or above is Rank.THIRD:
            kept[place] = None
    return kept


class Numbering:
    """Gives levels and ids to headings in order: levels from 2 without gaps, ids by position."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._counts: list[int] = []
        self._markdown_rank: dict[Rank, int] = {}

    def place(self, nominal: int, text: str) -> tuple[int, str]:
        """Level (2-6) and id of the next heading; `nominal` is 1-6 for Markdown's own, a `Rank` for outline lines."""
        rank = rank_of(text)
        if rank is not None and nominal < Rank.PART:
            self._markdown_rank.setdefault(rank, nominal)
        elif nominal >= Rank.PART:
            nominal = self._markdown_rank.get(Rank(nominal), nominal)
        while self._open and self._open[-1] >= nominal:
            self._open.pop()
        depth = min(len(self._open), 4)
        self._open.append(nominal)
        del self._counts[depth + 1 :]
        self._counts += [0] * (depth + 1 - len(self._counts))
        self._counts[depth] += 1
        return depth + 2, "section-" + "-".join(map(str, self._counts))
