"""Items on the other branches of a repository: their paths and headers, without checking any branch out."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NONE = "0" * 40
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}


class Elsewhere(NamedTuple):
    """`path` is below content/; `raw` the bytes, b"" for what is no item."""

    path: str
    raw: bytes


def elsewhere(content: Path) -> Iterator[Elsewhere]:
    """Every file below content/ that a branch, local or fetched, has otherwise than the commit at hand.

    So do the other work trees of the repository, committed or not. Nothing where there is no git, no repository, or no
    commit. Few processes however many branches there are.
    """
    place = content.resolve()
    told = _git(place, "rev-parse", "--show-toplevel", "--show-prefix", "HEAD^{tree}")
    if told is None:
        return
    root, prefix, head = (line.decode("utf-8", "surrogateescape") for line in told.split(b"\n")[:3])
    yield from _work_trees(place, root, prefix)
    listed = _git(place, "for-each-ref", "--format=%(tree) %(*tree)", "refs/heads", "refs/remotes") or b""
    trees = {line.split()[0].decode() for line in listed.splitlines() if line.split()} - {head}
    pairs = "".join(f"{head} {tree}\n" for tree in sorted(trees))
    if not pairs:
        return
    words = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--diff-filter=AMT", "--no-abbrev")
    told = _git(place, *words, "--", f":(top){prefix}" if prefix else ".", asked=pairs.encode()) or b""
    yield from _with_bytes(place, dict(_changed(told, prefix)))


def _work_trees(place: Path, own: str, below: str) -> Iterator[Elsewhere]:
    """What the repository's other work trees hold that is not committed there."""
    listed = _git(place, "worktree", "list", "--porcelain", "-z") or b""
    roots = [entry[9:] for entry in listed.split(b"\0") if entry.startswith(b"worktree ")]
    for root in roots:
        folder = Path(os.fsdecode(root), below)
        if os.fsdecode(root) == own or not folder.is_dir():
            continue
        fresh = _git(folder, "ls-files", "-o", "-m", "--exclude-standard", "-z", "--", ".") or b""
        for name in filter(None, map(os.fsdecode, fresh.split(b"\0"))):
            file = folder / name
            is_item = name.endswith(".md") and file.is_file() and not file.is_symlink()
            yield Elsewhere(name, file.read_bytes() if is_item else b"")


def _changed(told: bytes, below: str) -> Iterator[tuple[tuple[str, str], None]]:
    """((path, blob), None) of each raw entry; lines that name the trees stand between them."""
    fields = told.split(b"\0")
    place = 0
    while place < len(fields) - 1:
        entry = fields[place].rpartition(b"\n")[2]
        if not entry.startswith(b":"):
            place += 1
            continue
        name = fields[place + 1].decode("utf-8", "surrogateescape")
        yield (name.removeprefix(below), entry.split()[3].decode()), None
        place += 2


def _with_bytes(place: Path, found: dict[tuple[str, str], None]) -> Iterator[Elsewhere]:
    yield from (Elsewhere(path, b"") for path, _ in found if not path.endswith(".md"))
    items = [(path, blob) for path, blob in found if path.endswith(".md")]
    blobs = list(dict.fromkeys(blob for _, blob in items if blob != NONE))
    if not blobs:
        return
    told = _git(place, "cat-file", "--batch", asked="\n".join(blobs).encode() + b"\n") or b""
    contents = dict(_batch(told))
    yield from (Elsewhere(path, contents.get(blob, b"")) for path, blob in items)


def _batch(told: bytes) -> Iterator[tuple[str, bytes]]:
    start = 0
    while start < len(told):
        end = told.index(b"\n", start)
        words = told[start:end].split()
        if len(words) != 3:  # the object is missing
            start = end + 1
            continue
        size = int(words[2])
        yield words[0].decode(), told[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(place: Path, *words: str, asked: bytes | None = None) -> bytes | None:
    """What git says, or None when it cannot."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _QUIET
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=false", "-c", "core.fsmonitor=false", *words],
            cwd=place,
            env=environment,
            input=asked,
            stdin=None if asked is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
