"""What the site tells for a statement, written down beside what people wrote, so that it stays as it was published."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.kind import Part
from pipeline.model import NewMediaAccount
from pipeline.source import read_file
from pipeline.statements.forms import Fixed, NamedAccount, SiteFacts, SiteFigures, SiteStatement
from pipeline.statements.site_statement import Statement, read_statements
from pipeline.tables import STATEMENTS


class NotFixed(ValueError):
    """The file cannot be added to: it reads otherwise than it was meant, and is left as it was."""


def fix(content: Path, found: Statement, accounts: Sequence[NewMediaAccount], day: str) -> Path:
    """Add the figures to the file of the statement, whose lines stay. `day`: YYYY-MM-DD. Raises NotFixed."""
    path = content / STATEMENTS / f"{found.year}.yaml"
    before = read_file(path)[0].decode("utf-8")
    part = yaml.safe_dump(_block(found, accounts, day), allow_unicode=True, sort_keys=False, width=1000)
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(f"{before.rstrip()}\n{part}".encode())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    again = next(one for one in read_statements(content) if one.year == found.year)
    if again.form is None or again.form.fixed is None:
        path.write_bytes(before.encode())
        raise NotFixed(path.as_posix())
    return path


def _block(found: Statement, accounts: Sequence[NewMediaAccount], day: str) -> dict[str, Any]:
    names = {(account.platform, account.account_id): account.name for account in accounts}
    told = [(one.platform, one.account_id) for one in found.form.new_media]
    named = [_labelled(NamedAccount, (key[0].value, key[1], names[key])) for key in told]
    figures = tuple(found.values[f"site.{name}"] for name in SiteFigures.model_fields)
    facts, counts = _labelled(SiteFacts, found.facts), _labelled(SiteFigures, figures)
    fixed = _labelled(Fixed, (day, facts, counts, named))
    return _labelled(SiteStatement, (fixed,), "fixed")


def _labelled(shape: type[Part], values: tuple[Any, ...], *fields: str) -> dict[str, Any]:
    labels = [str(shape.model_fields[name].alias) for name in fields or shape.model_fields]
    return dict(zip(labels, values, strict=True))
