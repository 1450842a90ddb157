"""What checks and the forecast ask of the ledgers of requests, read once for all of them."""

from collections.abc import Iterator
from datetime import date, datetime

from pipeline.check import Inspected
from pipeline.china_time import SHANGHAI
from pipeline.statements.clock import Clock, clock_of
from pipeline.statements.ledger import Ledgers, Request, read_ledgers

_NAME = "requests"


def ledgers_on(site: Inspected) -> Ledgers:
    """Only for checks of the whole site, as nothing notes which answer rests on which file."""
    found: Ledgers | None = site.kept.get(_NAME)
    if found is None:
        demonstration = site.site.as_of
        today = date.fromisoformat(demonstration[:10]) if demonstration else datetime.now(SHANGHAI).date()
        found = site.kept[_NAME] = read_ledgers(site.content, site.tables.authorities, site.as_of, today)
    return found


def open_requests(ledgers: Ledgers) -> Iterator[tuple[Request, Clock]]:
    """Those not decided, each with its deadline."""
    for request in ledgers.requests():
        if request.decided_on is None:
            yield request, clock_of(request)
