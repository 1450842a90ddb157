"""What git tells of the sources: its commits and what each did to them. Kept beside the store, so that only new commits
are read; deleting that file only costs time.

Three git processes whatever the number of items: one log, one reader of headers, one look at what is not committed.
"""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

FORM = 6
"""Counts up when what the file keeps changes; a file of another form is made anew."""
SCHEMA = f"""
CREATE TABLE state (head TEXT NOT NULL, place TEXT NOT NULL);
CREATE TABLE commits (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, parents TEXT NOT NULL, at INTEGER NOT NULL,
    written_at INTEGER NOT NULL, author TEXT NOT NULL, mail TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE changes (
    number INTEGER NOT NULL, status TEXT NOT NULL, path TEXT NOT NULL, old TEXT NOT NULL, blob TEXT NOT NULL);
CREATE TABLE beside (number INTEGER NOT NULL, folder TEXT NOT NULL);
CREATE TABLE headers (
    blob TEXT PRIMARY KEY, moment TEXT NOT NULL, open INTEGER NOT NULL, text TEXT NOT NULL,
    marks TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version={FORM};
"""
SUFFIX = ".md"
LOG = (
    "log", "--topo-order", "--reverse", "--raw", "--no-abbrev", "-M", "-c", "--combined-all-paths", "-z", "--relative",
    "--format=format:%H%x00%P%x00%ct%x00%at%x00%an%x00%ae%x00%B%x00",
)  # fmt: skip
OPTIONS = (
    "core.fsmonitor=false", "diff.renameLimit=2000", "log.showRoot=true", "log.showSignature=false",
    "advice.graftFileDeprecated=false",
)  # fmt: skip
FIELDS = 7


class Silence(StrEnum):
    """Why git tells nothing."""

    NO_GIT = "no-git"
    NO_REPOSITORY = "no-repository"
    NO_COMMIT = "no-commit"
    SHALLOW = "shallow"
    PARTIAL = "partial"
    FAILED = "failed"


