"""Reports made up at random that are right in every sum, their headers, and workbooks filled in as an editor would."""

import io
import random
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.annual.cells import CELLS, details_of, number_of
from pipeline.annual.identities import IDENTITIES, Rule
from pipeline.annual.layout import formulas
from pipeline.annual.wording import SHEETS
from pipeline.annual.workbook import Facts, template
from pipeline.kinds.annual_report import APPLICANTS, DETAILS, Disputes

Values = list[int | float | None]


def report(chance: random.Random, before: Values | None = None, most: int = 40) -> Values:
    """All 42 identities hold; with `before`, the report of the year before, so do those of two years."""
    values: Values = [0] * len(CELLS)
    _tables_2(values, chance, before)
    for column in range(len(APPLICANTS) - 1):
        _applicant(values, chance, before, column, most)
    for group in Disputes.model_fields:
        for number in range(4):
            values[number_of("disputes", group, number)] = chance.choice((0, 0, chance.randrange(most)))
    for identity in IDENTITIES:
        if identity.rule in (Rule.APPLICANTS, Rule.DISPUTES):
            values[identity.right[0]] = sum(int(values[number] or 0) for number in identity.left)
    return values


def _tables_2(values: Values, chance: random.Random, before: Values | None) -> None:
    for group in ("rules", "normative"):
        stock, made, repealed = (number_of("disclosed", group, name) for name in ("in_force", "made", "repealed"))
        old = int(before[stock] or 0) if before else chance.randrange(50)
        values[made], values[repealed] = chance.randrange(9), chance.randrange(min(old, 9) + 1)
        values[stock] = old + int(values[made] or 0) - int(values[repealed] or 0)
    for field in ("licences", "penalties", "compulsion"):
        values[number_of("disclosed", field)] = chance.randrange(2000)
    values[number_of("disclosed", "fees")] = round(chance.random() * 10_000, 4)


def _applicant(values: Values, chance: random.Random, before: Values | None, column: int, most: int) -> None:
    def at(field: str) -> int:
        return number_of("applications", field, column)

    carried_in = int(before[at("carried_out")] or 0) if before else chance.randrange(5)
    carried_out = chance.randrange(5)
    received = chance.randrange(most) + max(0, carried_out - carried_in)
    total = received + carried_in - carried_out
    for _ in range(total):
        field = chance.choice(DETAILS)
        values[at(field)] = int(values[at(field)] or 0) + 1
    for field, number in (
        ("carried_in", carried_in),
        ("carried_out", carried_out),
        ("received", received),
        ("total", total),
    ):
        values[at(field)] = number


def details(values: Values, **more: Any) -> dict[str, Any]:
    """A header by identifier, as the store keeps it."""
    return {**details_of(values), "blanks_are_zero": False, "consolidated": False} | more


def typed_in(values: Values, facts: Facts, changes: Mapping[str, Any] | None = None) -> bytes:
    """The template with its cells typed in and its totals calculated, as a spreadsheet program would save it.

    `changes`: sheet and address such as `第三表!D5` -> what stands there instead.
    """
    book = load_workbook(io.BytesIO(_template(facts)))
    for number, cell in enumerate(CELLS):
        book[SHEETS[cell.table - 2]][cell.address].value = values[number]
    for place, value in (changes or {}).items():
        sheet, _, address = place.partition("!")
        book[sheet][address].value = value
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


_template = cache(template)


def saved(folder: Path, content: bytes, name: str = "报表.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def by_libreoffice(file: Path, form: str) -> Path:
    """The file as LibreOffice opens, calculates and stores it; `form` is one of its filters, `pdf` or `xlsx:…`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = file.parent / "stored"
    command = [office, f"-env:UserInstallation=file://{file.parent}/profile", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", str(folder), str(file)], check=True, timeout=180, capture_output=True)
    return folder / f"{file.stem}.{form.partition(':')[0]}"


def inputs(values: Values) -> Values:
    """The same with the totals left out, for the template's formulas to make."""
    totals = formulas()
    return [None if number in totals else value for number, value in enumerate(values)]
