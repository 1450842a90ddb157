"""The door to Pelican: the generator that reads, plans and renders the disclosure site."""

import logging
from pathlib import Path
from typing import Any

import pelican.log
from pelican import signals
from pelican.generators import Generator

from pipeline.finding import Finding, Location, Severity
from pipeline.plan import make_plan
from pipeline.read import read_content
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables
from plugins.progress import Progress
from plugins.render import render
from plugins.summary import Build, moment, say
from plugins.theme import closures, static_files

PLANNING = "!plan"
"""Under this name the store keeps what planning found, for the inspection."""
last_build: Build | None = None


class DisclosureGenerator(Generator):  # type: ignore[misc]
    """Settings used: PATH, THEME, OUTPUT_PATH, GONGKAI_STORE, GONGKAI_AS_OF, GONGKAI_WORKERS."""

    def generate_context(self) -> None:
        global last_build
        self.build = last_build = Build()
        self.content = Path(self.settings["PATH"]).resolve()
        self.store = Store(Path(self.settings["GONGKAI_STORE"]))
        tables = read_tables(self.content)
        self.build.findings.extend(tables.findings)
        if tables.site is None or not tables.columns:
            return
        workers = self.settings["GONGKAI_WORKERS"]
        with Progress("read") as progress:
            self.build.read = read_content(self.content, self.store, tables, workers=workers, progress=progress)
        self.build.findings.extend(self.store.findings())
        rows = {row.path: row for row in self.store.index()}
        self.build.register = Register(tables, rows, moment(self.settings["GONGKAI_AS_OF"], tables.site.as_of))

    def generate_output(self, writer: Any) -> None:
        register = self.build.register
        if register is not None:
            theme = Path(self.settings["THEME"]).resolve()
            plan = make_plan(register, self.store, closures(theme), static_files(theme))
            self.build.findings.extend(plan.findings)
            self.store.put_findings(PLANNING, plan.findings)
            with Progress("render") as progress:
                self.build.written = render(
                    plan,
                    self.store,
                    self.content,
                    theme,
                    Path(self.output_path).resolve(),
                    workers=self.settings["GONGKAI_WORKERS"],
                    progress=progress,
                )
        if self.store.notice:
            self.build.notices.append(self.store.notice)
        self.store.db.close()


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
