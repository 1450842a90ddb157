"""A Word document made ready for a reader of text: what that reader would pass over in silence is written out, moved or
taken away here, each with a remark.
"""

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement

from pipeline.importing.arrival import NUMBER, Remark, excerpt
from pipeline.importing.docx_fields import chosen, fields, plain_link, shown
from pipeline.importing.docx_maths import MATHS, line_of
from pipeline.importing.docx_numbers import Numbers, style_of
from pipeline.importing.docx_rows import even_rows
from pipeline.importing.docx_signs import as_signs, is_of_signs
from pipeline.source import FORBIDDEN

HEADING, ORDERED, BULLETED = "gkHeading", "gkOrdered", "gkBulleted"
"""Styles that this room gives to paragraphs, with a level behind."""
DEEPEST = 4
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_VML = "urn:schemas-microsoft-com:vml"
_P, _R, _T, _BOX = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:txbxContent")
_BLIP = f"{{{nsmap['a']}}}blip"
_UNWRAPPED = tuple(map(qn, ("w:fldSimple", "w:dir", "w:bdo", "w:smartTag", "w:customXml")))
_OFF = ("0", "false", "off")
_DIAGRAM, _RELATED = qn("r:dm"), qn("r:id")
_ABOUT = f"{{{nsmap['wp']}}}docPr"


def _no_texts(_: str) -> list[str]:
    return []


