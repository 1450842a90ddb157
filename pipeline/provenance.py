"""When the site really came to show an item: the dates in its header against the commits that brought them.

A date is honest when the commit that made the item public came no later than one working day after it, and when nobody
changed it since without a reviewer's word (veto of 2019: forged dates of publishing). Git's dates are the committers'
own: where clocks or rewritten commits leave room for both answers, the verdict says so instead of accusing.
"""

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pipeline.china_time import SHANGHAI
from pipeline.date_reviews import review_refused, reviewer_of
from pipeline.git_log import ChangeRow, CommitRow, GitLog, Header, Silence, Silent
from pipeline.kind import Kind
from pipeline.signatures import Signed, Strange, read_signatures
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.trails import Trail, Trails, cut, marks_of
from pipeline.workdays import WORKDAYS

GRACE = 1
"""Working days by which the commit may come after the date: written on Friday evening, merged on Monday."""
CLEAR_DAYS = 14
"""No rest of the year is this long: beyond it the grace is over whatever the calendar says."""
BULK = 20
"""Forged dates of one commit beyond this number are told once, as a fault of the commit."""
CLOCK_SLACK = 600
"""Seconds by which the clocks of two committers may differ."""
Subject = TypeVar("Subject")
_LABELS = {name: str(info.alias) for name, info in Kind.model_fields.items()}


class Honesty(StrEnum):
    """What the commits say of a date. The first four are good; the last two are forged unless somebody vouches."""

    HONEST = "honest"
    VOUCHED = "vouched"
    IMPORTED = "imported"
    SCHEDULED = "scheduled"
    BEFORE_HISTORY = "before-history"
    REWRITTEN = "rewritten"
    ODD_CLOCK = "odd-clock"
    UNDECIDED = "undecided"
    BACK_DATED = "back-dated"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Commit:
    """`at` the committer's, `written_at` the author's second; `latest` the latest `at` among all that came before it;
    `reviewer` who vouches for dates in its message, `refused` the line that tries to in vain, each "" for none; `first`
    has nothing before it.
    """

    hash: str
    at: int
    written_at: int
    latest: int
    author: str
    reviewer: str
    first: bool
    refused: str = ""

    @property
    def day(self) -> date:
        return day_of(self.at)

    @property
    def name(self) -> str:
        return self.hash[:10]


@dataclass(frozen=True, slots=True)
class Step:
    """A commit that touched an item, and the moment of publishing that its header named then ("" = as it does now)."""

    commit: Commit
    moment: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One item in history, through renames. `entered`: the step that made it public, or the last one while none did;
    `former`: path of the removed item that it was before, "" for none.
    """

    steps: tuple[Step, ...]
    entered: Step
    former: str = ""

    def vouches(self, moment: str) -> bool:
        return any(step.commit.reviewer and step.moment in (moment, "") for step in self.steps)

    def named(self, moment: str) -> Commit:
        """The last commit that changed the moment to this one."""
        found = self.steps[-1].commit
        for before, step in zip(self.steps, self.steps[1:], strict=False):
            if step.moment == moment != before.moment:
                found = step.commit
        return found

    def counted(self, moment: str) -> str:
        """The moment that counts as news: a date that was only changed cures no stale column."""
        return moment if self.vouches(moment) else min(moment, self.entered.moment or moment)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`commit` is the one that made the item public or, for CHANGED, changed its date; `day` the date as it was, and
    `former` the path that the item had then, if it was removed there.
    """

    honesty: Honesty
    commit: Commit
    day: str
    former: str = ""


@dataclass(frozen=True)
class History:
    """All traces by item path. `silence` says why there are none; `odd` commits are older than those they follow."""

    silence: Silence | None = None
    told: str = ""
    traces: Mapping[str, Trace] = field(default_factory=dict)
    uncommitted: frozenset[str] = frozenset()
    odd: tuple[Commit, ...] = ()
    now: int = 0
    signed: Mapping[str, Signed] = field(default_factory=dict)
    """What commits' messages say of reviews, by item path; nothing of items that nobody signed there."""
    strange: tuple[Strange, ...] = ()

    def trace(self, path: str) -> Trace | None:
        """None for an item that is not committed as it stands."""
        return None if path in self.uncommitted else self.traces.get(path)

    def judge(self, path: str, moment: str, launched_on: str) -> Verdict | None:
        """What history says of an item published at `moment`; None when it does not know the item as it stands."""
        trace = self.trace(path)
        return _judge(trace, moment, launched_on, self.now) if trace else None


def by_commit(found: Iterable[tuple[Subject, Verdict]]) -> list[tuple[Verdict, list[Subject]]]:
    """What was found, gathered by commit, each with the verdict on its first."""
    gathered: dict[str, tuple[Verdict, list[Subject]]] = {}
    for subject, verdict in found:
        gathered.setdefault(verdict.commit.hash, (verdict, []))[1].append(subject)
    return list(gathered.values())


