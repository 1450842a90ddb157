"""The mandated page labels: 3 on every page, 4 more on list pages, 3 more on item pages (guide of 2017, annex)."""

from typing import Any

from pipeline.model import Site
from pipeline.page import PlannedPage
from pipeline.reviews import parted
from pipeline.terms import ColumnType, PageLabel

TYPES = {
    "platform_guide.html": ColumnType.DISCLOSURE_GUIDE,
    "platform_reports.html": ColumnType.ANNUAL_REPORTS,
    "annual_reports.html": ColumnType.ANNUAL_REPORTS,
    "annual_report_years.html": ColumnType.ANNUAL_REPORTS,
    "platform_request.html": ColumnType.ON_REQUEST,
    "catalogue.html": ColumnType.CATALOGUE,
    "catalogue_list.html": ColumnType.CATALOGUE,
    "platform_statutory.html": ColumnType.CATALOGUE,
    "platform_group.html": ColumnType.CATALOGUE,
    "platform_rules.html": ColumnType.DISCLOSURE_RULES,
    "platform.html": ColumnType.CATALOGUE,
    "platforms.html": ColumnType.CATALOGUE,
    "authority.html": ColumnType.INSTITUTION,
    "authorities.html": ColumnType.INSTITUTION,
}
"""Pages that are lists without being a column of columns.yaml."""

Labels = list[tuple[str, str]]


def labels_of(site: Site, page: PlannedPage, column: Any, item: Any) -> Labels:
    """(name, content) in the order of the annex; optional labels only where there is something to say."""
    labels: Labels = [
        (PageLabel.SITE_NAME.value, site.name),
        (PageLabel.SITE_DOMAIN.value, site.domain),
        (PageLabel.SITE_ID_CODE.value, site.id_code),
    ]
    if page.template == "home.html":
        return labels
    labels += _column_labels(page, column)
    return labels + _item_labels(site, item) if item else labels


def _column_labels(page: PlannedPage, column: Any) -> Labels:
    if column:
        told = (column.title, column.description, ",".join(column.keywords), column.column_type)
    else:
        kind = TYPES.get(page.template, ColumnType.OTHER).value
        trail = [title for title, _ in page.crumbs[1:]] or [page.title]
        told = (page.title, " - ".join(trail), ",".join(trail), kind)
    names = (PageLabel.COLUMN_NAME, PageLabel.COLUMN_DESCRIPTION, PageLabel.COLUMN_KEYWORDS, PageLabel.COLUMN_TYPE)
    return [(name.value, text) for name, text in zip(names, told, strict=True)]


def _item_labels(site: Site, item: Any) -> Labels:
    review = item.details.get("review") or {}
    author = item.details.get("author") or parted(review.get("editor") or "")[0]
    told = [
        (PageLabel.ARTICLE_TITLE.value, item.title),
        (PageLabel.PUB_DATE.value, item.published_at),
        (PageLabel.CONTENT_SOURCE.value, item.source),
    ]
    optional = [
        ("Keywords", ",".join(item.keywords)),
        ("Author", author),
        ("Description", item.summary),
        ("Image", site.url.rstrip("/") + item.image if item.image else ""),
        ("Url", site.url.rstrip("/") + item.url),
    ]
    return told + [(name, text) for name, text in optional if text]
