"""A finding: one fact about one place, and its one printed form."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.terms import CLAUSE_LABEL, HINT_LABEL, SEVERITY_LABELS, WAIVER_LABEL


class Severity(StrEnum):
    ERROR = "ERROR"
    WARNING = "WARNING"
    REVIEW = "REVIEW"

    @property
    def label(self) -> str:
        return SEVERITY_LABELS[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place: `path` from the project's root (or an output page as `output/…`), 1-based `line` and `column`;
    0 = none.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: `check` is the id as printed (item-index-number); `waived` holds the editor's reason, if any."""

    location: Location
    check: str
    severity: Severity
    message: str
    clause: str = ""
    hint: str = ""
    waived: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        place = self.location
        return (place.path, place.line, place.column, self.check, self.message)

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR and not self.waived

    def __str__(self) -> str:
        parts = [f"{self.location}: {self.severity.label} {self.message} [{self.check}]"]
        if self.clause:
            parts.append(f"{CLAUSE_LABEL}{self.clause}")
        if self.hint:
            parts.append(f"{HINT_LABEL}{self.hint}")
        if self.waived:
            parts.append(f"{WAIVER_LABEL}{self.waived}")
        return " ".join(parts)
