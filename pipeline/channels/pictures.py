"""Smaller files beside pictures, and pictures without their metadata."""

from collections.abc import Iterator

from pipeline.channel import Channel, PlannedFile
from pipeline.page import Desk
from pipeline.picture import style
from pipeline.store import Store


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    if not desk.pictures.shown:
        return
    way = style().encode()
    for place, picture in desk.pictures.shown.values():
        owner = (place.item,) if place.item else ()
        beside = desk.pictures.variants(place.path)
        names = [(path, f"{place.key}.{one.width}.{one.type}") for one, path in beside]
        if picture.stripped:
            names.append((place.path, f"{place.key}.plain"))
        for path, name in names:
            yield PlannedFile(path, "pictures", name, owner, name.encode() + way)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    return desk.pictures.file(file.key)


CHANNEL = Channel(plan, make, ("pillow",))
