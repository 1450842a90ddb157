"""All forms of report: each file holds `REPORT`, and its name is the format's."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module

from pipeline.inspection import Inspection
from pipeline.report import Report, Told
from pipeline.trend import Earlier


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
    return FORMATS[format].make(Told(inspection, trend, colour))
