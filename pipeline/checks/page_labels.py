"""The mandated page labels: three on the home page, seven on others, ten on an item's; filled, and true."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import PAGE_LABELS
from pipeline.store import IndexRow
from pipeline.terms import PageLabel

_ALL = [label.value for label in PageLabel]
SITE, COLUMN, ITEM = _ALL[:3], _ALL[3:7], _ALL[7:]
_EMPTY = frozenset({"", "null", "none", "undefined", "nan"})


@check(
    severity=Severity.ERROR,
    clause=PAGE_LABELS,
    about="网页标签齐全：首页 3 项，其他页 7 项，内容页 10 项",
    hint="标签由模板按 site.yaml、columns.yaml 和页头生成，核对相应的字段",
)
def page_labels(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    labels, row = page.labels, site.row_of(page.url)
    is_item = row is not None and row.path in site.register.shown_paths
    required = [*SITE, *(COLUMN if page.url != "/" else ()), *(ITEM if is_item else ())]
    missing = [name for name in required if name not in labels]
    empty = [name for name in _ALL if name in labels and labels[name].strip().lower() in _EMPTY]
    if missing:
        yield Answer(page.at("<head"), f"缺少网页标签：{'、'.join(missing)}")
    if empty:
        yield Answer(page.at(f'name="{empty[0]}"'), f"网页标签没有内容：{'、'.join(empty)}")
    for name, right in _expected(page, row, is_item, site).items():
        if name in labels and name not in empty and labels[name] != right:
            yield Answer(page.at(f'name="{name}"'), f"网页标签 {name} 是“{labels[name]}”，应为“{right}”")


def _column(page: RenderedPage, row: IndexRow | None, site: Inspected) -> str:
    """Path of the column whose page, list page or item this is."""
    path = row.column if row else page.url.strip("/") if page.url.endswith("/") else page.url[1:].rpartition("/")[0]
    return path if path in site.tables.columns else ""


def _expected(page: RenderedPage, row: IndexRow | None, is_item: bool, site: Inspected) -> dict[str, str]:
    facts = site.site
    expected = {"SiteName": facts.name, "SiteDomain": facts.domain, "SiteIDCode": facts.id_code}
    column = _column(page, row, site)
    if column:
        expected["ColumnName"] = site.tables.columns[column].column.title
    if row and is_item:
        expected |= {"ArticleTitle": row.title, "PubDate": row.published_at}
    return expected
