"""Simplified and traditional characters, each told in the other, as tables that a reader's browser can use.

Some characters hang on their neighbours: such are told with them, as pieces, of which the longest counts. Pieces are
those that OpenCC converts otherwise than their characters: phrases of pypinyin's list, and every pair of a character
that hangs on others with a common one.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from pipeline.codebase import version

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
NUMBER = re.compile(rf"([{HAN}]{{1,14}})([\u3014\[(\uff08](?:19|20)\d\d[\u3015\])\uff09]\s*\u7b2c?\d{{1,5}}\u53f7)")
"""A document number, which is never converted, with the words before it."""
BEFORE_NUMBER = re.compile(
    "\u6839\u636e|\u6309\u7167|\u4f9d\u636e|\u9075\u7167|\u6267\u884c|\u5e9f\u6b62|\u6587\u4ef6"
    "|[\u548c\u53ca\u4e0e\u89c1\u4ee5\u7531\u5c06\u5bf9\u662f\u4e3a\u7684]"
)
"""Words that lead up to a document number and are none of it."""
LONGEST_PIECE = 6
_CUT = "\x01"
_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_COMMON = [(row, column) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF if row < 0xD7 else 0xFA)]
"""Where GB/T 2312 has its first level, the 3,755 characters in daily use."""


@cache
def converter(way: str) -> Callable[[str], str]:
    """`way`: s2t or t2s."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC(way).convert
    return convert


def libraries() -> str:
    return f"OpenCC {version('OpenCC')}, pypinyin {version('pypinyin')}"


def to_simplified() -> bytes:
    """As JSON: what is at one place of `from` becomes what is at the same place of `to`."""
    return _json(_table(_singles("t2s"), {}))


def to_traditional() -> bytes:
    """As JSON: `tell` and `read`, the tables to and fro, with `pieces` and `into` separated by spaces; and patterns of
    the `number` that is not converted and the words `before` it.
    """
    pieces, single = _to_traditional(), _singles("t2s")
    back = {other: piece for piece, other in pieces.items()}
    read = {other: piece for other, piece in _otherwise(list(back), single, "t2s").items() if piece == back[other]}
    tables = {"tell": _table(_singles("s2t"), pieces), "read": _table(single, read)}
    return _json(tables | {"number": NUMBER.pattern, "before": BEFORE_NUMBER.pattern})


def _table(single: dict[str, str], pieces: dict[str, str]) -> dict[str, str]:
    told = {"from": "".join(single), "to": "".join(single.values())}
    return told | ({"pieces": " ".join(pieces), "into": " ".join(pieces.values())} if pieces else {})


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _to_traditional() -> dict[str, str]:
    single = _singles("s2t")
    return _fewest(_pieces(single), single)


def _singles(way: str) -> dict[str, str]:
    convert = converter(way)
    found = {}
    for first, last in _RANGES:
        for code in range(first, last + 1):
            other = convert(chr(code))
            if other != chr(code) and len(other) == 1:
                found[chr(code)] = other
    return found


def _pieces(single: dict[str, str]) -> dict[str, str]:
    """Piece -> its conversion, where that is not its characters' own."""
    from pypinyin.phrases_dict import phrases_dict

    found = _otherwise([phrase for phrase in phrases_dict if len(phrase) <= LONGEST_PIECE], single)
    hanging = sorted({one for piece, told in found.items() for one in _apart(piece, told, single)})
    common = [bytes(place).decode("gb2312") for place in _COMMON]
    pairs = (pair for one in hanging for other in common for pair in (one + other, other + one))
    return found | _otherwise(list(dict.fromkeys(pairs)), single)


def _otherwise(pieces: list[str], single: dict[str, str], way: str = "s2t") -> dict[str, str]:
    joined = _CUT.join(pieces)
    alone = joined.translate({ord(one): other for one, other in single.items()}).split(_CUT)
    told = converter(way)(joined).split(_CUT)
    rows = zip(pieces, told, alone, strict=True)
    return {piece: other for piece, other, own in rows if other != own and len(piece) == len(other)}


def _apart(piece: str, told: str, single: dict[str, str]) -> Iterator[str]:
    return (one for one, other in zip(piece, told, strict=True) if single.get(one, one) != other)


def _fewest(pieces: dict[str, str], single: dict[str, str]) -> dict[str, str]:
    """Without those that shorter ones give already."""
    kept: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda piece: (len(piece), piece)):
        if "".join(by_table(piece, kept, single)) != pieces[piece]:
            kept[piece] = pieces[piece]
    return kept


def by_table(text: str, pieces: dict[str, str], single: dict[str, str]) -> Iterable[str]:
    """What the browser makes of a text."""
    at = 0
    while at < len(text):
        longest = (text[at : at + length] for length in range(LONGEST_PIECE, 1, -1))
        piece = next((piece for piece in longest if piece in pieces), text[at])
        yield pieces.get(piece) or single.get(piece, piece)
        at += len(piece)
