"""What changed in a table of content/: row by row and field by field, whatever the table."""

from collections.abc import Iterator, Mapping
from typing import Any

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


def table_changes(before: bytes, after: bytes) -> list[FieldChange]:
    """What either file says, flattened; a file that cannot be read says nothing."""
    old, new = dict(_flat(_read(before))), dict(_flat(_read(after)))
    return [
        FieldChange(shielded(label), shielded(old.get(label, "")), shielded(new.get(label, "")))
        for label in dict.fromkeys((*old, *new))
        if old.get(label) != new.get(label)
    ]


def _read(raw: bytes) -> Any:
    return read_table_source("", raw)[1] if raw.strip() else {}


def _flat(value: Any, above: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, f"{above}{STEP if above else ''}{key}")
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        for n, part in enumerate(value, 1):
            yield from _flat(part, f"{above}{STEP if above else ''}{_named(part) or n}")
    elif isinstance(value, list):
        yield above, listing(map(str, value))
    elif value is not None:
        yield above, str(value)


def _named(row: Any) -> str:
    found = (row.get(name) for name in NAMES) if isinstance(row, Mapping) else ()
    return next((str(name) for name in found if isinstance(name, str)), "")
