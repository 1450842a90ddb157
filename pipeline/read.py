"""content/ -> store: looks at every file, reads the changed ones, and accounts for each."""

import hashlib
import re
import stat
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.codebase import reading_digest
from pipeline.files import Seen, stamp_of
from pipeline.item import ItemRead, read_item
from pipeline.kinds import KINDS
from pipeline.phrase_list import FOLDER
from pipeline.phrases import near
from pipeline.scan import TABLES, Scan, column_of, kind_of, scan_content, sort_in
from pipeline.source import read_file
from pipeline.store import IndexRow, ItemRecord, Store
from pipeline.tables import GROUP, Tables
from pipeline.troubles import reason
from pipeline.workers import batches, open_workers

Stamps = dict[str, tuple[str, bytes, bytes]]
"""Path of a source -> its stamp, digest and read key, as `Store.stamps` gives them."""
BATCH = 100
FRESH_NS, COARSE_NS = 100_000_000, 2_000_000_000
_MTIME = re.compile(r"\d+-(-?\d+)-")
NAMES = "names"
"""Under this name the store keeps that all names of content/ were found sound, and how many items there are."""
Progress = Callable[[int, int], None]


class ReadReport(NamedTuple):
    """What reading did: counts of items in all, read anew, refused with findings, gone; and the paths of all
    items whose rows in the store may have changed.
    """

    sources: int
    read: int
    rejected: int
    gone: int
    touched: frozenset[str]
    rows: dict[str, IndexRow] | None = None
    """The whole index, by path, when all of it was read just now."""


def read_content(
    content: Path,
    store: Store,
    tables: Tables,
    *,
    workers: int = 0,
    progress: Progress | None = None,
    seen: Seen | None = None,
    more: bool = False,
) -> ReadReport:
    """Bring the store up to date with content/. Every `.md` ends as an item or as a finding; so does any other file.

    `seen` is how content/ compares with the stamps in the store, if somebody has looked already. When it shows
    nothing but edits, nothing but the edited items is looked at. `more`: the caller has more to commit to the store.
    """
    mark = _names_mark(tables)
    count = store.kept(NAMES, mark)
    if seen is not None and count and _only_edits(seen, store):
        scan = Scan({entry.path: entry.stamp for entry in seen.moved})
        report = _bring_up(content, store, tables, scan, store.stamps(scan.items), workers, progress)
        store.forget_faults()
        store.commit()
        return report._replace(sources=int(count))
    scan = scan_content(content, tables)
    known = store.stamps()
    report = _bring_up(content, store, tables, scan, known, workers, progress)
    _note_others(content, store, scan, known, tables)
    _note_faults(store, scan, known, tables)
    store.keep(NAMES, b"" if scan.faults else mark, b"%d" % len(scan.items))
    store.commit(more=more)
    refused = sum(path.endswith(".md") for path in scan.faults)
    touched = report.touched | {path[:-3] for path in scan.faults if path.endswith(".md")}
    return report._replace(sources=len(scan.items) + refused, touched=touched)


def _names_mark(tables: Tables) -> bytes:
    """Changes when columns may make a sound name unsound, or the program may."""
    names = [*(f"{node.path} {node.kind}" for node in tables.columns.values()), *tables.pictures]
    return hashlib.blake2b("\n".join(names).encode() + reading_digest(), digest_size=16).digest()


def _only_edits(seen: Seen, store: Store) -> bool:
    """Whether items were edited and nothing else happened: no file came or went, none beside an item is concerned."""
    if seen.gone or any(e.form != stat.S_IFREG or not e.path.endswith(".md") for e in seen.moved):
        return False
    scan = Scan()
    for entry in seen.strange:
        sort_in(scan, *entry)
    if scan.items or scan.others or scan.faults:
        return False
    items = [entry.path[:-3] for entry in seen.moved]
    return all(store.has_item(item) and not store.attachments(item) for item in items)


