"""A site under inspection that notes what each question looks at, so that an answer can be kept until that changes.

Whatever is asked of the site that is no fact known here is *foreign*, and what asked for it is asked every time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pipeline.check import CheckedItem, Inspected, Opening
from pipeline.facts import ALL, DAY, HANDS, TOLD, joined
from pipeline.lazy import lazy
from pipeline.model import Site
from pipeline.provenance import Verdict
from pipeline.register import Register
from pipeline.rendered import anchors_of, file_of, resolver
from pipeline.signatures import Signed
from pipeline.store import BodyRow, IndexRow
from pipeline.tables import Tables


class Notes:
    """What the question in hand has looked at so far."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.foreign = False
        self.making = False
        self.rejoin: Callable[[], None] = lambda: None
        """To be called after each check: what it began to work out and gave up was looked at all the same."""


class _Map(Mapping[str, Any]):
    def __init__(self, sort: str, whole: Mapping[str, Any], notes: Notes) -> None:
        self.sort, self.whole, self.notes = sort, whole, notes

    def __getitem__(self, key: str) -> Any:
        self.notes.seen.add(self.sort + key)
        return self.whole[key]

    def get(self, key: str, default: Any = None) -> Any:
        self.notes.seen.add(self.sort + key)
        return self.whole.get(key, default)

    def __contains__(self, key: object) -> bool:
        self.notes.seen.add(f"{self.sort}{key}")
        return key in self.whole

    def __iter__(self) -> Iterator[str]:
        self.notes.seen.add(ALL + self.sort)
        return iter(self.whole)

    def __len__(self) -> int:
        self.notes.seen.add(ALL + self.sort)
        return len(self.whole)


class _Set(AbstractSet[str]):
    def __init__(self, sort: str, whole: AbstractSet[str], notes: Notes) -> None:
        self.sort, self.whole, self.notes = sort, whole, notes

    def __contains__(self, key: object) -> bool:
        self.notes.seen.add(f"{self.sort}{key}")
        return key in self.whole

    def __iter__(self) -> Iterator[str]:
        self.notes.seen.add(ALL + self.sort)
        return iter(self.whole)

    def __len__(self) -> int:
        self.notes.seen.add(ALL + self.sort)
        return len(self.whole)


class _Rows(Sequence[IndexRow]):
    def __init__(self, sort: str, whole: Sequence[IndexRow], notes: Notes) -> None:
        self.sort, self.whole, self.notes = sort, whole, notes

    def __getitem__(self, place: Any) -> Any:
        self.notes.seen.add(ALL + self.sort)
        return self.whole[place]

    def __iter__(self) -> Iterator[IndexRow]:
        self.notes.seen.add(ALL + self.sort)
        return iter(self.whole)

    def __len__(self) -> int:
        self.notes.seen.add(ALL + self.sort)
        return len(self.whole)

    def __contains__(self, row: object) -> bool:
        self.notes.seen.add(ALL + self.sort)
        return row in self.whole


class _Withdrawn(_Rows):
    @cached_property
    def _paths(self) -> dict[str, IndexRow]:
        return {row.path: row for row in self.whole}

    def __contains__(self, row: object) -> bool:
        path = str(getattr(row, "path", ""))
        self.notes.seen.add(f"w{path}")
        return path in self._paths and self._paths[path] == row


class _Foreign:
    """Hands on what is not watched, and notes that it was asked for."""

    def __init__(self, whole: Any, notes: Notes) -> None:
        self._whole, self._notes = whole, notes

    def __getattr__(self, name: str) -> Any:
        self._notes.foreign = True
        return getattr(self._whole, name)


class _Register(_Foreign):
    def __init__(self, whole: Register, notes: Notes) -> None:
        super().__init__(whole, notes)
        self.tables = whole.tables
        self.rows = _Map("r", whole.rows, notes)
        self.shown = _Rows("s", whole.shown, notes)
        self.withdrawn = _Withdrawn("w", whole.withdrawn, notes)
        self.held = _Rows("h", whole.held, notes)
        self.orphans = _Rows("o", whole.orphans, notes)
        self.shown_paths = _Set("s", whole.shown_paths, notes)
        self.by_index_number = _Map("i", whole.by_index_number, notes)
        self.by_document_number = _Map("n", whole.by_document_number, notes)
        self.by_column = _Map("c", whole.by_column, notes)
        self.by_authority = _Map("u", whole.by_authority, notes)
        self.relations = _Map("l", whole.relations, notes)

    resolve = Register.resolve
    under = Register.under
    statutory_number = Register.statutory_number

    @property
    def unresolved(self) -> Any:
        self._notes.seen.add(ALL + "x")
        return self._whole.unresolved


class _Store(_Foreign):
    @property
    def path(self) -> Path:
        found: Path = self._whole.path
        return found

    def body(self, path: str) -> BodyRow:
        self._notes.seen.add(f"b{path}")
        found: BodyRow = self._whole.body(path)
        return found


class _Opening(Opening):
    """Each address stands for the file behind it, or for nothing that is of this site."""

    def __init__(self, site: Site, notes: Notes) -> None:
        self._resolve, self._notes = resolver(site.domain, site.base), notes
        self._behind: dict[str, str] = {}

    def others(self, hrefs: Iterable[str]) -> set[str]:
        behind, asked = self._behind, set(hrefs)
        self._notes.seen.update(filter(None, map(behind.get, asked)))
        return asked.difference(behind)

    def add(self, href: str) -> None:
        target = self._resolve("/", href)
        self._behind[href] = f"f{file_of(target.path)}" if target else ""


