"""Files beside items and the pictures that tables name, carried as they are."""

from collections.abc import Iterator

from pipeline.channel import Channel, PlannedFile
from pipeline.page import Desk
from pipeline.store import Store


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    shown = desk.register.shown_paths
    for row in store.all_attachments():
        if row.item in shown and not _stripped(desk, f"{row.item}/{row.name}"):
            yield PlannedFile(f"{row.item}/{row.name}", "attachments", row.file, (row.item,), bytes.fromhex(row.sha256))
    for file in desk.tables.pictures:
        if (digest := store.source_digest(file)) and not _stripped(desk, file):
            yield PlannedFile(file, "attachments", file, (), digest)


def _stripped(desk: Desk, path: str) -> bool:
    """Whether the channel of pictures carries it instead."""
    picture = desk.pictures.at(path)
    return picture is not None and picture.stripped


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    raise NotImplementedError("attachments are copied in pieces, never held in memory")


CHANNEL = Channel(plan, make)
