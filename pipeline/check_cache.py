"""What checks answered before, kept by content beside the store: an answer holds while its subject and its facts do.

Safe to delete; another version, a damaged file, other code or other tables only cost time.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.finding import Finding, Location, Severity

VERSION = 2
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE answers (
    subject TEXT PRIMARY KEY, stamp TEXT NOT NULL, content BLOB NOT NULL, facts BLOB NOT NULL, again TEXT NOT NULL,
    findings TEXT NOT NULL, waivers TEXT NOT NULL);
"""
ID = "I"
"""Type code of the numbers by which an answer names its facts."""
FEW = 16
MOST_FACTS, FACTS_EACH = 50_000, 12
"""More facts than this, and so many for each answer, are mostly of answers long gone: then all is forgotten."""

Fact = tuple[int, str, str]
"""Number, name, value."""


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


def is_of_the_disk(fault: sqlite3.DatabaseError) -> bool:
    """Full, read-only, in use by another: not the file's own fault, so that it need not go. Missing tables are."""
    return isinstance(fault, sqlite3.OperationalError) and not str(fault).startswith("no such ")


class CheckCache:
    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        """`key` tells, when first asked, what stands for all that every answer depends on: code, libraries, tables."""
        self.path, self._key = path, key
        self.db = self._open()
        self._given_up = False

    @cached_property
    def key(self) -> bytes:
        return self._key()

    def close(self) -> None:
        """What was put in and not finished is taken back."""
        self.db.close()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as fault:
            if is_of_the_disk(fault):
                raise
            return self._anew()

    def _anew(self) -> sqlite3.Connection:
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

    def load(self, changed: Callable[[Sequence[Fact]], set[int]]) -> "Memory":
        """What is kept and still holds; `changed` tells the numbers of facts that are no longer what they were.

        Damage inside the file shows only here: then nothing is kept.
        """
        try:
            return self._load(changed)
        except sqlite3.DatabaseError as fault:
            if is_of_the_disk(fault):
                raise
            self.db.close()
            self.db = self._anew()
            return self._load(changed)

    def _load(self, changed: Callable[[Sequence[Fact]], set[int]]) -> "Memory":
        if not self._usable():
            return Memory({}, {}, frozenset(), self._revision(), fresh=True, stale=False)
        facts: list[Fact] = self.db.execute("SELECT id, name, value FROM facts").fetchall()
        lost = changed(facts)
        kept = {row[0]: row for row in map(Kept._make, self.db.execute("SELECT * FROM answers"))}
        known = frozenset(kept)
        if lost:
            for name in set(_resting_on(lost, kept)):
                del kept[name]
        names = {name: number for number, name, _ in facts}
        return Memory(kept, names, known, self._revision(), fresh=False, stale=bool(lost))

    def _revision(self) -> int:
        row = self.db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        return int(row[0]) if row else 0

    def put(self, memory: "Memory", rows: Sequence[Kept], facts: Sequence[Fact]) -> None:
        """Put in answers and the facts that they are the first to name; they count once `finish` has been called.

        `memory.kept` must not change from the first on.

        Nothing is kept when another inspection has kept something since: numbers of facts would get mixed up; nor when
        the disk is full: what was found must be told all the same.
        """
        self._write(memory, lambda: self._put(memory, rows, facts))

    def finish(self, memory: "Memory", renewed: Sequence[Fact] = ()) -> None:
        """Keep what was put in and what of `memory` it did not replace; `renewed` facts as they are now."""
        self._write(memory, lambda: self._finish(memory, renewed))

    def _write(self, memory: "Memory", write: Callable[[], None]) -> None:
        """All is kept in one transaction, which begins with the first that is written."""
        if self._given_up:
            return
        try:
            if self.db.in_transaction or self._begin(memory):
                write()
        except sqlite3.DatabaseError as fault:
            self._give_up()
            if type(fault) is not sqlite3.DatabaseError and not is_of_the_disk(fault):
                raise

    def _give_up(self) -> None:
        self._given_up = True
        if self.db.in_transaction:  # where the disk is full, SQLite has taken all back itself
            self.db.execute("ROLLBACK")

    def _begin(self, memory: "Memory") -> bool:
        self.db.execute("BEGIN IMMEDIATE")
        if self._revision() != memory.revision:
            self._give_up()
            return False
        if memory.fresh:
            for table in ("answers", "facts"):
                self.db.execute(f"DELETE FROM {table}")
        _ = self.key  # for which there is time now, and none in the end
        # what no longer holds must go, or it would be believed once its facts are written anew
        gone = [(name,) for name in memory.known - memory.kept.keys()]
        self.db.executemany("DELETE FROM answers WHERE subject = ?", gone)
        return True

    def _put(self, memory: "Memory", rows: Sequence[Kept], facts: Sequence[Fact]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self.db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", facts)
        memory.put += len(rows)

    def _finish(self, memory: "Memory", renewed: Sequence[Fact]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", renewed)
        crowded = len(memory.names) > MOST_FACTS + FACTS_EACH * (len(memory.kept) + memory.put)
        key = b"" if crowded else self.key
        meta = [("key", key), ("revision", memory.revision + 1)]
        self.db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta)
        self.db.execute("COMMIT")


@dataclass
class Memory:
    """Answers that still hold, by subject; the facts they may name: name -> number.

    `known`: subjects of all answers in it, whether they hold or not.
    """

    kept: dict[str, Kept]
    names: dict[str, int]
    known: Set[str]
    revision: int
    fresh: bool
    """Nothing was kept, or nothing that can be used."""
    stale: bool
    """Some facts changed, so that something must be written."""
    put: int = 0
    """How many answers were put in since."""

    def numbers(self, facts: Iterable[str]) -> list[int]:
        """Those named for the first time get the next numbers."""
        names = self.names
        return [names.setdefault(fact, len(names) + 1) for fact in facts]


def _resting_on(numbers: Set[int], kept: Mapping[str, Kept]) -> Iterator[str]:
    """Subjects of answers that rest on one of these facts; to look for a few in the bytes is faster than to unpack."""
    if len(numbers) > FEW:
        yield from (name for name, row in kept.items() if not numbers.isdisjoint(array(ID, row.facts)))
        return
    for number in numbers:
        written = array(ID, [number]).tobytes()
        for name, row in kept.items():
            if written in row.facts and number in array(ID, row.facts):
                yield name


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
