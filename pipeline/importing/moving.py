"""A site moves house: pages of a crawl become items, their old addresses lead to the new ones, and a ledger tells what
was not understood. What is done is kept in var/migrate/ until all is in its place, so a run that was killed goes on.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.addresses import is_old_address
from pipeline.fresh_header import Words
from pipeline.importing.arrival import Remark, Unfit
from pipeline.importing.crawl import LOOKS, Crawl
from pipeline.importing.draft import Target, make_draft
from pipeline.importing.moving_plan import Page, Plan, Row, as_plan, make_plan
from pipeline.importing.placing import Waiting
from pipeline.importing.webpage import read_page
from pipeline.kinds import KINDS
from pipeline.model import Redirect
from pipeline.new_item import SPECIAL_KIND
from pipeline.serials import Serials
from pipeline.tables import SPECIAL, Tables, read_tables
from pipeline.troubles import reason
from pipeline.workers import batches, open_workers

FOLDER = "var/migrate"
BATCH = 40
_TOO_DEEP = Remark("too-complex")
_TAKEN = "00000"
"""Serial of an index number that is not given out yet."""
Progress = Callable[[int, int], None]


class Move(NamedTuple):
    """What was asked for. `columns`: see `make_plan`; `authority`, "" for none, serves where a page names nobody;
    `region`: see `read_page`.
    """

    folder: Path
    site: str
    content: Path
    columns: Mapping[str, str]
    authority: str
    today: str
    words: Words
    region: str = ""


@dataclass
class Moved:
    """`made`, `drafts`: paths of items; `redirects`: old address -> new; `resumed`: pages done by an earlier run."""

    crawl: Crawl
    made: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    resumed: int = 0


def migrate(move: Move, progress: Progress | None = None, workers: int = 0) -> Moved:
    """All of it; content/ is untouched until everything is ready, and as it was when placing ends early.

    Raises Taken and OSError.
    """
    tables = read_tables(move.content)
    crawl = Crawl(move.folder, move.site)
    state = _State(move, crawl)
    plan = state.plan(lambda: make_plan(crawl, tables, move.columns, move.content, move.today))
    crawl.origins = plan.origins
    done = state.done()
    moved = Moved(crawl, rows=list(plan.rows), resumed=len(done))
    waiting = [page for page in plan.pages if page.file not in done]
    with open_workers(len(waiting) * 4, workers) as executor:
        _work(executor, waiting, move, state, done, len(plan.pages), progress)
    results = [done[page.file] for page in plan.pages]
    _gather(results, plan, crawl, tables, moved)
    _number(results, state, Serials(move.content))
    _repair_links(results, state, moved, crawl, plan)
    moved.rows += _unused(crawl, results)
    _settle(state, moved, move, crawl)
    state.forget()
    return moved


def _work(
    executor: Executor, waiting: list[Page], move: Move, state: "_State", done: dict[str, "Result"], total: int,
    progress: Progress | None,
) -> None:  # fmt: skip
    futures: list[Future[list[Result]]] = [
        executor.submit(convert_pages, list(batch), move._replace(columns={}), str(state.folder))
        for batch in batches(waiting, BATCH)
    ]
    try:
        for future in futures:
            results = future.result()
            state.keep(results)
            done |= {result.file: result for result in results}
            if progress:
                progress(len(done), total)
    except BaseException:
        for future in futures:
            future.cancel()
        raise


# one page, in a worker ----------------------------------------------------------------------------------------------


class Result(NamedTuple):
    """`path` is "" when the page is refused; `wants`: code and year of the index number it waits for; `used`: files of
    the crawl that came along.
    """

    file: str
    path: str
    is_open: bool
    rows: list[Row]
    wants: tuple[str, str] | None
    used: list[str]


class _Planned:
    """Gives out what the plan says, and remembers which number is wanted."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.wants: tuple[str, str] | None = None

    def item(self, folder: str) -> str:
        return self._path

    def number(self, code: str, year: str) -> str:
        self.wants = code, year
        return f"{code}/{year}-{_TAKEN}"


def convert_pages(pages: list[Page], move: Move, state: str) -> list[Result]:
    tables, items, origins = _known(move.content, state)
    crawl = Crawl(move.folder, move.site, origins)
    waiting = Waiting(move.content, Path(state, "items"))
    return [_convert(page, move, crawl, tables, items, waiting) for page in pages]


@cache
def _known(content: Path, state: str) -> tuple[Tables, dict[str, str], dict[str, str]]:
    """The tables, the item of every page by its file, and where pages say they were saved from."""
    plan = as_plan(json.loads(Path(state, "plan.json").read_text(encoding="utf-8")))
    others = {file: re.sub(r"\.html$", ".md", new) for file, new in plan.others.items()}
    return read_tables(content), others | {page.file: f"/{page.path}.md" for page in plan.pages}, plan.origins


