"""Which files stand beside the pages of annual reports, and what keeps a PDF from being among them."""

from enum import StrEnum
from typing import NamedTuple

from pipeline.model import ReportPdf, Site
from pipeline.paper.typesetting import paper_mark

CHANNEL = "annual_report_files"
WORKBOOK, WORD, PDF = ".xlsx", ".docx", ".pdf"
"""Beside the page, so that no folder is made for them."""
MOST = 300
"""A PDF takes fifty milliseconds: above this many reports a site says whether it wants to wait for them."""


class Without(StrEnum):
    """Why there is no PDF, though nobody said that there should be none."""

    FONTS = "no-fonts"
    NUMBER = "too-many"


class Downloads(NamedTuple):
    """`suffixes` of what is made of a report; a workbook only of one that has tables."""

    suffixes: tuple[str, ...] = ()
    without: Without | None = None


def downloads(site: Site, reports: int) -> Downloads:
    if not reports or (site.channels and CHANNEL not in site.channels):
        return Downloads()
    without = _without(site.report_pdf, reports)
    if site.report_pdf is ReportPdf.NONE or without:
        return Downloads((WORKBOOK, WORD), without)
    return Downloads((WORKBOOK, WORD, PDF))


def _without(wanted: ReportPdf, reports: int) -> Without | None:
    if wanted is ReportPdf.NONE:
        return None
    if wanted is ReportPdf.AUTOMATIC and reports > MOST:
        return Without.NUMBER
    return Without.FONTS if paper_mark() is None else None
