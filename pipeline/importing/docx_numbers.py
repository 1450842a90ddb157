"""The numbers that a Word document does not write but counts: which label stands before each paragraph."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from pipeline.importing.numerals import FORMATS

_PLACE = re.compile(r"%([1-9])")
BULLET = "bullet"
_MOST_STYLES = 40


class Level(NamedTuple):
    """`text`: the label with %1 … %9 for numbers; `glued`: nothing stands between label and text; `restart`: the number
    of levels whose numbers begin it anew, None for all above it.
    """

    format: str
    text: str
    start: int
    glued: bool
    legal: bool
    style: str
    restart: int | None


class Label(NamedTuple):
    """What stands before a paragraph. `number` is that of its own level; `plain`: it is nothing but number and dot;
    `known`: its form of numbers is one we write.
    """

    text: str
    depth: int
    number: int
    bullet: bool
    plain: bool
    glued: bool
    known: bool


class Numbers:
    """Counts through one document; `numbering` and `styles` are the roots of those parts, or None."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles = (
            {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))} if styles is not None else {}
        )
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        links: dict[str, str] = {}
        named: dict[str, str] = {}
        for one in numbering.iter(qn("w:abstractNum")):
            key = one.get(qn("w:abstractNumId"))
            self._levels[key] = {int(lvl.get(qn("w:ilvl")) or 0): _level(lvl) for lvl in one.iter(qn("w:lvl"))}
            if (link := _value(one, "w:numStyleLink")) is not None:
                links[key] = link
            if (style := _value(one, "w:styleLink")) is not None:
                named[style] = key
        for key, style in links.items():
            if style in named:
                self._levels[key] = self._levels[named[style]]
        for one in numbering.iter(qn("w:num")):
            starts, levels = {}, {}
            for override in one.iter(qn("w:lvlOverride")):
                depth = int(override.get(qn("w:ilvl")) or 0)
                start, own = _value(override, "w:startOverride"), override.find(qn("w:lvl"))
                if start is not None and start.isdecimal():
                    starts[depth] = int(start)
                if own is not None:
                    levels[depth] = _level(own)
            self._lists[one.get(qn("w:numId"))] = (_value(one, "w:abstractNumId") or "", starts, levels)

    def label(self, paragraph: Any) -> Label | None:
        """The label of the next paragraph, in the order of the text; None for one without."""
        place = self._place(paragraph)
        if place is None or place[0] not in self._lists:
            return None
        name, depth = place
        abstract, starts, own = self._lists[name]
        levels = self._levels.get(abstract, {}) | own
        if depth not in levels:
            return None
        level = levels[depth]
        counts = self._counts.setdefault(abstract, {})
        self._count(counts, name, depth, levels, starts)
        known = level.format in FORMATS or level.format == BULLET or _is_padded(level.format)
        if level.format == BULLET:
            return Label(level.text, depth, 0, True, False, False, True)
        text = _PLACE.sub(lambda found: _number(levels, counts, int(found[1]) - 1, level.legal), level.text)
        plain = level.format == "decimal" and level.text == f"%{depth + 1}."
        return Label(text, depth, counts[depth], False, plain, level.glued, known)

    def _count(
        self, counts: dict[int, int], name: str, depth: int, levels: Mapping[int, Level], starts: Mapping[int, int]
    ) -> None:
        level = levels[depth]
        if depth in starts and (name, depth) not in self._begun:
            counts[depth] = starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._begun.add((name, depth))
        for deeper in [other for other in counts if other > depth]:
            below = levels.get(deeper)
            if below is None or below.restart is None or depth < below.restart:
                del counts[deeper]

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """List and depth: the paragraph's own, else those of its style or the nearest one that it is based on."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = style_of(paragraph)
        if own is not None:
            name, depth = _value(own, "w:numId"), _value(own, "w:ilvl")
            if name is not None:
                return None if name == "0" else (name, _whole(depth, self._depth_of(name, style)))
        for _ in range(_MOST_STYLES):
            shape = self._styles.get(style)
            if shape is None:
                return None
            numbered = shape.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            name = _value(numbered, "w:numId") if numbered is not None else None
            if name is not None:
                return (
                    None
                    if name == "0"
                    else (name, self._depth_of(name, style) or _whole(_value(numbered, "w:ilvl"), 0))
                )
            style = _value(shape, "w:basedOn")
        return None

    def _depth_of(self, name: str, style: str | None) -> int:
        """The depth that a list gives to a style."""
        abstract = self._lists.get(name, ("", {}, {}))[0]
        return next(
            (depth for depth, level in self._levels.get(abstract, {}).items() if style and level.style == style), 0
        )


def style_of(paragraph: Any) -> str | None:
    properties = paragraph.find(qn("w:pPr"))
    return _value(properties, "w:pStyle") if properties is not None else None


def _value(parent: Any, name: str) -> str | None:
    found = parent.find(qn(name)) if parent is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


def _level(shape: Any) -> Level:
    legal = shape.find(qn("w:isLgl"))
    return Level(
        _format(shape),
        _value(shape, "w:lvlText") or "",
        _whole(_value(shape, "w:start"), 1),
        _value(shape, "w:suff") == "nothing",
        legal is not None and legal.get(qn("w:val")) not in ("0", "false"),
        _value(shape, "w:pStyle") or "",
        int(restart) if (restart := _value(shape, "w:lvlRestart") or "").isdecimal() else None,
    )


def _format(shape: Any) -> str:
    """The name of a form of numbers; of one that its document describes itself, such as 001, 002, the first of them."""
    told = next(shape.iter(qn("w:numFmt")), None)
    if told is None:
        return "decimal"
    name = told.get(qn("w:val")) or "decimal"
    return (told.get(qn("w:format")) or name).partition(",")[0].strip() if name == "custom" else name


def _number(levels: dict[int, Level], counts: dict[int, int], depth: int, legal: bool) -> str:
    level = levels.get(depth)
    number = counts.get(depth, level.start if level else 1)
    if legal or level is None:
        return str(number)
    return str(number).zfill(len(level.format)) if _is_padded(level.format) else FORMATS.get(level.format, str)(number)


def _is_padded(form: str) -> bool:
    return form.isdecimal()
