"""What is drawn in a Word document: text boxes come behind their paragraph, pictures stand alone, the rest is named."""

from collections.abc import Callable, Container, Iterator
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement

from pipeline.importing.arrival import excerpt
from pipeline.importing.docx_tree import BLIP, BOX, VML, P, all_of, new_run, new_text, replace, text_of

_OFFICE = "urn:schemas-microsoft-com:office:office"
_A, _PIC, _WP = nsmap["a"], nsmap["pic"], nsmap["wp"]
_DIAGRAM, _RELATED, _EMBEDDED = qn("r:dm"), qn("r:id"), qn("r:embed")
_ABOUT, _DATA = f"{{{_WP}}}docPr", f"{{{_A}}}graphicData"
_PLAIN = (f"{{{_PIC}}}blipFill", f"{{{_PIC}}}pic", _DATA, f"{{{_A}}}graphic")
"""What stands above a picture that nothing else is drawn with, from below."""
_SHAPES = frozenset({"wordprocessingShape", "wordprocessingGroup", "wordprocessingCanvas", "picture"})
Tell = Callable[[str, Any, str], None]
"""Takes the code of a remark, the element that it is about, and what stands there."""
Texts = Callable[[str], list[str]]
"""The texts of a drawing that stands in a part of its own, by its relationship."""


def write_lettering(body: Any, tell: Tell) -> None:
    """Ornamental lettering is text."""
    for lettering in all_of(body, f"{{{VML}}}textpath"):
        holder = next(lettering.iterancestors(qn("w:pict"), qn("w:object")), None)
        line = lettering.get("string") or ""
        if holder is not None and line.strip():
            tell("lettering", lettering, line)
            holder.addprevious(new_text(line))
            replace(lettering, [])


def empty_boxes(body: Any, tell: Tell) -> None:
    """The paragraphs of a text box come behind the one that it hangs on."""
    for box in reversed(all_of(body, BOX)):
        holder = next(box.iterancestors(P), None)
        parts = list(box)
        if holder is None:
            continue
        tell("text-box", holder, excerpt("".join(map(text_of, parts))))
        for part in reversed(parts):
            holder.addnext(part)
        replace(box, [])


def name_objects(body: Any, tell: Tell, texts_of: Texts, known: Container[str] | None) -> None:
    """Pictures become such as stand alone; whatever else is drawn has a remark. `known`: relationships that there are,
    where somebody knows them.
    """
    for blip in all_of(body, BLIP):
        embedded = blip.get(_EMBEDDED)
        if not embedded or (known is not None and embedded not in known):
            tell("linked-picture" if blip.get(qn("r:link")) else "picture-lost", blip, "")
            replace(blip, [])
    for drawn in all_of(body, qn("w:drawing")):
        blips = all_of(drawn, BLIP)
        if not any(map(_is_plain, blips)):
            for kind in _kinds(drawn):
                _name(drawn, kind, tell, texts_of)
            replace(drawn, [_picture(blip) for blip in blips])
    for held in all_of(body, qn("w:object")):
        kind = next((one.get("ProgID") or "" for one in held.iter(f"{{{_OFFICE}}}OLEObject")), "")
        tell("object", held, kind)
        replace(held, [])
    for fill in all_of(body, f"{{{VML}}}fill"):
        if fill.get("type") == "frame":
            fill.tag = f"{{{VML}}}imagedata"
    for image in all_of(body, f"{{{VML}}}imagedata"):
        if image.get(_RELATED) is None:
            tell("linked-picture", image, "")
            replace(image, [])


def pictures_in(body: Any) -> int:
    """How many pictures a reader of the tree must meet."""
    return len(all_of(body, BLIP, f"{{{VML}}}imagedata"))


def _kinds(drawn: Any) -> Iterator[str]:
    """What a drawing holds besides shapes and pictures."""
    uris = [data.get("uri") or "" for data in drawn.iter(_DATA)] or [""]
    return (kind for kind in dict.fromkeys(uri.rpartition("/")[2] for uri in uris) if kind not in _SHAPES)


def _is_plain(blip: Any) -> bool:
    return tuple(above.tag for above in blip.iterancestors())[: len(_PLAIN)] == _PLAIN


def _picture(blip: Any) -> Any:
    """A drawing with one picture in it, and what is said of that picture."""
    drawn, holder = OxmlElement("w:drawing"), OxmlElement("wp:inline")
    said = next((one for one in blip.iterancestors(f"{{{_PIC}}}pic")), None)
    about = next(said.iter(f"{{{_PIC}}}cNvPr"), None) if said is not None else None
    own = OxmlElement("wp:docPr")
    own.set("descr", str(about.get("descr") or "") if about is not None else "")
    holder.append(own)
    inner = holder
    for name in ("a:graphic", "a:graphicData", "pic:pic", "pic:blipFill"):
        part = OxmlElement(name)
        inner.append(part)
        inner = part
    inner.append(blip)
    drawn.append(holder)
    return drawn


def _name(drawn: Any, kind: str, tell: Tell, texts_of: Texts) -> None:
    """The words of a diagram come behind it; those of a chart mean nothing without its shape."""
    holder = next(drawn.iterancestors(P), None)
    parts = [value for one in drawn.iter() for name, value in one.attrib.items() if name in (_DIAGRAM, _RELATED)]
    texts = [text for part in parts for text in texts_of(part)]
    described = next((one.get("descr") or "" for one in drawn.iter(_ABOUT)), "")
    if kind == "diagram" and texts and holder is not None:
        tell("diagram", drawn, excerpt(" ".join(texts)))
        for text in reversed(texts):
            line = OxmlElement("w:p")
            line.append(new_run(text))
            holder.addnext(line)
    else:
        told = described or (texts[0] if texts else kind)
        tell("chart" if kind == "chart" else "drawing", drawn, told)
