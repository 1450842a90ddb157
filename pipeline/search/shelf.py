"""What the static index remembers between builds, in one SQLite file beside the store; deleting it only costs time.

Terms of texts by digest, so that a text is taken apart once; which documents the base segment holds; the files as they
stand. One transaction a build: a killed one leaves all as it was.
"""

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from pipeline.search.tokens import Vocabulary

SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE terms (first INTEGER PRIMARY KEY, keys BLOB NOT NULL, codes BLOB NOT NULL, wholes TEXT NOT NULL);
CREATE TABLE texts (digest BLOB PRIMARY KEY, terms BLOB NOT NULL, lead TEXT NOT NULL);
CREATE TABLE base (place INTEGER PRIMARY KEY, path TEXT NOT NULL, digest BLOB NOT NULL, keys TEXT NOT NULL);
CREATE TABLE files (name TEXT PRIMARY KEY, digest BLOB NOT NULL, bytes BLOB NOT NULL);
"""


class Placed(NamedTuple):
    """A document of the base segment as it was taken in; `keys` of its numbers and title, joined by newlines."""

    path: str
    digest: bytes
    keys: str


class Planned(NamedTuple):
    """A file below search/; `items`: paths of the documents it shows, "" for one that is gone; `digest`: 16 bytes over
    all that decides its bytes.
    """

    name: str
    items: tuple[str, ...]
    digest: bytes


class Shelf:
    """Raises sqlite3.DatabaseError when damaged; `discard` then helps."""

    def __init__(self, path: Path, code: bytes = b"", *, readonly: bool = False) -> None:
        """`code`: digest of the program; what another one left is of no use."""
        self.path, self.code = path, code
        if readonly:
            self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = self._open(code)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def _open(self, code: bytes) -> sqlite3.Connection:
        try:
            return self._connect(code)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            discard(self.path)
            return self._connect(code)

    def _connect(self, code: bytes) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version and (version != SCHEMA_VERSION or self._fact(db, "code") != code):
                raise sqlite3.DatabaseError("made by another program")
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            if not version:
                db.executescript(f"BEGIN;{SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;")
                db.execute("INSERT INTO facts VALUES ('code', ?)", (code,))
        except BaseException:
            db.close()
            raise
        return db

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """All that is put and dropped within, or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @staticmethod
    def _fact(db: sqlite3.Connection, name: str) -> bytes:
        row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else b""

    def fact(self, name: str) -> bytes:
        """Empty for one unknown."""
        return self._fact(self.db, name)

    def put_fact(self, name: str, value: bytes) -> None:
        self.db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # terms ---------------------------------------------------------------------------------------------------------

    def vocabulary(self) -> "Vocabulary":
        """Its library is loaded only by a build that has something to learn."""
        import numpy as np

        from pipeline.search.tokens import Vocabulary

        rows = self.db.execute("SELECT keys, codes, wholes FROM terms ORDER BY first").fetchall()
        keys = np.frombuffer(b"".join(row[0] for row in rows), np.uint64)
        codes = np.frombuffer(b"".join(row[1] for row in rows), np.uint32)
        return Vocabulary(keys, codes, [term for row in rows if row[2] for term in row[2].split("\n")])

    def put_vocabulary(self, vocabulary: "Vocabulary") -> None:
        first, keys, codes, wholes = vocabulary.fresh()
        if len(keys):
            row = (first, keys.tobytes(), codes.tobytes(), "\n".join(wholes))
            self.db.execute("INSERT INTO terms VALUES (?, ?, ?, ?)", row)

    def known(self, digests: Sequence[bytes]) -> set[bytes]:
        """Which of the texts have been taken apart already."""
        ask = self.db.execute
        return {one for one in digests if ask("SELECT 1 FROM texts WHERE digest = ?", (one,)).fetchone()}

    def put_texts(self, rows: Iterable[tuple[bytes, bytes, str]]) -> None:
        """Digest, terms, beginning of each."""
        self.db.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", rows)

    def texts(self, digests: Iterable[bytes]) -> Iterator[bytes]:
        for digest in digests:
            yield self.db.execute("SELECT terms FROM texts WHERE digest = ?", (digest,)).fetchone()[0]

    def lead(self, digest: bytes) -> str:
        row = self.db.execute("SELECT lead FROM texts WHERE digest = ?", (digest,)).fetchone()
        return str(row[0])

    def keep_texts(self, digests: Iterable[bytes]) -> None:
        """Forget all others."""
        self.db.execute("CREATE TEMP TABLE kept (digest BLOB PRIMARY KEY)")
        self.db.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((digest,) for digest in digests))
        self.db.execute("DELETE FROM texts WHERE digest NOT IN (SELECT digest FROM kept)")
        self.db.execute("DROP TABLE kept")

    # the base ------------------------------------------------------------------------------------------------------

    def base(self) -> list[Placed]:
        return [Placed(*row) for row in self.db.execute("SELECT path, digest, keys FROM base ORDER BY place")]

    def put_base(self, rows: Iterable[Placed]) -> None:
        self.db.execute("DELETE FROM base")
        self.db.executemany("INSERT INTO base VALUES (?, ?, ?, ?)", ((n, *row) for n, row in enumerate(rows)))

    # files ---------------------------------------------------------------------------------------------------------

    def put_file(self, name: str, raw: bytes) -> bytes:
        """Its digest."""
        digest = digest_of(raw)
        self.db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (name, digest, raw))
        return digest

    def file(self, name: str) -> bytes:
        row = self.db.execute("SELECT bytes, digest FROM files WHERE name = ?", (name,)).fetchone()
        if row is None or digest_of(row[0]) != row[1]:
            raise sqlite3.DatabaseError(f"{name} was planned and is not there, or not as it was")
        raw: bytes = row[0]
        return raw

    def digests(self, folder: str) -> dict[str, bytes]:
        """Name -> digest of every file below a folder that ends with a slash."""
        rows = self.db.execute(
            "SELECT name, digest FROM files WHERE name >= ? AND name < ?", (folder, folder[:-1] + "0")
        )
        return dict(rows)

    def shown(self, name: str) -> bytes:
        """The file as the site gets it: what stands beside a folder, in that of its name and a plus, goes before it."""
        folder, _, rest = name.partition("/")
        before = f"{folder}+/{rest}"
        row = self.db.execute("SELECT 1 FROM files WHERE name = ?", (before,)).fetchone()
        return self.file(before if row else name)

    def drop_folder(self, folder: str) -> None:
        self.db.execute("DELETE FROM files WHERE name >= ? AND name < ?", (folder, folder[:-1] + "0"))

    def drop_file(self, name: str) -> None:
        self.db.execute("DELETE FROM files WHERE name = ?", (name,))

    def drop_files(self, keep: Sequence[str]) -> None:
        """All that lie below none of these folders."""
        folders = "".join(" AND NOT (name >= ? AND name < ?)" for _ in keep)
        bounds = [bound for folder in keep for bound in (folder, folder[:-1] + "0")]
        self.db.execute(f"DELETE FROM files WHERE 1{folders}", bounds)

    def planned(self) -> list[Planned]:
        lines = [line.split("\t") for line in zlib.decompress(self.fact("planned")).decode().split("\n")]
        return [Planned(name, tuple(paths), bytes.fromhex(digest)) for digest, name, *paths in lines]

    def put_planned(self, files: Iterable[Planned]) -> None:
        """All in one: most builds change few of them, and a row each would cost more than the change."""
        lines = ["\t".join((file.digest.hex(), file.name, *file.items)) for file in files]
        self.put_fact("planned", zlib.compress("\n".join(lines).encode(), 1))


def digest_of(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()


def discard(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
