"""Table 3 of the annual report, counted from the ledger of requests; and where a published one says otherwise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.annual.cells import CELLS, Values, number_of
from pipeline.annual.identities import Missed
from pipeline.kinds.annual_report import APPLICANTS, Applications
from pipeline.statements.ledger import Ledgers, Request

_TOTAL = len(APPLICANTS) - 1


def years_of(ledgers: Ledgers) -> dict[str, range]:
    """Authority -> the years that its ledger reaches over: from the first file with a row of it to the last."""
    found: dict[str, list[int]] = {}
    for ledger in ledgers.years:
        for key in {request.authority for request in ledger.requests}:
            found.setdefault(key, []).append(ledger.year)
    return {key: range(years[0], years[-1] + 1) for key, years in sorted(found.items())}


def table_of(requests: Iterable[Request], year: int) -> dict[int, int]:
    """Cell (place in `annual.cells.CELLS`) of table 3 -> its number, all 175 of them. `requests`: one authority's."""
    counts: Counter[tuple[str, int]] = Counter()
    for request in requests:
        for field in _rows(request, year):
            counts[field, request.applicant] += 1
            counts[field, _TOTAL] += 1
    return {
        number_of("applications", field, column): counts[field, column]
        for field in Applications.model_fields
        for column in range(len(APPLICANTS))
    }


def _rows(request: Request, year: int) -> Iterable[str]:
    """The rows of table 3 on `year` that a request counts in."""
    first, decided = date(year, 1, 1), request.decided_on
    if request.received_on.year > year or (decided and decided < first):
        return
    yield "received" if request.received_on >= first else "carried_in"
    if decided and decided.year == year:
        yield request.outcome
        yield "total"
    else:
        yield "carried_out"


def tables_of(ledgers: Ledgers) -> dict[tuple[str, int], dict[int, int]]:
    """(authority, year) -> its table 3, for every year that the authority's ledger reaches over."""
    own: dict[str, list[Request]] = {}
    for request in ledgers.requests():
        own.setdefault(request.authority, []).append(request)
    return {(key, year): table_of(own[key], year) for key, years in years_of(ledgers).items() for year in years}


def differences(published: Values, derived: Mapping[int, int]) -> list[Missed]:
    """Cells whose published number is not the ledger's; a blank says nothing and differs from all but nothing."""
    cells = ((number, published[number], right) for number, right in sorted(derived.items()))
    return [Missed(number, stated or 0, right) for number, stated, right in cells if (stated or 0) != right]


def cell_name(number: int) -> str:
    return CELLS[number].name
