"""All forms of report: each file holds `REPORT`, and its name is the format's."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from pipeline.finding import Finding
from pipeline.inspection import Inspection
from pipeline.pattern import later
from pipeline.report import Report, Told
from pipeline.shielding import printed
from pipeline.trend import Earlier

_UNREADABLE = later("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BETWEEN_LINES = later("[\t\n\r\x85\u2028\u2029]+")


class _Formats(Mapping[str, Report]):
    """Each is loaded when it is asked for: most runs print one."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._modules = {module.replace("_", "-"): module for module in modules}

    def __getitem__(self, name: str) -> Report:
        found = getattr(import_module(f"{__name__}.{self._modules[name]}"), "REPORT", None)
        if not isinstance(found, Report):
            raise TypeError(f"reports/{self._modules[name]}.py holds no REPORT")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


FORMATS = _Formats(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def render_report(
    inspection: Inspection, format: str, *, colour: bool = False, trend: Sequence[Earlier] = ()
) -> str | bytes:
    """The report as text ending with a newline, or bytes of a binary form. `format`: a key of FORMATS."""
    if format not in FORMATS:
        raise ValueError(f"{format!r} is no format of a report: {', '.join(FORMATS)}")
    findings = tuple(map(_readable, inspection.findings))
    return FORMATS[format].make(Told(replace(inspection, findings=findings), trend, colour))


def _readable(finding: Finding) -> Finding:
    """Without numbers of persons, and without signs that command a terminal, turn a line round or are no characters,
    which pages of others may hold; in one line, that nobody forges another.
    """
    finding = printed(finding)
    told = (finding.location.path, finding.message, finding.hint, finding.waived)
    if all(map(str.isprintable, told)):
        return finding
    path, *texts = told
    message, hint, waived = (_UNREADABLE.sub("\ufffd", _BETWEEN_LINES.sub(" ", text)) for text in texts)
    place = replace(finding.location, path=_UNREADABLE.sub("\ufffd", path))
    return replace(finding, location=place, message=message, hint=hint, waived=waived)
