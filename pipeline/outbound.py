"""The ledger of links out: every address outside the site that shown items and tables name, when it was first seen, and
what became of it. It is kept beside the store as JSON and may be committed; deleting it loses what was known.
"""

import difflib
import html
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pipeline.finding import Location
from pipeline.link_seen import Outcome, Seen, answer_of
from pipeline.register import Register
from pipeline.store import Store

FILE = "outbound.json"
TABLES = ("site.yaml", "authorities.yaml", "columns.yaml", "accounts.yaml")
ALIKE = 0.5
"""How like two titles are (difflib's ratio) to count as the same page with a new dress."""
SURE = 2
"""Failures in a row that make a link dead where one may be bad luck: a timeout, a server's error."""
LONGEST_WAIT = 32
"""Days; a link that fails is asked again after 1, 2, 4 … of them."""


class Status(StrEnum):
    UNCHECKED = "unchecked"
    GOOD = "good"
    FAILING = "failing"
    DEAD = "dead"
    MOVED = "moved"
    RETITLED = "retitled"
    BAD_CERTIFICATE = "bad-certificate"
    REFUSED = "refused"
    BARRED = "barred"


FAULTS = frozenset({Status.DEAD, Status.MOVED, Status.RETITLED, Status.BAD_CERTIFICATE, Status.REFUSED})


@dataclass(frozen=True, slots=True)
class Link:
    """One address. Days are `YYYY-MM-DD`; `used` places as `path:line`; `title` as accepted, `title_now` as seen last;
    `checked_on` when it was asked last, `verified_on` when it was last found good.
    """

    first_seen: str
    used: tuple[str, ...] = ()
    status: Status = Status.UNCHECKED
    result: str = ""
    final: str = ""
    title: str = ""
    title_now: str = ""
    checked_on: str = ""
    verified_on: str = ""
    failures: int = 0

    @property
    def places(self) -> list[Location]:
        return [Location(path, int(line)) for path, _, line in (used.rpartition(":") for used in self.used)]


@dataclass
class Ledger:
    links: dict[str, Link] = field(default_factory=dict)

    @property
    def used(self) -> dict[str, Link]:
        return {url: link for url, link in self.links.items() if link.used}


class Damaged(ValueError):
    """A ledger that cannot be understood: it must not be overwritten. `key` of the row at fault, "" before any row."""

    def __init__(self, path: Path, line: int, column: int, key: str = "") -> None:
        super().__init__(f"{path}:{line}:{column} {key}")
        self.path, self.line, self.column, self.key = path, line, column, key


def read_ledger(path: Path) -> Ledger | None:
    """None when there is none yet. Raises Damaged, also for what a hand wrote and the next round would throw away."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as fault:
        raise Damaged(path, 1 + fault.object[: fault.start].count(b"\n"), 1) from None
    try:
        found = json.loads(text, object_pairs_hook=_once)
        rows = found["links"]
    except json.JSONDecodeError as fault:
        raise Damaged(path, fault.lineno, fault.colno) from None
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise _damaged(path, text, str(fault.args[0]) if isinstance(fault, _Twice) else "") from None
    links = {}
    for url, row in rows.items() if isinstance(rows, dict) else [("", None)]:
        try:
            links[url] = _link(row)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise _damaged(path, text, url) from None
    return Ledger(links)


class _Twice(ValueError):
    """A key that stands twice in one object: of two answers one would be lost."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _damaged(path: Path, text: str, key: str) -> Damaged:
    at = text.rfind(json.dumps(key, ensure_ascii=False)) if key else 0
    before = text[: max(at, 0)]
    return Damaged(path, before.count("\n") + 1, len(before) - before.rfind("\n"), key)


def _link(row: Any) -> Link:
    """Raises where the row is not what `write_ledger` writes."""
    used, failures = row.get("used", ()), row.get("failures", 0)
    words = {name: value for name, value in row.items() if name not in ("used", "failures")}
    link = Link(**words, used=tuple(used), failures=failures)
    texts = (*link.used, *words.values())
    if isinstance(used, str) or type(failures) is not int or not all(isinstance(text, str) for text in texts):
        raise TypeError
    _ = link.places
    for day in filter(None, (link.first_seen, link.checked_on, link.verified_on)):
        date.fromisoformat(day)
    return replace(link, status=Status(link.status))


