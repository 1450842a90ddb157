"""The door to Pelican: the generator that reads, plans and renders the disclosure site."""

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import pelican.log
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator

from pipeline.ahead import Ahead, Look
from pipeline.finding import Finding, Location, Severity
from pipeline.pictures import read_pictures
from pipeline.plan import make_plan
from pipeline.read import ReadReport, read_content
from pipeline.register import Register
from pipeline.store import IndexRow, Store
from pipeline.tables import read_tables
from plugins.assets import Assets, read_assets
from plugins.days import moment
from plugins.progress import Progress
from plugins.render import render
from plugins.summary import Build, say
from plugins.theme import closures_of, templates

PLANNING = "!plan"
"""Under this name the store keeps what planning found, for the inspection."""
last_build: Build | None = None
ahead: Ahead | None = None
"""Set by the host for the build it is about to run."""


class NoArticles(ArticlesGenerator):  # type: ignore[misc]
    """Items are no articles of Pelican's; compiling templates for its empty lists takes as long as an edited item."""

    def generate_output(self, writer: Any) -> None:
        pass


class Host(Pelican):  # type: ignore[misc]
    def _get_generator_classes(self) -> list[type[Generator]]:
        classes = super()._get_generator_classes()
        return [NoArticles if generator is ArticlesGenerator else generator for generator in classes]


class DisclosureGenerator(Generator):  # type: ignore[misc]
    """Settings used: PATH, THEME, OUTPUT_PATH, GONGKAI_STORE, GONGKAI_AS_OF, GONGKAI_WORKERS."""

    def generate_context(self) -> None:
        global last_build
        self.build = last_build = Build()
        self.content = Path(self.settings["PATH"]).resolve()
        self.store = Store(Path(self.settings["GONGKAI_STORE"]))
        tables = read_tables(self.content)
        self.build.findings.extend(tables.findings)
        if not tables.columns:
            return
        workers = self.settings["GONGKAI_WORKERS"]
        with Progress("read") as progress:
            self.look = ahead.take() if ahead else None
            self.build.read = read_content(
                self.content,
                self.store,
                tables,
                workers=workers,
                progress=progress,
                seen=self.look.content if self.look else None,
            )
        self.build.findings.extend(self.store.findings())
        if tables.site is None:
            return
        rows = _rows(self.store, self.look, self.build.read)
        self.build.register = Register(tables, rows, moment(self.settings["GONGKAI_AS_OF"], tables.site.as_of))

    def generate_output(self, writer: Any) -> None:
        register = self.build.register
        if register is not None:
            theme = Path(self.settings["THEME"]).resolve()
            assets = read_assets(theme)
            pictures, faults = read_pictures(self.content, register, self.store, self.settings["GONGKAI_WORKERS"])
            plan = make_plan(register, self.store, _closures(theme, assets, self.store), assets.planned(), pictures)
            found = [*faults, *plan.findings]
            self.build.findings.extend(found)
            self.store.put_findings(PLANNING, found)
            with Progress("render") as progress:
                self.build.written = render(
                    plan,
                    self.store,
                    self.content,
                    theme,
                    assets,
                    Path(self.output_path).resolve(),
                    workers=self.settings["GONGKAI_WORKERS"],
                    progress=progress,
                    seen=self.look.output if self.look else None,
                )
        if self.store.notice:
            self.build.notices.append(self.store.notice)
        self.store.db.close()


def _closures(theme: Path, assets: Assets, store: Store) -> dict[str, bytes]:
    """Found anew only when a template is: parsing them all costs more than an edited item."""
    files = templates(theme)
    mark = hashlib.blake2b(repr((sorted(files.items()), assets.places)).encode(), digest_size=16).digest()
    kept = store.kept("closures", mark)
    if kept is not None:
        return {name: bytes.fromhex(digest) for name, digest in json.loads(kept).items()}
    found = closures_of(files, assets)
    store.keep("closures", mark, json.dumps({name: digest.hex() for name, digest in found.items()}).encode())
    return found


def _rows(store: Store, look: Look | None, read: ReadReport) -> dict[str, IndexRow]:
    """The index after reading: just read as a whole, or as looked at before with what reading touched."""
    if read.rows is not None:
        return dict(sorted(read.rows.items()))
    if look is None:
        return {row.path: row for row in store.index()}
    rows = {path: row for path, row in look.rows.items() if path not in read.touched}
    return rows | {row.path: row for row in store.rows(read.touched)}


class LogFindings(logging.Handler):
    """Every Pelican record of level WARNING or above becomes a finding: Pelican itself would go on and exit 0."""

    def emit(self, record: logging.LogRecord) -> None:
        if last_build is not None:
            severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
            place = Location("pelicanconf.py")
            last_build.findings.append(Finding(place, "pelican-log", severity, record.getMessage()))


def _start(host: Any) -> None:
    pelican.log.console.quiet = True
    logging.getLogger("pelican").addHandler(LogFindings(logging.WARNING))


def _get_generators(host: Any) -> type[Generator]:
    return DisclosureGenerator


def _finish(host: Any) -> None:
    """When `pelican` runs alone, say what was found and let the exit status tell."""
    if host.settings.get("GONGKAI_HOSTED") or last_build is None:
        return
    say(last_build)
    if last_build.status:
        raise SystemExit(last_build.status)


def register() -> None:
    signals.initialized.connect(_start)
    signals.get_generators.connect(_get_generators)
    signals.finalized.connect(_finish)
