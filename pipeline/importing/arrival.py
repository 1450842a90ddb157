"""What reading a foreign file gives, whatever the file was."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote_to_bytes, urljoin, urlsplit

NUMBER = "gk-number-"
"""Name of an anchor at the beginning of a list entry: behind it stands the number that the entry bears."""
EXCERPT = 24
"""Characters of a text that a remark shows."""


class Remark(NamedTuple):
    """Something that did not come along as it stood, or that somebody must look at.

    `code`: a key of REMARKS or REFUSALS in `wording`; `where`: number of the paragraph, page, or the cell; `what`: the
    beginning of the text that stands there, or a name.
    """

    code: str
    where: str = ""
    what: str = ""


class Unfit(Exception):
    """The file is not taken. `reasons` say why and where."""

    def __init__(self, *reasons: Remark) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class Arrived(NamedTuple):
    """`html`: the text; `pictures`: address that `html` uses -> bytes; `words`: every paragraph of the text as another
    reader saw it; `beside`: words of headers and footers; `labels`: (identifier, value) of what the file says of
    itself beside its text; `files`: address that `html` uses -> file that came with it.
    """

    html: str
    pictures: dict[str, bytes]
    words: tuple[str, ...]
    beside: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, Path] = MappingProxyType({})
    dropped: tuple[str, ...] = ()
    """Paragraphs left out on purpose, each with a remark."""


def parts_of(address: str, base: str = "") -> SplitResult:
    """The parts of an address, as a page at `base` means it; of what is none all are empty."""
    try:
        return urlsplit(urljoin(base, address))
    except ValueError:
        return SplitResult("", "", "", "", "")


def unquoted(name: str) -> str:
    """A name without escapes, which old sites write in GBK."""
    raw = unquote_to_bytes(os.fsencode(name))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return os.fsdecode(raw)


def readable(name: str) -> str:
    """A name on disk; where it is no UTF-8, what an old site means by it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def excerpt(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= EXCERPT else one[:EXCERPT] + "\u2026"


def as_remarks(written: Any) -> tuple[Remark, ...]:
    """From the lists that JSON made of them."""
    return tuple(Remark(*map(str, one)) for one in written)
