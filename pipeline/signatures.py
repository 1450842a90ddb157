"""Who signed which item, by the lines of commits' messages (see `reviews`), and whether the text changed since.

A commit signs the items that it touches, a merge into the trunk also those that it brings in, and any commit those that
it names. The trunk is what HEAD leads back to by first parents. A signature holds for the text and the files beside it
as they stood: one before their last change is stale; a change of the signatures in the header, of the status or of the
moment of publishing is no change of the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.git_log import CommitRow
from pipeline.reviews import SIGNED, Trailer, items_named, trailers_of

Trail = Sequence[tuple[int, str]]
"""Numbers of the commits that touched an item, in order, each with the blob."""


class Signature(NamedTuple):
    """`at` in seconds; `landed`: how many commits of the trunk had come before, when this one reached it."""

    step: str
    name: str
    mail: str
    commit: str
    at: int
    landed: int


class Signed(NamedTuple):
    """One item. `changed`: the commit that last changed its text; it reached the trunk as its `landed`th, at
    `public_at` seconds. Signatures are in the order of their commits.
    """

    changed: str
    changed_at: int
    landed: int
    public_at: int
    fresh: tuple[Signature, ...]
    stale: tuple[Signature, ...]


class Strange(NamedTuple):
    """A line that begins as a signature and is none, or names an item that never was."""

    commit: CommitRow
    line: str


def read_signatures(
    rows: Sequence[CommitRow],
    trails: Mapping[str, Trail],
    texts: Mapping[str, str],
    beside: Mapping[str, Sequence[int]],
) -> tuple[dict[str, Signed], tuple[Strange, ...]]:
    """Item path -> what was signed, for items that somebody signed; `texts`: blob -> what tells its text; `beside`:
    item path -> numbers of the commits that changed files of its own.
    """
    signing = [row for row in rows if SIGNED.casefold() in row.message.casefold()]
    if not signing:
        return {}, ()
    desk = SigningDesk(rows, trails, texts, beside)
    found: dict[str, list[tuple[CommitRow, Trailer]]] = {}
    strange = []
    for row in signing:
        lines = list(trailers_of(row.message))
        paths = desk.signed_by(row)
        content = bool(paths) or bool(items_named(row.message))
        strange += [Strange(row, line.line) for line in lines if not line.step and content]
        strange += [Strange(row, name) for name in items_named(row.message) if name not in trails]
        for path in sorted(paths):
            found.setdefault(path, []).extend((row, line) for line in lines if line.step)
    return {path: desk.signed(path, lines) for path, lines in found.items() if lines}, tuple(strange)


class SigningDesk:
    """What each commit signs. `texts` and `beside` as in `read_signatures`; only `signed` asks for the first."""

    def __init__(
        self,
        rows: Sequence[CommitRow],
        trails: Mapping[str, Trail],
        texts: Mapping[str, str],
        beside: Mapping[str, Sequence[int]],
    ) -> None:
        self.rows = {row.number: row for row in rows}
        self.numbers = {row.hash: row.number for row in rows}
        self.trails, self.texts, self.beside = trails, texts, beside
        self.trunk = list(_trunk(rows, self.numbers))
        self.landed = {number: place for place, number in enumerate(self.trunk)}
        self.brought: dict[int, list[int]] = {}
        self._land()
        self.touched: dict[int, list[str]] = {}
        for path, trail in trails.items():
            for number in (*(number for number, _ in trail), *beside.get(path, ())):
                self.touched.setdefault(number, []).append(path)

    def parents(self, number: int) -> list[int]:
        return [self.numbers[name] for name in self.rows[number].parents.split() if name in self.numbers]

    def _land(self) -> None:
        """Where each commit beside the trunk reached it: at the first merge that leads back to it."""
        for place, merge in enumerate(self.trunk):
            todo = self.parents(merge)[1:]
            own = self.brought[merge] = []
            while todo:
                number = todo.pop()
                if number not in self.landed:
                    self.landed[number] = place
                    own.append(number)
                    todo += self.parents(number)

    def lines_of(self, row: CommitRow) -> Iterator[tuple[Trailer, str]]:
        """Each line of a commit that signs, with each item that it signs."""
        lines = [line for line in trailers_of(row.message) if line.step]
        for path in sorted(self.signed_by(row)) if lines else ():
            yield from ((line, path) for line in lines)

    def signed_by(self, row: CommitRow) -> set[str]:
        found = {path for path in items_named(row.message) if path in self.trails}
        for number in (row.number, *self.brought.get(row.number, ())):
            found.update(self.touched.get(number, ()))
        return found

    def signed(self, path: str, lines: list[tuple[CommitRow, Trailer]]) -> Signed:
        trail, files = self.trails[path], self.beside.get(path, ())
        start = max((self._last_change(trail), *files[-1:]))
        last = self.rows[start]
        holding = {number for number in (*(number for number, _ in trail), *files) if number >= start}
        fresh: list[Signature] = []
        stale: list[Signature] = []
        for row, line in lines:
            own = {row.number, *self.brought.get(row.number, ())}
            holds = bool(own & holding) or (
                path in items_named(row.message) and self._leads_to(row.number, last.number)
            )
            place = self.landed.get(row.number, len(self.trunk))
            signature = Signature(line.step, line.name, line.mail, row.hash, row.at, place)
            (fresh if holds else stale).append(signature)
        landed = self.landed.get(last.number, len(self.trunk))
        public = self.rows[self.trunk[landed]].at if landed < len(self.trunk) else last.at
        return Signed(last.hash, last.at, landed, max(public, last.at), tuple(fresh), tuple(stale))

    def _last_change(self, trail: Trail) -> int:
        """Number of the commit that brought the text as it is; parents have lower numbers."""
        now = self.texts.get(trail[-1][1], trail[-1][1])
        start = len(trail) - 1
        while start and self.texts.get(trail[start - 1][1], trail[start - 1][1]) == now:
            start -= 1
        return trail[start][0]

    def _leads_to(self, number: int, other: int) -> bool:
        """Whether `other` is an ancestor; parents have lower numbers."""
        todo, seen = [number], {number}
        while todo:
            here = todo.pop()
            if here == other:
                return True
            above = [parent for parent in self.parents(here) if parent >= other and parent not in seen]
            seen.update(above)
            todo += above
        return False


def _trunk(rows: Sequence[CommitRow], numbers: Mapping[str, int]) -> Iterator[int]:
    """Numbers of the commits on the trunk, oldest first."""
    known = {row.number: row for row in rows}
    found = []
    number: int | None = rows[-1].number
    while number is not None:
        found.append(number)
        number = numbers.get(known[number].parents.partition(" ")[0])
    yield from reversed(found)
