"""A Word document made ready for a reader of text: what that reader would pass over in silence is written out, moved or
taken away here, each with a remark.
"""

from collections.abc import Callable, Container
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from pipeline.importing.arrival import NUMBER, Remark, excerpt
from pipeline.importing.docx_drawings import Texts, empty_boxes, name_objects, pictures_in, write_lettering
from pipeline.importing.docx_fields import UNSEEN, button, chosen, fields, name_of, plain_link, shown, symbol
from pipeline.importing.docx_maths import MATHS, line_of
from pipeline.importing.docx_numbers import Numbers, style_of
from pipeline.importing.docx_rows import even_rows
from pipeline.importing.docx_signs import as_signs, is_of_signs, sign_of
from pipeline.importing.docx_styles import OFF, Styles, is_white
from pipeline.importing.docx_tree import BLIP, BOX, P, R, T, all_of, new_run, new_text, replace, text_of
from pipeline.source import FORBIDDEN

HEADING, ORDERED, BULLETED = "gkHeading", "gkOrdered", "gkBulleted"
"""Styles that this room gives to paragraphs, with a level behind."""
DEEPEST = 4
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NEWER = "http://schemas.microsoft.com/office/word/2010/wordml"
_SIMPLE, _RELATED = qn("w:fldSimple"), qn("r:id")
_UNWRAPPED = (_SIMPLE, *map(qn, ("w:dir", "w:bdo", "w:smartTag", "w:customXml")))
_TELLING = (BOX, BLIP, T, _SIMPLE, *map(qn, ("w:instrText", "w:sym", "m:t")))
_TICKED, _UNTICKED = "\u2611", "\u2610"
_CONTENTS = "Table of Contents"


def _no_texts(_: str) -> list[str]:
    return []


