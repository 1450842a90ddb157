"""All tables of content/ together: what they hold, where each row stands, and what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.finding import Finding, Location, Severity
from pipeline.kind import Part
from pipeline.model import Authority, Column, NewMediaAccount, Period, Promise, Redirect, SearchWords, Site
from pipeline.phrases import TABLE_FAULTS

GROUP, SPECIAL = "group", "special"
CODES = "xmt"
"""Folder below content/ with the codes of new-media accounts, pictures that their platforms gave."""


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column in its tree. `kind` is a key of KINDS, or `group` (only children), or `special`."""

    path: str
    column: Column
    parent: str
    children: tuple[str, ...]
    kind: str
    period: Period
    location: Location
    promise: Promise | None = None
    """Its own; see `Tables.promise` for what holds."""

    @property
    def url(self) -> str:
        return f"/{self.path}/"


@dataclass(slots=True)
class Tables:
    """All tables. Dicts keep the editors' order;
    `places` maps a row's name, such as `authority:sf-gov`, to its line, and that with a field's name to the field's.
    """

    site: Site | None = None
    authorities: dict[str, Authority] = field(default_factory=dict)
    columns: dict[str, ColumnNode] = field(default_factory=dict)
    accounts: tuple[NewMediaAccount, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    search_words: SearchWords | None = None
    places: dict[str, Location] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Names as in `places` of rows that have a fault, such as `column:xw`, and of tables that have no row at all."""
    content: Path = Path("content")
    """Where they were read from: files that items name lie below it."""

    def ancestors(self, path: str) -> Iterator[ColumnNode]:
        """From the root down to the column itself."""
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            node = self.columns.get("/".join(parts[:end]))
            if node:
                yield node

    def statutory_group(self, path: str) -> int:
        """The art. 20 number of a column, inherited from the nearest column above that has one; 0 = none."""
        numbers = [node.column.statutory for node in self.ancestors(path) if node.column.statutory]
        return numbers[-1] if numbers else 0

    @property
    def pictures(self) -> dict[str, Location]:
        """Files below content/ that tables themselves name, and where: the site's own and banners of columns."""
        site = (("emblem", self.site.emblem), ("national_emblem", self.site.national_emblem)) if self.site else ()
        own = {picture.file: self.of_site(field) for field, picture in site if picture}
        codes = {
            f"{CODES}/{a.code}": self.places[f"account:{a.platform}:{a.account_id}"] for a in self.accounts if a.code
        }
        banners = {f"{n.path}/{n.column.banner}": n.location for n in self.columns.values() if n.column.banner}
        return own | banners | codes

    def refused_above(self, what: str, name: str) -> str | None:
        """Of a name that is missing only because its row, one above it, or the whole table ("") has a fault, which is
        told there: that row's name.
        """
        parts = name.split("/")
        above = ("", *("/".join(parts[:end]) for end in range(1, len(parts) + 1)))
        return next((one for one in above if f"{what}:{one}" in self.refused), None)

    def is_refused(self, what: str, name: str) -> bool:
        return self.refused_above(what, name) is not None

    def of_site(self, field: str) -> Location:
        """Where site.yaml writes a field, by its English name."""
        return self.places.get(f"site.yaml:{Site.model_fields[field].alias}", Location("content/site.yaml", 1, 1))

    def media(self, path: str) -> tuple[str, ...]:
        """Names of the channels that the nearest column from `path` upwards names for the packages of its items."""
        named = [node.column.media for node in self.ancestors(path) if node.column.media is not None]
        return named[-1] if named else ()

    def promise(self, path: str) -> Promise | None:
        """What the nearest column from `path` upwards promises to those who write to it."""
        found = [node.promise for node in self.ancestors(path) if node.promise]
        return found[-1] if found else None


def of_row(tables: Tables, place: Location, model: type[Part], field: str) -> Location:
    return tables.places.get(f"{place}:{model.model_fields[field].alias}", place)


def fault(tables: Tables, code: str, place: Location, **facts: Any) -> None:
    message, hint = TABLE_FAULTS[code]
    tables.findings.append(
        Finding(place, f"table-{code}", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))
    )
