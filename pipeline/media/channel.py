"""The contract of a channel of new media: one file in `channels/` with `CHANNEL`, which makes a package of an item.

A channel takes a `Subject` and gives what it makes of it, within the limits of its platform, or faults that say which
part is too long. It fetches nothing, invents nothing, and takes the body as the store holds it: safe already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from pipeline.media.limits import Limit
from pipeline.model import Authority, Site
from pipeline.standards import Clause
from pipeline.store import AttachmentRow, IndexRow


class Shot(NamedTuple):
    """A picture made fit for a platform. `type` is `jpg` or `png`; `content` is empty where nothing is looked at."""

    content: bytes
    type: str
    width: int
    height: int
    text: str = ""


class Most(NamedTuple):
    """What a platform takes of a picture: bytes, and the width in pixels that it shows."""

    size: int
    width: int = 1080


class Explained(NamedTuple):
    """A document that an item interprets: its title, its number or "", its page."""

    title: str
    number: str
    url: str


class Gallery(Protocol):
    """The pictures beside an item, by their name."""

    covers: dict[str, Shot]
    """What was drawn for one channel of an item, for the next."""

    @property
    def looks(self) -> bool:
        """Whether files are opened at all; checks only ask which there are."""

    def shot(self, name: str, most: Most) -> Shot | None:
        """None when there is no such picture, or it cannot be read or made small enough."""

    def text(self, name: str) -> str | None:
        """A text file beside the item; None when it cannot be read as UTF-8."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One shown item, with all that a package may say of it. `html`: the safe body, every address absolute."""

    row: IndexRow
    html: str
    text: str
    details: Mapping[str, Any]
    attachments: tuple[AttachmentRow, ...]
    site: Site
    authority: Authority
    url: str
    gallery: Gallery
    explains: tuple[Explained, ...] = ()
    asked: bool = False
    """The item itself names the channel, not only its column."""

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def source(self) -> str:
        return self.row.source or self.authority.name

    @property
    def image(self) -> str:
        """File name of the item's own picture, or ""."""
        return self.row.image.rpartition("/")[2]


class Fault(NamedTuple):
    """Why a package cannot be carried: a part of the item (a field's identifier, or `body`), the sentence, the way out,
    and whose limit it is.
    """

    part: str
    message: str
    hint: str
    clause: Clause


class MadeImage(NamedTuple):
    file: str
    shot: Shot


@dataclass(frozen=True, slots=True)
class Made:
    """What a channel made. `content`: name and bytes of the content file; see `package` for the rest."""

    title: str
    summary: str = ""
    author: str = ""
    content: tuple[str, bytes] = ("", b"")
    cover: Shot | None = None
    images: tuple[MadeImage, ...] = ()
    topics: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaChannel:
    """`name` is what a header writes under its channels; `make` gives None where there is nothing to make."""

    name: str
    about: str
    limits: tuple[Limit, ...]
    make: Callable[[Subject], Made | None]
    order: int
    """Where it stands when all are listed."""
    drawn: bool = False
    """Nothing but pictures: made only where there are fonts, and not asked by checks, which must say the same on every
    machine.
    """
