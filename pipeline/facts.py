"""What an answer about a site can rest on, by name and value.

A *fact* is a name, one letter for its sort and then its key, and a value: `f/zwgk/a.html` is whether that output file
exists.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from pipeline.check import Inspected
from pipeline.rendered import anchors_of

ALL = "*"
"""Stands before the letter of a sort that was looked through as a whole."""
DAY, TOLD, HANDS = "D", "T", "H"
FILES = "F"
"""Before the names of several output files: whether they are there."""
FEW = 8
OWN = "rstl"
"""Sorts of facts that an item and its page look at of themselves: they stand in the stamp, see `Facts.owns`."""


def digest(value: object) -> str:
    """What tells two values apart; most are true, false or nothing."""
    if value is True or not value:
        return repr(value)
    return hashlib.blake2b(repr(value).encode(errors="surrogatepass"), digest_size=10).hexdigest()


def joined(facts: Collection[str]) -> Iterator[str]:
    """The same facts, those of many files as one: for what all pages share is looked at by each."""
    files = sorted(fact[1:] for fact in facts if fact[0] == "f")
    if len(files) <= FEW:
        yield from facts
        return
    yield FILES + "\n".join(files)
    yield from (fact for fact in facts if fact[0] != "f")


def foreign_facts(facts: Collection[str], path: str) -> Collection[str]:
    """Those that the stamp of the item at `path`, or of its page, does not tell."""
    own = {sort + path for sort in OWN}
    return facts if own.isdisjoint(facts) else set(facts) - own


def _said(value: object) -> str:
    return digest(value) if value else "-"


class Facts:
    """What the facts are now. The same names are looked up when an answer is kept and when it is used again."""

    def __init__(self, site: Inspected) -> None:
        self.site = site
        self.known: dict[str, str] = {}
        self.renewed: set[str] = set()
        """Names of what is kept otherwise than it is now."""
        self._sorts: dict[str, Callable[[str], object]] = {
            "f": lambda key: key in site.files,
            FILES: lambda key: [file for file in key.split("\n") if file not in site.files],
            "e": site.left_out,
            "d": lambda key: site.folders.get(key),
            "r": self._row,
            "s": lambda key: key in site.register.shown_paths,
            "w": lambda key: key in self._withdrawn,
            "i": lambda key: site.register.by_index_number.get(key),
            "n": lambda key: site.register.by_document_number.get(key),
            "l": lambda key: site.register.relations.get(key),
            "c": lambda key: site.register.by_column.get(key),
            "u": lambda key: site.register.by_authority.get(key),
            "b": lambda key: (self._sources.get(f"{key}.md"), site.register.rows.get(key)),
            "t": lambda key: site.attachments.get(key, ()),
            "v": lambda key: site.verdict(site.register.rows[key]) if key in site.register.rows else None,
            "k": lambda key: site.counted_at(site.register.rows[key]) if key in site.register.rows else None,
            "g": lambda key: site.signed(key),
            HANDS: lambda _: site.hands_are_told,
            TOLD: lambda _: site.dates_are_told,
            DAY: lambda _: site.as_of,
            ALL: self._whole,
        }

    def _row(self, path: str) -> object:
        """Of a row nothing but its source and the code tells, and what is asked of it is in its digests."""
        row = self.site.register.rows.get(path)
        source = self._sources.get(f"{path}.md")
        return f"{source.hex()}{row.digest.hex()}{row.card.hex()}" if row and source else row

    @cached_property
    def _sources(self) -> dict[str, bytes]:
        """Path of a source below content/ -> digest of its bytes."""
        return {path: row[1] for path, row in self.site.store.stamps().items()}

    @cached_property
    def owns(self) -> dict[str, str]:
        """Path of an item -> all facts of the sorts in `OWN` about it."""
        register, files = self.site.register, self.site.attachments
        shown, related = register.shown_paths, register.relations
        return {
            path: f"{self._row(path)}{path in shown:d}{_said(files.get(path))}{_said(related.get(path))}"
            for path in register.rows
        }

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        return frozenset(row.path for row in self.site.register.withdrawn)

    def _whole(self, sort: str) -> object:
        register = self.site.register
        wholes: dict[str, Callable[[], object]] = {
            "f": lambda: sorted(self.site.files),
            "r": lambda: register.rows,
            "s": lambda: register.shown,
            "w": lambda: register.withdrawn,
            "t": lambda: sorted(self.site.attachments.items()),
            "h": lambda: register.held,
            "o": lambda: register.orphans,
            "x": lambda: register.unresolved,
            "i": lambda: sorted(register.by_index_number.items()),
            "n": lambda: sorted(register.by_document_number.items()),
            "l": lambda: sorted(register.relations.items()),
            "c": lambda: register.by_column,
            "u": lambda: register.by_authority,
        }
        return wholes[sort]()

    def value(self, fact: str) -> str:
        found = self.known.get(fact)
        if found is None:
            key = fact[1:]
            found = self._anchors(key) if fact[0] == "a" else digest(self._sorts[fact[0]](key))
            self.known[fact] = found
        return found

    def changed(self, kept: Iterable[tuple[int, str, str]]) -> set[int]:
        """Of numbers, names and values the numbers of those that are no longer as they were."""
        files, found = self.site.files, set[int]()
        for number, name, value in kept:
            if name[0] == "f":  # as `still`, and most by far
                if (value == "True") is (name[1:] in files):
                    continue
            elif self.still(name, value):
                continue
            found.add(number)
            self.renewed.add(name)
        return found

    def still(self, fact: str, value: str) -> bool:
        """Whether a fact is as it was. A page that was not touched since has the anchors that it had."""
        if fact[0] == "a" and value.partition("|")[0] == self._stamp(fact[1:]):
            self.known[fact] = value
            return True
        now = self.value(fact)
        if now == value:
            return True
        self.renewed.add(fact)
        return fact[0] == "a" and now.partition("|")[2] == value.partition("|")[2]

    def _stamp(self, file: str) -> str:
        return self.site.stamps.get(file, "")

    def _anchors(self, file: str) -> str:
        stamp = self._stamp(file)
        return f"{stamp}|{digest(sorted(anchors_of(self.site, file)))}" if stamp else "|"
