"""What must add up in an annual report: within its tables, against the year before, against the bodies below.

Identities T3-COL, T3-SUM, T3-ROW and T4-SUM are printed in or follow from the national form of 2021; T3-CARRY and
T2-CARRY join two years' reports.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.annual.cells import CELLS, Values, number_of
from pipeline.kinds.annual_report import APPLICANTS, DETAILS, OUTCOMES, Applications, Disputes

TOTAL_COLUMN = len(APPLICANTS) - 1
LAST_OUTCOME = len(OUTCOMES) - 1


class Rule(StrEnum):
    BALANCE = "T3-COL"
    OUTCOMES = "T3-SUM"
    APPLICANTS = "T3-ROW"
    DISPUTES = "T4-SUM"
    CARRIED = "T3-CARRY"
    IN_FORCE = "T2-CARRY"


class Identity(NamedTuple):
    """The cells `left` add up to the cells `right`; numbers are places in `CELLS`."""

    rule: Rule
    left: tuple[int, ...]
    right: tuple[int, ...]


class Wrong(NamedTuple):
    """An identity that does not hold, with both sums."""

    identity: Identity
    left: int
    right: int


class Suspect(NamedTuple):
    """The one cell whose change to `right` would put everything right."""

    number: int
    right: int


class Missed(NamedTuple):
    """A cell (place in `CELLS`) that says another number than follows from elsewhere."""

    number: int
    stated: int | float
    right: int | float


def _row(field: str, column: int) -> int:
    return number_of("applications", field, column)


def _all() -> Iterator[Identity]:
    for column in range(len(APPLICANTS)):
        left = (_row("received", column), _row("carried_in", column))
        yield Identity(Rule.BALANCE, left, (_row("total", column), _row("carried_out", column)))
    for column in range(len(APPLICANTS)):
        parts = tuple(_row(field, column) for field in DETAILS)
        yield Identity(Rule.OUTCOMES, parts, (_row("total", column),))
    for field in Applications.model_fields:
        parts = tuple(_row(field, column) for column in range(TOTAL_COLUMN))
        yield Identity(Rule.APPLICANTS, parts, (_row(field, TOTAL_COLUMN),))
    for field in Disputes.model_fields:
        outcomes = tuple(number_of("disputes", field, number) for number in range(LAST_OUTCOME))
        yield Identity(Rule.DISPUTES, outcomes, (number_of("disputes", field, LAST_OUTCOME),))


IDENTITIES: tuple[Identity, ...] = tuple(_all())
"""All 42 within one report."""
OWN: tuple[frozenset[int], ...] = tuple(
    frozenset(n for n, one in enumerate(IDENTITIES) if number in (*one.left, *one.right))
    for number in range(len(CELLS))
)
"""Cell -> the identities (places in `IDENTITIES`) that it takes part in."""


def wrong_ones(values: Values, *rules: Rule) -> list[Wrong]:
    """Identities that do not hold, of all rules or of some; one with a blank cell says nothing."""
    found = []
    for identity, told_left, told_right in _TOLD:
        if rules and identity.rule not in rules:
            continue
        left, right = told_left(values), told_right(values)
        if None not in left and None not in right and sum(left) != sum(right):
            found.append(Wrong(identity, int(sum(left)), int(sum(right))))
    return found


def _getter(numbers: tuple[int, ...]) -> Callable[[Values], Sequence[Any]]:
    return itemgetter(*numbers) if len(numbers) > 1 else itemgetter(slice(numbers[0], numbers[0] + 1))


_TOLD = tuple((identity, _getter(identity.left), _getter(identity.right)) for identity in IDENTITIES)
"""Each identity with what picks its two sides from the values: forty-two are asked of every report."""


def suspect(values: Values, wrong: Sequence[Wrong]) -> Suspect | None:
    """The only cell that explains all of `wrong`, which are all that is wrong; None where none or several could.

    An identity that holds clears every cell that it counts.
    """
    if not wrong:
        return None
    failing = frozenset(IDENTITIES.index(one.identity) for one in wrong)
    first = wrong[0].identity
    found = [
        Suspect(number, right)
        for number in (*first.left, *first.right)
        if OWN[number] == failing and (right := _righted(values, number, wrong)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _righted(values: Values, number: int, wrong: Iterable[Wrong]) -> int | None:
    """What a cell must be for every identity of `wrong` to hold; None where they disagree, or it would be negative."""
    stated = int(values[number] or 0)
    wanted = {stated + (one.right - one.left) * (1 if number in one.identity.left else -1) for one in wrong}
    right = wanted.pop()
    return None if wanted or right < 0 else right


# two years ----------------------------------------------------------------------------------------------------------


@cache
def _carries() -> tuple[tuple[int, int], ...]:
    """(this year's carried in, last year's carried out), column by column."""
    return tuple((_row("carried_in", column), _row("carried_out", column)) for column in range(len(APPLICANTS)))


@cache
def _stocks() -> tuple[tuple[int, int, int], ...]:
    """(in force, made, repealed) of rules and of normative documents."""
    fields = ("in_force", "made", "repealed")
    groups = [tuple(number_of("disclosed", group, field) for field in fields) for group in ("rules", "normative")]
    return tuple((stock, made, repealed) for stock, made, repealed in groups)


def wrong_carries(values: Values, before: Values) -> list[Missed]:
    """T3-CARRY: what was carried into this year is what the year before carried out, in every column."""
    pairs = ((number, values[number], before[last]) for number, last in _carries())
    return [Missed(n, stated, right) for n, stated, right in pairs if None not in (stated, right) and stated != right]  # type: ignore[arg-type]


def wrong_stocks(values: Values, before: Values) -> list[Missed]:
    """T2-CARRY: in force = in force a year ago + made - repealed; a recount legitimately breaks it."""
    found = []
    for stock, made, repealed in _stocks():
        stated = values[stock]
        old, more, fewer = before[stock], values[made], values[repealed]
        if stated is None or old is None or more is None or fewer is None:
            continue
        if stated != old + more - fewer:
            found.append(Missed(stock, stated, old + more - fewer))
    return found


# several bodies -----------------------------------------------------------------------------------------------------


def consolidated(reports: Sequence[Values]) -> list[int | float]:
    """Every cell summed over the reports, blanks as nothing; money without the noise of binary fractions."""
    found: list[int | float] = []
    for number, cell in enumerate(CELLS):
        told = [report[number] for report in reports]
        if cell.money:
            found.append(float(sum((Decimal(str(value)) for value in told if value is not None), Decimal(0))))
        else:
            found.append(sum(int(value) for value in told if value is not None))
    return found


def differences(values: Values, right: Values) -> list[Missed]:
    """Cells of a consolidated report that are not the sum of the others; a blank one stands for nothing."""
    pairs = enumerate(zip(values, right, strict=True))
    return [Missed(n, stated or 0, other or 0) for n, (stated, other) in pairs if (stated or 0) != (other or 0)]
