"""The plan: every page and file of the site with its fingerprint, from index rows alone."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from pipeline import traditional, urls
from pipeline.channel import PlannedFile
from pipeline.channels import CHANNELS
from pipeline.codebase import rendering_digest
from pipeline.finding import Finding, Location, Severity
from pipeline.kind import Kind
from pipeline.page import Desk, PlannedPage, digest_of
from pipeline.pages import FAMILIES
from pipeline.phrases import PLAN_FAULTS, listing, near
from pipeline.pictures import NONE, Pictures
from pipeline.register import Register
from pipeline.related import related_items
from pipeline.store import Store

Planned = PlannedPage | PlannedFile
REDIRECT = "redirect.html"
ALWAYS = ("attachments", "pictures")
"""Channels that a site cannot leave out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`outputs`: path below output/ -> what goes there; `findings`: what could not be planned without overwriting."""

    desk: Desk
    outputs: dict[str, Planned]
    findings: tuple[Finding, ...]
    put_off: dict[str, Callable[[], Iterable[PlannedFile]]] = field(default_factory=dict)
    """Folder -> how to plan what goes there, which is not in `outputs` yet."""

    def complete(self) -> dict[str, Planned]:
        """Plan what was put off; what came of it."""
        found: dict[str, Planned] = {}
        for plan in self.put_off.values():
            found |= {file.path: file for file in plan()}
        self.put_off.clear()
        self.outputs.update(found)
        return found


def make_plan(
    register: Register,
    store: Store,
    closures: Mapping[str, bytes],
    extra: Iterable[PlannedFile] = (),
    pictures: Pictures = NONE,
    *,
    whole: bool = True,
) -> Plan:
    """`closures` come from the theme; `extra` are its static files. `whole`: nothing is put off."""
    desk = Desk(register, closures, rendering_digest(), accounts_digest=_accounts_digest(register), pictures=pictures)
    desk.related = related_items(register, store)
    desk.details = lambda path: json.loads(store.page_parts(path)[0])
    outputs: dict[str, Planned] = {}
    findings: list[Finding] = [*_unknown_channels(desk), *_orphans(desk, store)]
    for name in _channels(desk):
        findings += CHANNELS[name].notices(desk)
    for path, planned in _everything(desk, store, extra):
        if path in outputs:
            findings.append(_collision(desk, path, outputs[path], planned))
        else:
            outputs[path] = planned
    if desk.site.traditional:
        for file in traditional.plan(dict(outputs)):
            if file.path in outputs:
                findings.append(_collision(desk, file.path, outputs[file.path], file))
            else:
                outputs[file.path] = file
    plan = Plan(desk, outputs, tuple(findings), _put_off(desk, store))
    if whole:
        plan.complete()
    return plan


def _put_off(desk: Desk, store: Store) -> dict[str, Callable[[], Iterable[PlannedFile]]]:
    slow = (CHANNELS[name] for name in _channels(desk) if CHANNELS[name].folder)
    return {channel.folder: partial(channel.plan, desk, store) for channel in slow}


def _everything(desk: Desk, store: Store, extra: Iterable[PlannedFile]) -> Iterator[tuple[str, Planned]]:
    for family in FAMILIES.values():
        for page in family(desk):
            yield urls.file_of(page.url), page
    for name in _channels(desk):
        if not CHANNELS[name].folder:
            for file in CHANNELS[name].plan(desk, store):
                yield file.path, file
    for file in extra:
        yield file.path, file


def _channels(desk: Desk) -> list[str]:
    wanted = [name for name in desk.site.channels or CHANNELS if name not in ALWAYS]
    return [name for name in (*ALWAYS, *wanted) if name in CHANNELS]


def _accounts_digest(register: Register) -> bytes:
    return digest_of([account.model_dump(mode="json") for account in register.tables.accounts])


def _unknown_channels(desk: Desk) -> Iterator[Finding]:
    message, hint = PLAN_FAULTS["channel"]
    for name in desk.site.channels:
        if name not in CHANNELS:
            facts = {"name": name, "near": near(name, CHANNELS), "known": listing(CHANNELS)}
            place = desk.tables.of_site("channels")
            yield Finding(place, "plan-channel", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))


def _orphans(desk: Desk, store: Store) -> Iterator[Finding]:
    """Items that no authority stands for are dropped, so a build must not end well."""
    field = str(Kind.model_fields["authority"].alias)
    for row in desk.register.orphans:
        line, column = json.loads(store.body(row.path).marks).get(field, (1, 1))
        refused = desk.tables.is_refused("authority", row.authority)
        message, hint = PLAN_FAULTS["refused-orphan" if refused else "orphan"]
        facts = {"value": row.authority, "near": near(row.authority, desk.tables.authorities)}
        place = Location(row.file, line, column)
        yield Finding(place, "plan-orphan", Severity.ERROR, message.format(**facts), hint=hint)


def _collision(desk: Desk, path: str, first: Planned, second: Planned) -> Finding:
    message, hint = PLAN_FAULTS["collision"]
    facts = {"path": path, "first": _named(first), "second": _named(second)}
    place = Location(_named(second) if _named(second).startswith("content/") else "content/columns.yaml", 1, 1)
    for planned in (first, second):
        if isinstance(planned, PlannedPage) and planned.template == REDIRECT:
            place = desk.tables.places.get(f"redirect:{planned.url}", place)
    return Finding(place, "plan-collision", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))


def _named(planned: Planned) -> str:
    if isinstance(planned, PlannedFile):
        return f"content/{planned.key}" if planned.channel == "attachments" else f"{planned.channel}:{planned.key}"
    if planned.template == REDIRECT:
        return f"redirects.yaml:{planned.url}"
    if planned.item:
        return f"content/{planned.item}.md"
    return f"columns.yaml:{planned.column}" if planned.column else planned.url