class _Anchors:
    """Always there: worked out by the site itself, so that one page is read once whoever asks."""

    def __init__(self, site: Inspected, notes: Notes) -> None:
        self._site, self._notes = site, notes

    def __contains__(self, file: str) -> bool:
        return True

    def __getitem__(self, file: str) -> frozenset[str]:
        self._notes.seen.add(f"a{file}")
        return anchors_of(self._site, file)


class _Kept(MutableMapping[str, Any]):
    """What checks work out once, with what they looked at for it: whoever uses it has looked at the same.

    Looking for a thing in vain begins its making, putting it in ends that. What is put in empty, to be filled from one
    item to the next, tells nothing of what it rests on, so it is foreign.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._things: dict[str, tuple[Any, frozenset[str], bool]] = {}
        self._outer: dict[str, set[str]] = {}

    def _seek(self, key: str) -> bool:
        found = self._things.get(key)
        if found is None:
            self._outer.setdefault(key, self._notes.seen)
            self._notes.seen, self._notes.making = set(), True
            return False
        self._notes.seen |= found[1]
        self._notes.foreign |= found[2]
        return True

    def __contains__(self, key: object) -> bool:
        return self._seek(str(key))

    def __getitem__(self, key: str) -> Any:
        if not self._seek(key):
            raise KeyError(key)
        return self._things[key][0]

    def __setitem__(self, key: str, value: Any) -> None:
        facts = frozenset(joined(self._notes.seen))
        filling = isinstance(value, dict | list | set) and not value
        self._things[key] = (value, facts, filling or self._notes.foreign)
        self._notes.foreign |= filling
        self.rejoin(key)

    def rejoin(self, *keys: str) -> None:
        """Give back to the question in hand what it had looked at before; without keys, whatever is still in making."""
        for key in keys or tuple(self._outer):
            self._notes.seen = self._outer.pop(key, set()) | self._notes.seen
        self._notes.making = bool(self._outer)

    def __delitem__(self, key: str) -> None:
        del self._things[key]

    def __iter__(self) -> Iterator[str]:
        self._notes.foreign = True
        return iter(self._things)

    def __len__(self) -> int:
        self._notes.foreign = True
        return len(self._things)


class _Watched(_Foreign):
    """`pages`: whether pages are asked about, which read no other file; items may read their own source and files."""

    def __init__(self, site: Inspected, notes: Notes, pages: bool) -> None:
        super().__init__(site, notes)
        self._pages = pages
        self.register = _Register(site.register, notes)
        self.store = _Store(site.store, notes)
        self.tables: Tables = site.tables
        self.site: Site = site.site
        self.check_ids = site.check_ids
        self.files = _Set("f", site.files, notes)
        self.attachments = _Map("t", site.attachments, notes)
        self.opening = _Opening(site.site, notes)
        self.anchors = _Anchors(site, notes)
        self.kept = _Kept(notes)
        notes.rejoin = self.kept.rejoin

    row_of = Inspected.row_of
    place = Inspected.place

    @lazy
    def folders(self) -> _Map:
        return _Map("d", self._whole.folders, self._notes)

    @property
    def output(self) -> Path:
        self._notes.foreign |= self._pages
        found: Path = self._whole.output
        return found

    @property
    def content(self) -> Path:
        self._notes.foreign |= self._pages
        found: Path = self._whole.content
        return found

    @property
    def dates_are_told(self) -> bool:
        self._notes.seen.add(TOLD)
        found: bool = self._whole.dates_are_told
        return found

    def verdict(self, row: IndexRow) -> Verdict | None:
        self._notes.seen.add(f"v{row.path}")
        found: Verdict | None = self._whole.verdict(row)
        return found

    def left_out(self, reference: str) -> str:
        self._notes.seen.add(f"e{reference}")
        found: str = self._whole.left_out(reference)
        return found

    def counted_at(self, row: IndexRow) -> str:
        self._notes.seen.add(f"k{row.path}")
        found: str = self._whole.counted_at(row)
        return found

    @property
    def hands_are_told(self) -> bool:
        self._notes.seen.add(HANDS)
        found: bool = self._whole.hands_are_told
        return found

    def signed(self, path: str) -> Signed | None:
        self._notes.seen.add(f"g{path}")
        found: Signed | None = self._whole.signed(path)
        return found

    @property
    def as_of(self) -> date:
        self._notes.seen.add(DAY)
        found: date = self._whole.as_of
        return found

    @property
    def day(self) -> str:
        return self.as_of.isoformat()

    def details(self, path: str) -> dict[str, Any]:
        self._notes.seen.add(f"b{path}")
        found: dict[str, Any] = self._whole.details(path)
        return found

    def item(self, path: str) -> CheckedItem:
        self._notes.seen.update((f"b{path}", f"r{path}"))
        found: CheckedItem = self._whole.item(path)
        return found


def watched(site: Inspected, notes: Notes, *, pages: bool) -> Inspected:
    """`site` for checks to ask, every look at it told to `notes`."""
    return cast(Inspected, _Watched(site, notes, pages))
