"""The plan -> files in output/: only what changed, by workers; what vanished is removed."""

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from pipeline import characters, traditional
from pipeline.channel import PlannedFile
from pipeline.channels import CHANNELS
from pipeline.files import Entry, Seen, stamp_of, walk
from pipeline.page import Desk, PlannedPage
from pipeline.plan import Plan, Planned
from pipeline.store import Store
from pipeline.workers import open_workers
from plugins.assets import STATIC, Assets
from plugins.below import below
from plugins.cards import ColumnView, Shelf
from plugins.summary import ForeignOutput, Written
from plugins.theme import environment
from plugins.views import Views

MARKER = ".gongkai-output"
"""Says that a folder is ours to clean; it is not published."""
STRANGER = "stranger"
"""In the place of a stamp: something stands there that is no file, and writing must not go through it."""
BATCH = 120
Progress = Callable[[int, int], None]
Known = dict[str, tuple[bytes, str]]
"""Output -> its fingerprint and stamp, as the store tells."""


@dataclass
class Workshop:
    """All that a worker needs to make any output."""

    desk: Desk
    content: Path
    assets: Assets
    output: Path
    store_path: Path
    env: Environment
    outputs: Mapping[str, Planned]
    work: Sequence[tuple[str, Planned]] = ()
    """All that is to be written, path by path: forked workers inherit it, so that batches are sent as mere numbers."""
    views: Views | None = None
    store: Store | None = None

    @cached_property
    def base(self) -> str:
        return self.desk.site.base

    def open(self) -> None:
        """Bind to a store connection of this process: SQLite connections do not cross a fork."""
        self.store = Store(self.store_path, readonly=True)
        self.store.hold()
        self.look_around()

    def look_around(self) -> None:
        """Make what pages see of the site, once `store` is there."""
        assert self.store is not None
        shelf = Shelf(self.desk)
        self.views = Views(shelf, self.store, self._frame(shelf))

    def close(self) -> None:
        """Let go of the store here; workers took their connections with them."""
        if self.store is not None:
            self.store.db.close()
            self.store = self.views = None

    def _frame(self, shelf: Shelf) -> SimpleNamespace:
        """Header and footer, rendered once: every page shows the same."""
        menu = [_nav([shelf.columns[path] for path in (node.path, *below)]) for node, below in self.desk.menu]
        facts = {"site": self.desk.site, "navigation": menu}
        return SimpleNamespace(
            header=Markup(self.env.get_template("frame/header.html").render(facts)),
            footer=Markup(self.env.get_template("frame/footer.html").render(facts)),
        )

    def make(self, path: str, planned: Planned) -> str:
        """Write one output; its stamp."""
        target = f"{self.output}/{path}"
        if isinstance(planned, PlannedFile) and planned.channel == "attachments":
            shutil.copyfile(self.content / planned.key, target, follow_symlinks=False)
            return stamp_of(os.stat(target))
        return _write(target, self.bytes_of(planned))

    def bytes_of(self, planned: Planned) -> bytes:
        assert self.views is not None and self.store is not None
        if isinstance(planned, PlannedFile):
            if planned.channel == traditional.CHANNEL:
                return self._traditional(planned)
            if planned.channel == STATIC:
                return self.assets.content(planned.key)
            return CHANNELS[planned.channel].make(planned, self.desk, self.store)
        return self._placed(self._page(planned))

    def _placed(self, html: str) -> bytes:
        page = html.encode()
        return below(self.base, page) if self.base else page

    def _page(self, planned: PlannedPage) -> str:
        assert self.views is not None
        return self.env.get_template(planned.template).render(self.views.context(planned))

    def _traditional(self, file: PlannedFile) -> bytes:
        """From the page as rendered, not as written: it may be another worker's, and not yet there."""
        page = self.outputs.get(file.key)
        if not isinstance(page, PlannedPage):
            return characters.to_traditional()
        canonical = self.desk.site.url.rstrip("/") + quote(page.url)
        return self._placed(traditional.converted(self._page(page), page.url, canonical))


def _nav(views: list[ColumnView]) -> SimpleNamespace:
    """The first, with the others below it."""
    root, *others = views
    children = [SimpleNamespace(title=child.title, url=child.url, children=[]) for child in others]
    return SimpleNamespace(title=root.title, url=root.url, children=children)


_workshop: Workshop | None = None
"""Inherited by forked workers, so that the plan is never sent to them."""
_opened_in = 0