def write_ledger(ledger: Ledger, path: Path) -> None:
    rows = {
        url: {name: value for name, value in asdict(ledger.links[url]).items() if value} for url in sorted(ledger.links)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps({"version": 1, "links": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


# what the site links ------------------------------------------------------------------------------------------------

_IN_HTML = re.compile(r'(?:href|src)="(https?:[^"]+)"', re.IGNORECASE)
_IN_FIELD = re.compile(r'"(https?://[^"\\\s]+)"', re.IGNORECASE)
_IN_TEXT = re.compile(r"https?://[^\s\"'<>{}\[\],\uff0c\u3002\u3001\uff09\u201d]+", re.IGNORECASE)


def collect(register: Register, store: Store, content: Path, domain: str) -> dict[str, list[str]]:
    """Address -> the places (`path:line`) that name it, in shown items and in the tables."""
    found: dict[str, list[str]] = {}
    shown = register.shown_paths
    for path, details, body in store.db.execute("SELECT path, details, html FROM bodies ORDER BY path"):
        if path in shown and ("http" in body or '"http' in details):
            urls = [*map(html.unescape, _IN_HTML.findall(body)), *_IN_FIELD.findall(details)]
            _add(found, urls, content, f"{path}.md", domain)
    for name in TABLES:
        if (content / name).is_file():
            _add(found, _IN_TEXT.findall((content / name).read_text("utf-8", "replace")), content, name, domain)
    return found


def _add(found: dict[str, list[str]], urls: Iterable[str], content: Path, name: str, domain: str) -> None:
    outside = [url for url in dict.fromkeys(map(normal, urls)) if url and host_of(url) != domain]
    if not outside:
        return
    lines = (content / name).read_text("utf-8", "replace").splitlines() if (content / name).is_file() else []
    for url in outside:
        bare = url.partition("://")[2].rstrip("/")
        line = next((number for number, text in enumerate(lines, 1) if bare in html.unescape(text)), 1)
        found.setdefault(url, []).append(f"content/{name}:{line}")


def normal(url: str) -> str:
    """The address without its fragment, which no server sees; "" for what is no web address."""
    parts = _split(url.strip())
    if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    return parts._replace(fragment="", scheme=parts.scheme.lower()).geturl()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def host_of(url: str) -> str:
    parts = _split(url)
    return (parts.hostname or "").rstrip(".").lower() if parts else ""


_GROUPS = frozenset(("com", "net", "org", "gov", "edu", "ac", "mil", "co", "or", "ne", "go"))
_PROVINCES = frozenset(
    "bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd gx hi sc gz yn xz sn gs qh nx xj tw hk mo".split()  # noqa: SIM905
)


def registrable(host: str) -> str:
    """The part of a host that somebody registered: `www.shaoguan.gov.cn` -> `shaoguan.gov.cn`."""
    parts = host.rstrip(".").lower().split(".")
    if len(parts) < 3 or parts[-1].isdecimal() or ":" in host:
        return host
    two = len(parts[-1]) == 2 and (parts[-2] in _GROUPS or (parts[-1] == "cn" and parts[-2] in _PROVINCES))
    return ".".join(parts[-3:] if two else parts[-2:])


def is_government(host: str) -> bool:
    return host == "gov.cn" or host.endswith(".gov.cn")


# what is to be asked, and what the answers mean ---------------------------------------------------------------------


def noted(ledger: Ledger, uses: Mapping[str, list[str]], day: str) -> Ledger:
    """The ledger with the places of today; an address that is no longer used keeps its past."""
    links = {url: replace(link, used=tuple(uses.get(url, ()))) for url, link in ledger.links.items()}
    for url, places in uses.items():
        if url not in links:
            links[url] = Link(first_seen=day, used=tuple(places))
    return Ledger(links)


def due(ledger: Ledger, day: str, max_age: int) -> list[str]:
    """Addresses to ask today: never asked, known for longer than `max_age` days, or failing and waited for."""
    return sorted(url for url, link in ledger.used.items() if _is_due(link, day, max_age))


def _is_due(link: Link, day: str, max_age: int) -> bool:
    if not link.checked_on:
        return True
    wait = min(2 ** min(link.failures - 1, 8), LONGEST_WAIT) if link.failures else max_age
    return date.fromisoformat(day) >= date.fromisoformat(link.checked_on) + timedelta(days=wait)


def witnesses(ledger: Ledger, asked: Iterable[str], number: int = 2) -> list[str]:
    """Addresses found good lately: when not even they answer, the network is down and nothing is said of the rest."""
    passed = set(asked)
    good = [
        (link.verified_on, url) for url, link in ledger.used.items() if link.status is Status.GOOD and url not in passed
    ]
    return [url for _, url in sorted(good, reverse=True)[:number]]


_CERTAIN = re.compile(r"(?:404|410)\b")
_BARRING = re.compile(r"(?:401|403|405|406|412|429|451|521)\b")
"""Also 429, which LinkChecker counts among the good ones; the page that comes with it is not the page."""
_CLOSED = re.compile(r"SSLError: \[SSL: WRONG_VERSION_NUMBER\]")
"""What LinkChecker 10.6 says of a site that answered and hung up: it then looks for the certificate at the proxy."""
_CERTIFICATE = re.compile(r"SSLError|CERTIFICATE_VERIFY|certificate verify", re.IGNORECASE)


def judged(link: Link, url: str, seen: Seen | None, day: str, online: bool) -> Link:
    """The link after it was asked; unchanged, and so unchecked as before, when nobody reached its site."""
    told = seen.result if seen else ""
    if seen is None or not online or Outcome.UNRESOLVED.value in told or Outcome.OFFLINE.value in told:
        return link
    asked = replace(link, checked_on=day, result=answer_of(told), final="" if seen.final == url else seen.final)
    if Outcome.OTHER_PORT.value in told or _CLOSED.match(told):
        return replace(asked, status=Status.UNCHECKED)
    if Outcome.REFUSED.value in told:
        return replace(asked, status=Status.REFUSED)
    if seen.barred or _BARRING.match(told):
        return replace(asked, status=Status.BARRED, failures=0)
    if not seen.valid:
        return _failed(asked, told)
    return _found(asked, url, seen, day)


def _failed(asked: Link, told: str) -> Link:
    asked = replace(asked, failures=asked.failures + 1)
    if _CERTIFICATE.search(told):
        return replace(asked, status=Status.BAD_CERTIFICATE)
    certain = _CERTAIN.match(told) or Outcome.UNKNOWN_HOST.value in told or asked.failures >= SURE
    return replace(asked, status=Status.DEAD if certain else Status.FAILING)


def _found(asked: Link, url: str, seen: Seen, day: str) -> Link:
    found = replace(asked, failures=0, title=asked.title or seen.title, title_now=seen.title)
    final = host_of(seen.final)
    if registrable(final) != registrable(host_of(url)) and not is_government(final):
        return replace(found, status=Status.MOVED)
    if not same_title(found.title, seen.title):
        return replace(found, status=Status.RETITLED)
    return replace(found, status=Status.GOOD, verified_on=day)


def same_title(one: str, other: str) -> bool:
    """Whether two titles may be the same page's: counters, dates, marks and a changed slogan do not matter."""
    left, right = _plain(one), _plain(other)
    if not left or not right or left in right or right in left:
        return True
    return difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() >= ALIKE


def _plain(title: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", title).casefold() if sign.isalpha())


def accepted(ledger: Ledger, host: str) -> tuple[Ledger, int]:
    """The ledger with the titles of this host as they are now, and how many that were; somebody looked at them."""
    links = dict(ledger.links)
    changed = [url for url, link in links.items() if host_of(url) == host and link.status is Status.RETITLED]
    for url in changed:
        link = links[url]
        links[url] = replace(link, title=link.title_now, status=Status.GOOD, verified_on=link.checked_on)
    return Ledger(links), len(changed)
