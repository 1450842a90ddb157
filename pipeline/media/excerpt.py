"""Parts of a text that are whole: sentences that fit, figures with the clause they stand in. Nothing is reworded."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.media.blocks import ENTRY, HEADING, PARAGRAPH, Block
from pipeline.media.wording import CLAUSE_ENDS, ELLIPSIS, FIGURE, LEADS_IN, SENTENCE_ENDS
from pipeline.pattern import later

_SENTENCE = later(f"[^{SENTENCE_ENDS}]+[{SENTENCE_ENDS}]?[\u201d\u2019\u300d\uff09]*")
_CLAUSE = later(f"[^{CLAUSE_ENDS}]+")
_FIGURE = later(FIGURE)
SHORTEST_CLAUSE, LONGEST_CLAUSE = 6, 34
_PROSE, _WORDS = (PARAGRAPH, ENTRY), (PARAGRAPH, ENTRY, HEADING)


class KeyFigure(NamedTuple):
    """A number with its unit, and the clause of the text that it stands in."""

    figure: str
    clause: str


def sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def prose(found: list[Block]) -> list[str]:
    """Paragraphs and entries, as text without breaks, less those that only lead to a table or a picture."""
    told = []
    for place, block in enumerate(found):
        leads = found[place + 1 : place + 2] and found[place + 1].kind not in _WORDS
        if block.kind in _PROSE and not (leads and block.text[-1:] in LEADS_IN):
            told.append(block.text.replace("\n", " "))
    return told


def leading(text: str, fits: Callable[[str], bool]) -> str:
    """As many whole sentences from the start as fit; of a first one that does not, what fits and an ellipsis."""
    taken = ""
    for sentence in sentences(text):
        if not fits(taken + sentence):
            break
        taken += sentence
    return taken or cut(text, fits)


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """The whole text, or its beginning with an ellipsis; "" where not even that fits."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle] + ELLIPSIS) else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS if low else ""


def key_figures(found: list[Block], most: int) -> list[KeyFigure]:
    """Numbers that the editor set in bold; where there are none, the first ones with a unit. Each once."""
    known = [(figure, emphasised) for block in found if block.kind in _PROSE for figure, emphasised in _figures(block)]
    chosen = [figure for figure, emphasised in known if emphasised] or [figure for figure, _ in known]
    return list({one.figure: one for one in reversed(chosen)}.values())[::-1][:most]


def _figures(block: Block) -> Iterator[tuple[KeyFigure, bool]]:
    """The last of each clause, which says what became of the others; and whether it stands in bold."""
    strong = [span.text for span in block.spans if span.strong]
    for clause in _CLAUSE.findall(block.text):
        figures, words = _FIGURE.findall(clause), clause.strip()
        if figures and SHORTEST_CLAUSE <= len(words) <= LONGEST_CLAUSE:
            yield KeyFigure(figures[-1], words), any(figures[-1] in text for text in strong)