def render(
    plan: Plan,
    store: Store,
    content: Path,
    theme: Path,
    assets: Assets,
    output: Path,
    *,
    workers: int = 0,
    progress: Progress | None = None,
    seen: Seen | None = None,
) -> Written:
    """Bring `output` up to the plan. The store is told before and after each write, so a killed run is made good."""
    global _workshop
    _claim(output)
    known = store.outputs()
    present = _present(output) if seen is None else _overlaid(known, seen)
    if known or present:  # what is to be made anew or removed is told of the whole only
        plan.complete()
    changed = [path for path, planned in plan.outputs.items() if not _current(path, planned, known, present)]
    vanished = [path for path in present if path not in plan.outputs]
    store.begin()
    store.clear_outputs(
        [*(path for path in changed if path in known), *(path for path in known if path not in plan.outputs)]
    )
    store.commit()
    _remove(output, [*vanished, *(path for path in changed if present.get(path) == STRANGER)])
    _make_folders(output, changed)
    work = [(path, plan.outputs[path]) for path in changed]
    _workshop = Workshop(plan.desk, content, assets, output, store.path, environment(theme, assets), plan.outputs, work)
    written = _render_all(work, lambda: _completed(plan, output), store, workers, progress)
    _workshop.close()
    return Written(len(plan.outputs), written, len(vanished))


def _completed(plan: Plan, output: Path) -> list[tuple[str, Planned]]:
    """What was put off of a plan, all of which is new, with its folders made."""
    found = plan.complete()
    _make_folders(output, found)
    return list(found.items())


def _render_all(
    work: Sequence[tuple[str, Planned]],
    more: Callable[[], Sequence[tuple[str, Planned]]],
    store: Store,
    workers: int,
    progress: Progress | None,
) -> int:
    """How many are written. The store is told of each batch while the next ones are made; `more` work is looked for
    once the first is given out.
    """
    with open_workers(len(work), workers) as executor:
        # Workers are forked at the first job: before the transaction, which must not be inherited.
        jobs = [(batch, executor.submit(make_batch, start, start + BATCH)) for start, batch in _batches(work)]
        found = more()
        jobs += [(batch, executor.submit(make_found, batch)) for _, batch in _batches(found)]
        done, total = 0, len(work) + len(found)
        store.begin()
        for batch, job in jobs:
            made = zip(batch, job.result(), strict=True)
            store.put_outputs((path, planned.fingerprint, stamp) for (path, planned), stamp in made)
            done += len(batch)
            if progress:
                progress(done, total)
        store.commit()
    return total


def _batches(work: Sequence[tuple[str, Planned]]) -> Iterator[tuple[int, Sequence[tuple[str, Planned]]]]:
    """Stretches of the work, each with its start."""
    return ((start, work[start : start + BATCH]) for start in range(0, len(work), BATCH))


def make_batch(start: int, stop: int) -> list[str]:
    """Stamp of each output as written, of a stretch of the work."""
    assert _workshop is not None
    return make_found(_workshop.work[start:stop])


def make_found(work: Sequence[tuple[str, Planned]]) -> list[str]:
    """Stamp of each output as written, of work that was found since the workers began."""
    global _opened_in
    assert _workshop is not None
    if _opened_in != os.getpid() or _workshop.views is None:
        _workshop.open()
        _opened_in = os.getpid()
    return [_workshop.make(path, planned) for path, planned in work]


def _write(target: str, content: bytes) -> str:
    """Bare calls: half of what a file object asks of the system is not needed to write a page once."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        return stamp_of(os.fstat(handle))
    finally:
        os.close(handle)


def _claim(output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    marker = output / MARKER
    if not marker.exists():
        if any(output.iterdir()):
            raise ForeignOutput(str(output))
        marker.touch()


def _present(output: Path) -> dict[str, str]:
    """Every file under output/ with its stamp."""
    return _stamped(walk(str(output), lambda _: True))


def _overlaid(known: Known, seen: Seen) -> dict[str, str]:
    """The same, from what is known of the files and how they compare with it."""
    present = {path: stamp for path, (_, stamp) in known.items()}
    for path in seen.gone:
        del present[path]
    return present | _stamped((*seen.moved, *seen.strange))


def _stamped(entries: Iterable[Entry]) -> dict[str, str]:
    """Path -> stamp; a link counts as a stranger, whatever it points to."""
    return {path: stamp if form == stat.S_IFREG else STRANGER for path, form, stamp in entries if path != MARKER}


def _current(path: str, planned: Planned, known: Known, present: dict[str, str]) -> bool:
    old = known.get(path)
    return old is not None and old[0] == planned.fingerprint and old[1] == present.get(path)


def _remove(output: Path, paths: Sequence[str]) -> None:
    for path in paths:
        (output / path).unlink()
    for folder in sorted({parent for path in paths for parent in Path(path).parents}, reverse=True):
        if folder != Path() and not any((output / folder).iterdir()):
            (output / folder).rmdir()


def _make_folders(output: Path, paths: Iterable[str]) -> None:
    for folder in {path.rpartition("/")[0] for path in paths}:
        os.makedirs(f"{output}/{folder}", exist_ok=True)
