"""What stands in a folder, looked at once: every file with its type and its stamp; and one file, read whole."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.troubles import reason

UNREADABLE = 0
"""In the place of a file type: `stamp` then holds the system's reason."""
LONGEST_PATH = 240
"""Characters of a path below content/, so that it also fits below output/ and on other systems."""


class Entry(NamedTuple):
    """`path` is below the folder; `form` the file type bits of its mode; a link is a link, whatever it points to."""

    path: str
    form: int
    stamp: str


def walk(folder: str, enter: Callable[[str], bool], below: str = "") -> Iterator[Entry]:
    """Entries in order of name, folder by folder. A folder that `enter` refuses by its path is an entry itself."""
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Entry(below.rstrip("/"), UNREADABLE, reason(error))
        return
    for entry in found:
        path = below + entry.name
        try:
            info = entry.stat(follow_symlinks=False)
        except OSError as error:
            yield Entry(path, UNREADABLE, reason(error))
            continue
        if stat.S_ISDIR(info.st_mode) and enter(path):
            yield from walk(f"{folder}/{entry.name}", enter, path + "/")
        else:
            yield Entry(path, stat.S_IFMT(info.st_mode), stamp_of(info))


def read_whole(path: str) -> bytes:
    """As `Path.read_bytes`, at half its price: there are very many."""
    handle = os.open(path, os.O_RDONLY)
    try:
        size = os.fstat(handle).st_size
        found = os.read(handle, size + 1)
        while len(found) < size and (more := os.read(handle, size)):
            found += more
        return found
    finally:
        os.close(handle)


def stamp_of(info: os.stat_result) -> str:
    """What tells that a file was touched: size, times and inode; ctime betrays an edit that kept its mtime."""
    return f"{info.st_size}-{info.st_mtime_ns}-{info.st_ctime_ns}-{info.st_ino}"


def enter_content(path: str) -> bool:
    """Whether to look into a folder of content/: one named as an item, or deeper than a path may go, is a fault."""
    return not path.endswith(".md") and len(path) <= LONGEST_PATH


class Seen(NamedTuple):
    """A folder against what is known of its files. `moved`: known, but not as it was; `strange`: not known; `gone`:
    known, and not there.
    """

    moved: list[Entry]
    strange: list[Entry]
    gone: list[str]


def compare(entries: Iterable[Entry], known: Mapping[str, str]) -> Seen:
    """`known`: path -> stamp of a regular file."""
    moved: list[Entry] = []
    strange: list[Entry] = []
    unseen = dict(known)
    for entry in entries:
        stamp = unseen.pop(entry.path, None)
        if stamp is None:
            strange.append(entry)
        elif stamp != entry.stamp or entry.form != stat.S_IFREG:
            moved.append(entry)
    return Seen(moved, strange, list(unseen))


def output_urls(output: str) -> frozenset[str]:
    """Every file below `output` as a root-relative URL path, not percent-encoded."""
    return frozenset(url for url, _ in _output_files(output))


def output_stamps(output: str) -> dict[str, str]:
    """The same with the stamp of each; "" for what cannot be looked at."""
    return {url: _stamp_of_entry(entry) for url, entry in _output_files(output)}


def _output_files(output: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    folders = [""]
    while folders:
        below = folders.pop()
        for entry in _entries(f"{output}{below}"):
            path = f"{below}/{entry.name}"
            if not entry.is_dir():
                yield path, entry
            elif not entry.is_symlink():
                folders.append(path)


def _stamp_of_entry(entry: os.DirEntry[str]) -> str:
    try:
        return stamp_of(entry.stat())
    except OSError:
        return ""


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Twice as fast as walking; what cannot be read has none."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
