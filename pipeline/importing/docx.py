"""Word documents: made ready, then turned into HTML by mammoth. Runs in the limited child."""

import re
import warnings
from functools import partial
from io import BytesIO
from typing import Any

from pipeline.extraction_xml import FlowText
from pipeline.importing.arrival import Arrived, Remark, Unfit
from pipeline.importing.docx_parts import BULLETED, DEEPEST, HEADING, ORDERED
from pipeline.importing.docx_words import Words, read_words

TITLE = "gk-title"
"""Class of the paragraph that bears the style of a title."""
MOST_PICTURES = 64 * 1024 * 1024
_TYPES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/x-ms-bmp": "bmp",
    "image/tiff": "tif",
    "image/x-emf": "emf",
    "image/x-wmf": "wmf",
    "image/svg+xml": "svg",
}
_HARMLESS = re.compile(
    r"Unrecognised (?:paragraph|run|table) style|style with ID .* was referenced but not defined"
    r"|Image of type|An unrecognised element was ignored|complex field|Ignoring"
)


def read_docx(raw: bytes) -> Arrived:
    """Raises Unfit for a document that is not settled, and Refused for XML that is none."""
    words = read_words(raw)
    if words.unsettled:
        raise Unfit(*words.unsettled)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _converted(raw, words)
    except (Unfit, MemoryError):
        raise
    except Exception as fault:  # whatever the libraries stumble over, the file is the fault
        raise Unfit(Remark("damaged", "", type(fault).__name__)) from fault


def _converted(raw: bytes, words: Words) -> Arrived:
    import mammoth

    ready, remarks, dropped, wanted = _prepared(raw)
    pictures = _Pictures()
    made = mammoth.convert_to_html(
        ready,
        style_map=_style_map(),
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(pictures.take),
    )
    remarks += [
        Remark("reader", "", message.message[:120])
        for message in made.messages
        if not _HARMLESS.search(message.message)
    ]
    if pictures.met < wanted:
        remarks.append(Remark("pictures", "", str(wanted - pictures.met)))
    if words.pictured:
        remarks.append(Remark("picture-beside"))
    if words.formats:
        remarks.append(Remark("formats", "", str(words.formats)))
    return Arrived(made.value, pictures.files, words.text, words.beside, tuple(remarks), dropped=tuple(dropped))


def _prepared(raw: bytes) -> tuple[BytesIO, list[Remark], list[str], int]:
    """The document, what is to be said of it, what was left out on purpose, and how many pictures it shows."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml.parser import parse_xml

    from pipeline.importing.docx_numbers import Numbers
    from pipeline.importing.docx_parts import Prepared

    document = docx.Document(BytesIO(raw))
    parts = {rel.reltype: rel.target_part for rel in document.part.rels.values() if not rel.is_external}
    roots: dict[str, Any] = {
        name: getattr(parts.get(kind), "element", None)
        for name, kind in (("numbering", RELATIONSHIP_TYPE.NUMBERING), ("styles", RELATIONSHIP_TYPE.STYLES))
    }
    numbers = Numbers(roots["numbering"], roots["styles"])
    body, relations = document.element.body, document.part.rels
    prepared = Prepared(body, numbers, roots["styles"], partial(_texts_of, document.part), relations=relations)
    prepared.prepare()
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        if kind in parts:
            notes = Prepared(parse_xml(parts[kind].blob), numbers, roots["styles"], in_notes=True)
            notes.prepare()
            parts[kind]._blob = serialize_part_xml(notes.body)
            prepared.remarks += notes.remarks
            prepared.dropped += notes.dropped
            prepared.pictures += notes.pictures
    if roots["styles"] is not None:
        _lighten(roots["styles"])
    ready = BytesIO()
    document.save(ready)
    ready.seek(0)
    return ready, prepared.remarks, prepared.dropped, prepared.pictures


def _texts_of(part: Any, related: str) -> list[str]:
    """Paragraphs of a diagram or the title of a chart, which are parts of their own."""
    found = part.rels.get(related)
    if found is None or found.is_external:
        return []
    flow = FlowText()
    flow.read(BytesIO(found.target_part.blob))
    return [line for line in flow.shown if line.strip()]


def _lighten(styles: Any) -> None:
    """Take from the styles what says how they look: nobody reads it here, and reading it takes longer than the text."""
    from docx.oxml.ns import qn

    kept = {qn(f"w:{name}") for name in ("name", "basedOn", "link")}
    for style in list(styles):
        if style.tag != qn("w:style"):
            styles.remove(style)
            continue
        for part in [part for part in style if part.tag not in kept]:
            style.remove(part)


def _style_map() -> str:
    lines = [f"p[style-name='Title'] => h1.{TITLE}:fresh", "r[style-name='Strong'] => strong"]
    lines += [f"p.{HEADING}{level} => h{level}:fresh" for level in range(1, 7)]
    for depth in range(DEEPEST + 1):
        above = "ul|ol > li > " * depth
        lines += [f"p.{ORDERED}{depth} => {above}ol > li:fresh", f"p.{BULLETED}{depth} => {above}ul > li:fresh"]
    return "\n".join(lines)


class _Pictures:
    """Bytes by the name that the text uses; the same bytes once. `met`: how many places ask for one."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.met = 0
        self._size = 0

    def take(self, image: Any) -> dict[str, str]:
        self.met += 1
        try:
            with image.open() as stream:
                raw = stream.read()
        except (KeyError, OSError, ValueError):
            return {"src": ""}
        name = next((known for known, content in self.files.items() if content == raw), "")
        if not name:
            self._size += len(raw)
            if self._size > MOST_PICTURES:
                raise Unfit(Remark("pictures-size", "", str(MOST_PICTURES // 2**20)))
            name = f"image-{len(self.files) + 1}.{_TYPES.get(image.content_type, 'bin')}"
            self.files[name] = raw
        return {"src": name}
