"""Files beside an item are what their names say, and not empty; read from output, as the public gets them."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.attached import place_of
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import USABILITY

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd", "zip"), (_ZIP,)),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), (_OLE, _ZIP)),
    "png": (b"\x89PNG\r\n\x1a\n",),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
}
"""First bytes by suffix; text types have none, and mp4 has its mark at the fifth byte."""
_BINARY = (*(mark for marks in MAGIC.values() for mark in marks), b"MZ", b"\x7fELF", b"\x00")
_TEXTS = frozenset({"csv", "txt", "json", "srt"})


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="附件不是空文件，内容与后缀相符",
    hint="从原稿重新导出这个文件；改后缀不能改变文件类型",
)
def item_attachments(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for file in item.attachments:
        path = Path(f"{site.output}/{file.item}/{file.name}")
        if not file.size:
            yield Answer(place_of(item, file), f"附件“{file.name}”是空文件（0 字节）")
        elif path.is_file() and not _fits(file.type, path):
            yield Answer(place_of(item, file), f"附件“{file.name}”的内容不是 {file.type.upper()} 文件")


def _fits(suffix: str, path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(16)
    if suffix in _TEXTS:
        return not start.startswith(_BINARY)
    return start[4:8] == b"ftyp" if suffix == "mp4" else start.startswith(MAGIC.get(suffix, (b"",)))
