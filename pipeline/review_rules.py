"""The rule of reviews that columns.yaml states: what holds for an item, and what is wrong with a rule as written.

Each part of a rule (steps, people, evidence, day of start) comes from the nearest column above that writes it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

from pipeline.finding import Location
from pipeline.model import Authority, Column, Reviewer, ReviewRule, superiors
from pipeline.phrases import listing, near
from pipeline.reviews import REVIEWS, Evidence, ReviewStep
from pipeline.search.synonyms import Fault

FIELD = str(Column.model_fields["reviews"].alias)
PEOPLE = str(ReviewRule.model_fields["people"].alias)
_ORDER = {step: n for n, step in enumerate(ReviewStep)}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one item needs: `steps` in order, never none; `people` empty = anybody; `since` a day or ""."""

    steps: tuple[ReviewStep, ...]
    people: tuple[Reviewer, ...]
    evidence: Evidence
    since: str

    def who_may(self, step: str) -> list[Reviewer]:
        return [one for one in self.people if not one.steps or step in one.steps]


def rule_of(stated: Iterable[ReviewRule | None], bodies: Collection[str] | None) -> Rule | None:
    """`stated`: those of a column and all above, from the root down; `bodies`: the item's authority and all above it,
    None = whatever the authority. None where no review is asked for.
    """
    merged: dict[str, Any] = {}
    for rule in stated:
        merged |= {name: value for name, value in vars(rule).items() if value is not None} if rule else {}
    held = ReviewRule.model_construct(**merged) if merged else None
    if held is None:
        return None
    steps = held.steps or ()
    for own in held.by_authority or ():
        if bodies is not None and not set(own.authorities).isdisjoint(bodies):
            steps = own.steps
    if not steps:
        return None
    people = [p for p in held.people or () if bodies is None or not p.authorities or set(p.authorities) & set(bodies)]
    if held.people and not people:
        people = list(held.people)  # nobody is responsible: then it is no answer that anybody may
    return Rule(steps, tuple(people), held.evidence or Evidence.EITHER, held.since or "")


def bodies_of(known: Mapping[str, Authority], key: str) -> frozenset[str]:
    """An authority and all above it."""
    return frozenset({key, *superiors(known, key)}) if key in known else frozenset({key})


def stated_above(columns: Mapping[str, Column], path: str) -> Iterator[ReviewRule | None]:
    """The rules of a column and those above it, from the root down."""
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        column = columns.get("/".join(parts[:end]))
        if column:
            yield column.reviews


class Node(Protocol):
    """A place in the tree of columns."""

    @property
    def column(self) -> Column: ...


# what is wrong with a rule --------------------------------------------------------------------------------------------


def people_at(rule: ReviewRule | None, path: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Name of a place in `Tables.places` -> where below the rule it stands."""
    if rule is not None:
        yield f"reviews:{path}", ()
        yield from ((f"reviews:{path}:{n}", (PEOPLE, n)) for n in range(len(rule.people or ())))


def rule_faults(
    nodes: Mapping[str, "Node"],
    known: Mapping[str, Authority],
    places: Mapping[str, Location],
    refused: Callable[[str, str], bool],
) -> Iterator[Fault]:
    """`refused(what, name)`: whether a name is missing only because its own row has a fault."""
    columns = {path: node.column for path, node in nodes.items()}
    for path, column in columns.items():
        if column.reviews is None:
            continue
        place = places[f"reviews:{path}"]
        people = [places[f"reviews:{path}:{n}"] for n in range(len(column.reviews.people or ()))]
        yield from _written(column.reviews, place, people)
        for key, where in _bodies(column.reviews, place, people):
            if key not in known and not refused("authority", key):
                yield Fault("unknown-authority", where, {"value": key, "near": near(key, known)})
        yield from _hands(rule_of(stated_above(columns, path), None), column.title, place)


def _written(rule: ReviewRule, place: Location, people: Sequence[Location]) -> Iterator[Fault]:
    for steps in (rule.steps, *(own.steps for own in rule.by_authority or ())):
        if list(steps or ()) != sorted(set(steps or ()), key=_ORDER.__getitem__):
            yield Fault("review-steps", place, {"value": listing(steps or ())})
    seen = set()
    for n, one in enumerate(rule.people or ()):
        if (one.name, one.mail, one.authorities) in seen:
            yield Fault("review-person", people[n], {"value": one.name})
        seen.add((one.name, one.mail, one.authorities))


def _bodies(rule: ReviewRule, place: Location, people: Sequence[Location]) -> Iterator[tuple[str, Location]]:
    for n, one in enumerate(rule.people or ()):
        yield from ((key, people[n]) for key in one.authorities)
    for own in rule.by_authority or ():
        yield from ((key, place) for key in own.authorities)


def _hands(rule: Rule | None, title: str, place: Location) -> Iterator[Fault]:
    """Every step has somebody, and the reviews so many that no one signs two."""
    if rule is None or not rule.people:
        return
    able = {step: {one.name for one in rule.who_may(step)} for step in rule.steps}
    idle = [step for step, names in able.items() if not names]
    for step in idle:
        yield Fault("review-nobody", place, {"column": title, "step": step})
    wanted = [step for step in rule.steps if step in REVIEWS]
    if idle or any(len(set(hands)) == len(hands) for hands in product(*(able[step] for step in wanted))):
        return
    names = sorted({name for step in wanted for name in able[step]})
    yield Fault("review-few", place, {"column": title, "steps": listing(wanted), "names": listing(names)})
