"""What the styles of a Word document say of its paragraphs and runs."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from pipeline.importing.docx_numbers import style_of

OFF = ("0", "false", "off")
_WHITE = "FFFFFF"
_MOST_STYLES = 20


class Styles:
    """`styles`: the root of that part, or None."""

    def __init__(self, styles: Any) -> None:
        found = list(styles.iter(qn("w:style"))) if styles is not None else []
        self._by_id = {style.get(qn("w:styleId")): style for style in found}
        self._usual = next((one.get(qn("w:styleId")) for one in found if _is_usual(one)), None)

    def _line(self, style: str | None) -> Iterator[Any]:
        """A style and those that it is based on."""
        for _ in range(_MOST_STYLES):
            shape = self._by_id.get(style)
            if shape is None:
                return
            yield shape
            based = shape.find(qn("w:basedOn"))
            style = based.get(qn("w:val")) if based is not None else None

    def is_contents(self, style: str | None) -> bool:
        return any(_name(shape).startswith("toc ") for shape in self._line(style))

    def rank(self, paragraph: Any) -> int:
        """1 to 6 for a paragraph that its outline level makes a heading; 0 for others."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        shapes = self._line(style_of(paragraph))
        levels = [own] if own is not None else (shape.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") for shape in shapes)
        level = next((found.get(qn("w:val")) or "9" for found in levels if found is not None), "9")
        return min(int(level) + 1, 6) if level.isdecimal() and int(level) < 9 else 0

    def hides(self, run: Any) -> bool:
        """Whether a run is hidden: by itself, else by one of the styles of its own and of its paragraph; by both it is
        seen again (ISO/IEC 29500-1, 17.7.3).
        """
        properties = run.find(qn("w:rPr"))
        for name in ("w:webHidden", "w:vanish"):
            own = properties.find(qn(name)) if properties is not None else None
            if own is not None and (name == "w:vanish" or _is_on(own)):
                return _is_on(own)
        style = properties.find(qn("w:rStyle")) if properties is not None else None
        paragraph = next(run.iterancestors(qn("w:p")), None)
        above = style_of(paragraph) if paragraph is not None else None
        by_style = self._hidden(style.get(qn("w:val"))) if style is not None else False
        return by_style != self._hidden(above or self._usual)

    def _hidden(self, style: str | None) -> bool:
        marks = (shape.find(f"{qn('w:rPr')}/{qn('w:vanish')}") for shape in self._line(style))
        return next((_is_on(mark) for mark in marks if mark is not None), False)


def is_white(run: Any) -> bool:
    """White letters by their own colour, with no ground given to them, their paragraph or their cell."""
    colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    if colour is None or str(colour.get(qn("w:val"))).upper() != _WHITE:
        return False
    holders = [run, *run.iterancestors(qn("w:p"), qn("w:tc"), qn("w:tbl"), qn("w:txbxContent"))]
    return not any(
        above.tag == qn("w:txbxContent") or above.find(f"{above.tag}Pr/{qn('w:shd')}") is not None for above in holders
    )


def _is_usual(style: Any) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


def _is_on(mark: Any) -> bool:
    return mark.get(qn("w:val")) not in OFF


def _name(shape: Any) -> str:
    name = shape.find(qn("w:name"))
    return str(name.get(qn("w:val")) or "").lower() if name is not None else ""
