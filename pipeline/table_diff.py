"""What changed in a table of content/: row by row and field by field, whatever the table."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.branch_changes import STEP, FieldChange
from pipeline.model import Column, NewMediaAccount, Redirect, Reviewer, Site, Synonym
from pipeline.phrases import listing
from pipeline.shielding import shielded
from pipeline.source import read_table_source

NAMES = tuple(
    str(shape.model_fields[field].alias)
    for shape, field in (
        (Column, "title"), (Site, "name"), (NewMediaAccount, "account_id"), (Reviewer, "name"), (Redirect, "old"),
        (Column, "key"), (Synonym, "plain"),
    )
)  # fmt: skip
"""Fields by which people call a row, the best first."""


KEY = str(Column.model_fields["key"].alias)
"""By this a row is the same row, whatever it is called now."""


class _Cell(NamedTuple):
    label: str
    value: str


def table_changes(before: bytes, after: bytes) -> list[FieldChange]:
    """What either file says, flattened; a file that cannot be read says nothing."""
    old, new = dict(_flat(_read(before))), dict(_flat(_read(after)))
    nothing = _Cell("", "")
    pairs = [(old.get(place, nothing), new.get(place, nothing)) for place in dict.fromkeys((*old, *new))]
    return [
        FieldChange(shielded(now.label or was.label), shielded(was.value), shielded(now.value))
        for was, now in pairs
        if was.value != now.value
    ]


def _read(raw: bytes) -> Any:
    return read_table_source("", raw)[1] if raw.strip() else {}


def _flat(value: Any, place: tuple[str, ...] = (), label: tuple[str, ...] = ()) -> Iterator[tuple[Any, _Cell]]:
    """(where it stands, what people call that place and what it says) of each value."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, (*place, str(key)), (*label, str(key)))
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        seen: Counter[str] = Counter()
        for n, part in enumerate(value, 1):
            name = _named(part) or str(n)
            own = _text(part, KEY) or name
            seen[own] += 1
            again = f" ({seen[own]})" if seen[own] > 1 else ""
            yield from _flat(part, (*place, own + again), (*label, name + again))
    elif value is not None:
        text = listing(map(str, value)) if isinstance(value, list) else str(value)
        yield place, _Cell(STEP.join(label), text)


def _named(row: Any) -> str:
    return next(filter(None, (_text(row, name) for name in NAMES)), "")


def _text(row: Any, name: str) -> str:
    found = row.get(name) if isinstance(row, Mapping) else None
    return found if isinstance(found, str) else ""