def _bring_up(
    content: Path,
    store: Store,
    tables: Tables,
    scan: Scan,
    known: Stamps,
    workers: int,
    progress: Progress | None,
) -> ReadReport:
    """Read what changed among the items of `scan`, and forget what is gone from `known`; the caller commits."""
    wanted = list(_changed(scan, known, _used_files(store), tables, _troubled(store)))
    gone = [path for path in known if path not in scan.items and path not in scan.others]
    with open_workers(len(wanted), workers) as executor:
        # Workers are forked at the first job: before the transaction, which must not be inherited.
        index: dict[str, IndexRow] | None = {} if store.filling else None
        futures = [executor.submit(read_batch, str(content), tuple(batch)) for batch in batches(wanted, BATCH)]
        store.begin()
        store.forget(gone)
        read, rejected = _keep_all(store, futures, len(wanted), progress, index)
    touched = {job.path for job in wanted} | {path[:-3] for path in gone if path.endswith(".md")}
    return ReadReport(len(scan.items), read, rejected, len(gone), frozenset(touched), index)


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
    kinds = {path: kind_of(f"{path}/x", tables) for path, node in tables.columns.items() if node.kind != GROUP}
    for path, stamp in scan.items.items():
        item = path[:-3]
        kind = kinds[column_of(item.rpartition("/")[0], tables)]
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
    store: Store,
    futures: "list[Future[list[Outcome]]]",
    jobs: int,
    progress: Progress | None,
    index: dict[str, IndexRow] | None,
) -> tuple[int, int]:
    """Store outcomes as they come, in order; frees each batch at once. Counts of items read and of those rejected."""
    read = rejected = done = 0
    futures.reverse()
    while futures:
        outcomes = futures.pop().result()
        _keep(store, outcomes)
        if index is not None:
            index |= {o.job.path: o.read.record.row for o in outcomes if o.read and o.read.record}
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
        return _unread(job, "unreadable", reason=reason(error))
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
    """Files beside items, so that a change of theirs is noticed. Only pictures of tables are looked into."""
    now = time.time_ns()
    pictures = tables.pictures
    rows = []
    for path, stamp in scan.others.items():
        seen, digest, _ = known.get(path, ("", b"", b""))
        if seen != stamp or (path in pictures and not digest):
            digest = _digest(content / path) if path in pictures else b""
            rows.append((path, stamp if _is_old(stamp, now) else "", digest, b""))
    store.put_sources(rows)


def _digest(path: Path) -> bytes:
    try:
        return hashlib.blake2b(read_file(path)[0], digest_size=16).digest()
    except OSError:
        return b""


def _pictures(scan: Scan, tables: Tables) -> Iterator[str]:
    """Files that tables name; one that is absent is a fault of the table."""
    for file, place in tables.pictures.items():
        if file in scan.others:
            yield file
        else:
            scan.fault(place.path.removeprefix("content/"), "no-picture", at=place, file=f"content/{file}")


def _waits(path: str, store: Store, scan: Scan) -> bool:
    """Whether a file may belong to an item that was refused: the item has its finding, its files need none."""
    folder = path.rpartition("/")[0]
    near_by = (item[:-3] for item in (*scan.items, *scan.faults) if item.endswith(".md"))
    return any(folder in (item, item.rpartition("/")[0]) and not store.has_item(item) for item in near_by)


ROW_FOLDERS = ("census", "requests", "statements")


def _stray(scan: Scan, path: str) -> None:
    """What looks like a table, or like a list of phrases, is read only under the right name."""
    folder, _, name = path.rpartition("/")
    if folder in ("", FOLDER, *ROW_FOLDERS) and name.lower().endswith((".yaml", ".yml", ".csv", ".txt", ".xlsx")):
        scan.fault(path, "stray-table", near="" if folder else near(name, TABLES))
    else:
        scan.fault(path, "stray")


def _note_faults(store: Store, scan: Scan, known: Stamps, tables: Tables) -> None:
    used = {row.file for row in store.all_attachments()}
    used.update(_pictures(scan, tables))
    for path in sorted(scan.others.keys() - used):
        if not _waits(path, store, scan):
            _stray(scan, path)
    store.forget([path for path in scan.faults if path.endswith(".md") and path in known])
    store.forget_faults()
    for path, findings in scan.faults.items():
        store.put_findings(f"!{path}", findings)