class Silent(Exception):
    """Git has no history to tell; `told` is its own message, if any."""

    def __init__(self, reason: Silence, told: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.told = reason, told


class CommitRow(NamedTuple):
    """`number` puts parents before children; `at` and `written_at` are the committer's and the author's seconds."""

    number: int
    hash: str
    parents: str
    at: int
    written_at: int
    author: str
    mail: str
    message: str


class ChangeRow(NamedTuple):
    """`status` is A, M, D or R; `path` and `old` are items' paths below content/ without suffix, `old` only for R."""

    number: int
    status: str
    path: str
    old: str
    blob: str


class Header(NamedTuple):
    """What a version says: its moment of publishing ("" for none), whether it is open to the public, a digest of its
    matter, and the marks that the item is known by wherever it lies.
    """

    moment: str
    open: bool
    text: str
    marks: str


class GitLog:
    """The history of a folder in its repository, as far as it was read. Raises Silent where there is none to read."""

    def __init__(self, content: Path, kept: Path) -> None:
        self.content = content.resolve()
        self.prefix = self._place()
        self.db = _opened(kept)

    def __enter__(self) -> "GitLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def read(self) -> None:
        """Read the commits that are not known yet; all of them when history was rewritten."""
        head = self._git("rev-parse", "HEAD").strip()
        known = self.db.execute("SELECT head, place FROM state").fetchone() or ("", "")
        if known == (head, self.prefix):
            return
        self.db.execute("BEGIN IMMEDIATE")
        follows = known[1] == self.prefix and self._is_ancestor(known[0], head)
        if not follows:
            for table in ("commits", "changes", "beside"):
                self.db.execute(f"DELETE FROM {table}")
        self._append(self._git(*LOG, f"{known[0]}..{head}" if follows else head))
        self.db.execute("DELETE FROM state")
        self.db.execute("INSERT INTO state VALUES (?, ?)", (head, self.prefix))
        self.db.execute("COMMIT")

    def commits(self) -> Iterator[CommitRow]:
        return map(CommitRow._make, self.db.execute("SELECT * FROM commits ORDER BY number"))

    def changes(self) -> Iterator[ChangeRow]:
        return map(ChangeRow._make, self.db.execute("SELECT * FROM changes ORDER BY number, rowid"))

    def beside(self) -> dict[str, list[int]]:
        """Folder below content/ -> numbers of the commits that changed files in it that are no items."""
        found: dict[str, list[int]] = {}
        for number, folder in self.db.execute("SELECT DISTINCT number, folder FROM beside ORDER BY number"):
            found.setdefault(folder, []).append(number)
        return found

    def headers(self, blobs: Collection[str], parse: Callable[[bytes], Header]) -> dict[str, Header]:
        """Blob -> what `parse` made of its bytes; only blobs never seen before are fetched."""
        kept = {row[0]: Header(*row[1:]) for row in self.db.execute("SELECT * FROM headers")}
        new = [blob for blob in blobs if blob not in kept]
        if new:
            found = {blob: parse(raw) for blob, raw in self.blobs(new)}
            made = ((blob, *header) for blob, header in found.items())
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany("INSERT OR REPLACE INTO headers VALUES (?, ?, ?, ?, ?)", made)
            self.db.execute("COMMIT")
            kept |= found
        return kept

    def uncommitted(self) -> frozenset[str]:
        """Items whose file differs from the last commit; files that git does not know are not among them."""
        listed = self._git("status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--", ".")
        names = (entry[3:] for entry in listed.split("\0") if entry)
        return frozenset(item for name in names if (item := _item(name.removeprefix(self.prefix))))

    # git -------------------------------------------------------------------------------------------------------------

    def _place(self) -> str:
        """The folder's place in its repository, `content/`. What a clone lacks must not be fetched to answer."""
        try:
            prefix = self._git("rev-parse", "--show-prefix").rstrip("\n")
        except FileNotFoundError:
            raise Silent(Silence.NO_GIT) from None
        except Silent as silent:
            none = "not a git repository" in silent.told
            raise Silent(Silence.NO_REPOSITORY if none else Silence.FAILED, silent.told) from None
        if self._git("rev-parse", "--is-shallow-repository").strip() == "true":
            raise Silent(Silence.SHALLOW)
        if self._run("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$").returncode == 0:
            raise Silent(Silence.PARTIAL)
        if self._run("rev-parse", "--verify", "-q", "HEAD").returncode:
            raise Silent(Silence.NO_COMMIT)
        return prefix

    def _is_ancestor(self, commit: str, head: str) -> bool:
        return bool(commit) and self._run("merge-base", "--is-ancestor", commit, head).returncode == 0

    def _git(self, *words: str) -> str:
        done = self._run(*words)
        if done.returncode:
            raise Silent(Silence.FAILED, done.stderr.decode("utf-8", "replace").strip())
        return done.stdout.decode("utf-8", "surrogateescape")

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([*self._command(), *words], capture_output=True, env=clean_environment(), check=False)

    def _command(self) -> list[str]:
        return ["git", "-C", str(self.content), *(word for option in OPTIONS for word in ("-c", option))]

    def blobs(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each blob, through one process."""
        asked = "".join(f"{name}\n" for name in names).encode()
        command = [*self._command(), "cat-file", "--batch", "--buffer"]
        done = subprocess.run(command, input=asked, capture_output=True, env=clean_environment(), check=False)
        found, start = done.stdout, 0
        while start < len(found):
            end = found.index(b"\n", start)
            words = found[start:end].split()
            size = int(words[2]) if len(words) == 3 else -1
            if size >= 0:
                yield words[0].decode(), found[end + 1 : end + 1 + size]
            start = end + 1 + (size + 1 if size >= 0 else 0)

    def _append(self, told: str) -> None:
        (number,) = self.db.execute("SELECT coalesce(max(number), 0) FROM commits").fetchone()
        commits: list[CommitRow] = []
        changes: list[ChangeRow] = []
        beside: list[tuple[int, str]] = []
        for fields, raw in _records(told.split("\0")):
            number += 1
            hash_, parents, at, written_at, *words = fields
            commits.append(CommitRow(number, hash_, parents, int(at), int(written_at), *map(_clean, words)))
            changes.extend(change for entry in raw if (change := self._change(number, *entry)))
            beside.extend((number, folder) for entry in raw if (folder := self._folder(*entry)))
        self.db.executemany("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?)", commits)
        self.db.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", changes)
        self.db.executemany("INSERT INTO beside VALUES (?, ?)", beside)

    def _folder(self, meta: str, paths: list[str]) -> str:
        """Where a file that is no item was changed; "" for items, and for what was only moved."""
        if meta.startswith("::"):
            paths = [path.removeprefix(self.prefix) for path in paths[-1:] if path.startswith(self.prefix)]
        elif meta.endswith(" R100"):
            return ""
        folder = paths[-1].rpartition("/")[0] if paths and not paths[-1].endswith(SUFFIX) else ""
        return folder if folder.isascii() else ""

    def _change(self, number: int, meta: str, paths: list[str]) -> ChangeRow | None:
        """A merge's own changes name a letter and a path for each parent, from the root of the repository."""
        words = meta.split(" ")
        letters, blob = words[-1], words[-2]
        if meta.startswith("::"):
            paths = [path.removeprefix(self.prefix) if path.startswith(self.prefix) else "" for path in paths]
            moved = "R" in letters and "M" not in letters  # no parent has it where the merge puts it
            status = "R" if moved else letters[0] if len(set(letters)) == 1 and letters[0] in "AD" else "M"
            paths = [paths[letters.index("R")], paths[-1]] if moved else paths[-1:]
        else:
            status = {"C": "A", "T": "M"}.get(letters[0], letters[0])
        items = [_item(path) for path in paths]
        if status == "R" and not all(items):
            status = "A" if items[-1] else "D"
        if not any(items):
            return None
        return ChangeRow(number, status, items[-1] or items[0], items[0] if status == "R" else "", blob)


def _records(tokens: list[str]) -> Iterator[tuple[list[str], list[tuple[str, list[str]]]]]:
    """(fields, [(raw line, its paths)]) for each commit; the fields are taken by number, as a message may be empty."""
    at = 0
    while at < len(tokens):
        if not tokens[at].strip("\n"):
            at += 1
            continue
        fields = [tokens[at].lstrip("\n"), *tokens[at + 1 : at + FIELDS]]
        at += FIELDS
        raw: list[tuple[str, list[str]]] = []
        while at < len(tokens) and (not tokens[at].strip("\n") or tokens[at].lstrip("\n").startswith(":")):
            meta = tokens[at].lstrip("\n")
            parents = len(meta) - len(meta.lstrip(":"))
            count = parents + 1 if parents > 1 or meta.rpartition(" ")[2][:1] in ("R", "C") else min(parents, 1)
            if meta:
                raw.append((meta, tokens[at + 1 : at + 1 + count]))
            at += 1 + count
        yield fields, raw


def _item(path: str) -> str:
    """`zwgk/2026/00001.md` -> its path without suffix; "" for what is no item."""
    return path[: -len(SUFFIX)] if path.endswith(SUFFIX) and path.isascii() else ""


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def clean_environment() -> dict[str, str]:
    """A hook's GIT_DIR would name another index, and a replaced or grafted commit another history."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1", "GIT_GRAFT_FILE": os.devnull,
    }  # fmt: skip


def _opened(kept: Path) -> sqlite3.Connection:
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connected(kept)
    except sqlite3.OperationalError:  # full, read-only, in use: not the file's own fault
        raise
    except sqlite3.DatabaseError:
        kept.unlink(missing_ok=True)
        return _connected(kept)


def _connected(kept: Path) -> sqlite3.Connection:
    db = sqlite3.connect(kept, isolation_level=None, timeout=60)
    try:
        (form,) = db.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise sqlite3.DatabaseError("made by another version")
            db.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        return db
    except BaseException:
        db.close()
        raise