def day_of(second: int) -> date:
    return datetime.fromtimestamp(second, SHANGHAI).date()


def read_history(content: Path, kept: Path, now: int | None = None) -> History:
    """`kept`: the file in which what was read stays; `now` in seconds. Where nothing can be kept, on a full disk, or
    the file is damaged inside, all is read anew.
    """
    now = int(time.time()) if now is None else now
    try:
        return _read(content, kept, now)
    except sqlite3.DatabaseError as fault:
        if not isinstance(fault, sqlite3.OperationalError):
            kept.unlink(missing_ok=True)
        return _read(content, Path(":memory:"), now)


def _read(content: Path, kept: Path, now: int) -> History:
    try:
        with GitLog(content, kept) as log:
            log.read()
            return _history(log, now)
    except Silent as silent:
        return History(silent.reason, silent.told)


# from commits to traces ---------------------------------------------------------------------------------------------


def _history(log: GitLog, now: int) -> History:
    rows = list(log.commits())
    commits, order, odd = _commits(rows, now)
    walked = _walked(log, order)
    found = walked.all()
    asked = {blob for trail in found.values() if len(trail) > 1 for _, blob in trail}
    headers = log.headers(asked | walked.doubtful(), facts_of)
    marks = {blob: header.marks for blob, header in headers.items()}
    strangers = walked.strangers(marks, log.blobs) if walked.again else ()
    if strangers:
        found = {path: cut(trail, strangers) for path, trail in found.items()}
    former = _former(log, walked, commits, marks)
    traces = {path: _trace(trail, commits, headers) for path, trail in found.items()}
    for path, old in former.items():
        traces[path] = replace(_trace([*found[old], *found[path]], commits, headers), former=old)
    texts = {blob: header.text for blob, header in headers.items()}
    signed, strange = read_signatures(rows, found, texts, log.beside())
    return History(None, "", traces, log.uncommitted(), tuple(odd), now, signed, strange)


def trails_of(log: GitLog, rows: list[CommitRow]) -> dict[str, Trail]:
    """Item path -> (number of the commit, blob) of each time it was touched, through renames."""
    return _walked(log, _commits(rows, int(time.time()))[1]).all()


def _former(log: GitLog, walked: Trails, commits: Mapping[int, Commit], marks: Mapping[str, str]) -> dict[str, str]:
    """Path of an item -> path of the one that it was before; one that is still there was never removed for good."""
    if not walked.gone:
        return {}
    seconds = {number: commit.at for number, commit in commits.items()}
    found = walked.reunited(marks, seconds)
    return {path: old for path, old in found.items() if not (log.content / f"{old}.md").exists()}


def _walked(log: GitLog, order: Iterable[int]) -> Trails:
    changes: dict[int, list[ChangeRow]] = {}
    for change in log.changes():
        changes.setdefault(change.number, []).append(change)
    trails = Trails()
    for number in order:
        trails.walk(number, changes.get(number, ()))
    return trails


def _commits(listed: list[CommitRow], now: int) -> tuple[dict[int, Commit], list[int], list[Commit]]:
    """Commits by number, the order in which to walk them, and those whose clock was wrong.

    The order is the same however many commits were read at once: ancestors first, then by time, then by name.
    """
    numbers: dict[str, int] = {}
    commits: dict[int, Commit] = {}
    depth: dict[int, int] = {}
    odd = []
    first = _first(listed)
    for row in listed:
        before = [numbers[name] for name in row.parents.split() if name in numbers]
        past = [second for n in before for second in (commits[n].latest, commits[n].at) if second <= now]
        latest, own = max(past, default=0), row.hash == first
        words = reviewer_of(row), own, review_refused(row)
        commit = Commit(row.hash, row.at, row.written_at, latest, row.author, *words)
        numbers[row.hash], commits[row.number] = row.number, commit
        depth[row.number] = 1 + max((depth[n] for n in before), default=0)
        if row.at > now + CLOCK_SLACK or any(row.at < commits[n].at - CLOCK_SLACK for n in before):
            odd.append(commit)

    def place(number: int) -> tuple[int, int, str]:
        commit = commits[number]
        return (max(commit.latest, commit.at if commit.at <= now else 0), depth[number], commit.hash)

    return commits, sorted(commits, key=place), odd


def _first(rows: list[CommitRow]) -> str:
    """Where the trunk begins; what is grafted on beside it has a past that can be asked for."""
    known = {row.hash: row for row in rows}
    row = rows[-1] if rows else None
    name = ""
    while row is not None:
        name = row.hash
        row = known.get(row.parents.partition(" ")[0])
    return name


