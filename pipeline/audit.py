"""Who did what when, from git: one row for each item that a commit touched, and for each review that one signs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pipeline.china_time import SHANGHAI
from pipeline.date_reviews import reviewer_of
from pipeline.git_log import ChangeRow, CommitRow, GitLog
from pipeline.kind import Kind
from pipeline.provenance import trails_of
from pipeline.signatures import SigningDesk
from pipeline.terms import ItemStatus

_FIELDS = ("title", "status", "authority", "published_at")
_LINES = {
    name: re.compile(
        rf"^[\"']?{Kind.model_fields[name].alias}[\"']?[ \t]*:[ \t]*([^\n]*?)[ \t]*$".encode(), re.MULTILINE
    )
    for name in _FIELDS
}


class Act(StrEnum):
    DRAFTED = "drafted"
    PUBLISHED = "published"
    CHANGED = "changed"
    FILES = "files"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    REMOVED = "removed"
    SIGNED = "signed"
    VOUCHED = "vouched"


class Deed(NamedTuple):
    """`at` is `YYYY-MM-DD HH:MM`; `item` a path below content/ without suffix, as it was then,
    `now` as it is; `step`, `signer` and `signer_mail` only of what was signed; `subject` the first line of the message.
    """

    at: str
    commit: str
    author: str
    mail: str
    act: Act
    item: str
    title: str
    authority: str
    step: str
    signer: str
    signer_mail: str
    subject: str
    now: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What to tell of; "" = all. Days inclusive; `column` with those below it; `person` by name or mail."""

    since: str = ""
    until: str = ""
    column: str = ""
    authority: str = ""
    item: str = ""
    person: str = ""

    def of(self, deed: Deed) -> bool:
        day = deed.at[:10]
        return (
            (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
            and (not self.column or deed.item.startswith(f"{self.column}/"))
            and (not self.authority or deed.authority == self.authority)
            and (not self.item or self.item in (deed.item, deed.now))
            and (not self.person or self.person in (deed.author, deed.mail, deed.signer, deed.signer_mail))
        )


class _Seen(NamedTuple):
    title: str = ""
    status: str = ""
    authority: str = ""
    published_at: str = ""


def deeds(content: Path, kept: Path, asked: Asked = Asked()) -> list[Deed]:
    """In the order of time. `kept`: the file in which what was read of git stays. Raises Silent."""
    with GitLog(content, kept) as log:
        log.read()
        rows = list(log.commits())
        changes: dict[int, list[ChangeRow]] = {}
        for change in log.changes():
            changes.setdefault(change.number, []).append(change)
        blobs = {change.blob for listed in changes.values() for change in listed if change.blob.strip("0")}
        seen = {blob: _seen(raw) for blob, raw in log.blobs(sorted(blobs))}
        trails, beside = trails_of(log, rows), log.beside()
    found = _Teller(rows, changes, seen, SigningDesk(rows, trails, {}, beside)).deeds()
    return sorted(filter(asked.of, found), key=lambda deed: (deed.at, deed.commit, deed.item, deed.act, deed.step))


class _Teller:
    def __init__(
        self,
        rows: Sequence[CommitRow],
        changes: Mapping[int, list[ChangeRow]],
        seen: Mapping[str, _Seen],
        desk: SigningDesk,
    ) -> None:
        self.rows, self.changes, self.seen, self.desk = rows, changes, seen, desk
        self.now = {touch: path for path, trail in desk.trails.items() for touch in trail}
        self.files: dict[int, list[str]] = {}
        for path in desk.trails.keys() & desk.beside.keys():
            for number in desk.beside[path]:
                self.files.setdefault(number, []).append(path)
        self.then = {(number, change.blob): change.path for number, listed in changes.items() for change in listed}

    def deeds(self) -> Iterator[Deed]:
        last: dict[str, _Seen] = {}
        for row in self.rows:
            changes = self.changes.get(row.number, ())
            for change in changes:
                before = last.pop(change.old, None) if change.status == "R" else last.get(change.path)
                known = self.seen.get(change.blob, before or _Seen())
                last[change.path] = known
                yield self._deed(row, _act(change, before, known), change, known)
                if change.status == "D":
                    del last[change.path]
            own = {change.path for change in changes}
            for path in sorted(set(self.files.get(row.number, ())) - own):
                yield self._deed(row, Act.FILES, ChangeRow(row.number, "M", path, "", ""), last.get(path, _Seen()))
            yield from self._signed(row)
            voucher = reviewer_of(row)
            for change in changes if voucher else ():
                known = self.seen.get(change.blob, _Seen())
                yield self._deed(row, Act.VOUCHED, change, known)._replace(signer=voucher)

    def _signed(self, row: CommitRow) -> Iterator[Deed]:
        for line, path in self.desk.lines_of(row):
            trail = self.desk.trails[path]
            number, blob = (
                [touch for touch in trail if touch[0] <= row.number][-1] if trail[0][0] <= row.number else trail[0]
            )
            change = ChangeRow(number, "", self.then.get((number, blob), path), "", blob)
            deed = self._deed(row, Act.SIGNED, change, self.seen.get(blob, _Seen()))
            yield deed._replace(step=line.step, signer=line.name, signer_mail=line.mail, now=path)

    def _deed(self, row: CommitRow, act: Act, change: ChangeRow, known: _Seen) -> Deed:
        at = datetime.fromtimestamp(row.at, SHANGHAI).strftime("%Y-%m-%d %H:%M")
        who = (at, row.hash[:10], row.author, row.mail)
        subject = row.message.strip().partition("\n")[0]
        now = self.now.get((change.number, change.blob), change.path) if change.blob else change.path
        return Deed(*who, act, change.path, known.title, known.authority, "", "", "", subject, now)


def _act(change: ChangeRow, before: _Seen | None, now: _Seen) -> Act:
    if change.status == "D":
        return Act.REMOVED
    was = before.status if before else ""
    if now.status == ItemStatus.WITHDRAWN and was != ItemStatus.WITHDRAWN:
        return Act.WITHDRAWN
    if now.status == ItemStatus.DRAFT:
        return Act.DRAFTED if before is None else Act.CHANGED
    if before is None or (was in (ItemStatus.DRAFT, ItemStatus.WITHDRAWN) and now.status != was):
        return Act.PUBLISHED
    return Act.MOVED if change.status == "R" else Act.CHANGED


def _seen(raw: bytes) -> _Seen:
    header = raw.partition(b"---")[2].partition(b"\n---")[0].replace(b"\r\n", b"\n")
    found = {name: form.search(header) for name, form in _LINES.items()}
    return _Seen(*(line[1].decode("utf-8", "replace").strip("\"' ") if line else "" for line in found.values()))
