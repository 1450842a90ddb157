"""Fields of a Word document: what Word works out when it shows them is written out here."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from pipeline.importing.docx_signs import sign_of

_MARK, _CODE, _TEXT = qn("w:fldChar"), qn("w:instrText"), qn("w:t")
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_WITH_VALUE = ("\\o", "\\t", "\\m")
"""Switches of a link that a value follows which is no address."""
_RING = re.compile(r"\\o\s*\\ac\s*\([\u25cb\u25ef\u3007\u25a1\u25b3\u25c7]\s*[,\uff0c;]\s*([^()]*)\)", re.IGNORECASE)
_READING = re.compile(
    r"\\o\s*(?:\\a[a-z]\s*)?\(\s*\\s\s*\\up\s*[\d.]+\s*\(([^()]*)\)\s*[,\uff0c;]\s*([^()]*)\)", re.IGNORECASE
)
_FRACTION = re.compile(r"\\f\s*\(([^(),]*)[,\uff0c;]([^(),]*)\)", re.IGNORECASE)
_ROOT = re.compile(r"\\r\s*\((?:[^(),]*[,\uff0c;])?([^(),]*)\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)|\\[A-Za-z]+\s*[\d.]*")
_MOST_RINGED = 20
_LAST_SIGN = 0xFFFF
_BUTTON = re.compile(r"(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.+)", re.IGNORECASE | re.DOTALL)
_SYMBOL = re.compile(r"SYMBOL\s+(0x[0-9a-f]+|\d+)(.*)", re.IGNORECASE | re.DOTALL)
_FONT = re.compile(r"\\f\s+(?:\"([^\"]*)\"|(\S+))", re.IGNORECASE)
UNSEEN = frozenset(
    {"", "ADVANCE", "ASK", "DATA", "FORMCHECKBOX", "HYPERLINK", "INCLUDEPICTURE", "NEXT", "NEXTIF", "PRINT", "PRIVATE"}
    | {"RD", "SET", "SKIPIF", "TA", "TC", "XE"}
)
"""Fields that show nothing by themselves, or whose sign is read elsewhere."""


class Field(NamedTuple):
    """`begin`, `end`: its outermost marks; `codes`: the elements that hold its code; `has_result`: Word stored one;
    `inside`: texts within its code, such as results of other fields, that nobody sees.
    """

    begin: Any
    end: Any
    codes: list[Any]
    has_result: bool
    inside: list[Any]

    @property
    def code(self) -> str:
        return "".join(part.text or "" for part in self.codes).strip()


def fields(body: Any) -> Iterator[Field]:
    """The fields that are complete, inner ones first."""
    open_: list[Field] = []
    for part in body.iter(_MARK, _CODE, _TEXT):
        kind = part.get(qn("w:fldCharType")) if part.tag == _MARK else ""
        if kind == "begin":
            open_.append(Field(part, None, [], False, []))
        elif open_ and kind == "separate":
            open_[-1] = open_[-1]._replace(has_result=True)
        elif open_ and kind == "end":
            yield open_.pop()._replace(end=part)
        elif part.tag == _CODE and open_ and not open_[-1].has_result:
            open_[-1].codes.append(part)
        elif part.tag == _TEXT:
            for field in (field for field in open_ if not field.has_result):
                field.inside.append(part)


def name_of(code: str) -> str:
    return next(iter(code.split()), "").upper()


def plain_link(code: str) -> str | None:
    """The code of a link with nothing but where it leads; None for any other code."""
    words = [(found[1] if found[1] is not None else found[2], found[1] is not None) for found in _WORD.finditer(code)]
    if not words or words[0][0].upper() != "HYPERLINK":
        return None
    address = anchor = switch = ""
    for word, is_quoted in words[1:]:
        if not is_quoted and word.startswith("\\"):
            switch = word.lower()
        elif switch == "\\l":
            anchor, switch = word, ""
        elif switch in _WITH_VALUE:
            switch = ""
        elif not address:
            address = word
    if not address:
        return f'HYPERLINK \\l "{anchor}"'
    return f'HYPERLINK "{address}#{anchor}"' if anchor else f'HYPERLINK "{address}"'


def chosen(begin: Any) -> str | None:
    """The entry that a list to choose from shows; None for any other field."""
    held = begin.find(f"{qn('w:ffData')}/{qn('w:ddList')}")
    if held is None:
        return None
    told = [held.find(qn(name)) for name in ("w:result", "w:default")]
    number = next((str(one.get(qn("w:val"))) for one in told if one is not None), "0")
    entries = [str(entry.get(qn("w:val")) or "") for entry in held.iterchildren(qn("w:listEntry"))]
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""


def button(code: str) -> str:
    """What a field says that waits for a click."""
    found = _BUTTON.fullmatch(code)
    return found[1].strip() if found else ""


def symbol(code: str) -> str:
    """The sign that a field names by its number (ISO/IEC 29500-1, 17.16.5.63)."""
    found = _SYMBOL.fullmatch(code)
    if found is None:
        return ""
    number, font = int(found[1], 0), _FONT.search(found[2])
    return sign_of(font[1] or font[2] if font else "", f"{number:04X}") if number <= _LAST_SIGN else ""


class Shown(NamedTuple):
    """`text`: what a formula of the old kind shows; `above`: readings over it, left out; `is_sure`: a reader of the
    paper sees the same.
    """

    text: str
    above: str
    is_sure: bool


def shown(code: str) -> Shown | None:
    """What a formula in a field shows: signs in a ring and readings are what it is used for; None for other codes."""
    if not re.match(r"EQ\b", code, re.IGNORECASE):
        return None
    above = "".join(found[1] for found in _READING.finditer(code))
    text = _RING.sub(lambda found: _ringed(found[1].strip()), _READING.sub(r"\2", code[2:]))
    plain = _SWITCH.sub("", _ROOT.sub("\u221a\\1", _FRACTION.sub(r"\1/\2", text)))
    return Shown(plain.strip(), above, re.sub(r"\\\*\s*(?:\"[^\"]*\"|\S+)", "", text).strip() == plain.strip())


def _ringed(text: str) -> str:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return chr(0x2460 + number - 1) if 1 <= number <= _MOST_RINGED else f"({text})"
