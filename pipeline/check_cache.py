"""What checks answered before, kept by content beside the store: an answer holds while its subject and its facts do.

Safe to delete; another version, a damaged file, other code or other tables only cost time.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.finding import Finding, Location, Severity

VERSION = 1
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE answers (
    subject TEXT PRIMARY KEY, stamp TEXT NOT NULL, content BLOB NOT NULL, facts BLOB NOT NULL, again TEXT NOT NULL,
    findings TEXT NOT NULL, waivers TEXT NOT NULL);
"""
ID = "I"
"""Type code of the numbers by which an answer names its facts."""
MOST_FACTS, FACTS_EACH = 50_000, 12
"""More facts than this, and so many for each answer, are mostly of answers long gone: then all is forgotten."""


class Kept(NamedTuple):
    """`content`: digest of a page's bytes, for when only its stamp changed; `again`: checks to ask every time."""

    subject: str
    stamp: str
    content: bytes
    facts: bytes
    again: str
    findings: str
    waivers: str


class Answered(NamedTuple):
    """What asking one subject gave, in plain forms in which it is kept and handed from process to process.

    `findings` and `waivers`: JSON, "" for none. `facts`: numbers of what was looked at, as in `Answers.facts`, None
    when that cannot be kept. `findings_again`: those of checks that must be asked again every time.
    """

    subject: str
    content: bytes
    facts: bytes | None
    again: str
    findings: str
    findings_again: str
    waivers: str


class Answers(NamedTuple):
    """Of one batch; `facts` are the names of all that was looked at, each once."""

    kind: str
    facts: Sequence[str]
    answers: Sequence[Answered]


class CheckCache:
    def __init__(self, path: Path, key: bytes) -> None:
        """`key` stands for everything that every answer depends on: code, libraries, tables."""
        self.path, self.key = path, key
        self.db = self._open()

    def close(self) -> None:
        self.db.close()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=OFF")
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if not found:
                db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version={VERSION}; COMMIT;")
            elif found != VERSION:
                raise sqlite3.DatabaseError("made by another version")
            db.execute("SELECT count(*) FROM meta").fetchone()
            return db
        except BaseException:
            db.close()
            raise

    def _usable(self) -> bool:
        row = self.db.execute("SELECT value FROM meta WHERE key = 'key'").fetchone()
        return row is not None and row[0] == self.key

    def load(self, still: Callable[[str, str], bool]) -> "Memory":
        """What is kept and still holds; `still` tells whether a fact has the value it had."""
        if not self._usable():
            return Memory({}, {}, {}, self._revision(), fresh=True, stale=False)
        names, changed = {}, set()
        values = {}
        for number, name, value in self.db.execute("SELECT id, name, value FROM facts"):
            names[name] = number
            values[name] = value
            if not still(name, value):
                changed.add(number)
        kept = {row[0]: Kept(*row) for row in self.db.execute("SELECT * FROM answers")}
        if changed:
            kept = {name: row for name, row in kept.items() if changed.isdisjoint(array(ID, row.facts))}
        return Memory(kept, names, values, self._revision(), fresh=False, stale=bool(changed))

    def _revision(self) -> int:
        row = self.db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        return int(row[0]) if row else 0

    def save(self, memory: "Memory", rows: Sequence[Kept], value: Callable[[str], str]) -> None:
        """Keep `rows` and what of `memory` they do not replace; facts are written as they are now.

        Nothing is kept when another inspection has kept something since: numbers of facts would get mixed up.
        """
        with self._transaction():
            if self._revision() != memory.revision:
                return
            if memory.fresh:
                for table in ("answers", "facts"):
                    self.db.execute(f"DELETE FROM {table}")
            gone = self._gone(memory, {row.subject for row in rows})
            self.db.executemany("DELETE FROM answers WHERE subject = ?", gone)
            self.db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._put_facts(memory, value)
            crowded = len(memory.names) > MOST_FACTS + FACTS_EACH * (len(memory.kept) + len(rows))
            key = b"" if crowded else self.key
            self.db.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", [("key", key), ("revision", memory.revision + 1)]
            )

    def _gone(self, memory: "Memory", replaced: set[str]) -> list[tuple[str]]:
        """What no longer holds must go, or it would be believed once its facts are written anew."""
        known = self.db.execute("SELECT subject FROM answers")
        return [(name,) for (name,) in known if name not in memory.kept and name not in replaced]

    def _put_facts(self, memory: "Memory", value: Callable[[str], str]) -> None:
        now = ((number, name, value(name)) for name, number in memory.names.items())
        new = [row for row in now if memory.values.get(row[1]) != row[2]]
        self.db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", new)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")


@dataclass
class Memory:
    """Answers that still hold, by subject; the facts they may name: name -> number, and name -> value as kept."""

    kept: dict[str, Kept]
    names: dict[str, int]
    values: dict[str, str]
    revision: int
    fresh: bool
    """Nothing was kept, or nothing that can be used."""
    stale: bool
    """Some facts changed, so that something must be written."""

    def numbers(self, facts: Iterable[str]) -> list[int]:
        names = self.names
        return [names.setdefault(fact, len(names) + 1) for fact in facts]


def renumbered(facts: bytes, numbers: Sequence[int]) -> bytes:
    """Numbers of a batch as the cache has them."""
    return array(ID, map(numbers.__getitem__, array(ID, facts))).tobytes()


class FactTable(dict[str, int]):
    """Numbers the facts of one batch, from 0."""

    def __missing__(self, fact: str) -> int:
        self[fact] = number = len(self)
        return number

    def numbers(self, facts: Iterable[str]) -> bytes:
        return array(ID, map(self.__getitem__, facts)).tobytes()


def packed(findings: Iterable[Finding]) -> str:
    rows = [
        [f.location.path, f.location.line, f.location.column, f.check, f.severity.value, f.message, f.clause, f.hint]
        for f in findings
    ]
    return json.dumps(rows, separators=(",", ":")) if rows else ""


def unpacked(text: str) -> list[Finding]:
    if not text:
        return []
    return [
        Finding(Location(path, line, column), check, Severity(severity), message, clause, hint)
        for path, line, column, check, severity, message, clause, hint in json.loads(text)
    ]
