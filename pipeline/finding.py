"""A finding: one fact about one place, and its one printed form."""

from collections.abc import Iterable, Iterator
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


SAME_SHOWN = 3
"""How many places of one and the same fault are listed for people."""
FOLLOWING = frozenset(
    {
        "plan-orphan",
        "item-authority",
        "table-unknown-authority",
        "source-refused-column",
        "source-no-column",
        "source-group-column",
    }
)
"""What one fault of a table makes of many items and rows."""


def folded(findings: Iterable[Finding]) -> Iterator[tuple[Finding, int]]:
    """Findings with in how many more places the very same stands, in order: a fault of the frame stands on every page,
    one of a table at every item that needs it.
    """
    listed = list(findings)
    places: dict[tuple[str, str], int] = {}
    for finding in listed:
        places[finding.check, finding.message] = places.get((finding.check, finding.message), 0) + 1
    shown: dict[tuple[str, str], int] = {}
    for finding in listed:
        key = (finding.check, finding.message)
        shown[key] = shown.get(key, 0) + 1
        many = finding.check.startswith("page-") or finding.check in FOLLOWING
        if not many or shown[key] < SAME_SHOWN or places[key] == SAME_SHOWN:
            yield finding, 0
        elif shown[key] == SAME_SHOWN:
            yield finding, places[key] - SAME_SHOWN
