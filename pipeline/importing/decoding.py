"""Bytes of old pages -> text: by their mark, by what they say of themselves, else by which reading makes sense."""

import codecs
import re
from collections.abc import Iterator

from pipeline.importing.arrival import Remark, Unfit

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIMPLIFIED = frozenset({"gb2312", "gbk", "x-gbk"})
_USUAL = {"gb18030": ("gb2312", 0xB0A1, 0xD7F9), "big5": ("big5", 0xA440, 0xC67E)}
"""The characters in daily use of each: their codes in the standard that put those first."""
_HAN = re.compile("[\u3400-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]")
UNKNOWN = "\ufffd"
_FEW_UNKNOWN, _MOST_UNKNOWN, _SHARE = 4, 20, 200
"""So many bytes of a page may be damaged, in a long one more: one in so many characters, up to so many."""


def decoded(raw: bytes) -> str:
    """Raises Unfit where no reading is without fault."""
    for code in dict.fromkeys((*_told(raw), "utf-8")):
        try:
            return raw.decode(code)
        except (UnicodeDecodeError, LookupError):
            continue
    readings = {code: text for code in _USUAL if (text := _strictly(raw, code)) is not None}
    if not readings:
        raise Unfit(Remark("encoding"))
    return max(readings.items(), key=lambda reading: _sense(*reading))[1]


def page_text(raw: bytes) -> str:
    """The same for pages, in which a few bytes may be damaged: they become signs that say so. Raises Unfit."""
    try:
        return decoded(raw)
    except Unfit:
        codes = filter(_is_known, dict.fromkeys((*_told(raw), "utf-8", "gb18030")))
        best = min((raw.decode(code, "replace") for code in codes), key=lambda text: text.count(UNKNOWN))
        if best.count(UNKNOWN) > min(_MOST_UNKNOWN, max(_FEW_UNKNOWN, len(best) // _SHARE)):
            raise
        return best


def _told(raw: bytes) -> Iterator[str]:
    yield from (code for mark, code in _MARKS if raw.startswith(mark))
    if told := _CHARSET.search(raw[:4096]):
        name = told[1].decode("ascii").lower()
        yield "gb18030" if name in _SIMPLIFIED else name


def _is_known(code: str) -> bool:
    try:
        return bool(codecs.lookup(code)._is_text_encoding)
    except LookupError:
        return False


def _strictly(raw: bytes, code: str) -> str | None:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return None


def _sense(code: str, text: str) -> float:
    """Share of characters in daily use among all Chinese ones: a wrong reading gives rare ones."""
    standard, first, last = _USUAL[code]
    signs = _HAN.findall(text[:20_000])
    usual = sum(first <= int.from_bytes(sign.encode(standard, "ignore")) <= last for sign in signs)
    return usual / len(signs) if signs else 1
