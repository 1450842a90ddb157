"""The yearly statement of the site: counted from what it published, joined with what people wrote, and added up."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pipeline.finding import Finding, Location, Severity
from pipeline.kind import Part
from pipeline.model import NewMediaAccount, Site
from pipeline.phrases import near
from pipeline.register import Register
from pipeline.source import Source, read_file, read_table_source
from pipeline.statements.forms import AT_MOST, ENTRIES, FAULTS, NAMES, SUMS, Fixed, NamedAccount, SiteStatement
from pipeline.store import IndexRow
from pipeline.tables import LETTERS, SPECIAL, STATEMENTS
from pipeline.terms import AccountState, ColumnType, InterpretationForm, SpecialState
from pipeline.troubles import reason
from pipeline.validation import validate

_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_OVERVIEW = frozenset({ColumnType.OVERVIEW, ColumnType.INSTITUTION, ColumnType.LEADERS})
_NEWS = frozenset({ColumnType.NEWS, ColumnType.NOTICES})
_PRODUCTS = frozenset(
    {
        InterpretationForm.DIAGRAM, InterpretationForm.AUDIO, InterpretationForm.VIDEO, InterpretationForm.ANIMATION,
        InterpretationForm.H5,
    }
)  # fmt: skip
_RUNNING = (AccountState.RUNNING, AccountState.CHANGING)
Details = Callable[[str], Mapping[str, Any]]
Value = int | float | bool | str | None
Account = tuple[str, str, int, int]


class Written(NamedTuple):
    """What people wrote on one year; `form` is None when it could not be taken. `source` tells the places."""

    year: int
    source: Source
    form: SiteStatement | None


class Statement(NamedTuple):
    """`values`: key of an entry -> its value, None where the site has no such part; `facts`: what is printed beside
    `forms.FACTS`; `accounts`: platform, name, posts and followers of each.
    """

    year: int
    values: Mapping[str, Value]
    form: SiteStatement
    facts: tuple[str, ...]
    accounts: tuple[Account, ...]


# what people wrote --------------------------------------------------------------------------------------------------


def read_statements(content: Path) -> list[Written]:
    """Every file below content/statements/, the oldest first; faults are in the findings of their sources."""
    folder = content / STATEMENTS
    files = sorted(folder.glob("*.yaml")) if not folder.is_symlink() else []
    return [_read(path, f"{content.name}/{STATEMENTS}/{path.name}") for path in files]


def _read(path: Path, shown: str) -> Written:
    if not _YEAR.fullmatch(path.stem):
        source = Source(shown)
        fault(source, "name", name=path.name)
        return Written(0, source, None)
    try:
        raw, _ = read_file(path)
    except OSError as error:
        source = Source(shown)
        fault(source, "unreadable", reason=reason(error))
        return Written(int(path.stem), source, None)
    source, value = read_table_source(shown, raw)
    form = validate(SiteStatement, value, source) if not source.findings else None
    return Written(int(path.stem), source, form)


def fault(source: Source, code: str, *place: str | int, **facts: object) -> None:
    """What does not add up keeps the statement from being made, but not the site from being published."""
    message, hint = FAULTS[code]
    where: Location = source.location(*place)
    severity = Severity.ERROR if code in ("name", "unreadable") else Severity.WARNING
    found = Finding(where, f"statement-{code}", severity, message.format(**facts), hint=hint.format(**facts))
    source.findings.append(found)


# what the site tells ------------------------------------------------------------------------------------------------


def counted(register: Register, details: Details, year: int) -> dict[str, Value]:
    """The entries `site.…`: of items that are shown, by their own column, in the year of publication."""
    rows = [row for row in register.shown if row.published_at[:4] == str(year)]
    older = [row for row in register.shown if row.updated_on[:4] == str(year) and row.published_at[:4] != str(year)]
    updated = [row for row in older if _type(register, row) in _OVERVIEW]
    overview = [row for row in rows if _type(register, row) in _OVERVIEW]
    news = [row for row in rows if _type(register, row) in _NEWS]
    rest = [row for row in rows if _type(register, row) not in _OVERVIEW | _NEWS]
    return {
        "site.items": len(rows) + len(updated),
        "site.overview": len(overview) + len(updated),
        "site.news": len(news),
        "site.catalogue": sum(_is_catalogued(register, row) for row in rest),
        **_specials(register, year),
        **_interpretations(rows, details),
        "site.responses": sum(_type(register, row) is ColumnType.PUBLIC_RESPONSE for row in rows),
        **_interaction(register, details, year),
    }


def _type(register: Register, row: IndexRow) -> ColumnType:
    return register.tables.columns[row.column].column.column_type


def _is_catalogued(register: Register, row: IndexRow) -> bool:
    return bool(register.statutory_number(row)) or row.kind == "document"


def _specials(register: Register, year: int) -> dict[str, Value]:
    """Those open in the year; one that is archived counts while anything in it is of the year."""
    kept = new = 0
    for path, node in register.tables.columns.items():
        opened = (node.column.opened_on or "")[:4]
        if node.kind != SPECIAL or not opened or opened > str(year):
            continue
        new += opened == str(year)
        lively = any(row.published_at[:4] == str(year) for row in register.by_column[path])
        kept += node.column.state is not SpecialState.ARCHIVED or lively or opened == str(year)
    return {"site.specials": kept, "site.new_specials": new}


def _interpretations(rows: list[IndexRow], details: Details) -> dict[str, Value]:
    forms = [details(row.path)["form"] for row in rows if row.kind == "interpretation"]
    products = sum(form in _PRODUCTS for form in forms)
    comments = sum(form == InterpretationForm.MEDIA for form in forms)
    return {
        "site.interpretations": len(forms),
        "site.materials": len(forms) - products - comments,
        "site.products": products,
        "site.comments": comments,
    }


def _interaction(register: Register, details: Details, year: int) -> dict[str, Value]:
    """`opens_on` of a row is when a consultation opened, an interview began, a letter came; `closes_on` the answer."""
    of_kind: dict[str, list[IndexRow]] = {LETTERS: [], "consultation": [], "live_event": []}
    for row in register.shown:
        if row.kind in of_kind:
            of_kind[row.kind].append(row)
    consultations = [row for row in of_kind["consultation"] if row.opens_on[:4] == str(year)]
    outcomes = [found for row in consultations if (found := details(row.path).get("outcome"))]
    interviews = [row for row in of_kind["live_event"] if row.opens_on[:4] == str(year)]
    interviews = [row for row in interviews if _type(register, row) is ColumnType.INTERVIEW]
    return {
        "site.replies": sum(row.closes_on[:4] == str(year) for row in of_kind[LETTERS]),
        "site.consultations": len(consultations),
        "site.opinions": sum(outcome["received"] for outcome in outcomes),
        "site.outcomes": len(outcomes),
        "site.interviews": len(interviews),
        "site.questions": sum(details(row.path).get("questions") or 0 for row in interviews),
    }


# both together ------------------------------------------------------------------------------------------------------


def statement(written: Written, register: Register, details: Details) -> Statement | None:
    """The whole statement; what does not add up goes to the findings of the source. None when nothing was written."""
    form, site = written.form, register.tables.site
    if form is None or site is None:
        return None
    values = told(form.fixed) if form.fixed else counted(register, details, written.year)
    values |= {entry.key: _value(form, entry.key) for entry in ENTRIES if not entry.key.startswith("site.")}
    _at_most(written.source, values)
    _sums(written.source, values)
    facts = _facts(form, site)
    return Statement(written.year, values, form, facts, tuple(_accounts(written, form, register)))


def told(fixed: Fixed) -> dict[str, Value]:
    """The entries `site.…` as they were when the statement was fixed."""
    return {f"site.{name}": value for name, value in fixed.figures}


def _facts(form: SiteStatement, site: Site) -> tuple[str, ...]:
    if form.fixed:
        return tuple(str(value) for _, value in form.fixed.facts)
    return (
        site.organizer, site.name, site.url, site.organizer, site.site_type.value, site.id_code, site.icp_number,
        site.police_record_number,
    )  # fmt: skip


def moved(written: Written, register: Register, details: Details) -> list[tuple[str, Value, Value]]:
    """(entry, as fixed, as counted now) of every figure of the site that is another now."""
    if written.form is None or written.form.fixed is None:
        return []
    now = counted(register, details, written.year)
    return [(NAMES[key], value, now[key]) for key, value in told(written.form.fixed).items() if value != now[key]]


def _value(form: SiteStatement, key: str) -> Value:
    found: Any = form
    for name in key.split("."):
        found = getattr(found, name, None)
    value: Value = found
    return value


def _place(key: str) -> tuple[str, ...]:
    """The keys under which an entry's value is written; nothing for what the site tells."""
    shape: type[Part] | None = SiteStatement
    place: list[str] = []
    for name in () if key.startswith("site.") else key.split("."):
        field = shape.model_fields[name] if shape else None
        asked = (field.annotation, *get_args(field.annotation)) if field else ()
        shape = next((one for one in asked if isinstance(one, type) and issubclass(one, Part)), None)
        place.append(str(field.alias) if field else name)
    return tuple(place)


