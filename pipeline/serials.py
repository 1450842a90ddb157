"""Numbers that nobody has: the next index number of a body and a year, the next free file of a folder."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.branches import elsewhere

_MENTION = re.compile(rb"([0-9A-Za-z-]{4,30})/((?:19|20)\d\d)-(\d{4,6})(?!\d)")
_SERIAL = re.compile(r"\d{5,}")
_ITEM = re.compile(r"(.*)/(\d{5,})(?:\.md|/[^/]*)?")


class Serials:
    """What is taken below content/ and on the other branches of its repository, looked through once; what is given out
    is taken from then on.
    """

    def __init__(self, content: Path) -> None:
        self._content = content
        self._numbers: dict[tuple[str, str], int] = {}
        self._files: dict[str, int] = {}
        for raw in _headers(content):
            self.take(raw)
        for path, raw in elsewhere(content):
            self.take(raw.partition(b"\n---")[0])
            found = _ITEM.fullmatch(path)
            if found:
                self._files[found[1]] = max(self._files.get(found[1], 0), int(found[2]))

    def take(self, header: bytes) -> None:
        """Numbers that a header mentions are nobody else's."""
        for code, year, serial in _MENTION.findall(header):
            key = (code.decode(), year.decode())
            self._numbers[key] = max(self._numbers.get(key, 0), int(serial))

    def number(self, code: str, year: str) -> str:
        """One above the highest serial that any header mentions, so that none is used twice."""
        serial = self._numbers.get((code, year), 0) + 1
        self._numbers[code, year] = serial
        return f"{code}/{year}-{serial:05d}"

    def item(self, folder: str) -> str:
        """Path below content/, without suffix, of the next free item of a folder, counting folders of attachments."""
        serial = max(self._files.get(folder, 0), max(self._in_folder(folder), default=0)) + 1
        self._files[folder] = serial
        return f"{folder}/{serial:05d}"

    def _in_folder(self, folder: str) -> Iterator[int]:
        place = self._content / folder
        entries = place.iterdir() if place.is_dir() else ()
        return (int(entry.stem) for entry in entries if _SERIAL.fullmatch(entry.stem))


def _headers(content: Path) -> Iterator[bytes]:
    for folder, _, names in os.walk(content):
        for name in names:
            if name.endswith(".md") and not os.path.islink(f"{folder}/{name}"):
                with open(f"{folder}/{name}", "rb") as file:
                    yield file.read().partition(b"\n---")[0]