def _convert(page: Page, move: Move, crawl: Crawl, tables: Tables, items: dict[str, str], waiting: Waiting) -> Result:
    node = tables.columns[page.column]
    kind = SPECIAL_KIND if node.kind == SPECIAL else node.kind
    target = Target(
        move.content, tables, node, kind, KINDS[kind], title=page.title, moment=page.moment,
        address=crawl.url(page.file), moves=True, usual_authority=move.authority,
    )  # fmt: skip
    planned = _Planned(page.path)

    def inner(address: str) -> str | None:
        path = crawl.path_of(address, page.file) if not address.startswith("#") else None
        return items.get(path) if path else None

    try:
        arrived = read_page((crawl.root / page.file).read_bytes(), crawl.shelf(page.file), move.region)
        draft = make_draft(arrived, crawl.root / page.file, target, planned, move.words, inner)
        wrong = waiting.findings_of(draft, kind)
        if wrong:
            raise Unfit(*(Remark("unread", "", finding) for finding in wrong))
    except (Unfit, OSError, RecursionError) as fault:
        otherwise = Remark("unreadable", "", reason(fault)) if isinstance(fault, OSError) else _TOO_DEEP
        reasons = fault.reasons if isinstance(fault, Unfit) else (otherwise,)
        rows = [Row(page.file, "refused", "", reason.code, reason.where, reason.what) for reason in reasons]
        return Result(page.file, "", False, rows, None, [])
    rows = list(_rows(page, draft.remarks, draft.said, draft.is_open, list(draft.blanks), kind))
    used = [path.relative_to(crawl.root).as_posix() for path in draft.files.values() if isinstance(path, Path)]
    return Result(page.file, page.path, draft.is_open, rows, planned.wants, used)


def _rows(
    page: Page, remarks: list[Remark], said: Mapping[str, list[str]], is_open: bool, blanks: list[str], kind: str
) -> Iterator[Row]:
    new = f"content/{page.path}.md"
    if not is_open:
        code = "draft" if blanks else "lost-draft"
        yield Row(page.file, "draft", new, code, "", "\u3001".join(blanks))
    for remark in dict.fromkeys(remarks):
        if remark.code != "region":
            yield Row(page.file, "note", new, remark.code, remark.where, remark.what)
    for name, comments in said.items():
        label = str(KINDS[kind].model_fields[name].alias)
        yield from (Row(page.file, "note", new, "doubt", label, comment) for comment in comments)


# what is kept between runs ------------------------------------------------------------------------------------------


