"""What lies over a PDF page beside its text: fields that were filled in, notes and boxes with words."""

from collections.abc import Iterator
from typing import Any

from pipeline.importing.arrival import Remark, excerpt

_UNSEEN = 0b10 | 0b100000
"""Flags of notes that are hidden or not to be viewed (ISO 32000-1, 12.5.3)."""
_LINKS = frozenset({"/Link", "/Popup", "/Widget"})


def notes_of(page: Any, number: int) -> Iterator[Remark]:
    """A remark for each; broken ones say nothing."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        kind = note.get("/Subtype") if isinstance(note, dict) else None
        if kind is None or int(note.get("/F", 0)) & _UNSEEN:
            continue
        text = _words(note.get("/Contents"))
        if kind == "/Widget":
            parent = note.get("/Parent")
            value = note.get("/V", parent.get_object().get("/V") if parent is not None else None)
            if filled := _words(value):
                yield Remark("page-field", str(number), excerpt(filled))
        elif kind == "/FreeText" and text:
            yield Remark("page-box", str(number), excerpt(text))
        elif kind not in _LINKS and text:
            yield Remark("page-note", str(number))


def _words(value: Any) -> str:
    """Of a name, such as the state of a box that is ticked, its word."""
    held = value.get_object() if hasattr(value, "get_object") else value
    text = str(held).strip() if isinstance(held, str) else ""
    return "" if text in ("/Off", "/") else text.removeprefix("/")