class Prepared:
    """Works on the tree of one document part; `numbers` counts its labels; `texts_of` gives the texts of a drawing that
    stands in a part of its own, by its relationship; places are told `in_notes` by no number.
    """

    def __init__(
        self,
        body: Any,
        numbers: Numbers,
        styles: Any,
        texts_of: Callable[[str], list[str]] = _no_texts,
        in_notes: bool = False,
    ) -> None:
        self.body = body
        self.remarks: list[Remark] = []
        self.dropped: list[str] = []
        self._numbers = numbers
        self._styles = _Styles(styles)
        self._texts_of = texts_of
        counted = () if in_notes else enumerate(body.iter(_P), 1)
        self._places = {paragraph: number for number, paragraph in counted}

    def prepare(self) -> None:
        self._clean_texts()
        for step in (self._choose, self._unwrap, self._write_maths, self._write_ruby, self._write_fields, self._hide):
            step()
        self._write_signs()
        self._drop_contents()
        self._empty_boxes()
        self._name_objects()
        even_rows(self.body)
        self._write_labels()

    # text ------------------------------------------------------------------------------------------------------------

    def _clean_texts(self) -> None:
        for text in self.body.iter(_T):
            if text.text and FORBIDDEN.search(text.text):
                signs = sorted({f"U+{ord(sign):04X}" for sign in FORBIDDEN.findall(text.text)})
                self._remark("characters", text, " ".join(signs))
                text.text = FORBIDDEN.sub("", text.text)

    def _write_maths(self) -> None:
        for formula in _all(self.body, f"{MATHS}oMath"):
            line = line_of(formula)
            self._remark("formula", formula, line)
            _replace(formula, [_run(line)])
        for group in _all(self.body, f"{MATHS}oMathPara"):
            _replace(group, list(group.iterchildren(_R)))

    def _write_ruby(self) -> None:
        for ruby in _all(self.body, qn("w:ruby")):
            above = "".join(part.text or "" for rt in ruby.iter(qn("w:rt")) for part in rt.iter(_T))
            self._remark("ruby", ruby, above)
            self.dropped.append(above)
            inside = [run for base in ruby.iter(qn("w:rubyBase")) for run in base.iterchildren(_R)]
            outer = ruby.getparent()
            _replace(outer if outer.tag == _R else ruby, inside)

    def _write_fields(self) -> None:
        for field in list(fields(self.body)):
            link, entry, formula = plain_link(field.code), chosen(field.begin), shown(field.code)
            if link is not None:
                for code in field.codes:
                    code.text = link if code is field.codes[0] else ""
            elif entry is not None:
                field.end.getparent().addnext(_run(entry))
            elif formula is not None and not field.has_result:
                field.end.getparent().addnext(_run(formula.text))
                if formula.above:
                    self._remark("ruby", field.end, formula.above)
                if not formula.is_sure:
                    self._remark("formula", field.end, formula.text)

    def _write_signs(self) -> None:
        """Letters in a font of signs are those signs; ornamental lettering is text."""
        for run in _all(self.body, _R):
            font = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            name = font.get(qn("w:ascii")) or font.get(qn("w:hAnsi")) if font is not None else None
            for text in run.iterchildren(_T) if is_of_signs(name) else ():
                text.text, strange = as_signs(str(name), text.text or "")
                if strange:
                    self._remark("symbol", text, f"{name} {strange}")
        for lettering in _all(self.body, f"{{{_VML}}}textpath"):
            holder = next(lettering.iterancestors(qn("w:pict"), qn("w:object")), None)
            line = lettering.get("string") or ""
            if holder is not None and line.strip():
                self._remark("lettering", lettering, line)
                _replace(holder, list(_run(line)))
        for end in _all(self.body, qn("w:cr")):
            _replace(end, [OxmlElement("w:br")])
        for hyphen in _all(self.body, qn("w:softHyphen")):
            _replace(hyphen, [])

    def _hide(self) -> None:
        """Hidden text is hidden from readers here too; nobody may find on a web page what the paper does not show."""
        for run in _all(self.body, _R):
            marks = [mark for name in ("w:vanish", "w:webHidden") for mark in run.findall(f"{qn('w:rPr')}/{qn(name)}")]
            if any(mark.get(qn("w:val")) not in _OFF for mark in marks):
                text = "".join(part.text or "" for part in run.iter(_T))
                if text.strip():
                    self._remark("hidden", run, "")
                _replace(run, [])

    # structure -------------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Of two forms of one thing the one that holds its text, or its picture."""
        for both in _all(self.body, f"{{{_MARKUP}}}AlternateContent"):
            forms = [form for name in ("Choice", "Fallback") for form in both.iterchildren(f"{{{_MARKUP}}}{name}")]
            wanted = next(
                (f for f in forms if next(f.iter(_BOX, _BLIP), None) is not None), forms[-1] if forms else None
            )
            _replace(both, list(wanted) if wanted is not None else [])

    def _unwrap(self) -> None:
        for wrapped in _all(self.body, *_UNWRAPPED):
            _replace(wrapped, [part for part in wrapped if part.tag not in (qn("w:smartTagPr"), qn("w:customXmlPr"))])

    def _drop_contents(self) -> None:
        """A list of contents is made anew from the headings of the page."""
        lines = [p for p in _all(self.body, _P) if self._styles.is_contents(style_of(p))]
        if lines:
            texts = [_text(line) for line in lines]
            self._remark("contents", lines[0], str(sum(map(bool, texts))))
            self.dropped += texts
            for line in lines:
                _replace(line, [])

    def _empty_boxes(self) -> None:
        """The paragraphs of a text box come behind the one that it hangs on."""
        for box in reversed(_all(self.body, _BOX)):
            holder = next((above for above in box.iterancestors(_P)), None)
            parts = list(box)
            if holder is None:
                continue
            self._remark("text-box", holder, excerpt("".join(map(_text, parts))))
            for part in reversed(parts):
                holder.addnext(part)
            _replace(box, [])

    def _name_objects(self) -> None:
        for drawn in _all(self.body, qn("w:drawing")):
            if next(drawn.iter(_BLIP), None) is None:
                uri = next((data.get("uri") or "" for data in drawn.iter(f"{{{nsmap['a']}}}graphicData")), "")
                kind = uri.rpartition("/")[2]
                if kind not in ("wordprocessingShape", "wordprocessingGroup", "wordprocessingCanvas"):
                    self._name_drawing(drawn, kind)
                _replace(drawn, [])
        for blip in _all(self.body, _BLIP):
            if blip.get(qn("r:embed")) is None:
                self._remark("linked-picture", blip, "")
                _replace(next(blip.iterancestors(qn("w:drawing")), blip), [])
        for held in _all(self.body, qn("w:object")):
            kind = next((one.get("ProgID") or "" for one in held.iter(f"{{{_OFFICE}}}OLEObject")), "")
            self._remark("object", held, kind)
            _replace(held, [])
        for image in _all(self.body, f"{{{_VML}}}imagedata"):
            if image.get(qn("r:id")) is None:
                self._remark("linked-picture", image, "")
                _replace(image, [])

    def _name_drawing(self, drawn: Any, kind: str) -> None:
        """The words of a diagram come behind it; those of a chart mean nothing without its shape."""
        holder = next(drawn.iterancestors(_P), None)
        parts = [value for one in drawn.iter() for name, value in one.attrib.items() if name in (_DIAGRAM, _RELATED)]
        texts = [text for part in parts for text in self._texts_of(part)]
        described = next((one.get("descr") or "" for one in drawn.iter(_ABOUT)), "")
        if kind == "diagram" and texts and holder is not None:
            self._remark("diagram", drawn, excerpt(" ".join(texts)))
            for text in reversed(texts):
                line = OxmlElement("w:p")
                line.append(_run(text))
                holder.addnext(line)
        else:
            told = described or (texts[0] if texts else kind)
            self._remark("chart" if kind == "chart" else "drawing", drawn, told)

    # numbers ---------------------------------------------------------------------------------------------------------

    def _write_labels(self) -> None:
        for paragraph in list(self.body.iter(_P)):
            label = self._numbers.label(paragraph)
            rank = self._styles.rank(paragraph)
            if rank:
                _give_style(paragraph, f"{HEADING}{rank}")
            if label is None:
                continue
            if not label.known:
                self._remark("numbers", paragraph, label.text)
            depth = min(label.depth, DEEPEST)
            if label.bullet and not rank:
                _give_style(paragraph, f"{BULLETED}{depth}")
            elif label.plain and not rank:
                _give_style(paragraph, f"{ORDERED}{depth}")
                _begin(paragraph, _anchor(f"{NUMBER}{label.number}"))
            elif not label.bullet:
                gap = "" if label.glued or not label.text[-1:].isascii() else " "
                _begin(paragraph, _run(label.text + gap))
            _unnumber(paragraph)

    # all -------------------------------------------------------------------------------------------------------------

    def _remark(self, code: str, element: Any, what: str) -> None:
        paragraphs = (above for above in (element, *element.iterancestors(_P)) if above in self._places)
        paragraph = next(paragraphs, None)
        where = self._places.get(paragraph)
        if not what and paragraph is not None:
            what = _text(paragraph)
        self.remarks.append(Remark(code, str(where or 0), excerpt(what)))


