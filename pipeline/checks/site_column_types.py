"""A portal has a column of each kind that inspectors look for."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import PORTAL_COLUMN_TYPES, SITE_COLUMNS
from pipeline.terms import SiteType


@check(
    severity=Severity.WARNING,
    clause=SITE_COLUMNS,
    about="门户网站设有规定类别的栏目",
    hint="在 columns.yaml 中增设，或改正栏目的“类别”",
)
def site_column_types(site: Inspected) -> Iterator[Answer]:
    if site.site.site_type is not SiteType.PORTAL:
        return
    present = {node.column.column_type for node in site.tables.columns.values()}
    for column_type in PORTAL_COLUMN_TYPES:
        if column_type not in present:
            yield Answer(site.place("columns.yaml", "columns.yaml"), f"门户网站没有“{column_type.value}”类的栏目")
