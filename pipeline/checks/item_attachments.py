"""Files beside an item are what their names say, and not empty; read from output, as the public gets them."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.attached import place_of
from pipeline.attachment import MAGIC
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import USABILITY

_BINARY = (*(mark for marks in MAGIC.values() for at, mark in marks if not at), b"MZ", b"\x7fELF", b"\x00")
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
    return any(start.startswith(mark, at) for at, mark in MAGIC.get(suffix, ((0, b""),)))
