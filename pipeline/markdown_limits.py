"""Refuses texts that would cost the reference parser more than linear time or a deep stack: counted, never timed.

Each figure bounds the characters that one kind of search looks at in the worst case; the limits keep any text below
about a second on one core. Ordinary items stay under a hundredth of them.
"""

import re

TEXT_LIMIT = 2_000_000
"""Characters in one body, on either path."""

REFERENCE_LIMIT = 300_000
"""Characters; longer texts are taken only when the fast path takes them."""

_PIPES = 30_000
_TAGS = 5_000
_BLOCKS = 15_000
_SCANNED = 1_500_000
_COPIED = 1_000_000_000
_SPLIT = 40_000_000

DEEP = re.compile(r"^ {81,}(?:[-+*>]|[0-9]+\.)|^(?:[ ]*(?:>|[-+*][ ]|[0-9]{1,9}\.[ ])){21,}", re.MULTILINE)
_UNCLOSED_TAG = re.compile(r"<(?![^<>]*>)|<!")
_BREAKING_LINE = re.compile(r"^(?:#|[ ]{0,3}(?:(?:[-*_=][ ]{0,2}){3,}$|\[[^\]\n]*\]:))", re.MULTILINE)
_COPYING_MARK = re.compile(r"[*_`<!\\&\[]|  \n")
_TABLE = re.compile(r"[^\n]*\|[^\n]*\n[ |:-]*-[ |:-]*(?:\n|$)")
_NUMBERED = re.compile(r"\n(?=[ ]{0,3}[0-9]+\.[ ])")
_BULLETED = re.compile(r"\n(?=[ ]{0,3}[-+*][ ])")
_SQUARE = re.compile(r"[\[\]]")
_ROUND = re.compile(r"[()]")


_SIMPLE_LENGTH = 30_000
_COSTLY = ("[", "`", "<", "*", "_", "!", "\\", "&", "\n#", "\n-", "\n=", "\n ")


def clearly_simple(text: str) -> bool:
    """A cheap test that implies `not too_complex`, but for deep lines."""
    if len(text) > _SIMPLE_LENGTH:
        return False
    return (sum(map(text.count, _COSTLY)) + 1) * len(text) * 4 < _SCANNED


def too_complex(text: str) -> bool:
    if len(text) > TEXT_LIMIT or text.count("|") > _PIPES or DEEP.search(text):
        return True
    if text.count("<") > _TAGS or len(_UNCLOSED_TAG.findall(text)) * len(text) > _SCANNED * 4:
        return True
    blocks = text.split("\n\n")
    if len(blocks) > _BLOCKS:
        return True
    scanned = copied = split = 0
    for block in blocks:
        split += len(_BREAKING_LINE.findall(block)) * len(block)
        for part in _parts(block):
            copied += len(_COPYING_MARK.findall(part)) * len(part)
            scanned += _scanned(part)
    return scanned > _SCANNED or copied > _COPIED or split > _SPLIT


def _parts(block: str) -> list[str]:
    """What the inline parser will see as one text: a table row, a list item, or the whole block."""
    if _TABLE.match(block):
        return block.split("\n")
    start = block.lstrip(" ")[:1]
    if start.isdigit():
        return _NUMBERED.split(block)
    return _BULLETED.split(block) if start in tuple("-+*") else [block]


def _scanned(part: str) -> int:
    """Characters passed by searches for a closing bracket, quote or backtick."""
    total = part.count("`") * len(part)
    if "[" not in part:
        return total
    total += _to_partner(part, _SQUARE, "[") * (2 if "!" in part else 1)
    if "](" in part:
        quoted = '"' in part or "'" in part
        total += part.count("](") * len(part) if quoted else _to_partner(part, _ROUND, "(")
    return total


def _to_partner(part: str, brackets: re.Pattern[str], opening: str) -> int:
    """Sum of the distances from each opening bracket to its partner, or to the end where there is none."""
    total = 0
    waiting: list[int] = []
    for found in brackets.finditer(part):
        if found[0] == opening:
            waiting.append(found.start())
        elif waiting:
            total += found.start() - waiting.pop()
    return total + sum(len(part) - start for start in waiting)