class Prepared:
    """Works on the tree of one document part; `numbers` counts its labels; `texts_of` gives the texts of a drawing that
    stands in a part of its own, by its relationship; places are told `in_notes` by no number; `relations` are those of
    the part, where they are known.
    """

    def __init__(
        self,
        body: Any,
        numbers: Numbers,
        styles: Any,
        texts_of: Texts = _no_texts,
        in_notes: bool = False,
        relations: Container[str] | None = None,
    ) -> None:
        self.body = body
        self.remarks: list[Remark] = []
        self.dropped: list[str] = []
        self.pictures = 0
        self._contents: list[Any] = []
        self._numbers = numbers
        self._styles = Styles(styles)
        self._texts_of = texts_of
        self._relations = relations
        counted = () if in_notes else enumerate(body.iter(P), 1)
        self._places = {paragraph: number for number, paragraph in counted}

    def prepare(self) -> None:
        self._clean_texts()
        self._free_links()
        for step in (self._choose, self._unwrap, self._write_maths, self._write_ruby, self._write_fields, self._hide):
            step()
        self._write_signs()
        write_lettering(self.body, self._remark)
        self._drop_contents()
        empty_boxes(self.body, self._remark)
        name_objects(self.body, self._remark, self._texts_of, self._relations)
        self.pictures = pictures_in(self.body)
        even_rows(self.body)
        self._write_labels()
        self._join_capitals()

    # text ------------------------------------------------------------------------------------------------------------

    def _clean_texts(self) -> None:
        for text in self.body.iter(T):
            if text.text and FORBIDDEN.search(text.text):
                signs = sorted({f"U+{ord(sign):04X}" for sign in FORBIDDEN.findall(text.text)})
                self._remark("characters", text, " ".join(signs))
                text.text = FORBIDDEN.sub("", text.text)

    def _free_links(self) -> None:
        """What links to nothing is text."""
        known = self._relations
        if known is None:
            return
        for link in all_of(self.body, qn("w:hyperlink")):
            if (target := link.get(_RELATED)) is not None and target not in known:
                self._remark("link-lost", link, text_of(link))
                del link.attrib[_RELATED]

    def _write_maths(self) -> None:
        for formula in all_of(self.body, f"{MATHS}oMath"):
            line = line_of(formula)
            self._remark("formula", formula, line)
            replace(formula, [new_run(line)])
        for group in all_of(self.body, f"{MATHS}oMathPara"):
            replace(group, list(group.iterchildren(R)))

    def _write_ruby(self) -> None:
        for ruby in all_of(self.body, qn("w:ruby")):
            above = "".join(part.text or "" for rt in ruby.iter(qn("w:rt")) for part in rt.iter(T))
            self._remark("ruby", ruby, above)
            self.dropped.append(above)
            runs = [run for base in ruby.iter(qn("w:rubyBase")) for run in base.iterchildren(R)]
            within = ruby.getparent().tag == R
            replace(ruby, [part for run in runs for part in run if part.tag != qn("w:rPr")] if within else runs)

    def _write_fields(self) -> None:
        for field in list(fields(self.body)):
            for text in field.inside:
                replace(text, [])
            link, entry = plain_link(field.code), chosen(field.begin)
            if link is not None:
                for code in field.codes:
                    code.text = link if code is field.codes[0] else ""
            elif entry is not None:
                field.end.getparent().addnext(new_run(entry))
            elif not field.has_result:
                self._write_field(field.code, field.end, field.end.getparent().addnext)

    def _write_field(self, code: str, field: Any, put: Callable[[Any], None]) -> None:
        """What a field shows that holds no result."""
        formula, text = shown(code), button(code) or symbol(code)
        if formula is not None:
            put(new_run(formula.text))
            if formula.above:
                self._remark("ruby", field, formula.above)
            if not formula.is_sure:
                self._remark("formula", field, formula.text)
        elif text:
            put(new_run(text))
        elif name_of(code) not in UNSEEN:
            self._remark("field", field, name_of(code))

    def _write_signs(self) -> None:
        """Letters in a font of signs are those signs."""
        for sign in all_of(self.body, qn("w:sym")):
            font, code = sign.get(qn("w:font")) or "", sign.get(qn("w:char")) or ""
            text = sign_of(font, code)
            if not text:
                self._remark("symbol", sign, f"{font} {code}")
            replace(sign, [new_text(text)])
        for run in all_of(self.body, R):
            font = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            name = font.get(qn("w:ascii")) or font.get(qn("w:hAnsi")) if font is not None else None
            for text in run.iterchildren(T) if is_of_signs(name) else ():
                text.text, strange = as_signs(str(name), text.text or "")
                if strange:
                    self._remark("symbol", text, f"{name} {strange}")
        for end in all_of(self.body, qn("w:cr")):
            replace(end, [OxmlElement("w:br")])
        for hyphen in all_of(self.body, qn("w:softHyphen")):
            replace(hyphen, [])

    def _hide(self) -> None:
        """Hidden text is hidden from readers here too; nobody may find on a web page what the paper does not show."""
        for run in all_of(self.body, R):
            if self._styles.hides(run):
                if text_of(run).strip():
                    self._remark("hidden", run, "")
                replace(run, [])
            elif is_white(run) and text_of(run).strip():
                self._remark("white", run, text_of(run))

    # structure -------------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Of two forms of one thing the one that holds its text, its picture, or a field that shows its own words."""
        for both in all_of(self.body, f"{{{_MARKUP}}}AlternateContent"):
            forms = [form for name in ("Choice", "Fallback") for form in both.iterchildren(f"{{{_MARKUP}}}{name}")]
            wanted = next(
                (form for form in forms if next(form.iter(*_TELLING), None) is not None),
                forms[-1] if forms else None,
            )
            replace(both, list(wanted) if wanted is not None else [])

    def _unwrap(self) -> None:
        for field in all_of(self.body, _SIMPLE):
            if next(field.iter(T), None) is None:
                self._write_field(field.get(qn("w:instr")) or "", field, field.append)
        for wrapped in all_of(self.body, *_UNWRAPPED):
            replace(wrapped, [part for part in wrapped if part.tag not in (qn("w:smartTagPr"), qn("w:customXmlPr"))])
        for control in all_of(self.body, qn("w:sdt")):
            self._unwrap_control(control)

    def _unwrap_control(self, control: Any) -> None:
        """What a control holds stands for itself: a box that is ticked holds its sign."""
        about, held = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        parts = list(held) if held is not None else []
        box = about.find(f"{{{_NEWER}}}checkbox") if about is not None else None
        if about is not None and about.find(qn("w:showingPlcHdr")) is not None and held is not None:
            self._remark("placeholder", control, text_of(held))
        gallery = next(about.iter(qn("w:docPartGallery")), None) if about is not None else None
        if gallery is not None and gallery.get(qn("w:val")) == _CONTENTS and held is not None:
            self._contents += held.iter(P)
        if box is not None and not parts and next(control.iterancestors(P), None) is not None:
            told = box.find(f"{{{_NEWER}}}checked")
            ticked = told is not None and told.get(f"{{{_NEWER}}}val") not in OFF
            parts = [new_run(_TICKED if ticked else _UNTICKED)]
        replace(control, parts)

    def _drop_contents(self) -> None:
        """A list of contents is made anew from the headings of the page."""
        known = set(self._contents)
        lines = [p for p in all_of(self.body, P) if p in known or self._styles.is_contents(style_of(p))]
        if lines:
            texts = [text_of(line) for line in lines]
            self._remark("contents", lines[0], str(sum(map(bool, texts))))
            self.dropped += texts
            for line in lines:
                replace(line, [])

    def _join_capitals(self) -> None:
        """A first letter that is drawn large is a paragraph of its own, and belongs to the next."""
        for paragraph in all_of(self.body, P):
            frame = paragraph.find(f"{qn('w:pPr')}/{qn('w:framePr')}")
            after = paragraph.getnext()
            if (
                frame is not None
                and frame.get(qn("w:dropCap")) in ("drop", "margin")
                and after is not None
                and after.tag == P
            ):
                for run in reversed(list(paragraph.iterchildren(R))):
                    _begin(after, run)
                replace(paragraph, [])

    # numbers ---------------------------------------------------------------------------------------------------------

    def _write_labels(self) -> None:
        for paragraph in all_of(self.body, P):
            label = self._numbers.label(paragraph)
            rank = self._styles.rank(paragraph) if text_of(paragraph).strip() else 0
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
                _begin(paragraph, new_run(label.text + gap))
            _unnumber(paragraph)

    # all -------------------------------------------------------------------------------------------------------------

    def _remark(self, code: str, element: Any, what: str) -> None:
        paragraphs = (above for above in (element, *element.iterancestors(P)) if above in self._places)
        paragraph = next(paragraphs, None)
        where = self._places.get(paragraph)
        if not what and paragraph is not None:
            what = text_of(paragraph)
        self.remarks.append(Remark(code, str(where or 0), excerpt(what)))


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
