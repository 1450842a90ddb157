"""What a branch changes, in the words of those who review it: items, header fields, text, files; two stores held side
by side.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.phrases import listing
from pipeline.shapes import nested
from pipeline.shielding import shielded
from pipeline.store import AttachmentRow, IndexRow, Store
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.word_diff import Piece, difference

STEP = " › "
TextOf = Callable[[AttachmentRow], str]
"""What one sees on opening a file; "" when it cannot be read."""


class Fate(StrEnum):
    """What became of an item; UNREAD: it is there and has a fault that keeps it from being read."""

    ADDED = "added"
    PUBLISHED = "published"
    CHANGED = "changed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    REMOVED = "removed"
    UNREAD = "unread"


class FieldChange(NamedTuple):
    """`label` as the editor writes it, nested ones joined by ` › `; "" where there is or was nothing."""

    label: str
    before: str
    after: str


class FileChange(NamedTuple):
    """A file beside an item; sizes in bytes and hashes are None and "" where it is not."""

    name: str
    size_before: int | None
    size_after: int | None
    hash_before: str
    hash_after: str
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """`path` as it is now, or was for what is gone; `was` the old path of what moved; texts are shielded."""

    path: str
    was: str
    fate: Fate
    title: str
    kind: str
    column: str
    authority: str
    state: str
    published_at: str
    fields: tuple[FieldChange, ...] = ()
    words: tuple[Piece, ...] = ()
    files: tuple[FileChange, ...] = ()


def changed_items(
    before: Store,
    after: Store,
    there: Collection[str],
    bodies: Mapping[str, str],
    text_before: TextOf,
    text_after: TextOf,
) -> list[ItemChange]:
    """Sorted by path. `there`: paths of all sources that there are now, read or not; `bodies`: names of authorities."""
    old = {row.path: row for row in before.index()}
    new = {row.path: row for row in after.index()}
    moved = _moved(before, after, old, new)
    found = []
    for path in sorted(old.keys() | new.keys()):
        row, was = new.get(path), old.get(path)
        if path in moved.values():
            continue
        if row is not None and path in moved:
            was = old[moved[path]]
        if row is None and path in there:
            assert was is not None
            found.append(_base(was, "", Fate.UNREAD))
        elif row is None or was is None or row.digest != was.digest or row.path != was.path:
            found.append(_compared(before, after, was, row, bodies, text_before, text_after))
    known = old.keys() | new.keys()
    return found + [_unknown(path) for path in sorted(there) if path not in known]


def _moved(before: Store, after: Store, old: Mapping[str, IndexRow], new: Mapping[str, IndexRow]) -> dict[str, str]:
    """New path -> old path: the same index number, or the same title and text."""
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    if not gone or not come:
        return {}
    by_number = {old[path].index_number: path for path in gone if old[path].index_number}
    by_text = {(old[path].title, before.body(path).text): path for path in gone}
    found: dict[str, str] = {}
    for path in come:
        other = by_number.get(new[path].index_number) or by_text.get((new[path].title, after.body(path).text))
        if other and other not in found.values():
            found[path] = other
    return found


def _compared(
    before: Store,
    after: Store,
    was: IndexRow | None,
    row: IndexRow | None,
    bodies: Mapping[str, str],
    text_before: TextOf,
    text_after: TextOf,
) -> ItemChange:
    one = row or was
    assert one is not None
    old = before.body(was.path) if was else None
    new = after.body(row.path) if row else None
    base = _base(one, was.path if was and row and was.path != row.path else "", _fate(was, row))
    fields = field_changes(
        KINDS[was.kind] if was else None,
        _named(json.loads(old.details) if old else {}, bodies),
        KINDS[row.kind] if row else None,
        _named(json.loads(new.details) if new else {}, bodies),
    )
    words = difference(shielded(old.text) if old else "", shielded(new.text) if new else "")
    files = _files(
        before.attachments(was.path) if was else (), after.attachments(row.path) if row else (), text_before, text_after
    )
    same = all(piece.mark == "same" for piece in words)
    return replace(base, fields=tuple(fields), words=() if same else tuple(words), files=tuple(files))


def _base(row: IndexRow, was: str, fate: Fate) -> ItemChange:
    return ItemChange(
        row.path, was, fate, shielded(row.title), KINDS[row.kind].name, row.column, row.authority, row.status,
        row.published_at,
    )  # fmt: skip


def _unknown(path: str) -> ItemChange:
    """A source that could never be read: nothing is known of it but where it lies."""
    return ItemChange(path, "", Fate.UNREAD, "", "", path.rsplit("/", 2)[0], "", "", "")


def _is_open(row: IndexRow) -> bool:
    return row.status != ItemStatus.DRAFT and row.disclosure_mode == DisclosureMode.PROACTIVE


def _fate(was: IndexRow | None, row: IndexRow | None) -> Fate:
    if row is None:
        return Fate.REMOVED
    if was is None:
        return Fate.ADDED
    if row.status == ItemStatus.WITHDRAWN != was.status:
        return Fate.WITHDRAWN
    if _is_open(row) and (not _is_open(was) or was.status == ItemStatus.WITHDRAWN != row.status):
        return Fate.PUBLISHED
    if _is_open(was) and not _is_open(row):
        return Fate.HIDDEN
    return Fate.MOVED if row.path != was.path else Fate.CHANGED


# header fields --------------------------------------------------------------------------------------------------------


def field_changes(
    old_kind: type[Kind] | None, old: Mapping[str, Any], new_kind: type[Kind] | None, new: Mapping[str, Any]
) -> Iterator[FieldChange]:
    """Field by field in the order of the form, each with its Chinese name."""
    before = dict(_told(old_kind, old)) if old_kind else {}
    after = dict(_told(new_kind, new)) if new_kind else {}
    for label in dict.fromkeys((*after, *before)):
        was, now = before.get(label, ""), after.get(label, "")
        if was != now:
            yield FieldChange(label, shielded(was), shielded(now))


def _named(values: dict[str, Any], bodies: Mapping[str, str]) -> dict[str, Any]:
    key = str(values.get("authority"))
    return values | {"authority": bodies[key]} if key in bodies else values


def _told(shape: type[BaseModel], values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, field in shape.model_fields.items():
        value = values.get(name)
        if value in (None, "", [], {}):
            continue
        label = f"{above}{field.alias or name}"
        inner = nested(field)
        if inner is not None and isinstance(value, Mapping):
            yield from _told(inner, value, f"{label}{STEP}")
        elif inner is not None and isinstance(value, Sequence) and not isinstance(value, str):
            for n, part in enumerate(value, 1):
                yield from _told(inner, part, f"{label} {n}{STEP}")
        else:
            yield label, _value(value)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return listing(f"{key}: {_value(part)}" for key, part in value.items())
    return listing(map(_value, value)) if isinstance(value, list | tuple) else str(value)


# files ------------------------------------------------------------------------------------------------------------


def _files(
    old: Sequence[AttachmentRow], new: Sequence[AttachmentRow], text_before: TextOf, text_after: TextOf
) -> Iterator[FileChange]:
    before, after = {row.name: row for row in old}, {row.name: row for row in new}
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was and now and was.sha256 == now.sha256:
            continue
        words = difference(shielded(text_before(was)), shielded(text_after(now))) if was and now else []
        yield FileChange(
            shielded(name),
            was.size if was else None,
            now.size if now else None,
            was.sha256 if was else "",
            now.sha256 if now else "",
            tuple(words),
        )
