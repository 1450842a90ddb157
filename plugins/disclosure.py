"""The door to Pelican: the generator that reads, plans and renders the disclosure site."""

import logging
from pathlib import Path
from typing import Any

import pelican.log
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator

from pipeline.finding import Finding, Location, Severity
from pipeline.second import Gone, Second
from plugins.summary import Order, Summary, say

second: Second | None = None
"""Set by the host for the build it is about to run: has read already, and waits for the word to render."""
last: Summary | None = None
logged: list[Finding] = []


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

    def generate_output(self, writer: Any) -> None:
        global last
        last = _from_second() or self._from_here()

    def _from_here(self) -> Summary:
        from plugins.making import make_here

        own = self.settings
        content, output, store, theme = map(Path, (own["PATH"], self.output_path, own["GONGKAI_STORE"], own["THEME"]))
        return make_here(Order.at(content, output, store, theme, own["GONGKAI_AS_OF"], own["GONGKAI_WORKERS"]))


def _from_second() -> Summary | None:
    """None when there is no second process, or it has failed: then all is done here, and says what is wrong."""
    if second is None:
        return None
    try:
        second.tell(None)
        return Summary.of(second.hear())
    except Gone:
        return None


class LogFindings(logging.Handler):
    """Every Pelican record of level WARNING or above becomes a finding: Pelican itself would go on and exit 0."""

    def emit(self, record: logging.LogRecord) -> None:
        severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
        logged.append(Finding(Location("pelicanconf.py"), "pelican-log", severity, record.getMessage()))


def result() -> Summary | None:
    """Of the last build, with what Pelican itself had to say; None when the generator did not run."""
    return last._replace(findings=(*last.findings, *logged)) if last else None


def _start(host: Any) -> None:
    pelican.log.console.quiet = True
    logging.getLogger("pelican").addHandler(LogFindings(logging.WARNING))


def _get_generators(host: Any) -> type[Generator]:
    return DisclosureGenerator


def _finish(host: Any) -> None:
    """When `pelican` runs alone, say what was found and let the exit status tell."""
    told = result()
    if host.settings.get("GONGKAI_HOSTED") or told is None:
        return
    say(told)
    if told.status:
        raise SystemExit(told.status)


def register() -> None:
    signals.initialized.connect(_start)
    signals.get_generators.connect(_get_generators)
    signals.finalized.connect(_finish)
