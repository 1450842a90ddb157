"""One round of the links out: collect them, ask those that are due through the guard, write down what was found."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.link_checker import look
from pipeline.link_guard import Gate, LinkGuard
from pipeline.link_seen import Outcome, Seen
from pipeline.outbound import (
    Ledger,
    Status,
    collect,
    due,
    host_of,
    judged,
    noted,
    read_ledger,
    witnesses,
    write_ledger,
)
from pipeline.register import Register
from pipeline.store import Store
from pipeline.terms import OUTBOUND_COLUMNS, OUTBOUND_STATUSES


@dataclass(frozen=True, slots=True)
class Round:
    """`asked` of the `used` addresses were due; `online`: whether anything was reached; `statuses` of the used ones."""

    used: int
    asked: int
    unchecked: int
    online: bool
    statuses: Counter[Status]


def patrol(
    register: Register, store: Store, content: Path, kept: Path, day: str, max_age: int, gate: Gate | None = None,
    trusted: str = "1",
) -> Round:  # fmt: skip
    """`kept`: the ledger's file; `day` is today, not the day of a report; `trusted`: see `link_checker.look`."""
    domain = register.tables.site.domain if register.tables.site else ""
    ledger = noted(read_ledger(kept) or Ledger(), collect(register, store, content, domain), day)
    write_ledger(ledger, kept)
    asked = due(ledger, day, max_age)
    seen, online = _asked(asked, witnesses(ledger, asked), gate or Gate(), trusted)
    for url in asked:
        ledger.links[url] = judged(ledger.links[url], url, seen.get(url), day, online)
    write_ledger(ledger, kept)
    write_table(ledger, kept.with_suffix(".csv"))
    unchecked = sum(ledger.links[url].checked_on != day for url in asked)
    return Round(len(ledger.used), len(asked), unchecked, online, Counter(link.status for link in ledger.used.values()))


def _asked(urls: list[str], others: list[str], gate: Gate, trusted: str) -> tuple[dict[str, Seen], bool]:
    """What was seen, those that failed asked twice; and whether any connection was made at all."""
    safe = [url for url in urls if "@" not in url.partition("://")[2].partition("/")[0]]
    with LinkGuard(gate) as guard:
        seen = look([*safe, *others], guard, trusted=trusted) if safe else {}
        failed = [
            url for url in safe if url in seen and not seen[url].valid and Outcome.REFUSED.value not in seen[url].result
        ]
        seen |= look(failed, guard, trusted=trusted) if failed else {}
    for url in set(urls) - set(safe):
        seen[url] = Seen(url, False, Outcome.REFUSED.value, url, "", False)
    online = any(visit.outcome is Outcome.CONNECTED for visit in gate.visits)
    return seen, online or not safe


def write_table(ledger: Ledger, path: Path) -> None:
    """The ledger for a spreadsheet: one row an address, UTF-8 with the mark that Excel wants."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(OUTBOUND_COLUMNS)
        for url, link in sorted(ledger.links.items()):
            status = OUTBOUND_STATUSES[link.status.value]
            row = (
                host_of(url), url, status, link.result, link.final, link.title, link.title_now, link.first_seen,
                link.verified_on, link.checked_on, " ".join(link.used),
            )  # fmt: skip
            writer.writerow([_inert(cell) for cell in row])


def _inert(cell: str) -> str:
    """A title is somebody else's text: a spreadsheet must not take it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
