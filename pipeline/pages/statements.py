"""The site's yearly statements in their official form, and the list of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline import urls
from pipeline.page import Desk, PlannedPage

if TYPE_CHECKING:
    from pipeline.statements.site_statement import Statement

LIST, SINGLE = "site_statements.html", "site_statement.html"


def plan(desk: Desk) -> Iterator[PlannedPage]:
    """What a page shows is text already, so it is its own fingerprint."""
    if not desk.statements or not desk.has(LIST) or not desk.has(SINGLE):
        return
    from pipeline.statements.forms import STATEMENTS_TITLE
    from pipeline.statements.statement_text import title_of

    shown = [_row(desk, one) for one in desk.statements]
    yield desk.page(
        urls.STATEMENTS, LIST, STATEMENTS_TITLE, facts={"statements": shown}, crumbs=desk.crumbs((STATEMENTS_TITLE, ""))
    )
    for one, row in zip(desk.statements, shown, strict=True):
        title = title_of(one)
        crumbs = desk.crumbs((STATEMENTS_TITLE, urls.STATEMENTS), (str(one.year), ""))
        yield desk.page(urls.statement(one.year), SINGLE, title, facts=row | _form(desk, one), crumbs=crumbs)


def _row(desk: Desk, one: "Statement") -> dict[str, Any]:
    from pipeline.statements.site_statement import due_of
    from pipeline.statements.standing import has_books

    on, due = one.form.signed.on, due_of(one.year).isoformat()
    return {
        "year": one.year,
        "url": urls.statement(one.year),
        "book": urls.statement_book(one.year) if has_books(desk.site) else "",
        "on": on,
        "late": on > due,
    }


def _form(desk: Desk, one: "Statement") -> dict[str, Any]:
    """`parts`: (name, head, rows); `width` is how many columns the widest part has beside its name."""
    from pipeline.statements.statement_text import parts_of

    parts = [[name, list(head), [list(row) for row in rows]] for name, head, rows in parts_of(one)]
    return {"parts": parts, "width": max(len(head) for _, head, _ in parts)}
