"""PDF: the text layer, also where it lies under black bars, and what stands beside the pages."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO
from unicodedata import category, normalize

from pipeline.extraction_archive import Nested
from pipeline.extraction_parts import STEP, Active, Gathering, Open, Refused, Unread

FEW_WORDS = 20
"""Characters; a page with a picture and fewer is a scan with a page number."""
DRAWN = 400
"""Bytes of a page's drawing; with so many and no text it shows letters as curves or pictures."""
ODD_SHARE = 0.3
"""Of a page's characters; with more that mean nothing, its fonts do not tell their letters."""
MOST_PAGES = 5000
MOST_FIELDS = 20_000
_GLYPH = re.compile(r"/(?:g|G|uni|u|cid|glyph|index)[0-9A-Fa-f]{2,6}(?![0-9A-Za-z])")
_TAG = re.compile(r"<[^>]*>")


def read_pdf(stream: BinaryIO, gathering: Gathering, open_file: Open) -> None:
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = pypdf.PdfReader(stream, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(Unread.ENCRYPTED)
        pages = len(reader.pages)
    except DependencyError:
        raise Refused(Unread.ENCRYPTED) from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise Refused(Unread.DAMAGED) from None
    if not pages:
        raise Refused(Unread.DAMAGED)
    _read_pages(reader, gathering)
    for read in (_read_properties, _read_form, _read_outline, _find_active):
        _try(partial(read, reader, gathering), gathering)
    _try(partial(_read_nested, reader, gathering, open_file), gathering)


def _try(read: Callable[[], None], gathering: Gathering) -> None:
    """What a broken file makes of a part is that part's fault only."""
    try:
        read()
    except (Refused, MemoryError):
        raise
    except Exception:
        gathering.miss(Unread.DAMAGED)


def _read_pages(reader: Any, gathering: Gathering) -> None:
    """Fonts often give a radical for the character that looks like it: those are made one again."""
    scans = garbled = 0
    for number in range(1, min(len(reader.pages), MOST_PAGES) + 1):
        try:
            page = reader.pages[number - 1]
            text = normalize("NFKC", str(page.extract_text() or ""))
            gathering.show(text.splitlines())
            gathering.prose(f"page:{number}", [*text.splitlines(), *_annotations(page)])
            shown = len(text.strip())
            scans += shown < FEW_WORDS and (_has_picture(page) or (not shown and _drawn(page) > DRAWN))
            garbled += _is_garbled(text)
        except MemoryError:
            raise
        except Exception:
            gathering.miss(Unread.DAMAGED, f"page:{number}")
    if len(reader.pages) > MOST_PAGES:
        gathering.miss(Unread.TOO_LARGE)
    if scans:
        gathering.pictures += scans
        gathering.miss(Unread.SCANNED, "", scans)
    if garbled:
        gathering.miss(Unread.GARBLED, "", garbled)


def _annotations(page: Any) -> Iterator[str]:
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        for key in ("/Contents", "/V", "/RC", "/T", "/Subj", "/NM"):
            if isinstance(note.get(key), str):
                yield str(note[key])
        action = note.get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if isinstance(address, str):
            yield str(address)


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    return resources is not None and any(_pictures(resources.get_object(), 3))


def _pictures(resources: Any, depth: int) -> Iterator[bool]:
    """True for each picture among the drawn objects, forms within forms to some depth."""
    objects = resources.get("/XObject") if hasattr(resources, "get") else None
    for reference in objects.get_object().values() if objects is not None else ():
        drawn = reference.get_object()
        if drawn.get("/Subtype") == "/Image":
            yield True
        elif depth and drawn.get("/Resources") is not None:
            yield from _pictures(drawn["/Resources"].get_object(), depth - 1)


def _drawn(page: Any) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _is_garbled(text: str) -> bool:
    """Characters that mean nothing, or names of glyphs in their stead."""
    rest, glyphs = _GLYPH.subn("", text)
    signs = [sign for sign in rest if not sign.isspace()]
    odd = sum(category(sign) in ("Cc", "Cn", "Co", "Cs") or sign == "\ufffd" for sign in signs)
    return len(signs) + glyphs >= FEW_WORDS and odd + glyphs > ODD_SHARE * (len(signs) + glyphs)


def _read_properties(reader: Any, gathering: Gathering) -> None:
    values = [str(value) for value in (reader.metadata or {}).values()]
    packet = reader.trailer["/Root"].get("/Metadata")
    if packet is not None:
        values.extend(packet.get_object().get_data().decode("utf-8", "replace").splitlines())
    gathering.prose("properties", values)


def _read_form(reader: Any, gathering: Gathering) -> None:
    """What was filled in, field by field, and the forms in XML."""
    form = reader.trailer["/Root"].get("/AcroForm")
    if form is None:
        return
    filled: list[str] = []
    waiting = list(form.get_object().get("/Fields", ()))
    for _ in range(MOST_FIELDS):
        if not waiting:
            break
        field = waiting.pop().get_object()
        filled.extend(str(field[key]) for key in ("/V", "/DV", "/TU") if key in field)
        waiting.extend(field.get("/Kids", ()))
    packets = form.get_object().get("/XFA") or []
    for part in packets if isinstance(packets, list) else [packets]:
        packet = part.get_object()
        if hasattr(packet, "get_data"):
            filled.extend(_TAG.split(packet.get_data().decode("utf-8", "replace")))
    gathering.prose("form", filled)


def _read_outline(reader: Any, gathering: Gathering) -> None:
    if "/Outlines" in reader.trailer["/Root"]:
        gathering.prose("outline", _titles(reader.outline))


def _titles(outline: Iterable[Any]) -> list[str]:
    found = []
    for entry in outline:
        found.extend(_titles(entry) if isinstance(entry, list) else [str(entry.title)])
    return found


def _find_active(reader: Any, gathering: Gathering) -> None:
    root = reader.trailer["/Root"]
    names = root.get("/Names")
    action = root.get("/OpenAction")
    opened = action.get_object() if action is not None else None
    does = opened.get("/S") if isinstance(opened, dict) else None
    if (
        (names is not None and "/JavaScript" in names.get_object())
        or "/AA" in root
        or does in ("/JavaScript", "/Launch")
    ):
        gathering.warn(Active.SCRIPT)


def _read_nested(reader: Any, gathering: Gathering, open_file: Open) -> None:
    """Files attached to the whole, and to places of pages."""
    names = reader.trailer["/Root"].get("/Names")
    if names is not None and "/EmbeddedFiles" in names.get_object():
        for name, files in reader.attachments.items():
            for raw in files if isinstance(files, list) else [files]:
                _read_attached(name, raw, gathering, open_file)
    for page in islice(reader.pages, MOST_PAGES):
        for reference in page.get("/Annots") or ():
            file = reference.get_object().get("/FS")
            packed = file.get_object().get("/EF") if file is not None else None
            if packed is not None:
                name = str(file.get_object().get("/UF") or file.get_object().get("/F") or "")
                _read_attached(name, packed.get_object()["/F"].get_object().get_data(), gathering, open_file)


def _read_attached(name: str, raw: bytes, gathering: Gathering, open_file: Open) -> None:
    gathering.prose(f"member:{name}{STEP}name", [name.rpartition(".")[0]])
    with Nested(gathering, f"member:{name}"):
        open_file(BytesIO(raw), name.rpartition(".")[2].lower(), gathering)
