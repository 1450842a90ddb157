"""Who signed an item, in its header and in commits, against the rule of its column."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.characters import converter
from pipeline.check import CheckedItem, Inspected
from pipeline.finding import Location
from pipeline.pattern import later
from pipeline.review_rules import Rule, bodies_of, rule_of
from pipeline.reviews import FIELDS, Evidence, ReviewStep, parted
from pipeline.signatures import Signature, Signed
from pipeline.tables import Tables

_APART = later(r"[\s\u00b7\u2022\u2027\u30fb.]+")
_BETWEEN = later(r"[\u3001,;/]")


class Signer(NamedTuple):
    """`moment` as the header has it, "" for a commit; `commit` its ten first signs, "" for the header."""

    step: ReviewStep
    name: str
    mail: str
    moment: str
    commit: str
    place: Location


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`header` and `commits` by step; `commits` are those that hold for the text as it is, the last of each step.
    `signed` is None where git knows nothing of the item; `told`: whether git was asked and answers at all.
    """

    rule: Rule
    header: Mapping[ReviewStep, Signer]
    commits: Mapping[ReviewStep, Signer]
    signed: Signed | None
    told: bool

    @property
    def all(self) -> Iterator[Signer]:
        """In the order of the steps, the header's first."""
        for step in ReviewStep:
            yield from (found[step] for found in (self.header, self.commits) if step in found)

    def holds(self, step: ReviewStep) -> bool:
        """Whether a step is signed where the rule wants it; what cannot be told is not held against the editor."""
        header, commit = step in self.header, step in self.commits or not self.told
        match self.rule.evidence:
            case Evidence.HEADER:
                return header
            case Evidence.COMMIT:
                return commit
            case Evidence.BOTH:
                return header and commit
            case Evidence.EITHER:
                return header or step in self.commits

    def stale(self, step: ReviewStep) -> Signature | None:
        """The last signature that a later change of the text has overtaken."""
        found = [one for one in self.signed.stale if one.step == step] if self.signed else []
        return found[-1] if found and step not in self.commits else None


@cache
def name_keys(name: str) -> frozenset[str]:
    """One key for each person that a name tells: spaces, width and traditional characters make no other person."""
    plain = converter("t2s")(unicodedata.normalize("NFKC", name))
    return frozenset(filter(None, (_APART.sub("", part) for part in _BETWEEN.split(plain))))


def same_name(one: str, other: str) -> bool:
    return one == other or not name_keys(one).isdisjoint(name_keys(other))


def rule_for(tables: Tables, column: str, authority: str) -> Rule | None:
    """What the columns ask of an item of this authority; None where they state no rule."""
    stated = [node.column.reviews for node in tables.ancestors(column)]
    return rule_of(stated, bodies_of(tables.authorities, authority)) if any(stated) else None


def reviewed(item: CheckedItem, site: Inspected) -> Reviewed | None:
    """None where no rule speaks of the item: none is stated, it is older, or it was imported from elsewhere."""
    row = item.row
    rule = rule_for(site.tables, row.column, row.authority)
    if rule is None or row.day < rule.since or item.details.get("imported"):
        return None
    signed = site.signed(row.path)
    commits = {one.step: one for one in _of_commits(item, signed)}
    return Reviewed(rule, {one.step: one for one in header_signers(item)}, commits, signed, site.hands_are_told)


def header_signers(item: CheckedItem) -> Iterator[Signer]:
    given = item.details.get("review") or {}
    for field, step in FIELDS.items():
        if given.get(field):
            name, moment = parted(given[field])
            yield Signer(step, name, "", moment, "", item.at("review", step.value))


def _of_commits(item: CheckedItem, signed: Signed | None) -> Iterator[Signer]:
    for one in signed.fresh if signed else ():
        place = item.at("review") if item.details.get("review") else item.at("title")
        yield Signer(ReviewStep(one.step), one.name, one.mail, "", one.commit[:10], place)