def _trace(trail: Trail, commits: Mapping[int, Commit], headers: Mapping[str, Header]) -> Trace:
    if len(trail) == 1:
        step = Step(commits[trail[0][0]], "")
        return Trace((step,), step)
    steps = []
    entered: Step | None = None
    since = ""
    for number, blob in trail:
        moment, open_, *_ = headers.get(blob, Header("", False, "", ""))
        if not moment:
            continue
        step = Step(commits[number], moment)
        steps.append(step)
        if entered is None or not since or since > moment_of(max(step.commit.at, step.commit.latest)):
            entered, since = step, max(moment_of(step.commit.at), moment) if open_ else ""
    first = Step(commits[trail[0][0]], "")
    return Trace(tuple(steps) or (first,), entered or first)


def moment_of(second: int) -> str:
    return datetime.fromtimestamp(second, SHANGHAI).strftime("%Y-%m-%d %H:%M")


_LINE = {
    name: re.compile(rf"^[\"']?{_LABELS[name]}[\"']?[ \t]*:[ \t]*[\"']?([^\s#\"'][^#\"'\n]*)".encode(), re.MULTILINE)
    for name in ("published_at", "status", "disclosure_mode")
}
_MOMENT = re.compile(rb"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?")


def header_of(raw: bytes) -> tuple[str, bool]:
    """(moment of publishing, whether the item is open to the public) of a source; the moment is "" if it has none."""
    _, _, after = raw.partition(b"---")
    header = after.partition(b"\n---")[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = {name: form.search(header) for name, form in _LINE.items()}
    found = {name: line[1].decode("utf-8", "replace").strip() for name, line in lines.items() if line}
    moment = _MOMENT.fullmatch(found.get("published_at", "").encode())
    if not moment:
        return "", False
    open_ = found.get("status") != ItemStatus.DRAFT and found.get("disclosure_mode") in (None, DisclosureMode.PROACTIVE)
    return f"{moment[1].decode()} {(moment[2] or b'00:00').decode()}", open_


_ASIDE = re.compile(
    rf"^(?:[ \t]*#.*\n|[\"']?(?:{'|'.join(_LABELS[name] for name in ('review', 'status', 'published_at'))})[\"']?"
    r"[ \t]*:.*\n(?:[ \t]+.*\n|[}\]].*\n)*)".encode(),
    re.MULTILINE,
)
"""What a header says about the item's way to the public rather than about its matter; and comments."""


def facts_of(raw: bytes) -> Header:
    """`header_of`; what tells the matter of a source from that of another version; and its marks."""
    plain = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    before, _, after = plain.partition(b"---\n")
    header, fence, body = after.partition(b"\n---")
    matter = b"\0".join((before, _ASIDE.sub(b"", header + b"\n"), fence, body))
    digest = hashlib.blake2b(matter, digest_size=16).hexdigest()
    return Header(*header_of(raw), digest, marks_of(header, body))


# from traces to verdicts --------------------------------------------------------------------------------------------


def _judge(trace: Trace, moment: str, launched_on: str, now: int) -> Verdict:
    entered = trace.entered.commit
    was = trace.entered.moment or moment
    if moment != was and all(step.moment != moment for step in trace.steps):
        return Verdict(Honesty.UNDECIDED, entered, was[:10])
    if moment != was:
        commit = trace.named(moment)
        excused = trace.vouches(moment) or commit.day.isoformat() <= launched_on
        honesty = Honesty.VOUCHED if trace.vouches(moment) else Honesty.IMPORTED if excused else Honesty.CHANGED
        return Verdict(honesty, commit, was[:10], trace.former)
    return Verdict(_first_judged(trace, entered, moment, launched_on, now), entered, moment[:10])


def _first_judged(trace: Trace, entered: Commit, moment: str, launched_on: str, now: int) -> Honesty:
    """Of a date that nobody changed since the item became public."""
    late = too_late(moment, entered.at)
    if late is False and (entered.at > now + CLOCK_SLACK or too_late(moment, entered.latest)):
        return Honesty.ODD_CLOCK
    if late is False:
        return Honesty.SCHEDULED if moment > moment_of(entered.at) else Honesty.HONEST
    if trace.vouches(moment):
        return Honesty.VOUCHED
    if moment[:10] < launched_on and entered.day.isoformat() <= launched_on:
        return Honesty.IMPORTED
    if entered.first:
        return Honesty.BEFORE_HISTORY
    if late is None:
        return Honesty.UNDECIDED
    return Honesty.REWRITTEN if too_late(moment, entered.written_at) is False else Honesty.BACK_DATED


def too_late(moment: str, second: int) -> bool | None:
    """Whether a commit came more than the grace after the moment; None where the table of holidays cannot tell."""
    start, end = date.fromisoformat(moment[:10]), day_of(second)
    days = (end - start).days
    if days <= GRACE:
        return False
    if days > CLEAR_DAYS:
        return True
    worked = WORKDAYS.between(start, end)
    return None if worked is None else worked > GRACE
