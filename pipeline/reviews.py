"""Three reviews and three readings (三审三校): their steps, and the two ways in which somebody signs one.

In the header, `初审: 朱二` or with the moment, `初审: 朱二 2026-03-02 09:30`; in a commit's message, a line of its own:

    Reviewed-by: 朱二 <zhuer@example.gov.cn> (初审)
    Reviewed-item: content/zwgk/zcwj/2026/00012.md

The second line only where the commit itself does not touch the item. Such lines are git trailers; full-width colons and
brackets are understood, for they are typed with the rest of a Chinese sentence.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from pipeline.pattern import later


class ReviewStep(StrEnum):
    """In the order of work; three readings and three reviews go on side by side."""

    EDITOR = "责编"
    FIRST_PROOF = "一校"
    SECOND_PROOF = "二校"
    THIRD_PROOF = "三校"
    FIRST = "初审"
    SECOND = "复审"
    FINAL = "终审"


class Evidence(StrEnum):
    """Where a signature must stand."""

    EITHER = "任一"
    HEADER = "页头"
    COMMIT = "提交"
    BOTH = "两者"


REVIEWS = (ReviewStep.FIRST, ReviewStep.SECOND, ReviewStep.FINAL)
PROOFS = (ReviewStep.FIRST_PROOF, ReviewStep.SECOND_PROOF, ReviewStep.THIRD_PROOF)
NO_REVIEW = "不要求"
"""What lifts a rule that a column would inherit."""
FIELDS: dict[str, ReviewStep] = {step.name.lower(): step for step in ReviewStep}
"""Field of `kind.Review` -> its step."""
QUOTED = 4
"""Columns by which git indents what it quotes of other commits, as for a squash: they signed another text."""
SIGNED, NAMED = "Reviewed-by", "Reviewed-item"
_SIGNED = later(rf"^([ \t]*){SIGNED}[ \t]*[:：][ \t]*(.*?)[ \t\r\u3000]*$", re.MULTILINE | re.IGNORECASE)
_FORM = later(r"([^<>()（）]*[^<>()（）\s])\s*[<〈《]([^<>\s@]+@[^<>\s@]+)[>〉》]\s*[(（]\s*(\S+?)\s*[)）]")
_NAMED = later(rf"^[ \t]*{NAMED}[ \t]*[:：][ \t]*(\S.*?)[ \t\r\u3000]*$", re.MULTILINE | re.IGNORECASE)
_APART = later(r"[\s,，、;；]+")
_WITH_MOMENT = later(r"(.*\S) (\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)")


class Trailer(NamedTuple):
    """One line of a commit's message by which somebody signs; `step` is "" where the line cannot be understood."""

    line: str
    step: str = ""
    name: str = ""
    mail: str = ""


def trailers_of(message: str) -> Iterator[Trailer]:
    """Every line that begins as a signature does, in order."""
    for indent, line in _SIGNED.findall(message):
        form = _FORM.fullmatch(line)
        if form and form[3] in list(ReviewStep) and len(indent.expandtabs(QUOTED)) < QUOTED:
            yield Trailer(line, form[3], " ".join(form[1].split()), form[2].casefold())
        else:
            yield Trailer(line)


def items_named(message: str) -> list[str]:
    """Paths below content/ without suffix of the items that a message says were reviewed."""
    names = (name for line in _NAMED.findall(message) for name in _APART.split(line) if name)
    return [name.strip("/").removeprefix("content/").removesuffix(".md") for name in names]


def parted(signed: str) -> tuple[str, str]:
    """(name, moment or day, "" if none) of a step in a header."""
    found = _WITH_MOMENT.fullmatch(signed)
    return (found[1], found[2]) if found else (signed, "")


def named(review: Mapping[str, str | None] | None, wanted: Collection[ReviewStep]) -> list[tuple[str, str]]:
    """(step, name) of a header's review, by field as in `FIELDS`, in the order of work; only `wanted` steps."""
    given = review or {}
    return [
        (step.value, parted(str(given[field]))[0])
        for field, step in FIELDS.items()
        if step in wanted and given.get(field)
    ]
