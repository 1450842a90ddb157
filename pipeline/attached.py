"""The files of an item as checks see them: where the item names each, and what reading it told."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.attachment import own_name
from pipeline.check import CheckedItem, Inspected
from pipeline.extraction_parts import Extract
from pipeline.finding import Location
from pipeline.store import AttachmentRow


class Attached(NamedTuple):
    file: AttachmentRow
    place: Location
    extract: Extract


def attached(item: CheckedItem, site: Inspected) -> Iterator[Attached]:
    """Every file that is there, as the public gets it; of an item that waits, as it lies in content/."""
    from pipeline.extraction import extraction  # with what starts its child, which few edits need

    for file in item.attachments:
        if not file.size:
            continue
        public = Path(f"{site.output}/{file.item}/{file.name}")
        path = public if public.is_file() else site.content / file.file
        if path.is_file():
            yield Attached(file, place_of(item, file), extraction(site.store.path).of(file, path, item.row.title))


def place_of(item: CheckedItem, file: AttachmentRow) -> Location:
    """The line that names the file: in the list of attachments, in the field that uses it, or the body."""
    details = item.details
    for number, written in enumerate(details.get("attachments") or ()):
        if own_name(item.row.path, written) == file.name:
            return item.at("attachments", number)
    for field in ("image", "table", "draft"):
        if own_name(item.row.path, str(details.get(field) or "")) == file.name:
            return item.at(field)
    for number, material in enumerate(details.get("materials") or ()):
        if file.name in (material.get("blank"), material.get("sample")):
            return item.at("materials", number)
    return item.at("body")