def _at_most(source: Source, values: Mapping[str, Value]) -> None:
    for small, great in AT_MOST:
        value, limit = values[small], values[great]
        if isinstance(value, int) and isinstance(limit, int) and value > limit:
            facts = {"small": NAMES[small], "great": NAMES[great], "value": value, "limit": limit}
            fault(source, "more", *(_place(small) or _place(great)), **facts)


def _sums(source: Source, values: Mapping[str, Value]) -> None:
    for whole, parts, exact in SUMS:
        value, added = values[whole], [values[part] for part in parts]
        if not isinstance(value, int) or not all(isinstance(one, int) for one in added):
            continue
        total = sum(int(one or 0) for one in added)
        if value < total or (exact and value != total):
            names = "\u3001".join(NAMES[part] for part in parts)
            facts = {"whole": NAMES[whole], "value": value, "parts": total, "names": names}
            fault(source, "sum" if exact else "below", *_place(whole), **facts)


def _accounts(written: Written, form: SiteStatement, register: Register) -> Iterator[Account]:
    """Every account that ran in the year with its posts and followers; one that did not may be left out."""
    running = {(account.platform, account.account_id): account for account in register.tables.accounts}
    known: Mapping[tuple[Any, str], NewMediaAccount | NamedAccount] = running
    if form.fixed:
        known = {(account.platform, account.account_id): account for account in form.fixed.accounts}
    told: dict[tuple[Any, str], Any] = {}
    part = str(SiteStatement.model_fields["new_media"].alias)
    for number, posts in enumerate(form.new_media):
        key, named = (posts.platform, posts.account_id), f"{posts.platform.value} {posts.account_id}"
        if key not in known:
            offer = near(named, [f"{platform.value} {name}" for platform, name in known])
            fault(written.source, "account", part, number, account=named, near=offer)
        elif key in told:
            fault(written.source, "twice", part, number, account=named)
        told[key] = posts
    for key, account in known.items():
        if key in told:
            yield account.platform.value, account.name, told[key].posts, told[key].followers
        elif isinstance(account, NamedAccount) or _ran(account, written.year):
            fault(written.source, "lacking", part, account=f"{account.platform.value} {account.account_id}")


def _ran(account: NewMediaAccount, year: int) -> bool:
    return account.state in _RUNNING and (account.opened_on or "")[:4] <= str(year)


def due_of(year: int) -> date:
    """Last day for publishing the statement on `year`: 31 January of the next."""
    return date(year + 1, 1, 31)
