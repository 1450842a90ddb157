"""The register: every item as it stands at one moment:
shown, withdrawn or held, with its column lists and relations.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from pipeline.store import IndexRow
from pipeline.tables import SPECIAL, Tables
from pipeline.terms import DisclosureMode, ItemStatus, Relation

_FORWARD = {
    "interprets": (Relation.INTERPRETS, Relation.INTERPRETED_BY),
    "amends": (Relation.AMENDS, Relation.AMENDED_BY),
    "repeals": (Relation.REPEALS, Relation.REPEALED_BY),
    "replaces": (Relation.REPLACES, Relation.REPLACED_BY),
}


_NO_COLUMNS: frozenset[str] = frozenset()
_AGE = attrgetter("published_at", "path")


def newest_first(rows: Iterable[IndexRow]) -> list[IndexRow]:
    return sorted(rows, key=_AGE, reverse=True)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A header reference that names no item: `field` is the identifier (interprets, …), `target` as written."""

    row: IndexRow
    field: str
    target: str


@dataclass
class Register:
    """`as_of` is the moment `YYYY-MM-DD HH:MM` (Asia/Shanghai) that separates shown from scheduled."""

    tables: Tables
    rows: dict[str, IndexRow]
    as_of: str
    shown: list[IndexRow] = field(default_factory=list)
    withdrawn: list[IndexRow] = field(default_factory=list)
    held: list[IndexRow] = field(default_factory=list)
    orphans: list[IndexRow] = field(default_factory=list)
    """Items whose authority is not registered: they cannot be shown truthfully."""

    def __post_init__(self) -> None:
        """By hand, with nothing looked up twice: this runs over every item on every build."""
        authorities, as_of = self.tables.authorities, self.as_of
        draft, withdrawn, proactive = ItemStatus.DRAFT, ItemStatus.WITHDRAWN, DisclosureMode.PROACTIVE
        for row in newest_first(self.rows.values()):
            status = row.status
            if row.authority not in authorities:
                self.orphans.append(row)
            elif status == draft or row.disclosure_mode != proactive or row.published_at > as_of:
                self.held.append(row)
            elif status == withdrawn:
                self.withdrawn.append(row)
            else:
                self.shown.append(row)

    def with_item(self, row: IndexRow) -> "Register":
        """The same with one item as it is now, at less than the cost of looking at all anew."""
        found = Register(self.tables, {row.path: row}, self.as_of)
        for own, others in zip(found._lists, self._lists, strict=True):
            own.extend([other for other in others if other.path != row.path])
            own.sort(key=_AGE, reverse=True)
        found.rows = self.rows | found.rows
        return found

    @property
    def _lists(self) -> tuple[list[IndexRow], ...]:
        return self.shown, self.withdrawn, self.held, self.orphans

    def is_scheduled(self, row: IndexRow) -> bool:
        """Whether a held item waits for its time only: no draft and nothing withheld will ever come by itself."""
        public = row.status == ItemStatus.PUBLISHED and row.disclosure_mode == DisclosureMode.PROACTIVE
        return public and row.published_at > self.as_of

    @cached_property
    def shown_paths(self) -> frozenset[str]:
        return frozenset(row.path for row in self.shown)

    @cached_property
    def by_index_number(self) -> dict[str, str]:
        """Index number -> path of the first item (by path) that bears it, shown items before others."""
        found: dict[str, str] = {}
        for rows in (self.shown, self.withdrawn, self.held):
            for row in reversed(rows):
                if row.index_number:
                    found.setdefault(row.index_number, row.path)
        return found

    @cached_property
    def by_document_number(self) -> dict[str, str]:
        return {row.document_number: row.path for row in self.shown if row.document_number}

    def resolve(self, reference: str) -> str | None:
        """Path of the item that a header names by index number, document number, source path or URL;
        None if unknown.
        """
        if reference in self.by_index_number:
            return self.by_index_number[reference]
        if reference in self.by_document_number:
            return self.by_document_number[reference]
        path = reference.strip("/").removeprefix("content/").removesuffix(".md").removesuffix(".html")
        return path if path in self.rows else None

    @cached_property
    def by_column(self) -> dict[str, list[IndexRow]]:
        """Column path -> shown items, newest first, not its children's.

        An item stands in its own column, in those that it names in `also_in`, and in the special columns whose rules
        take it in.
        """
        lists: dict[str, list[IndexRow]] = {path: [] for path in self.tables.columns}
        specials = _Specials(self)
        for row in self.shown:
            taken = specials.taking(row)
            for path in {row.column, *row.also_columns, *taken} if taken or row.also_in else (row.column,):
                if path in lists:
                    lists[path].append(row)
        return lists

    def under(self, path: str) -> list[IndexRow]:
        """Shown items of a column and of all columns below it, newest first, each once."""
        below = [p for p in self.tables.columns if p == path or p.startswith(path + "/")]
        if len(below) == 1:
            return self.by_column[path]
        return newest_first({row.path: row for p in below for row in self.by_column[p]}.values())

    @cached_property
    def by_authority(self) -> dict[str, list[IndexRow]]:
        lists: dict[str, list[IndexRow]] = {key: [] for key in self.tables.authorities}
        for row in self.shown:
            lists[row.authority].append(row)
        return lists

    @cached_property
    def _related_by_reference(self) -> tuple[dict[str, list[tuple[Relation, str]]], list[Unresolved]]:
        relations: dict[str, list[tuple[Relation, str]]] = defaultdict(list)
        unresolved: list[Unresolved] = []
        for row in self.shown:
            if not row.refs:
                continue
            for name, targets in row.references().items():
                for target in targets:
                    path = self.resolve(target)
                    if path is None or path not in self.shown_paths:
                        unresolved.append(Unresolved(row, name, target))
                        continue
                    forward, backward = _FORWARD[name]
                    relations[row.path].append((forward, path))
                    relations[path].append((backward, row.path))
        return dict(relations), unresolved

    @property
    def relations(self) -> dict[str, list[tuple[Relation, str]]]:
        """Path -> (relation, path of the other item), both ways, shown items only; newest source first."""
        return self._related_by_reference[0]

    @property
    def unresolved(self) -> list[Unresolved]:
        return self._related_by_reference[1]

    def statutory_number(self, row: IndexRow) -> int:
        """Art. 20 number: the item's own, else its column's; 0 = none."""
        return row.statutory or self.tables.statutory_group(row.column)


