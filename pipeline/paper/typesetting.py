"""Papers set by typst: a form of ours and values that are never code, the same bytes from the same values and fonts."""

import atexit
import contextlib
import hashlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from pipeline.codebase import ROOT
from pipeline.paper.fonts import fonts

ROOM = Path(__file__).resolve().parent
LIBRARIES = ("typst",)
SECONDS = 120


class NoFonts(Exception):
    """The machine has no font with Chinese characters."""


class NotSet(Exception):
    """typst refused: what it said."""


def paper_mark() -> bytes | None:
    """16 bytes that change when the fonts of this machine or this room's code do; None where there are no fonts.

    The version of typst belongs to a channel's `LIBRARIES`.
    """
    found = fonts()
    return hashlib.blake2b(found.mark + _room_digest(), digest_size=16).digest() if found else None


@cache
def _room_digest() -> bytes:
    files = [*sorted(ROOM.glob("*.py")), *sorted(ROOM.glob("*.typ"))]
    return hashlib.blake2b(b"\0".join(file.read_bytes() for file in files), digest_size=16).digest()


def typeset(form: str, data: Mapping[str, Any], made_on: str, *, tags: bool = True) -> bytes:
    """A PDF of `data` (values that JSON knows) in the form `form`.typ of this room, which reads them as `paper`.

    `made_on` (YYYY-MM-DD) stands as the day on which it was made; `tags` makes the order of reading known to readers
    of screens. A character that no font has is printed as a sign for it, and a note tells which.
    Raises NoFonts and NotSet.
    """
    found = fonts()
    if found is None:
        raise NoFonts
    asked = {
        "form": form,
        "data": data,
        "made_on": made_on,
        "tags": tags,
        "text": found.text,
        "heads": found.heads,
        "folders": found.folders,
    }
    return _press().print(json.dumps(asked, ensure_ascii=False).encode() + b"\n")


class Press:
    """One child process, started when first needed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def print(self, asked: bytes) -> bytes:
        try:
            child = self._running()
            sent, answer = child.stdin, child.stdout
            assert sent is not None and answer is not None
            sent.write(asked)
            sent.flush()
            return self._answer(answer)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "pipeline.paper.press"],
                cwd=ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "RAYON_NUM_THREADS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        return self._child

    def _answer(self, answer: IO[bytes]) -> bytes:
        until = time.monotonic() + self._seconds
        received = bytearray()
        while b"\n" not in received:
            received += self._piece(answer, until)
        head, _, rest = received.partition(b"\n")
        made, fault = map(int, head.split())
        while len(rest) < made + fault:
            rest += self._piece(answer, until)
        if fault:
            raise NotSet(rest[made:].decode())
        return bytes(rest[:made])

    def _piece(self, answer: IO[bytes], until: float) -> bytes:
        left = until - time.monotonic()
        if left <= 0 or not select.select([answer], [], [], left)[0]:
            raise NotSet(f"> {self._seconds} s")
        piece = os.read(answer.fileno(), 1 << 20)
        if not piece:
            raise NotSet("typst fell")
        return piece


_presses: dict[int, Press] = {}
"""By process: a forked worker must not talk to its parent's."""


def _press() -> Press:
    if os.getpid() not in _presses:
        _presses.clear()
        _presses[os.getpid()] = press = Press()
        atexit.register(press.close)
    return _presses[os.getpid()]
