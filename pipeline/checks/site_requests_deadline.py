"""Open requests for information are within their time: correction asked, extension told and answer given."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.statements.asked import ledgers_on, open_requests
from pipeline.statements.clock import Clock, workday_after, workdays_left
from pipeline.statements.ledger import Request
from pipeline.statements.wording import (
    ART_30,
    ART_33,
    CORRECTION_LATE,
    CORRECTION_WORKDAYS,
    EXTENSION_LATE,
    NOT_EXTENDED,
    OVERDUE,
    WORKDAYS_LATE,
)


@check(
    severity=Severity.WARNING,
    clause=ART_33,
    about="没有办结的公开申请没有超过答复期限：20 个工作日，延期的再加 20 个，补正告知在 7 个工作日内",
    hint="尽快答复，并向申请人说明；已经办结的，在台账中填上办结日期和办理结果",
)
def site_requests_deadline(site: Inspected) -> Iterator[Answer]:
    for request, clock in open_requests(ledgers_on(site)):
        yield from _late(request, clock, site)
        yield from _formally_late(request, clock)


def _late(request: Request, clock: Clock, site: Inspected) -> Iterator[Answer]:
    """Late is late on a Sunday and beyond the table of holidays too, where no working day can be counted."""
    if clock.due and clock.due < site.as_of:
        left = workdays_left(clock.due, site.as_of)
        days = WORKDAYS_LATE.format(days=-left) if left else ""
        extension = "" if request.extended_on else NOT_EXTENDED
        yield Answer(
            request.place, OVERDUE.format(number=request.number, due=clock.due, days=days, extension=extension)
        )


def _formally_late(request: Request, clock: Clock) -> Iterator[Answer]:
    limit = CORRECTION_WORKDAYS.value
    last = workday_after(request.received_on, limit)
    if request.asked_on and last and request.asked_on > last:
        facts = {"received": request.received_on, "asked": request.asked_on, "limit": limit}
        message = CORRECTION_LATE.format(number=request.number, **facts)
        yield Answer(request.place, message, "核对日期；确已超期的，向申请人说明，尽快办理", clause=ART_30)
    if request.extended_on and clock.first_due and request.extended_on > clock.first_due:
        message = EXTENSION_LATE.format(number=request.number, due=clock.first_due, extended=request.extended_on)
        yield Answer(request.place, message, "核对日期；延期应在原期限届满前告知申请人，晚了的不延长")
