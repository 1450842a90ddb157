"""Attachments read by a limited child process, each content once: what was found is kept by hash beside the store;
what a file says is kept only when it is asked for, which search does of files that the public has.

A file that crashes the child, takes too long or too much memory is a find like any other, never a silent pass.
"""

import atexit
import contextlib
import hashlib
import json
import os
import sqlite3
import time
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.codebase import ROOT, version
from pipeline.extraction_parts import Extract, Note, Tally, Unread
from pipeline.limited_child import Fell, LimitedChild
from pipeline.personal_words import DataKind
from pipeline.shielding import without_numbers
from pipeline.store import AttachmentRow

MEMORY = 1024**3
SECONDS = 60
LONGEST_ANSWER = 4 * 1024 * 1024
UNREADABLE_TYPES = frozenset({"mp3", "mp4"})
"""Sound and film: nothing in them is text."""


@cache
def extraction_digest() -> str:
    """Changes when code or a library that reading attachments depends on changes."""
    digest = hashlib.blake2b(version("pypdf").encode(), digest_size=16)
    for pattern in ("extraction_*.py", "personal_*.py", "shielding.py", "standards.py"):
        for file in sorted((ROOT / "pipeline").glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Reader:
    """The child that reads attachments."""

    def __init__(self, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self.child = LimitedChild("pipeline.extraction_child", memory, seconds, LONGEST_ANSWER)

    def read(self, path: Path, suffix: str, about: str = "") -> Extract:
        try:
            return as_extract(self.child.ask({"path": str(path.absolute()), "suffix": suffix, "about": about}))
        except Fell as fell:
            return Extract(unread=(Note(fell.reason.value, ""),))

    def close(self) -> None:
        self.child.close()


def as_extract(written: Any) -> Extract:
    """From the lists that JSON made of it."""
    tallies, unread, active, pictures, text = written
    return Extract(
        tuple(
            Tally(DataKind(k), p, n, row, tuple(s), tuple(d), bool(listed)) for k, p, n, row, s, d, listed in tallies
        ),
        tuple(Note(*note) for note in unread),
        tuple(Note(*note) for note in active),
        pictures,
        text,
    )


# kept results -------------------------------------------------------------------------------------------------------


class Kept:
    """Extracts by content hash, type and title, in an SQLite file that may be deleted; other code begins anew. Extracts
    are kept without text; texts that were asked for stand beside them.
    """

    def __init__(self, path: Path) -> None:
        self._code = extraction_digest()
        self._db = self._open(path)

    def _open(self, path: Path) -> sqlite3.Connection:
        """Without a place to keep them, extracts are kept for this run."""
        for wait in (0.05, 0.2, 1.0, 0.0):
            try:
                return self._connect(path)
            except sqlite3.OperationalError:
                time.sleep(wait)
            except sqlite3.DatabaseError:
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
        return self._connect(Path(":memory:"))

    def _connect(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute(
                "CREATE TABLE IF NOT EXISTS extracts (key TEXT PRIMARY KEY, code TEXT, extract TEXT) WITHOUT ROWID"
            )
            db.execute("CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, code TEXT, text TEXT)")
            for table in ("extracts", "texts"):
                db.execute(f"DELETE FROM {table} WHERE code <> ?", (self._code,))
        except BaseException:
            db.close()
            raise
        return db

    def get(self, key: str) -> Extract | None:
        row = self._db.execute("SELECT extract FROM extracts WHERE key = ?", (key,)).fetchone()
        return as_extract(json.loads(row[0])) if row else None

    def put(self, key: str, extract: Extract) -> None:
        kept = json.dumps(extract._replace(text=""))
        with contextlib.suppress(sqlite3.OperationalError):
            self._db.execute("INSERT OR REPLACE INTO extracts VALUES (?, ?, ?)", (key, self._code, kept))

    def text(self, key: str) -> str | None:
        row = self._db.execute("SELECT text FROM texts WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put_text(self, key: str, text: str) -> None:
        with contextlib.suppress(sqlite3.OperationalError):
            self._db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (key, self._code, text))

    def close(self) -> None:
        self._db.close()


class Extraction:
    """Extracts of attachments for one store, for one process."""

    def __init__(self, beside: Path, reader: Reader | None = None) -> None:
        self._kept = Kept(beside.with_name("extracts.sqlite"))
        self._reader = reader or Reader()
        self._last: tuple[str, Extract] = ("", Extract())

    def of(self, file: AttachmentRow, path: Path, about: str = "") -> Extract:
        """What `path`, the public copy of `file`, holds. `about`: the title of its item."""
        if file.type in UNREADABLE_TYPES or not file.size:
            return Extract()
        key = _key(file, about)
        if self._last[0] != key:
            self._last = (key, self._kept.get(key) or self._read(key, file, path, about))
        return self._last[1]

    def text_of(self, file: AttachmentRow, path: Path, about: str = "") -> str:
        """What one sees on opening the file, numbers of persons masked; "" when it cannot be read. Asked of files
        that the public has.
        """
        if file.type in UNREADABLE_TYPES or not file.size:
            return ""
        key = _key(file, about)
        text = self._kept.text(key)
        if text is None:
            extract = self._read(key, file, path, about)
            text = without_numbers(extract.text)
            if not _fell(extract):
                self._kept.put_text(key, text)
        return text

    def _read(self, key: str, file: AttachmentRow, path: Path, about: str) -> Extract:
        """A fall may have come from the machine being busy, and is tried again at the next check."""
        extract = self._reader.read(path, file.type, about)
        if not _fell(extract):
            self._kept.put(key, extract)
        return extract

    def close(self) -> None:
        self._kept.close()
        self._reader.close()


def _key(file: AttachmentRow, about: str) -> str:
    return f"{file.sha256}.{file.type}.{hashlib.blake2b(about.encode(), digest_size=8).hexdigest()}"


def _fell(extract: Extract) -> bool:
    """Whether reading failed in a way that may not happen again."""
    fell = {Unread.TIME, Unread.MEMORY, Unread.CRASH, Unread.MISSING}
    return any(note.code in fell for note in extract.unread)


_OPEN: dict[tuple[int, Path], Extraction] = {}


def extraction(store: Path) -> Extraction:
    """The one of this process for a store. A forked worker has its own: neither child nor connection cross a fork."""
    key = (os.getpid(), store)
    if key not in _OPEN:
        for old in [known for known in _OPEN if known[0] == key[0]]:
            _OPEN.pop(old).close()
        if not _OPEN:
            atexit.register(_close_all)
        _OPEN[key] = Extraction(store)
    return _OPEN[key]


def _close_all() -> None:
    for (process, _), opened in _OPEN.items():
        if process == os.getpid():
            opened.close()