class _State:
    """A folder in var/migrate/ for one crawl into one site: the plan, what was done, and the items that wait."""

    def __init__(self, move: Move, crawl: Crawl) -> None:
        root = move.content.resolve().parent
        asked = "\0".join(
            (str(crawl.root.resolve()), move.site, move.authority, move.region, json.dumps(dict(move.columns)))
        )
        tables = b"".join((move.content / name).read_bytes() for name in ("columns.yaml", "authorities.yaml"))
        key = hashlib.blake2b(asked.encode() + tables + _listing(crawl), digest_size=8).hexdigest()
        self.folder = root / FOLDER / key
        self.folder.mkdir(parents=True, exist_ok=True)

    def plan(self, make: Callable[[], Plan]) -> Plan:
        file = self.folder / "plan.json"
        if file.is_file():
            return as_plan(json.loads(file.read_text(encoding="utf-8")))
        plan = make()
        part = file.with_suffix(".part")
        part.write_text(plan.written(), encoding="utf-8")
        part.replace(file)
        return plan

    def done(self) -> dict[str, Result]:
        """What earlier runs did; a line that was being written when one was killed does not count."""
        found = {}
        with contextlib.suppress(FileNotFoundError):
            for line in (self.folder / "done.jsonl").read_text(encoding="utf-8").split("\n"):
                with contextlib.suppress(ValueError):
                    result = _as_result(json.loads(line))
                    found[result.file] = result
        return found

    def keep(self, results: list[Result]) -> None:
        with (self.folder / "done.jsonl").open("a", encoding="utf-8") as file:
            # a line cut short before must not swallow this one
            file.write("\n" + "\n".join(map(json.dumps, results)))

    def item(self, path: str) -> Path:
        return self.folder / "items" / f"{path}.md"

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in (self.folder.parent, self.folder.parent.parent):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _listing(crawl: Crawl) -> bytes:
    """Changes when a file of the crawl does."""
    digest = hashlib.blake2b(digest_size=16)
    for file in crawl.files():
        info = os.stat(crawl.root / file)
        digest.update(f"{file}\0{info.st_size}\0{info.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.digest()


def _as_result(written: Any) -> Result:
    file, path, is_open, rows, wants, used = written
    return Result(file, path, is_open, [Row(*row) for row in rows], tuple(wants) if wants else None, used)


# the end ------------------------------------------------------------------------------------------------------------


def _gather(results: list[Result], plan: Plan, crawl: Crawl, tables: Tables, moved: Moved) -> None:
    """Sort the items by their fate, and give each old address that may have one its redirect."""
    there = {redirect.old for redirect in tables.redirects}
    wanted: list[tuple[str, str]] = []
    opened = set()
    for result in results:
        moved.rows += result.rows
        if result.path:
            (moved.made if result.is_open else moved.drafts).append(result.path)
        if result.is_open:
            wanted.append((result.file, f"/{result.path}.html"))
            opened.add(f"/{result.path}.html")
    for file, new in plan.others.items():
        if new.endswith("/") or new in opened:
            wanted.append((file, new))
        else:
            moved.rows = [row for row in moved.rows if row.file != file or row.result != "redirect"]
            moved.rows.append(Row(file, "note", new, "same-waiting"))
    for file, new in wanted:
        old = crawl.address(file)
        code = "" if is_old_address(old) else "address" if old.startswith("/") else "elsewhere"
        if old in there or old == new or moved.redirects.get(old, new) != new:
            code = "taken-address"
        if code:
            moved.rows.append(Row(file, "note", new, code))
        else:
            moved.redirects[old] = new


def _unused(crawl: Crawl, results: list[Result]) -> Iterator[Row]:
    """What no page that moved names, but for what is saved for the looks of pages."""
    used, pages = {file for result in results for file in result.used}, frozenset(crawl.pages)
    for file in crawl.files():
        if file not in used and file not in pages and file.rpartition(".")[2].lower() not in LOOKS:
            yield Row(file, "refused", "", "not-page")
    yield from (Row(file, "refused", "", "not-regular") for file in crawl.odd())


def _number(results: list[Result], state: _State, serials: Serials) -> None:
    """In the order of the plan; numbers that pages brought with them are taken first."""
    texts = {result.path: state.item(result.path).read_bytes() for result in results if result.path}
    for raw in texts.values():
        serials.take(raw.partition(b"\n---")[0])
    for result in results:
        taken = f"{result.wants[0]}/{result.wants[1]}-{_TAKEN}".encode() if result.wants else b""
        if result.wants and taken in texts[result.path]:
            fresh = texts[result.path].replace(taken, serials.number(*result.wants).encode(), 1)
            state.item(result.path).write_bytes(fresh)


_INNER = re.compile(r"(\]\(|href=\")(/[a-z0-9/_-]+)\.md(?=[)\"])")


def _repair_links(results: list[Result], state: _State, moved: Moved, crawl: Crawl, plan: Plan) -> None:
    """What leads to an item that is not there for the public, leads to where it was."""
    there = set(moved.made)
    gone = {f"/{page.path}": crawl.url(page.file) for page in plan.pages if page.path not in there}
    if not gone:
        return
    for result in results:
        if not result.path:
            continue
        file = state.item(result.path)
        text = file.read_text(encoding="utf-8")
        back = _INNER.sub(lambda found: found[1] + gone[found[2]] if found[2] in gone else found[0], text)
        if back != text:
            file.write_text(back, encoding="utf-8")
            moved.rows.append(Row(result.file, "note", f"content/{result.path}.md", "waiting-link"))


def _settle(state: _State, moved: Moved, move: Move, crawl: Crawl) -> None:
    """Everything into content/, the redirects last."""
    waiting = Waiting(move.content, state.folder / "items")
    waiting.expect([*moved.made, *moved.drafts])
    table = move.content / "redirects.yaml"
    with contextlib.ExitStack() as undo:
        waiting.place(undo)
        if moved.redirects:
            before = table.read_bytes() if table.is_file() else None
            undo.callback(_restore, table, before)
            _add_redirects(table, before or b"", moved.redirects)
        undo.pop_all()


def _restore(table: Path, before: bytes | None) -> None:
    if before is None:
        table.unlink(missing_ok=True)
    else:
        table.write_bytes(before)


def _add_redirects(table: Path, before: bytes, redirects: Mapping[str, str]) -> None:
    old, new = (str(Redirect.model_fields[name].alias) for name in ("old", "new"))
    lines = [f"- {old}: {source}\n  {new}: {target}\n" for source, target in redirects.items()]
    part = table.with_name(".redirects.yaml.part")
    try:
        part.write_bytes(before + (b"" if not before or before.endswith(b"\n") else b"\n") + "".join(lines).encode())
        part.replace(table)
    finally:
        part.unlink(missing_ok=True)
