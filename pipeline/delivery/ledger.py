"""content/sent/ledger.jsonl: what was carried where, a line an event, only ever added to, each on disk before the next.

at        moment, ISO 8601, UTC
event     begun: about to be carried | sent: arrived | failed: certainly did not arrive | gone: no longer there to
          be changed | settled: an editor put it right on the platform, or without
          `site`, took it away there as the site did | picture: one picture or cover is there
channel, account, item     what goes where; `item` as in the store
package   its hash; `site` the hash of the item's title and text on the site, kept in texts/<hash>.txt
remote    the platform's own name of it; of a picture its address or name there
title, url                 of a package, to find it again among drafts
picture   hash of the picture
reason    of a failure
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.model import Redirect

FOLDER, FILE, TEXTS = "sent", "ledger.jsonl", "texts"
EVENTS = frozenset({"begun", "sent", "failed", "gone", "settled", "picture"})
PAGE = ".html"


class Busy(Exception):
    """Another run carries at this moment."""


class Event(NamedTuple):
    """`line` is where it stands; see above for the rest."""

    line: int
    at: str
    event: str
    channel: str
    account: str
    item: str = ""
    package: str = ""
    site: str = ""
    remote: str = ""
    title: str = ""
    url: str = ""
    picture: str = ""
    reason: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.channel, self.account, self.item


@dataclass(slots=True)
class Standing:
    """What the ledger says of one item in one account. `open`: it was begun, and nobody knows what became of it.

    `gone`: what was sent can no longer be changed from here; `remotes`: all that the platform ever called it.
    """

    done: Event | None = None
    open: Event | None = None
    gone: bool = False
    remotes: tuple[str, ...] = ()

    def take(self, event: Event) -> None:
        if event.event == "begun":
            self.open = event
            return
        self.open = None
        if event.event == "sent":
            self.done, self.gone, self.remotes = event, False, (*self.remotes, event.remote)
        elif event.event == "gone":
            self.gone = True
        elif event.event == "settled" and self.done and event.site:
            self.done = self.done._replace(site=event.site, package=event.package or self.done.package)
        elif event.event == "settled":
            self.done, self.gone = None, False


@dataclass
class Ledger:
    """`faults`: lines that cannot be read. A last line that was cut short is none: its event is simply not there.

    `moves`: old path of an item -> the one it has now.
    """

    content: Path
    events: list[Event] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.content / FOLDER / FILE

    def standings(self) -> dict[tuple[str, str, str], Standing]:
        """By channel, account and item, as it is called now."""
        found: dict[tuple[str, str, str], Standing] = {}
        for event in self.events:
            if event.event != "picture":
                now = event._replace(item=self.moves.get(event.item, event.item))
                found.setdefault(now.place, Standing()).take(now)
        return found

    def pictures(self, channel: str, account: str) -> dict[str, str]:
        """Hash of a picture -> what the account calls it."""
        wanted = (event for event in self.events if event.event == "picture")
        return {e.picture: e.remote for e in wanted if (e.channel, e.account) == (channel, account)}

    def add(self, event: str, **facts: str) -> Event:
        """On disk when this returns. Raises OSError."""
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = {"at": moment, "event": event, **{name: value for name, value in facts.items() if value}}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = self._ended() + json.dumps(told, ensure_ascii=False) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(handle)
        number = self.path.read_bytes().count(b"\n")
        made = Event(number, moment, event, **facts)
        self.events.append(made)
        return made

    def _ended(self) -> str:
        """What must stand before a new line. An event that was cut short while it was written is taken away."""
        try:
            whole, mark, last = self.path.read_bytes().rpartition(b"\n")
        except OSError:
            return ""
        if last and _event(last, 0) is None:
            os.truncate(self.path, len(whole) + len(mark))
            return ""
        return "\n" if last else ""

    def keep_text(self, text: str) -> str:
        """Its hash, by which `text_of` finds it."""
        digest = text_hash(text)
        path = self.content / FOLDER / TEXTS / f"{digest}.txt"
        if self.text_of(digest) is None:  # or it was cut short
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        return digest

    def text_of(self, digest: str) -> str | None:
        """None when it is not there, or is not what was kept."""
        try:
            text = (self.content / FOLDER / TEXTS / f"{digest}.txt").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return text if text_hash(text) == digest else None


def _moves(redirects: Iterable[Redirect]) -> dict[str, str]:
    pages = [(one.old, one.new) for one in redirects if one.old.endswith(PAGE) and one.new.endswith(PAGE)]
    steps = {old[1 : -len(PAGE)]: new[1 : -len(PAGE)] for old, new in pages}
    found = {}
    for start in steps:
        now = start
        for _ in steps:  # a ring has no end
            now = steps.get(now, now)
        found[start] = now
    return found


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def site_text(title: str, text: str) -> str:
    """What a reader sees of an item, as it is compared."""
    return f"{title}\n\n{text.strip()}\n"


def read_ledger(content: Path, redirects: Iterable[Redirect] = ()) -> Ledger:
    """`redirects` tell which items bear another name since. A file that cannot be read is a fault, not an empty one."""
    ledger = Ledger(content, moves=_moves(redirects))
    try:
        raw = ledger.path.read_bytes()
    except FileNotFoundError:
        return ledger
    except OSError:
        ledger.faults.append(1)
        return ledger
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        event = _event(line, number)
        if event is not None:
            ledger.events.append(event)
        elif number < len(lines):  # the last is torn where the program was ended while it wrote
            ledger.faults.append(number)
    return ledger


def _event(line: bytes, number: int) -> Event | None:
    try:
        told: Any = json.loads(line)
        event = Event(number, **{name: str(value) for name, value in told.items()})
    except (ValueError, TypeError, AttributeError):
        return None
    return event if event.event in EVENTS else None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one run carries at a time. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield
