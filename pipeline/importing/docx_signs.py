"""Fonts whose letters are pictures: what each letter shows."""

import re

FONTS = frozenset({"Symbol", "Webdings", "Wingdings", "Wingdings 2", "Wingdings 3"})
LETTERS = re.compile("[\x21-\xff\uf020-\uf0ff]")
"""What such a font draws; others are drawn in another font."""
_OWN = re.compile("[\ue000-\uf8ff\ud800-\udfff]")
_USUAL = str.maketrans(
    {
        0x1F5F9: "\u2611", 0x1F5F7: "\u2612", 0x2BBD: "\u2612", 0x2327: "\u2612", 0x1F78E: "\u25a1", 0x1F78F: "\u25a1",
        0x1F790: "\u25a1", 0x1F5F8: "\u2713", 0x1F5F5: "\u2717", 0x1F5F6: "\u2717", 0x1F786: "\u25cb", 0x2B58: "\u25cb",
    }
)  # fmt: skip
"""Boxes, ticks and rings that few fonts hold -> those that phones show too."""


def is_of_signs(font: str | None) -> bool:
    return font in FONTS


def sign_of(font: str, code: str) -> str:
    """The sign that is told by its font and its hexadecimal code; "" where nobody knows it."""
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if is_of_signs(font):
        return as_signs(font, sign)[0] if LETTERS.fullmatch(sign) else sign
    return "" if _OWN.fullmatch(sign) or sign < " " else sign


def as_signs(font: str, text: str) -> tuple[str, str]:
    """The signs that are seen, and the letters of which nobody knows what they show."""
    from mammoth.docx.dingbats import dingbats

    strange: list[str] = []

    def sign(found: re.Match[str]) -> str:
        code = ord(found[0]) & 0xFF
        seen = dingbats.get((font, code))
        if seen is None:
            strange.append(f"{code:02X}")
            return ""
        return chr(seen).translate(_USUAL)

    return LETTERS.sub(sign, text), " ".join(strange)
