"""The yearly statement as it is published: Markdown tables for the page, and one sheet in the layout of the form."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.statements.forms import (
    ACCOUNTS_HEAD,
    ACCOUNTS_PART,
    ENTRIES,
    FACTS,
    FACTS_HEAD,
    FACTS_PART,
    HEAD,
    INNOVATION_PART,
    NO,
    NONE,
    OPENING,
    OTHER,
    SHEET,
    SIGNED_PART,
    TITLE,
    YES,
    Innovation,
    Signed,
)
from pipeline.statements.sheets import Sheet
from pipeline.statements.site_statement import Statement, Value

_NUMBER = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.\d+)?", re.ASCII)
_TEXTS = (FACTS_PART, SIGNED_PART)
"""Parts in which digits are codes and telephones."""
Part = tuple[str, Sequence[str], list[tuple[str, ...]]]
"""Its name, the head of its table, the rows."""


def title_of(found: Statement) -> str:
    return TITLE.format(name=found.facts[0], year=found.year)


def parts_of(found: Statement) -> Iterator[Part]:
    """Every part of the form in its order; a part that the site has not is left out."""
    yield FACTS_PART, FACTS_HEAD, list(zip(FACTS, found.facts, strict=True))
    for part, entries in groupby(ENTRIES, key=lambda entry: entry.part):
        rows = [(entry.name, _shown(found.values[entry.key]), entry.unit) for entry in entries]
        if any(value != "" for _, value, _ in rows):
            yield part, HEAD, list(rows)
    accounts: list[tuple[str, ...]] = [
        (platform, name, str(posts), str(followers)) for platform, name, posts, followers in found.accounts
    ]
    yield ACCOUNTS_PART, ACCOUNTS_HEAD, accounts or [(NONE, "", "", "")]
    yield INNOVATION_PART, FACTS_HEAD, _innovations(found)
    signed = {str(Signed.model_fields[name].alias): str(value) for name, value in found.form.signed}
    yield SIGNED_PART, FACTS_HEAD, list(signed.items())


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _innovations(found: Statement) -> list[tuple[str, ...]]:
    rows = [(one.value, YES if one in found.form.innovations else NO) for one in Innovation]
    return [*rows, (OTHER, found.form.other_innovations or NONE)]


def body(found: Statement) -> str:
    lines = [OPENING.format(site=found.facts[1], year=found.year), ""]
    for part, head, rows in parts_of(found):
        lines += [f"## {part}", "", *table(head, rows), ""]
    return "\n".join(lines)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A Markdown table; whatever a cell holds stays in it."""
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield f"| {' | '.join(map(plain, row))} |"


def plain(value: object) -> str:
    """Text that Markdown takes for nothing else."""
    text = " ".join(str(value).split())
    for sign in "\\|*_[]<>`#":
        text = text.replace(sign, f"\\{sign}")
    return text


def _counted(cell: str) -> str | int | float:
    """A cell that holds a number as such, so that a spreadsheet can reckon with it."""
    if not _NUMBER.fullmatch(cell):
        return cell
    return float(cell) if "." in cell else int(cell)


def sheet(found: Statement) -> Sheet:
    """Part, entry and value side by side; the name of a part stands once, beside all its rows."""
    width = max(len(ACCOUNTS_HEAD), len(HEAD)) + 1
    rows: list[list[str | int | float]] = []
    merged = [f"A1:{chr(ord('A') + width - 1)}1"]
    for part, head, listed in parts_of(found):
        shown = [tuple(head), *listed] if part == ACCOUNTS_PART else listed
        first = len(rows) + 2
        rows += [[part, *row] if part in _TEXTS else [part, *map(_counted, row)] for row in shown]
        if len(shown) > 1:
            merged.append(f"A{first}:A{first + len(shown) - 1}")
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(SHEET, [title_of(found), *[""] * (width - 1)], filled, merged)
