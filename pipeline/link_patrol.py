"""One round of the links out: collect them, ask those that are due through the guard, write down what was found."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from pipeline.link_checker import look
from pipeline.link_guard import PORTS, Gate, LinkGuard, Refused, is_address, is_public, plain_host
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
from pipeline.outbound_words import OUTBOUND_COLUMNS, OUTBOUND_STATUSES, answered
from pipeline.register import Register
from pipeline.store import Store

BATCH = 200
"""Links asked before what was learnt is written down: an interrupted round loses no more."""


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
    asked, gate, reached = due(ledger, day, max_age), gate or Gate(), False
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        seen, online = _asked(batch, witnesses(ledger, batch), gate, trusted)
        for url in batch:
            ledger.links[url] = judged(ledger.links[url], url, seen.get(url), day, online)
        write_ledger(ledger, kept)
        reached |= online
    write_table(ledger, kept.with_suffix(".csv"))
    unchecked = sum(ledger.links[url].checked_on != day for url in asked)
    statuses = Counter(link.status for link in ledger.used.values())
    return Round(len(ledger.used), len(asked), unchecked, reached or not asked, statuses)


def _asked(urls: list[str], others: list[str], gate: Gate, trusted: str) -> tuple[dict[str, Seen], bool]:
    """What was seen, those that failed asked twice; and whether any connection was made at all."""
    before = len(gate.visits)
    spelt = {url: plain for url in urls if (plain := plain_url(url))}
    spelt |= {url: plain_url(url) for url in others} if spelt else {}
    with LinkGuard(gate) as guard:
        told = look(list(dict.fromkeys(spelt.values())), guard, trusted=trusted)
        failed = [
            plain
            for plain in dict.fromkeys(spelt[url] for url in urls if url in spelt)
            if plain in told and not told[plain].valid and Outcome.REFUSED.value not in told[plain].result
        ]
        told |= look(failed, guard, trusted=trusted)
    seen = {url: Seen(url, False, Outcome.REFUSED.value, url, "", False) for url in urls if url not in spelt}
    for url, plain in spelt.items():
        if plain in told:
            seen[url] = told[plain]._replace(url=url, final=url if told[plain].final == plain else told[plain].final)
    online = any(visit.outcome is Outcome.CONNECTED for visit in gate.visits[before:])
    return seen, online or not spelt


def plain_url(url: str) -> str:
    """The address in signs that every program reads alike, for one odd host ends LinkChecker's whole run; "" for a host
    that the guard would refuse, and for one with a name and a password.
    """
    parts = urlsplit(url)
    try:
        host = plain_host(parts.hostname or "")
    except Refused:
        return ""
    if "@" in parts.netloc or (is_address(host) and not is_public(host)):
        return ""
    port = parts.port if parts.port != PORTS.get(parts.scheme) else None
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path or "/", query, ""))


def write_table(ledger: Ledger, path: Path) -> None:
    """The ledger for a spreadsheet: one row an address, UTF-8 with the mark that Excel wants."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(OUTBOUND_COLUMNS)
        for url, link in sorted(ledger.links.items()):
            status = OUTBOUND_STATUSES[link.status.value]
            row = (
                host_of(url), url, status, answered(link.result), link.final, link.title, link.title_now,
                link.first_seen, link.verified_on, link.checked_on, " ".join(link.used),
            )  # fmt: skip
            writer.writerow([_inert(cell) for cell in row])


def _inert(cell: str) -> str:
    """A title is somebody else's text: a spreadsheet must not take it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