class _Specials:
    """The membership rules of all special columns, turned round: what an item is -> the columns that take it in."""

    def __init__(self, register: Register) -> None:
        self.by_keyword: dict[str, set[str]] = defaultdict(set)
        self.by_authority: dict[str, set[str]] = defaultdict(set)
        self.by_item: dict[str, set[str]] = defaultdict(set)
        self.by_rule: list[tuple[str, str]] = []
        self.by_folder: dict[str, set[str]] = {}
        self.rules = 0
        for path, node in register.tables.columns.items():
            rule = node.column.members if node.kind == SPECIAL else None
            if rule is None:
                continue
            self.rules += 1
            for word in rule.keywords:
                self.by_keyword[word].add(path)
            for key in rule.authorities:
                self.by_authority[key].add(path)
            for reference in rule.items:
                self.by_item[register.resolve(reference) or ""].add(path)
            self.by_rule.extend((column.strip("/"), path) for column in rule.columns)

    def taking(self, row: IndexRow) -> Set[str]:
        if not self.rules:
            return _NO_COLUMNS
        found = self._by_column(row.column) | self.by_authority.get(row.authority, set())
        found |= self.by_item.get(row.path, set())
        for word in row.keyword_list:
            found |= self.by_keyword.get(word, set())
        return found

    def _by_column(self, column: str) -> set[str]:
        if column not in self.by_folder:
            self.by_folder[column] = {
                path for rule, path in self.by_rule if column == rule or column.startswith(rule + "/")
            }
        return self.by_folder[column]
