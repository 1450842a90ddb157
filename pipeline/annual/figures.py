"""What checks ask of annual reports, worked out once for all of them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.annual.cells import CELLS, Values, has_tables, values_of
from pipeline.annual.identities import Rule, Suspect, Wrong, suspect, wrong_ones
from pipeline.annual.shelf import Reports, reports_of
from pipeline.annual.wording import THIRD, hint_of, said
from pipeline.check import MOST_ASKED, Answer, CheckedItem, Inspected

REPORTS = "annual-reports"


class Figures(NamedTuple):
    """One report's numbers, the identities that they break, and the cell of table 3 to blame if it is but one."""

    values: Values
    wrong: tuple[Wrong, ...]
    suspect: Suspect | None

    def breaking(self, rule: Rule) -> list[Wrong]:
        return [one for one in self.wrong if one.identity.rule is rule]


@lru_cache(maxsize=MOST_ASKED)
def figures_of(item: CheckedItem) -> Figures | None:
    """None for a report without tables in its header."""
    if not has_tables(item.details):
        return None
    values = values_of(item.details)
    wrong = wrong_ones(values)
    return Figures(values, tuple(wrong), suspect(values, [one for one in wrong if one.identity.rule in THIRD]))


def answers(item: CheckedItem, rule: Rule) -> Iterator[Answer]:
    """What breaks a rule; where one cell explains all that is wrong with its table, at that cell."""
    figures = figures_of(item)
    if figures is None:
        return
    for one in figures.breaking(rule):
        blamed = figures.suspect if rule in THIRD else None
        cell = CELLS[blamed.number if blamed else one.identity.right[0]]
        yield Answer(item.at(*cell.place), said(figures.values, one), hint_of(figures.values, blamed))


def reports_on(site: Inspected) -> Reports:
    """All reports of the site; only for checks of the whole site, as an answer that rests on it rests on every one."""
    found: Reports | None = site.kept.get(REPORTS)
    if found is None:
        found = site.kept[REPORTS] = reports_of(site.register, site.details)
    return found
