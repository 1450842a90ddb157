"""The one state kept between builds: an SQLite file. Deleting it only costs time."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, Self

from pipeline.finding import Finding, Location, Severity
from pipeline.rows import AttachmentRow as AttachmentRow
from pipeline.rows import BodyRow as BodyRow
from pipeline.rows import IndexRow as IndexRow
from pipeline.rows import ItemRecord as ItemRecord

SCHEMA_VERSION = 6
SCHEMA = """
CREATE TABLE sources (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest BLOB NOT NULL, read_key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE items (
    path TEXT PRIMARY KEY, column_path TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
    disclosure_mode TEXT NOT NULL, published_at TEXT NOT NULL, title TEXT NOT NULL, authority TEXT NOT NULL,
    index_number TEXT NOT NULL, document_number TEXT NOT NULL, dated_on TEXT NOT NULL, updated_on TEXT NOT NULL,
    validity TEXT NOT NULL,
    topic TEXT NOT NULL, genre TEXT NOT NULL, keywords TEXT NOT NULL, summary TEXT NOT NULL, image TEXT NOT NULL,
    source TEXT NOT NULL, also_in TEXT NOT NULL, statutory INTEGER NOT NULL, opens_on TEXT NOT NULL,
    closes_on TEXT NOT NULL, refs TEXT NOT NULL, links TEXT NOT NULL, digest BLOB NOT NULL,
    card BLOB NOT NULL, audience TEXT NOT NULL);
CREATE TABLE bodies (
    path TEXT PRIMARY KEY, details TEXT NOT NULL, html TEXT NOT NULL, text TEXT NOT NULL, headings TEXT NOT NULL,
    marks TEXT NOT NULL);
CREATE TABLE attachments (
    item TEXT NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    type TEXT NOT NULL, listed INTEGER NOT NULL, PRIMARY KEY (item, name)) WITHOUT ROWID;
CREATE TABLE findings (
    source TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, column_number INTEGER NOT NULL,
    check_id TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, clause TEXT NOT NULL, hint TEXT NOT NULL);
CREATE INDEX findings_source ON findings (source);
CREATE TABLE outputs (
    url TEXT PRIMARY KEY, fingerprint BLOB NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE related (path TEXT PRIMARY KEY, key BLOB NOT NULL, items TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE kept (name TEXT PRIMARY KEY, mark BLOB NOT NULL, value BLOB NOT NULL);
"""
"""`refs` and `links` are JSON, empty when there are none, so that the index scan stays cheap."""


class Outdated(Exception):
    """A store to read from that is damaged or of another version: build first."""


class _Unfinished(Exception):
    """A store whose first filling was cut short: it holds nothing to be trusted, and nothing was lost."""


class Store:
    """One writer, any number of readers. A file from another version, or a damaged one, is set aside and made anew."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        self.notice = ""
        self.filling = False
        self.db = self._open_readonly() if readonly else self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and not self.db.in_transaction:
            self.settle()
        self.db.close()

    def _open_readonly(self) -> sqlite3.Connection:
        db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            if db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return db
        except sqlite3.DatabaseError:
            pass
        db.close()
        raise Outdated(self.path)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except _Unfinished:
            discard(self.path)
            return self._connect()
        except sqlite3.OperationalError:  # in use or out of reach, which is no reason to delete it
            raise
        except sqlite3.DatabaseError:
            self.notice = "store-damaged"
            discard(self.path)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and version != SCHEMA_VERSION:
                raise sqlite3.DatabaseError("made by another version") if version else _Unfinished
            db.execute("PRAGMA page_size=8192")  # of a new file: a body fills several of the usual size
            db.execute("PRAGMA cache_size=-65536")
            self.filling = not tables
            if self.filling:
                self._disk = _Disk(self.path)
                # No journal and no waiting for the disk: until it is settled, nobody takes it for a store.
                db.execute("PRAGMA journal_mode=OFF")
                db.execute("PRAGMA synchronous=OFF")
                db.executescript(SCHEMA)
            else:
                _keep_safe(db)
            return db
        except BaseException:
            db.close()
            raise

    def hold(self) -> None:
        """See the store as it is now until it is closed: without that every look takes a lock and gives it back."""
        self.db.execute("BEGIN")

    def begin(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def commit(self, *, more: bool = False) -> None:
        """Settles a first filling, unless `more` is committed soon: then the disk begins on it meanwhile."""
        self.db.execute("COMMIT")
        if self.filling and more:
            self._disk.begin()
        else:
            self.settle()

    def settle(self) -> None:
        """End of the first filling: all of it on the disk, and only then the mark of a store."""
        if self.filling:
            self._disk.reach()
            self.db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            self._disk.reach()
            self._disk.close()
            _keep_safe(self.db)
            self.filling = False

    # sources -----------------------------------------------------------------------------------------------------

    def stamps(self, paths: Iterable[str] | None = None) -> dict[str, tuple[str, bytes, bytes]]:
        """Path -> (stamp, digest, read key) of every source known, or of those of `paths` that are."""
        sql = "SELECT path, stamp, digest, read_key FROM sources"
        if paths is None:
            rows: Iterable[Any] = self.db.execute(sql)
        else:
            rows = (row for path in paths for row in self.db.execute(sql + " WHERE path = ?", (path,)))
        return {path: (stamp, digest, key) for path, stamp, digest, key in rows}

    def source_digest(self, path: str) -> bytes:
        """Digest of a source's bytes; empty for one unknown, or never looked into."""
        row = self.db.execute("SELECT digest FROM sources WHERE path = ?", (path,)).fetchone()
        return row[0] if row else b""

    def put_sources(self, rows: Iterable[tuple[str, str, bytes, bytes]]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", rows)

    def forget(self, paths: Sequence[str]) -> None:
        """Drop sources with what was read from them. `paths` are from content/, with suffix."""
        self.db.executemany("DELETE FROM sources WHERE path = ?", ((path,) for path in paths))
        self.drop_items([path[:-3] for path in paths if path.endswith(".md")])
        self.db.executemany("DELETE FROM findings WHERE source = ?", ((path,) for path in paths))

    # items -------------------------------------------------------------------------------------------------------

    def drop_items(self, paths: Iterable[str]) -> None:
        keys = [(path,) for path in paths]
        for table, column in (("items", "path"), ("bodies", "path"), ("attachments", "item"), ("related", "path")):
            self.db.executemany(f"DELETE FROM {table} WHERE {column} = ?", keys)

    def rows(self, paths: Iterable[str]) -> list[IndexRow]:
        found = (self.db.execute("SELECT * FROM items WHERE path = ?", (path,)).fetchone() for path in paths)
        return [IndexRow._make(row) for row in found if row is not None]

    def put_items(self, records: Sequence[ItemRecord]) -> None:
        holes = ", ".join("?" * len(IndexRow._fields))
        self.db.executemany("DELETE FROM attachments WHERE item = ?", ((record.row.path,) for record in records))
        self.db.executemany(f"INSERT OR REPLACE INTO items VALUES ({holes})", (record.row for record in records))
        self.db.executemany(
            f"INSERT OR REPLACE INTO bodies VALUES (?{', CAST(? AS TEXT)' * 5})", (record.body for record in records)
        )
        self.db.executemany(
            "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)",
            (attachment for record in records for attachment in record.attachments),
        )

    def has_item(self, path: str) -> bool:
        return self.db.execute("SELECT 1 FROM items WHERE path = ?", (path,)).fetchone() is not None

    def index(self) -> list[IndexRow]:
        """Every item, by path."""
        return list(map(IndexRow._make, self.db.execute("SELECT * FROM items ORDER BY path")))

    def body(self, path: str) -> BodyRow:
        return BodyRow(*self.db.execute("SELECT * FROM bodies WHERE path = ?", (path,)).fetchone())

    def page_parts(self, path: str) -> tuple[str, str, str]:
        """What an item's page needs of its body: details, HTML and headings."""
        parts: tuple[str, str, str] = self.db.execute(
            "SELECT details, html, headings FROM bodies WHERE path = ?", (path,)
        ).fetchone()
        return parts

    def bodies(self) -> Iterator[BodyRow]:
        return map(BodyRow._make, self.db.execute("SELECT * FROM bodies ORDER BY path"))

    def words(self, sign: str) -> Iterator[tuple[str, str]]:
        """(path, header and text) of each item in whose words `sign` stands."""
        asked = "SELECT path, details || text FROM bodies WHERE instr(text, ?1) OR instr(details, ?1) ORDER BY path"
        return self.db.execute(asked, (sign,))

    def attachments(self, item: str) -> list[AttachmentRow]:
        rows = self.db.execute("SELECT * FROM attachments WHERE item = ? ORDER BY name", (item,))
        return [AttachmentRow(*row) for row in rows]

    def attachments_of(self, types: Iterable[str]) -> list[AttachmentRow]:
        """Those of some types, by item and name."""
        wanted = sorted(types)
        sql = f"SELECT * FROM attachments WHERE type IN ({', '.join('?' * len(wanted))}) ORDER BY item, name"
        return list(map(AttachmentRow._make, self.db.execute(sql, wanted)))

    def all_attachments(self) -> list[AttachmentRow]:
        return list(map(AttachmentRow._make, self.db.execute("SELECT * FROM attachments ORDER BY item, name")))

    # findings of reading -------------------------------------------------------------------------------------------

    def put_findings(self, source: str, findings: Iterable[Finding]) -> None:
        self.db.execute("DELETE FROM findings WHERE source = ?", (source,))
        self.db.executemany(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (source, f.location.path, f.location.line, f.location.column, f.check, f.severity.value, f.message,
                 f.clause, f.hint)
                for f in findings
            ),
        )  # fmt: skip

    def forget_faults(self) -> None:
        """Findings of names and of planning, which stand under names that begin with `!`: each build finds its own."""
        self.db.execute("DELETE FROM findings WHERE source LIKE '!%'")

    def findings(self) -> list[Finding]:
        rows = self.db.execute(
            "SELECT path, line, column_number, check_id, severity, message, clause, hint FROM findings"
        )
        found = [Finding(Location(p, n, c), k, Severity(s), m, cl, h) for p, n, c, k, s, m, cl, h in rows]
        return sorted(found, key=lambda finding: finding.order)

    # outputs -------------------------------------------------------------------------------------------------------

    def outputs(self) -> dict[str, tuple[bytes, str]]:
        """URL -> (fingerprint, stamp of the file as written)."""
        rows = self.db.execute("SELECT url, fingerprint, stamp FROM outputs")
        return {url: (fingerprint, stamp) for url, fingerprint, stamp in rows}

    def clear_outputs(self, urls: Iterable[str]) -> None:
        self.db.executemany("DELETE FROM outputs WHERE url = ?", ((url,) for url in urls))

    def put_outputs(self, rows: Iterable[tuple[str, bytes, str]]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)", rows)

    # related items, kept because finding them costs more than a page ------------------------------

    def related(self) -> dict[str, tuple[bytes, str]]:
        rows = self.db.execute("SELECT path, key, items FROM related")
        return {path: (key, items) for path, key, items in rows}

    def put_related(self, rows: Iterable[tuple[str, bytes, str]]) -> None:
        self.begin()
        self.db.executemany("INSERT OR REPLACE INTO related VALUES (?, ?, ?)", rows)
        self.commit()

    # what else was found out and stays true as long as its mark does -------------------------------

    def kept(self, name: str, mark: bytes) -> bytes | None:
        row = self.db.execute("SELECT value FROM kept WHERE name = ? AND mark = ?", (name, mark)).fetchone()
        return row[0] if row else None

    def kept_under(self, prefix: str, mark: bytes) -> dict[str, bytes]:
        sql = "SELECT name, value FROM kept WHERE name >= ? AND name < ? AND mark = ?"
        return dict(self.db.execute(sql, (prefix, f"{prefix}\uffff", mark)))

    def keep_under(self, prefix: str, mark: bytes, values: Iterable[tuple[str, bytes]]) -> None:
        self.begin()
        rows = ((prefix + name, mark, value) for name, value in values)
        self.db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        self.commit()

    def keep(self, name: str, mark: bytes, value: bytes) -> None:
        self.db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (name, mark, value))


class _Disk:
    """Brings a file to the disk. One handle for all of it: closing any drops the locks that SQLite has on the file."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        self._under_way: Thread | None = None
        self._fault: OSError | None = None

    def begin(self) -> None:
        """Without waiting, so that `reach` has less to wait for."""
        self._under_way = Thread(target=self._push, daemon=True)
        self._under_way.start()

    def _push(self) -> None:
        try:
            os.fsync(self._handle)
        except OSError as fault:  # the system tells it only once
            self._fault = fault

    def reach(self) -> None:
        """Raises OSError."""
        if self._under_way is not None:
            self._under_way.join()
            self._under_way = None
        if self._fault is not None:
            raise self._fault
        os.fsync(self._handle)

    def close(self) -> None:
        os.close(self._handle)


def _keep_safe(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")


def discard(path: Path) -> None:
    """Deleting the store only costs time."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
