"""The way of each item through history: touched, moved, removed, brought back under its own name or another.

Git sees a move only within one commit, and only of a text that stays half alike. Who removes an item and puts it down
elsewhere later, or moves a short one and dates it anew, is recognised by what the item says of itself.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from pipeline.git_log import ChangeRow
from pipeline.kind import Kind
from pipeline.kinds.document import Document

Trail = list[tuple[int, str]]
"""(number of the commit, blob) of each time that an item was touched."""
_DAY = 86_400
SOON_AGAIN = 92 * _DAY
"""Seconds within which the same text put down again is the same item: a year later it may be this year's."""
AT_ONCE = 14 * _DAY
"""Seconds by which a removed item may have outlived the one that took its place."""
LEAST_TEXT, LEAST_ALONE = 16, 100
"""Characters of a text that tell an item together with its title, and alone."""
_LABELS = {name: str(info.alias) for kind in (Kind, Document) for name, info in kind.model_fields.items()}
_FACTS = {
    name: re.compile(rf"^[\"']?{_LABELS[name]}[\"']?[ \t]*:[ \t]*(.+?)[ \t]*(?: #.*)?$".encode(), re.MULTILINE)
    for name in ("title", "index_number", "document_number", "dated_on")
}


Texts = Callable[[Collection[str]], Iterable[tuple[str, bytes]]]
"""Gives the bytes of blobs."""
PIECE = 6
"""Characters that stand in both of two texts that are alike."""
MOST_ALIKE = 0.3
_TITLE = "h"
"""The sort of mark that tells no item from others of its title."""


class Life(NamedTuple):
    """Of an item that is no more: the commit that removed it, and its trail."""

    removed: int
    trail: Trail


class Trails:
    """Item path -> its trail; a removed item is remembered, for it may come back."""

    def __init__(self) -> None:
        self.here: dict[str, Trail] = {}
        self.gone: dict[str, Life] = {}
        self.again: dict[tuple[int, str], str] = {}
        """Where a path was taken again with another text: (commit, blob) -> the blob that was removed."""
        self._gone_by_blob: dict[str, str] = {}

    def walk(self, number: int, changes: Iterable[ChangeRow]) -> None:
        """All of one commit; what it moves is taken up before anything is put down, as two may change places."""
        moved = [(change, self._take(change.old)) for change in changes if change.status == "R"]
        for change in changes:
            if change.status == "D":
                self._remove(number, change.path)
        for change, trail in moved:
            self.here[change.path] = [*trail, (number, change.blob)]
        for change in changes:
            if change.status in "AM":
                trail = self.here.get(change.path) or self._back(number, change)
                self.here[change.path] = [*trail, (number, change.blob)]

    def _take(self, path: str) -> Trail:
        return self.here.pop(path, None) or self._life(path)

    def _life(self, path: str) -> Trail:
        return self.gone[path].trail if path in self.gone else []

    def _remove(self, number: int, path: str) -> None:
        trail = self.here.pop(path, None)
        if trail:
            self.gone[path] = Life(number, trail)
            self._gone_by_blob[trail[-1][1]] = path

    def _back(self, number: int, change: ChangeRow) -> Trail:
        """The trail of an item removed before: under the same path, or elsewhere with the very same text."""
        for path in (change.path, self._gone_by_blob.get(change.blob, "")):
            if path in self.gone:
                trail = self.gone.pop(path).trail
                if trail[-1][1] != change.blob:
                    self.again[number, change.blob] = trail[-1][1]
                return trail
        return []

    def strangers(self, marks: Mapping[str, str], texts: Texts) -> set[tuple[int, str]]:
        """Where a path was given to another item: nothing that it says of itself is the same, nor most of its text."""
        doubtful = {
            place: old
            for place, old in self.again.items()
            if not set(marks.get(old, "").split()) & set(marks.get(place[1], "").split())
        }
        asked = {blob for place, old in doubtful.items() for blob in (old, place[1])}
        pieces = {blob: _pieces(raw) for blob, raw in texts(asked)} if asked else {}
        return {
            place
            for place, old in doubtful.items()
            if old in pieces and place[1] in pieces and not _are_alike(pieces[old], pieces[place[1]])
        }

    def all(self) -> dict[str, Trail]:
        """Also the removed ones: on another branch they may have stayed."""
        return {path: life.trail for path, life in self.gone.items()} | self.here

    def young(self) -> dict[str, Trail]:
        """Those that began after one that is gone, so that they may be its second life."""
        first = min((life.trail[0][0] for life in self.gone.values()), default=0)
        return {path: trail for path, trail in self.here.items() if trail[0][0] > first} if first else {}

    def doubtful(self) -> set[str]:
        """The blobs whose marks `reunited` compares; none in a history from which nothing was removed."""
        young = self.young()
        last = {life.trail[-1][1] for life in self.gone.values()} if young else set()
        return last | {trail[0][1] for trail in young.values()}

    def reunited(self, marks: Mapping[str, str], seconds: Mapping[int, int]) -> dict[str, str]:
        """Path of an item -> path of the removed one that it was before, by the marks of their blobs (see `marks_of`).

        `seconds`: of each commit. Where several were alike it was the one removed last.
        """
        lives: dict[str, list[tuple[str, Life]]] = {}
        for path, life in sorted(self.gone.items(), key=lambda entry: entry[1].removed):
            for mark in marks.get(life.trail[-1][1], "").split():
                if mark[0] == _TITLE:
                    continue
                lives.setdefault(mark, []).append((path, life))
        found = {}
        for path, trail in self.young().items() if lives else ():
            for mark in marks.get(trail[0][1], "").split():
                alike = [old for old, life in lives.get(mark, ()) if _follows(trail[0][0], life, mark[0], seconds)]
                if alike:
                    found[path] = alike[-1]
                    break
        return found


