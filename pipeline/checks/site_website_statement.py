"""What people wrote for the yearly statement of the site can be read, adds up, and is there by its day."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import HOUSE_RULE
from pipeline.statements.forms import FAULTS, STATEMENT_NORM, SiteStatement
from pipeline.statements.site_statement import Written, due_of, moved, read_statements, statement


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="政府网站工作年度报表的填报文件（content/statements/年份.yaml）能读取，各数相符，每年 1 月 31 日前备齐",
    hint="按手册“政府网站工作年度报表”一节填写",
)
def site_website_statement(site: Inspected) -> Iterator[Answer]:
    written = read_statements(site.content)
    for one in written:
        if one.form is not None:
            statement(one, site.register, site.details)
            yield from _fixed(one, one.form, site)
        for finding in one.source.findings:
            yield Answer(finding.location, finding.message, finding.hint, finding.severity)
        if one.year >= site.as_of.year:
            message, hint = FAULTS["early"]
            yield Answer(Location(one.source.path, 1, 1), message.format(year=one.year), hint, Severity.WARNING)
    if written:
        yield from _lacking(written, site)


def _fixed(one: Written, form: SiteStatement, site: Inspected) -> Iterator[Answer]:
    """What is published stays as it was, whatever becomes of the content."""
    if form.fixed is None:
        if not one.source.findings and one.year < site.as_of.year and form.signed.on <= site.as_of.isoformat():
            message, hint = (text.format(year=one.year) for text in FAULTS["loose"])
            yield Answer(Location(one.source.path, 1, 1), message, hint, Severity.WARNING)
        return
    changed = moved(one, site.register, site.details)
    if changed:
        message, hint = FAULTS["moved"]
        told = "、".join(f"{name}公布 {stated}，现为 {now}" for name, stated, now in changed)
        place = one.source.location(str(SiteStatement.model_fields["fixed"].alias))
        yield Answer(place, message.format(told=told), hint, Severity.REVIEW)


def _lacking(written: list[Written], site: Inspected) -> Iterator[Answer]:
    """Only of a site that has begun to make its statements here."""
    last = site.as_of.year - 1
    if site.as_of > due_of(last) and last not in {one.year for one in written}:
        message, hint = (text.format(year=last, due=due_of(last)) for text in FAULTS["late"])
        newest = max(written, key=lambda one: one.year)
        yield Answer(Location(newest.source.path, 1, 1), message, hint, Severity.WARNING, STATEMENT_NORM)
