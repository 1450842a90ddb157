"""content/ -> store: looks at every file, reads the changed ones, and accounts for each."""

import hashlib
import re
import stat
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.codebase import reading_digest
from pipeline.files import LONGEST_PATH, UNREADABLE, Entry, enter_content, stamp_of, walk
from pipeline.finding import Finding, Location, Severity
from pipeline.item import ItemRead, read_item
from pipeline.kinds import KINDS
from pipeline.phrases import SOURCE_FAULTS, near
from pipeline.source import read_file
from pipeline.store import ItemRecord, Store
from pipeline.tables import GROUP, SPECIAL, Tables
from pipeline.terms import NAME_REASONS, SPECIAL_FILES
from pipeline.workers import batches, open_workers

Stamps = dict[str, tuple[str, bytes, bytes]]
"""Path of a source -> its stamp, digest and read key, as `Store.stamps` gives them."""
BATCH = 100
TABLES = frozenset({"site.yaml", "authorities.yaml", "columns.yaml", "accounts.yaml", "redirects.yaml"})
IGNORED = frozenset({".gitkeep", ".gitattributes", ".gitignore", ".DS_Store", "Thumbs.db", "README.md"})
"""Files that belong to other programs; README.md only at the root."""
SPECIAL_KIND = "article"
"""What an item in a special column's own folder is."""
FRESH_NS, COARSE_NS = 100_000_000, 2_000_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)
_GENERATED = re.compile(r"index|list-\d+|feed|rss|atom|\d{4}")
"""Names that pages of the column itself take."""
_WINDOWS = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_MTIME = re.compile(r"\d+-(-?\d+)-")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TERMS = re.compile(r"terms/[^/]+\.yaml")
"""Phrase lists, read when the texts are checked."""


