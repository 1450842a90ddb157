"""Files beside items and the pictures that tables name, carried as they are."""

from collections.abc import Iterator

from pipeline.channel import Channel, PlannedFile
from pipeline.page import Desk
from pipeline.store import Store


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    shown = desk.register.shown_paths
    for row in store.all_attachments():
        if row.item in shown:
            yield PlannedFile(f"{row.item}/{row.name}", "attachments", row.file, (row.item,), bytes.fromhex(row.sha256))
    for file in desk.tables.pictures:
        if digest := store.source_digest(file):
            yield PlannedFile(file, "attachments", file, (), digest)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    raise NotImplementedError("attachments are copied in pieces, never held in memory")


CHANNEL = Channel(plan, make)
