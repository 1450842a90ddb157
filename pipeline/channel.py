"""The contract of a channel: a way in which the store leaves the house as files beside the pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.finding import Finding
from pipeline.page import Desk
from pipeline.store import Store


class PlannedFile(NamedTuple):
    """A file of a channel. `path` is below output/; `key` is what the channel needs to make it again;
    `items` are paths.
    """

    path: str
    channel: str
    key: str
    items: tuple[str, ...]
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Channel:
    """`plan` says which files there are, from index rows alone; `make` gives the bytes of one, in a worker."""

    plan: Callable[[Desk, Store], Iterator[PlannedFile]]
    make: Callable[[PlannedFile, Desk, Store], bytes]
    libraries: tuple[str, ...] = ()
    """Distributions whose version shapes the bytes."""
    notices: Callable[[Desk], Iterable[Finding]] = lambda desk: ()
    """What an editor should know of files that are not planned."""
    folder: str = ""
    """Below output/, with a slash: where no other channel puts a file. Such a channel takes long to plan, and may be
    planned while all else is rendered.
    """