@dataclass(slots=True)
class Scan:
    """Every file of content/ by its path; `faults` are what cannot be read at all."""

    items: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[Finding]] = field(default_factory=dict)

    def fault(self, path: str, code: str, *, at: Location | None = None, **facts: Any) -> None:
        message, hint = SOURCE_FAULTS[code]
        place = at or Location(f"content/{path}", 1, 1)
        finding = Finding(place, f"source-{code}", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))
        self.faults.setdefault(path, []).append(finding)


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What reading did: counts of items in all, read anew, refused with findings, gone; and the paths of all
    items whose rows in the store may have changed.
    """

    sources: int
    read: int
    rejected: int
    gone: int
    touched: frozenset[str]


def read_content(
    content: Path,
    store: Store,
    tables: Tables,
    *,
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
    entries: Iterable[Entry] | None = None,
    stamps: Stamps | None = None,
) -> ReadReport:
    """Bring the store up to date with content/. Every `.md` ends as an item or as a finding; so does any other file.

    `entries` and `stamps` are what `scan_content` and `Store.stamps` would find, if somebody has looked already.
    """
    scan = scan_content(content, tables, entries)
    known = store.stamps() if stamps is None else stamps
    used = _used_files(store)
    wanted = list(_changed(scan, known, used, tables, _troubled(store)))
    gone = [path for path in known if path not in scan.items and path not in scan.others]
    with open_workers(len(wanted), workers) as executor:
        # Workers are forked at the first job: before the transaction, which must not be inherited.
        futures = [executor.submit(read_batch, str(content), tuple(batch)) for batch in batches(wanted, BATCH)]
        store.begin()
        store.forget(gone)
        read, rejected = _keep_all(store, futures, len(wanted), progress)
    _note_others(content, store, scan, known, tables)
    _note_faults(store, scan, known, tables)
    store.commit()
    touched = {job.path for job in wanted} | {path[:-3] for path in (*gone, *scan.faults) if path.endswith(".md")}
    refused = sum(path.endswith(".md") for path in scan.faults)
    return ReadReport(len(scan.items) + refused, read, rejected, len(gone), frozenset(touched))


# looking ------------------------------------------------------------------------------------------------------------


def scan_content(content: Path, tables: Tables, entries: Iterable[Entry] | None = None) -> Scan:
    """`entries` are those of `walk(content, enter_content)`, if somebody has looked already."""
    scan = Scan()
    for entry in walk(str(content), enter_content) if entries is None else entries:
        _sort_in(scan, *entry)
    _check_names(scan, tables)
    return scan


def _sort_in(scan: Scan, path: str, form: int, stamp: str) -> None:
    name = path.rpartition("/")[2]
    if name in IGNORED and (name != "README.md" or name == path):
        return
    if not _utf8(path):
        scan.fault(ascii(path)[1:-1], "name", name=ascii(name)[1:-1], reason=NAME_REASONS["encoding"])
    elif form == UNREADABLE:
        scan.fault(path, "unreadable", reason=stamp)
    elif form == stat.S_IFDIR and not path.endswith(".md"):
        scan.fault(path[:LONGEST_PATH], "name", name=name, reason=NAME_REASONS["long"])
    elif form != stat.S_IFREG:
        scan.fault(path, "not-regular", what=SPECIAL_FILES.get(form, "?"))
    elif path not in TABLES and not _TERMS.fullmatch(path):
        (scan.items if name.endswith(".md") else scan.others)[path] = stamp


def _utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_names(scan: Scan, tables: Tables) -> None:
    """Refuse names that would overwrite a page, break on some host, or collide with another file."""
    folded: dict[str, str] = {}
    for path in list(scan.items):
        folder, _, name = path[:-3].rpartition("/")
        reason = _bad_name(name, len(path))
        if reason:
            scan.fault(path, "name", name=name, reason=NAME_REASONS[reason])
        key = unicodedata.normalize("NFC", path).casefold()
        if key in folded:
            for one, other in ((path, folded[key]), (folded[key], path)):
                scan.fault(one, "collision", other=f"content/{other}")
        folded.setdefault(key, path)
        column = _column(folder, tables)
        if column not in tables.columns:
            scan.fault(path, "no-column", folder=folder, near=near(column, tables.columns))
        elif tables.columns[column].kind == GROUP:
            scan.fault(path, "group-column", column=tables.columns[column].column.title)
    for path in scan.faults:
        scan.items.pop(path, None)


def _bad_name(name: str, length: int) -> str:
    if len(name) > 100 or length > LONGEST_PATH:
        return "long"
    if not _NAME.fullmatch(name):
        return "characters"
    if _WINDOWS.fullmatch(name):
        return "windows"
    return "generated" if _GENERATED.fullmatch(name) else ""


def _column(folder: str, tables: Tables) -> str:
    parent, _, last = folder.rpartition("/")
    return parent if parent and _YEAR.fullmatch(last) and folder not in tables.columns else folder


def _kind_of(path: str, tables: Tables) -> str:
    kind = tables.columns[_column(path.rpartition("/")[0], tables)].kind
    return SPECIAL_KIND if kind == SPECIAL else kind


# choosing what to read ----------------------------------------------------------------------------


class Job(NamedTuple):
    """One item to look at; `digest` is that of the bytes last read, empty to read in any case."""

    path: str
    kind: str
    read_key: bytes
    digest: bytes


def _used_files(store: Store) -> dict[str, list[str]]:
    """Attachment file -> items that use it."""
    used: dict[str, list[str]] = defaultdict(list)
    for row in store.all_attachments():
        used[row.file].append(row.item)
    return used


def _troubled(store: Store) -> set[str]:
    """Items that lack a file: a new file may be the cure."""
    return {f.location.path[8:-3] for f in store.findings() if f.check.startswith("attachment-")}


def _changed(
    scan: Scan,
    known: Stamps,
    used: dict[str, list[str]],
    tables: Tables,
    troubled: set[str],
) -> Iterator[Job]:
    stirred = _stirred(scan, known, used, troubled)
    keys = {kind: _read_key(kind) for kind in KINDS}
    kinds = {path: _kind_of(f"{path}/x", tables) for path, node in tables.columns.items() if node.kind != GROUP}
    for path, stamp in scan.items.items():
        item = path[:-3]
        kind = kinds[_column(item.rpartition("/")[0], tables)]
        old = known.get(path)
        if old and old[0] == stamp and old[2] == keys[kind] and item not in stirred:
            continue
        same = old is not None and old[2] == keys[kind] and item not in stirred
        yield Job(item, kind, keys[kind], old[1] if same and old else b"")


def _read_key(kind: str) -> bytes:
    return hashlib.blake2b(reading_digest() + kind.encode(), digest_size=16).digest()


def _stirred(scan: Scan, known: Stamps, used: dict[str, list[str]], troubled: set[str]) -> set[str]:
    """Items whose attachments were added, changed or removed."""
    moved = [path for path, stamp in scan.others.items() if known.get(path, ("",))[0] != stamp]
    moved += [path for path in known if not path.endswith(".md") and path not in scan.others]
    items: set[str] = set()
    for path in moved:
        folder = path.rpartition("/")[0]
        items.update(used.get(path, ()))
        items.add(folder)
        items.update(item for item in troubled if item.rpartition("/")[0] == folder)
    return items


# reading --------------------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    job: Job
    stamp: str
    digest: bytes
    read: ItemRead | None
    """None when the bytes are those already in the store."""


def _keep_all(
    store: Store, futures: "list[Future[list[Outcome]]]", jobs: int, progress: Callable[[int, int], None] | None
) -> tuple[int, int]:
    """Store outcomes as they come, in order; frees each batch at once. Counts of items read and of those rejected."""
    read = rejected = done = 0
    futures.reverse()
    while futures:
        outcomes = futures.pop().result()
        _keep(store, outcomes)
        read += sum(outcome.read is not None for outcome in outcomes)
        rejected += sum(outcome.read is not None and outcome.read.record is None for outcome in outcomes)
        done += len(outcomes)
        if progress:
            progress(done, jobs)
    return read, rejected


def read_batch(content: str, jobs: Iterable[Job]) -> list[Outcome]:
    folder = Path(content)
    return [_read_one(folder, f"{content}/{job.path}.md", job) for job in jobs]


def _read_one(content: Path, file: str, job: Job) -> Outcome:
    started = time.time_ns()
    try:
        raw, info = read_file(file)
    except BlockingIOError:
        return _unread(job, "changed")
    except OSError as error:
        return _unread(job, "unreadable", reason=error.strerror)
    digest = hashlib.blake2b(raw, digest_size=16).digest()
    stamp = stamp_of(info) if _settled(info.st_mtime_ns, started) else ""
    read = None if digest == job.digest else read_item(content, job.path, job.kind, raw)
    return Outcome(job, stamp, digest, read)


def _unread(job: Job, code: str, **facts: Any) -> Outcome:
    path, scan = f"{job.path}.md", Scan()
    scan.fault(path, code, **facts)
    return Outcome(job, "", b"", ItemRead(job.path, None, tuple(scan.faults[path])))


def _settled(mtime_ns: int, now: int) -> bool:
    """Whether a later edit is sure to change the stamp: not when the file is as young as the clock's grain."""
    grain = COARSE_NS if mtime_ns % 1_000_000_000 == 0 else FRESH_NS
    return now - mtime_ns > grain


