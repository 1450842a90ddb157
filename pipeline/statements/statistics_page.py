"""The statistics as one HTML file that needs nothing else, and as CSV; made for leaders, not for the public site."""

from collections.abc import Iterator, Sequence
from html import escape

from pipeline.statements.rows import csv_text
from pipeline.statements.sheets import Sheet
from pipeline.statements.statistics import Measure, Row, Share, Statistics, Update
from pipeline.statements.wording import MEASURES, WHOLE_SITE
from pipeline.svg_chart import Line, bars, lines

BLUE = "#1f5fa8"
MOST_BARS = 20
STYLE = """
body{font:16px/1.6 system-ui,"Microsoft YaHei",sans-serif;margin:0 auto;max-width:72rem;padding:1rem;color:#1b1b1b}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #1f5fa8}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;min-width:100%}
th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;min-width:10rem}th{background:#f3f3f3}
.told td:last-child{text-align:left;white-space:normal;min-width:12rem}
svg{max-width:100%;height:auto}summary{cursor:pointer}
"""
NOTE = "统计由网站内容计算，不含草稿、定时未发布和已撤回的信息；一条信息只计入它所在的栏目。"
BLANK = "空白"
UPDATES_HEAD = ("责任部门", "栏目", "本月更新", "最近更新", "更新到期日", "是否逾期")


def tables(found: Statistics, updates: Sequence[Update], month: str) -> dict[str, Sheet]:
    """Name of a file, without suffix -> its table."""
    months = [f"{number}月" for number in range(1, len(found.whole.months) + 1)]
    head = ("机关", *months, "合计")
    by_column = ("栏目", *months, "合计")
    whole = found.whole._replace(name=WHOLE_SITE)
    return {
        "items-by-authority": Sheet("按机关", head, [_row(row) for row in (whole, *found.authorities)]),
        "items-by-column": Sheet("按栏目", by_column, [_row(row) for row in (whole, *found.columns)]),
        "rates": Sheet("比率", _rates_head(), list(_rates(found))),
        "updates": Sheet(f"更新情况 {month}", UPDATES_HEAD, list(map(update_row, updates))),
    }


def _row(row: Row) -> list[str | int]:
    return [row.name, *row.months, row.total]


def _rates_head() -> list[str]:
    return ["机关", *(cell for name, _ in MEASURES.values() for cell in (f"{name}(%)", "其中", "总数"))]


def _rates(found: Statistics) -> Iterator[list[str | int | float | None]]:
    """All authorities together, then those of which anything can be told."""
    names = {"": WHOLE_SITE} | {row.key: row.name for row in found.authorities}
    for key, name in names.items():
        shares = [found.share(measure, key) for measure in Measure]
        if not key or any(share.whole for share in shares):
            yield [name, *(cell for share in shares for cell in (share.percent, share.part, share.whole))]


def update_row(update: Update) -> list[str | int]:
    due = update.due or ("" if update.late else "不要求")
    late = ("逾期" if update.due else BLANK) if update.late else ""
    return [update.authority, update.column, update.items, update.newest or BLANK, due, late]


def csv_of(sheet: Sheet) -> str:
    return csv_text((sheet.head, *sheet.rows))


def page(site: str, found: Statistics, updates: Sequence[Update], month: str) -> str:
    title = escape(f"{site} {found.year} 年信息公开统计")
    told = tables(found, updates, month)
    parts = [
        "<!doctype html>",
        f'<html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>截至 {found.day}，{found.year} 年发布且仍在公开的信息 {found.whole.total} 条。{NOTE}</p>",
        "<h2>比率</h2>",
        *_summary(found),
        "<h2>逐月发布量</h2>",
        _months(found),
        "<h2>各机关发布量</h2>",
        _bars("各机关发布量", found.authorities),
        *_folded(told["items-by-authority"]),
        "<h2>各栏目发布量</h2>",
        _bars("各栏目发布量", found.columns),
        *_folded(told["items-by-column"]),
        "<h2>各机关比率</h2>",
        *_folded(told["rates"]),
        f"<h2>栏目更新情况（{month}）</h2>",
        *_folded(told["updates"]),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _summary(found: Statistics) -> Iterator[str]:
    rows = [(*MEASURES[measure.value], found.share(measure)) for measure in Measure]
    rows.append(("栏目按期更新率", "有更新期限的栏目中，没有逾期、也不空白的", found.on_time))
    heads = "".join(f"<th scope=col>{head}" for head in ("项目", "比率", "其中", "总数", "口径"))
    yield f'<div class="wide"><table class="told"><thead><tr>{heads}</tr></thead><tbody>'
    for name, about, share in rows:
        cells = "".join(f"<td>{escape(cell)}" for cell in (_percent(share), str(share.part), str(share.whole), about))
        yield f"<tr><td>{escape(name)}{cells}</tr>"
    yield "</tbody></table></div>"


def _percent(share: Share) -> str:
    """Of nothing there is no share."""
    return "\u2014" if share.percent is None else f"{share.percent:.1f}%"


def _months(found: Statistics) -> str:
    labels = [f"{number}月" for number in range(1, len(found.whole.months) + 1)]
    return lines("逐月发布量", labels, [Line("发布量", BLUE, found.whole.months)])


def _bars(title: str, rows: Sequence[Row]) -> str:
    most = sorted(((row.name, row.total) for row in rows if row.total), key=lambda pair: (-pair[1], pair[0]))
    return bars(title, most[:MOST_BARS], BLUE)


def _folded(sheet: Sheet) -> Iterator[str]:
    yield f'<details><summary>全部 {len(sheet.rows)} 行</summary><div class="wide"><table><thead><tr>'
    yield f"{''.join(f'<th scope=col>{escape(cell)}' for cell in sheet.head)}</tr></thead><tbody>"
    for row in sheet.rows:
        cells = ("\u2014" if cell is None else str(cell) for cell in row)
        yield f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells)}</tr>"
    yield "</tbody></table></div></details>"
