"""Tables of data say what their rows and columns are, so that they can be heard as well as seen."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_NORM

_SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})
_PICTURED = "img[alt],input,button"
LONGEST_SHOWN = 20
_CORNER = rb' colspan="[2-9]" rowspan="[2-9]">[^<&\s]'
_HEAD = rb'(?: (?:col|row)span="\d+")* scope="(?:col|row)(?:group)?"(?: [a-z]+="[^"<>]*")*>[^<&\s]'
_CAPTION = rb"[^>]*>[^<&\s]"
_START = (
    rb"[^>]*>\s*(?:<caption[^>]*>[^<]*</caption>\s*)?(?:<colgroup>(?:<col[^>]*>)*</colgroup>\s*)?"
    rb"<(?:thead|tbody)>\s*<tr>\s*(?:<th%b[^<]*</th>)?<th%b" % (_CORNER, _HEAD)
)
_UNUSUAL = re.compile(
    rb"<(?:th(?=[ >])(?!%b|%b)|table(?!%b)|caption(?!%b))" % (_HEAD, _CORNER, _START, _CAPTION)
).search
"""A table that does not begin with a row of heads, a head that says nothing or not of what, or an empty caption."""


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_NORM,
    about="表格有表头，表头写明管行还是管列，表名不空",
    hint='表格第一行写列名；用网页代码写的表格，表头用 <th scope="col"> 或 <th scope="row">',
)
def page_tables(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not page.may_have("table") or (page.is_plain and not _UNUSUAL(page.html)):
        return
    for table in page.tree.css("table"):
        if (table.attributes.get("role") or "") in ("presentation", "none") or table.css_first("td") is None:
            continue
        yield from _heads(page, table)
        caption = table.css_first("caption")
        if caption is not None and not caption.text(strip=True):
            yield Answer(page.at("<caption"), "表格的表名是空的", "写上表名，或删去 <caption>")


def _heads(page: RenderedPage, table: LexborNode) -> Iterator[Answer]:
    heads = [head for head in table.css("th") if not _is_corner(head)]
    if not heads:
        yield Answer(_place(page, table), f"{_named(table)}没有表头")
        return
    for head in heads:
        if head.attributes.get("headers"):
            continue
        scope = (head.attributes.get("scope") or "").lower()
        if scope not in _SCOPES:
            said = f"的 scope“{scope}”不对" if scope else "没有写明管行还是管列"
            text = head.text(strip=True)
            yield Answer(page.at(text), f"{_named(table)}的表头“{text[:LONGEST_SHOWN]}”{said}")


def _is_corner(head: LexborNode) -> bool:
    """A cell where titles of rows and of columns meet: empty, or over several of both."""
    spans = head.attributes
    if spans.get("colspan", "1") != "1" and spans.get("rowspan", "1") != "1" and not spans.get("scope"):
        return True
    return not head.text(strip=True) and head.css_first(_PICTURED) is None


def _named(table: LexborNode) -> str:
    caption = table.css_first("caption")
    name = caption.text(strip=True) if caption is not None else ""
    first = table.css_first("th,td")
    shown = name or (first.text(strip=True) if first is not None else "")
    return f"表格“{shown[:LONGEST_SHOWN]}”" if shown else "表格"


def _place(page: RenderedPage, table: LexborNode) -> Location:
    for cell in table.css("td"):
        text = cell.text(strip=True)
        if text and page.at(text).line:
            return page.at(text)
    return page.at("<table")
