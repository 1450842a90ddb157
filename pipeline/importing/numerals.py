"""Numbers as numbering schemes of word processors write them."""

from collections.abc import Callable

_DIGITS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_UNITS = ("", "\u5341", "\u767e", "\u5343")
_LEGAL_DIGITS = "\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396"
_LEGAL_UNITS = ("", "\u62fe", "\u4f70", "\u4edf")
_STEMS = "\u7532\u4e59\u4e19\u4e01\u620a\u5df1\u5e9a\u8f9b\u58ec\u7678"
_BRANCHES = "\u5b50\u4e11\u5bc5\u536f\u8fb0\u5df3\u5348\u672a\u7533\u9149\u620c\u4ea5"
_ROMAN = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V",
    4: "IV", 1: "I",
}  # fmt: skip


def counted(number: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """12 -> ten two, 105 -> one hundred zero five, in Chinese; beyond four places its digits."""
    if not 0 < number < 10_000:
        return "".join(digits[int(sign)] for sign in str(number)) if number >= 0 else str(number)
    written, gap = "", False
    text = str(number)
    for place, sign in enumerate(text):
        if sign == "0":
            gap = True
            continue
        written += (("\u96f6" if gap else "") + digits[int(sign)]) + units[len(text) - 1 - place]
        gap = False
    return written.removeprefix(digits[1]) if 10 <= number < 20 and units is _UNITS else written


def letters(number: int) -> str:
    """A to Z, then AA, BB, as word processors do."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN.items():
        while number >= value:
            written += sign
            number -= value
    return written


def circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalHalfWidth": str,
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "ideographDigital": lambda number: "".join(_DIGITS[int(sign)] for sign in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(sign)] for sign in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(sign)] for sign in str(number)),
    "chineseLegalSimplified": lambda number: counted(number, _LEGAL_DIGITS, _LEGAL_UNITS),
    "ideographLegalTraditional": lambda number: counted(number, _LEGAL_DIGITS, _LEGAL_UNITS),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "upperLetter": letters,
    "lowerLetter": lambda number: letters(number).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "ideographEnclosedCircle": _one_of("".join(map(chr, range(0x3280, 0x328A)))),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "none": lambda _: "",
}
"""By the name that the file format gives each (ISO/IEC 29500-1, 17.18.59)."""
