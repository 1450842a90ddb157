"""How characters are read, without tones, by pypinyin; `v` stands for u with two dots, as it does on a keyboard."""

from collections.abc import Iterable, Iterator, MutableMapping
from itertools import product

from pipeline.search.analysis import key

Sounds = MutableMapping[str, str]
"""Text -> its syllables, one space between; kept from build to build, for reading is slow."""
_FIRST_LEVEL, _SECOND_LEVEL = range(0xB0, 0xD8), range(0xD8, 0xF8)
_CELLS = range(0xA1, 0xFF)


def syllables(text: str, known: Sounds) -> tuple[str, ...]:
    """Of the letters and numbers of a text; what is no Han stays as it is, each stretch of it one syllable."""
    if text not in known:
        from pypinyin import lazy_pinyin

        known[text] = " ".join(lazy_pinyin(key(text)))
    return tuple(known[text].split())


def common_readings() -> Iterator[dict[str, str]]:
    """Two tables, syllable -> characters so read: of the characters used most, then of those used less (the two levels
    of GB/T 2312-1980). A character of several readings stands at each.
    """
    for rows in (_FIRST_LEVEL, _SECOND_LEVEL):
        yield _readings(_decoded(rows))


def _decoded(rows: Iterable[int]) -> str:
    return b"".join(bytes(pair) for pair in product(rows, _CELLS)).decode("gb2312", errors="ignore")


def _readings(characters: str) -> dict[str, str]:
    from pypinyin import Style, pinyin

    table: dict[str, list[str]] = {}
    for character in characters:
        for reading in dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]):
            table.setdefault(reading, []).append(character)
    return {reading: "".join(table[reading]) for reading in sorted(table)}