class _Styles:
    """What the styles of a document say of its paragraphs."""

    def __init__(self, styles: Any) -> None:
        found = styles.iter(qn("w:style")) if styles is not None else ()
        self._by_id = {style.get(qn("w:styleId")): style for style in found}

    def _line(self, style: str | None) -> Iterator[Any]:
        """A style and those that it is based on."""
        for _ in range(20):
            shape = self._by_id.get(style)
            if shape is None:
                return
            yield shape
            based = shape.find(qn("w:basedOn"))
            style = based.get(qn("w:val")) if based is not None else None

    def is_contents(self, style: str | None) -> bool:
        return any(_name(shape).startswith("toc ") for shape in self._line(style))

    def rank(self, paragraph: Any) -> int:
        """1 to 6 for a paragraph that its outline level makes a heading; 0 for text."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        shapes = self._line(style_of(paragraph))
        levels = [own] if own is not None else (shape.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") for shape in shapes)
        level = next((found.get(qn("w:val")) or "9" for found in levels if found is not None), "9")
        return min(int(level) + 1, 6) if level.isdecimal() and int(level) < 9 and _text(paragraph).strip() else 0


def _name(shape: Any) -> str:
    name = shape.find(qn("w:name"))
    return str(name.get(qn("w:val")) or "").lower() if name is not None else ""


def _all(root: Any, *names: str) -> list[Any]:
    return list(root.iter(*names))


def _text(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(_T))


def _run(text: str) -> Any:
    run, held = OxmlElement("w:r"), OxmlElement("w:t")
    held.text = text
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(held)
    return run


def _replace(element: Any, parts: list[Any]) -> None:
    """Put others in the place of an element, which goes with all that is left in it."""
    parent = element.getparent()
    if parent is None:
        return
    for part in parts:
        element.addprevious(part)
    parent.remove(element)


def _give_style(paragraph: Any, style: str) -> None:
    properties = paragraph.get_or_add_pPr()
    properties.get_or_add_pStyle().set(qn("w:val"), style)


def _anchor(name: str) -> Any:
    anchor = OxmlElement("w:bookmarkStart")
    anchor.set(qn("w:name"), name)
    return anchor


def _begin(paragraph: Any, part: Any) -> None:
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        paragraph.insert(0, part)
    else:
        properties.addnext(part)


def _unnumber(paragraph: Any) -> None:
    numbered = paragraph.get_or_add_pPr().get_or_add_numPr()
    for part in list(numbered):
        numbered.remove(part)
    for name in ("w:ilvl", "w:numId"):
        part = OxmlElement(name)
        part.set(qn("w:val"), "0")
        numbered.append(part)