def _follows(started: int, life: Life, sort: str, seconds: Mapping[int, int]) -> bool:
    """Whether an item that a commit put down can be what a removed one went on as."""
    if life.trail[0][0] >= started:
        return False
    if sort == "s":
        return life.removed == started
    since = seconds[started] - seconds[life.removed]
    return since >= -AT_ONCE and (sort == "n" or since <= SOON_AGAIN)


def _pieces(raw: bytes) -> frozenset[str]:
    text = "".join(raw.decode("utf-8", "replace").rpartition("\n---")[2].split())
    return frozenset(text[at : at + PIECE] for at in range(len(text) - PIECE + 1))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > MOST_ALIKE * min(len(one), len(other))


def cut(trail: Trail, strangers: Collection[tuple[int, str]]) -> Trail:
    """What is left of a trail after the last place where another item began."""
    starts = [at for at, place in enumerate(trail) if place in strangers]
    return trail[starts[-1] :] if starts else trail


def marks_of(header: bytes, body: bytes) -> str:
    """What an item is known by, the surest first: each a letter and a digest.

    `n`: its title with its index number or document number; `t`: its title with a text; `s`: with a text of hardly a
    word; `b`: a long text alone; `h`: its title alone. With a text goes the day that a document bears, for a text may
    be issued anew.
    """
    facts = {name: (found[1] if (found := form.search(header)) else b"") for name, form in _FACTS.items()}
    title, words = b"".join(facts["title"].strip(b"\"'").split()), b"".join(body.split())
    numbers = [(name, facts[name]) for name in ("index_number", "document_number")]
    marks = [_mark("n", name, title, number) for name, number in numbers if title and number]
    length = len(words.decode("utf-8", "replace"))
    if title:
        marks.append(_mark("t" if length >= LEAST_TEXT else "s", "", title, facts["dated_on"], words))
    if length >= LEAST_ALONE:
        marks.append(_mark("b", "", facts["dated_on"], words))
    return " ".join([*marks, _mark(_TITLE, "", title)] if title else marks)


def _mark(sort: str, name: str, *parts: bytes) -> str:
    return sort + hashlib.blake2b(b"\0".join((name.encode(), *parts)), digest_size=12).hexdigest()
