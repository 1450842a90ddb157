"""Between the items and pages of today and the answers of before: where an answer still holds nothing is asked."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.check import Inspected
from pipeline.check_cache import Answers, CheckCache, Fact, Kept, Memory, renumbered, unpacked
from pipeline.facts import Facts
from pipeline.finding import Finding

NO_WAIVERS: Mapping[str, str] = {}
ITEM, PAGE = "i", "p"
"""What the name of a subject begins with."""
MANY = 250
"""Answers that are written together."""
STAT = "|"
"""Stands in a stamp before how a file of the output stood on disk; see `Inspected.stamps`."""

Wanted = tuple[str, tuple[str, ...]]
"""An item's path or a page's file, and the checks to ask; none = all that concern it."""


@dataclass
class Asked:
    """Findings of all checks, and what the items that were asked waive: path -> check id -> reason."""

    findings: list[Finding] = field(default_factory=list)
    waivers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    subjects: int = 0
    """How many items and pages were asked anew."""

    def take(self, kind: str, subject: str, findings: Iterable[str], waivers: str) -> None:
        """`findings` and `waivers` as in `Answered`."""
        for text in findings:
            if text:
                self.findings += unpacked(text)
        if kind == ITEM:
            self.waivers[subject] = json.loads(waivers) if waivers else NO_WAIVERS


def content_of(html: bytes) -> bytes:
    """What tells two pages apart."""
    return hashlib.sha256(html).digest()[:16]


class Desk:
    """Between the subjects of today and the answers of before."""

    def __init__(
        self, site: Inspected, kept: CheckCache, items: Sequence[str], pages: Sequence[str], everything: bool
    ) -> None:
        """`everything`: there are no other subjects, so what is kept of others can go."""
        self.site, self.cache = site, kept
        self.facts = Facts(site)
        self.memory: Memory = kept.load(self.facts.changed)
        self._subjects = items, pages
        if everything and self.memory.kept:
            self.memory.kept = {name: row for name, row in self.memory.kept.items() if name in self.stamps}
        self.rows: list[Kept] = []
        self.new: list[Fact] = []
        self.partial: dict[str, Kept] = {}

    @cached_property
    def stamps(self) -> dict[str, str]:
        """Of all subjects; where nothing is kept there is time for them while the workers are asking."""
        items, pages = self._subjects
        return _item_stamps(self.facts, items) | _page_stamps(self.facts, pages)

    def todo(self, kind: str, names: Sequence[str], asked: Asked) -> list[Wanted]:
        """The subjects to ask; what still holds of the others goes to `asked`."""
        wanted: list[Wanted] = []
        kept = self.memory.kept
        if not kept:
            return [(name, ()) for name in names]
        stamps = self.stamps
        for name in names:
            row = kept.get(kind + name)
            if row is None or (row.stamp != stamps[row.subject] and not (row := self._moved(row))):
                wanted.append((name, ()))
                continue
            asked.take(kind, name, (row.findings,), row.waivers)
            if row.again:
                self.partial[row.subject] = row
                wanted.append((name, tuple(row.again.split(","))))
        return wanted

    def _moved(self, row: Kept) -> Kept | None:
        """A page that was written again, its bytes and its item as they were; None for what is no longer the same."""
        stamp = self.stamps[row.subject]
        same_item = row.stamp.partition(STAT)[0] == stamp.partition(STAT)[0]
        if row.subject[0] == PAGE and same_item and row.content == self._content(row.subject):
            self.rows.append(again := row._replace(stamp=stamp))
            return again
        del self.memory.kept[row.subject]
        return None

    def _content(self, subject: str) -> bytes:
        return content_of(Path(f"{self.site.output}{subject[1:]}").read_bytes())

    def keep(self, batch: Answers) -> None:
        known, value = len(self.memory.names), self.facts.value
        numbers = self.memory.numbers(batch.facts)
        self.new += [(id_, name, value(name)) for id_, name in zip(numbers, batch.facts, strict=True) if id_ > known]
        for answer in batch.answers:
            subject = batch.kind + answer.subject
            if subject in self.partial or answer.facts is None:
                continue
            facts = renumbered(answer.facts, numbers)
            row = (self.stamps[subject], answer.content, facts, answer.again, answer.findings, answer.waivers)
            self.rows.append(Kept(subject, *row))
        if len(self.rows) > MANY:  # while the workers go on; a few can wait for the end
            self._put()

    def _put(self) -> None:
        self.cache.put(self.memory, self.rows, self.new)
        self.rows, self.new = [], []

    def close(self) -> None:
        memory = self.memory
        if self.rows or memory.put or memory.fresh or memory.stale:
            self._put()
            renewed = self.facts.renewed & memory.names.keys()
            self.cache.finish(memory, [(memory.names[name], name, self.facts.value(name)) for name in renewed])


def _item_stamps(facts: Facts, paths: Iterable[str]) -> dict[str, str]:
    """What an item is: its source, what was read of it, its files as they were written, and how it stands."""
    site = facts.site
    files: defaultdict[str, str] = defaultdict(str)
    for file in site.store.all_attachments():
        files[file.item] += f"{STAT}{site.stamps.get(f'/{file.item}/{file.name}', '')}"
    gone = {row.path for row in site.register.withdrawn}
    return {ITEM + path: f"{facts.owns[path]}{path in gone:d}{files.get(path, '')}" for path in paths}


def _page_stamps(facts: Facts, files: Iterable[str]) -> dict[str, str]:
    owns, stamps = facts.owns, facts.site.stamps
    return {PAGE + file: f"{owns.get(file[1:-5], '')}{STAT}{stamps[file]}" for file in files}
