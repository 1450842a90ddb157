"""All forms of report: each file holds `REPORT`, and its name is the format's."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module

from pipeline.inspection import Inspection
from pipeline.report import Report, Told
from pipeline.trend import Earlier


def _load() -> dict[str, Report]:
    reports: dict[str, Report] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        found = getattr(import_module(f"{__name__}.{module.name}"), "REPORT", None)
        if not isinstance(found, Report):
            raise TypeError(f"reports/{module.name}.py holds no REPORT")
        reports[module.name.replace("_", "-")] = found
    return reports


FORMATS = _load()


def render_report(
    inspection: Inspection, format: str, *, colour: bool = False, trend: Sequence[Earlier] = ()
) -> str | bytes:
    """The report as text ending with a newline, or bytes of a binary form. `format`: a key of FORMATS."""
    if format not in FORMATS:
        raise ValueError(f"{format!r} is no format of a report: {', '.join(FORMATS)}")
    return FORMATS[format].make(Told(inspection, trend, colour))
