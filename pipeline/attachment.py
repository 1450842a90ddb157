"""Files beside an item: which types may be published, and how an item names them."""

import csv
import hashlib
import io
import os
import stat
from pathlib import Path
from typing import NamedTuple

from pipeline.store import AttachmentRow

ALLOWED = frozenset(
    [
        "pdf",
        "ofd",
        "doc",
        "docx",
        "wps",
        "xls",
        "xlsx",
        "et",
        "ppt",
        "pptx",
        "csv",
        "txt",
        "srt",
        "json",
        "zip",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "mp3",
        "mp4",
    ]
)
"""Types an item may carry. Active ones (html, svg, js, macros, programs) are refused."""
_ZIP, _OLE = (0, b"PK\x03\x04"), (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    "pdf": ((0, b"%PDF-"),),
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd", "zip"), (_ZIP,)),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), (_OLE, _ZIP)),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    **dict.fromkeys(("jpg", "jpeg"), ((0, b"\xff\xd8\xff"),)),
    "gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    "webp": ((0, b"RIFF"),),
    "mp3": tuple((0, mark) for mark in (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")),
    "mp4": ((4, b"ftyp"),),
}
"""Marks by suffix, one of which a file has at that offset; text types have none."""
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})
MAX_CSV_BYTES = 2 * 1024 * 1024
MAX_CSV_ROWS = 5000


class Missing(NamedTuple):
    """A file that an item names and cannot have: `code` is a key of ATTACHMENT_FAULTS."""

    name: str
    code: str


def own_name(item: str, written: str) -> str:
    """The plain file name behind what an item wrote: `00017/a.xlsx` and `a.xlsx` are the same file of item …/00017."""
    return written.removeprefix("./").removeprefix(item.rpartition("/")[2] + "/")


def find(content: Path, item: str, written: str, listed: bool) -> AttachmentRow | Missing:
    """Look in the item's own folder, then beside it; hash what is there, in pieces."""
    name = own_name(item, written)
    if not name or "/" in name or "\\" in name or name in (".", ".."):
        return Missing(written, "place")
    suffix = name.rpartition(".")[2].lower()
    if "." not in name or suffix not in ALLOWED:
        return Missing(written, "type")
    for file in (f"{item}/{name}", f"{item.rpartition('/')[0]}/{name}"):
        path = content / file
        try:
            info = os.lstat(path)
        except (OSError, ValueError):
            continue
        if not stat.S_ISREG(info.st_mode):
            return Missing(written, "not-regular")
        try:
            return AttachmentRow(item, name, file, info.st_size, _sha256(path), suffix, int(listed))
        except OSError:
            return Missing(written, "unreadable")
    return Missing(written, "missing")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_csv(path: Path) -> tuple[dict[str, list[str] | list[list[str]]] | None, str]:
    """{"header": names, "rows":
    cells as text}, or None with a key of ATTACHMENT_FAULTS. Rows keep the header's width.
    """
    if path.stat().st_size > MAX_CSV_BYTES:
        return None, "csv-size"
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, "csv-encoding"
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        return None, "csv-form"
    if len(rows) < 2:
        return None, "csv-empty"
    if len(rows) > MAX_CSV_ROWS:
        return None, "csv-size"
    header = [cell.strip() for cell in rows[0]]
    if any(len(row) != len(header) for row in rows):
        return None, "csv-width"
    return {"header": header, "rows": [[cell.strip() for cell in row] for row in rows[1:]]}, ""
