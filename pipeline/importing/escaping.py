"""Text as Markdown that reads back as that very text, with as few signs added as will do."""

import re

from pipeline.body import render_body

_ANY = re.compile(r"[\\`*_{}\[\]<>&#|~!$^]|^\s*(?:[-+=>]|\d{1,9}[.)])")
"""Without any of these nothing in a text can be taken for a mark."""
_ALWAYS = re.compile(r"[\\`<]|&(?=#|\w+;)|\[(?=\^)")
_SIGNS = re.compile(r"[\\`*_{}\[\]#!]")
_ENTITY = {"<": "&lt;", "&": "&amp;"}
_BULLET = re.compile(r"([-+*])(?=\s)|([-=])(?=[-=\s]*$)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s)")
_SHORT_NUMBER = re.compile(r"([1-9]\d?\.)[ \u3000]+(?=\S)")
_WHITE = re.compile(r"\s+")
_PLACE = "x/2000/00001"


def is_plain(text: str) -> bool:
    """Whether a line needs no signs and no second look."""
    return _ANY.search(text) is None


def light(text: str) -> str:
    """Marks hidden that would certainly be taken for some."""
    return _ALWAYS.sub(_hidden, text)


def full(text: str) -> str:
    """Every sign hidden that could be taken for a mark."""
    return _SIGNS.sub(_hidden, _ALWAYS.sub(lambda found: _ENTITY.get(found[0], found[0]), text))


def _hidden(found: re.Match[str]) -> str:
    return _ENTITY.get(found[0], "\\" + found[0])


def opened(line: str) -> str:
    """The line with its first signs hidden where they would open a list, a heading, a quotation, a fence.

    A point of one or two digits loses the space behind it, and so stays the third level of an outline.
    """
    line = _SHORT_NUMBER.sub(r"\1", line, count=1) if _SHORT_NUMBER.match(line) else line
    if _NUMBER.match(line):
        return _NUMBER.sub(r"\1\\\2", line, count=1)
    if line.startswith("~~~") or (line.startswith("=") and _BULLET.match(line)):
        return f"&#{ord(line[0])};{line[1:]}"
    return "\\" + line if line.startswith(("#", ">")) or _BULLET.match(line) else line


def squeezed(text: str) -> str:
    """Without any white space: what two readings of one text must agree in."""
    return _WHITE.sub("", text)


def reads_back(markdown: str, text: str) -> bool:
    """Whether a block alone is rendered as the text, white space aside."""
    return squeezed(render_body(markdown, _PLACE).text) == squeezed(text)
