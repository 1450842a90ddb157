"""The yearly statements that stand: years that are over, signed by today, and adding up throughout."""

from pipeline.model import Site
from pipeline.register import Register
from pipeline.statements.site_statement import Details, Statement, read_statements, statement

CHANNEL = "statement_files"


def has_books(site: Site) -> bool:
    """Whether statements stand beside their pages as workbooks."""
    return not site.channels or CHANNEL in site.channels


def standing(register: Register, details: Details) -> tuple[Statement, ...]:
    """The newest first. One with a fault is left out until it is mended; the check says what is wrong with it."""
    found: list[Statement] = []
    today = register.as_of[:10]
    for written in reversed(read_statements(register.tables.content)):
        if written.form is None or written.year >= int(today[:4]) or written.form.signed.on > today:
            continue
        whole = statement(written, register, details)
        if whole is not None and not written.source.findings:
            found.append(whole)
    return tuple(found)
