"""Fonts whose letters are pictures: what each letter shows."""

import re

FONTS = frozenset({"Symbol", "Webdings", "Wingdings", "Wingdings 2", "Wingdings 3"})
LETTERS = re.compile("[\x21-\xff\uf020-\uf0ff]")
"""What such a font draws; others are drawn in another font."""


def is_of_signs(font: str | None) -> bool:
    return font in FONTS


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
        return chr(seen)

    return LETTERS.sub(sign, text), " ".join(strange)
