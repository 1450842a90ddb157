"""The pictures of a package that shows them beside its text, not in it."""

from collections.abc import Iterable

from pipeline.media.channel import Fault, Gallery, MadeImage, Most
from pipeline.media.wording import FAULT_PICTURE, HINT_PICTURE
from pipeline.standards import Clause


def gathered(
    gallery: Gallery, names: Iterable[str], most: Most, number: int, clause: Clause
) -> tuple[tuple[MadeImage, ...], list[Fault]]:
    """The first `number` of them, each once, in order, and a fault for each that cannot be shown."""
    images: list[MadeImage] = []
    faults: list[Fault] = []
    for name in list(dict.fromkeys(names))[:number]:
        shot = gallery.shot(name, most)
        if shot is None:
            size = f"{most.size / 1024 / 1024:.0f} MB"
            faults.append(Fault("body", FAULT_PICTURE.format(name=name[:60], size=size), HINT_PICTURE, clause))
        else:
            images.append(MadeImage(f"images/{len(images) + 1:02}.{shot.type}", shot))
    return tuple(images), faults