def _is_old(stamp: str, now: int) -> bool:
    found = _MTIME.match(stamp)
    return found is not None and _settled(int(found[1]), now)


def _keep(store: Store, outcomes: Sequence[Outcome]) -> None:
    records: list[ItemRecord] = []
    for outcome in outcomes:
        path = f"{outcome.job.path}.md"
        if outcome.read is None:
            continue
        if outcome.read.record is None:
            store.drop_items([outcome.job.path])
        else:
            records.append(outcome.read.record)
        if outcome.read.findings or not store.filling:
            store.put_findings(path, outcome.read.findings)
    store.put_items(records)
    store.put_sources((f"{o.job.path}.md", o.stamp, o.digest, o.job.read_key) for o in outcomes)


# accounting for the rest --------------------------------------------------------------------------


def _note_others(content: Path, store: Store, scan: Scan, known: Stamps, tables: Tables) -> None:
    """Files beside items, so that a change of theirs is noticed. Only banners are looked into: no item hashes them."""
    now = time.time_ns()
    banners = {f"{node.path}/{node.column.banner}" for node in tables.columns.values() if node.column.banner}
    rows = []
    for path, stamp in scan.others.items():
        if known.get(path, ("",))[0] != stamp:
            digest = _digest(content / path) if path in banners else b""
            rows.append((path, stamp if _is_old(stamp, now) else "", digest, b""))
    store.put_sources(rows)


def _digest(path: Path) -> bytes:
    try:
        return hashlib.blake2b(read_file(path)[0], digest_size=16).digest()
    except OSError:
        return b""


def _banners(scan: Scan, tables: Tables) -> Iterator[str]:
    """Files that columns.yaml names; one that is absent is a fault of the table."""
    for node in tables.columns.values():
        file = f"{node.path}/{node.column.banner}"
        if node.column.banner and file not in scan.others:
            scan.fault("columns.yaml", "no-banner", at=node.location, file=f"content/{file}")
        elif node.column.banner:
            yield file


def _waits(path: str, store: Store, scan: Scan) -> bool:
    """Whether a file may belong to an item that was refused: the item has its finding, its files need none."""
    folder = path.rpartition("/")[0]
    near_by = (item[:-3] for item in (*scan.items, *scan.faults) if item.endswith(".md"))
    return any(folder in (item, item.rpartition("/")[0]) and not store.has_item(item) for item in near_by)


def _note_faults(store: Store, scan: Scan, known: Stamps, tables: Tables) -> None:
    used = {row.file for row in store.all_attachments()}
    used.update(_banners(scan, tables))
    for path in sorted(scan.others.keys() - used):
        if not _waits(path, store, scan):
            scan.fault(path, "stray")
    store.forget([path for path in scan.faults if path.endswith(".md") and path in known])
    store.db.execute("DELETE FROM findings WHERE source LIKE '!%'")
    for path, findings in scan.faults.items():
        store.put_findings(f"!{path}", findings)
