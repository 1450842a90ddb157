"""A dashboard in one file that needs nothing else: verdict, trend, what falls due, by whom and where, findings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pipeline.finding import Finding, Severity
from pipeline.inspection import Inspection
from pipeline.report import (
    DEMONSTRATION,
    FORECAST_HEAD,
    LETTERS_HEAD,
    LETTERS_NOTE,
    Report,
    Told,
    accounts,
    basis,
    by_file,
    conclusion,
    estimate_line,
    forecast_row,
    held_reason,
    letter_rows,
    measures_of,
    more,
    named,
    position,
    reach,
    sums,
    told_results,
    verdict_line,
    verdict_of,
    waivers,
)
from pipeline.svg_chart import Line, bars, lines
from pipeline.trend import Earlier
from pipeline.verdict import IndicatorResult, Verdict

COLOURS = {Severity.ERROR: "#b3261e", Severity.WARNING: "#9a6700", Severity.REVIEW: "#1f5fa8"}
MOST_BARS, MOST_POINTS = 15, 60
SOON = 30
"""Days before what falls due is shown at once."""
WITHOUT = "其他（整个网站、基础表）"
STYLE = """
body{font:16px/1.6 system-ui,"Microsoft YaHei",sans-serif;margin:0 auto;max-width:72rem;padding:1rem;color:#1b1b1b}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #b3261e}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;
min-width:3.5rem}
.day{white-space:nowrap}
th{background:#f3f3f3}summary{cursor:pointer;overflow-wrap:anywhere}
.failed,.ERROR{color:#b3261e;font-weight:700}.passed{color:#1a6b2d}.WARNING{color:#9a6700}.REVIEW{color:#1f5fa8}
svg{max-width:100%;height:auto}
@media (max-width:40rem){thead{display:none}table,tbody,tr,td{display:block}
td{border:0}tr{border:1px solid #ccc;margin:.5rem 0}
td:empty{display:none}td::before{content:attr(data-of);margin-right:.5rem;color:#555;font-weight:400}}
@media print{details{display:block}}
"""


def html(told: Told) -> str:
    inspection = told.inspection
    title = escape(f"{inspection.site} 检查报告")
    parts = [
        "<!doctype html>",
        f'<html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>",
        *_top(inspection),
        *_indicators(inspection),
        *_trend(told),
        *_groups(inspection),
        *_findings(inspection),
        *_forecast(inspection),
        *_letters(inspection),
        *_lists(inspection),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _top(inspection: Inspection) -> Iterator[str]:
    yield _paragraph(f"截至 {inspection.as_of}。{accounts(inspection)}。")
    if inspection.demonstration:
        yield _paragraph(DEMONSTRATION.format(day=inspection.as_of[:10]))
    for text in (reach(inspection), verdict_line(inspection.score), estimate_line(inspection.score)):
        if text:
            yield _paragraph(text)
    yield f"<p><strong>{escape(sums(inspection))}。{conclusion(inspection)}</strong></p>"


def _indicators(inspection: Inspection) -> Iterator[str]:
    """Those that people want to read first; the others, such as the accounts that pass, folded."""
    first = list(told_results(inspection.score))
    rest = [result for result in inspection.score.all if result not in first]
    if first:
        yield "<h2>检查指标</h2>"
        yield from _results(first)
    if rest:
        yield from _folded(f"其余 {len(rest)} 项", _results(rest))
    questions = [(named(result), question) for result, question in inspection.score.undecided]
    yield from _section("不能由程序判定，须监测或人工核实", ("指标", "问题"), questions)


def _results(results: Iterable[IndicatorResult]) -> Iterator[str]:
    rows, kinds = list[Sequence[str]](), list[str]()
    for result in results:
        kinds.append(result.verdict.value if result.verdict in (Verdict.FAILED, Verdict.PASSED) else "open")
        told = (named(result), verdict_of(result), measures_of(result), basis(result))
        rows.append((result.indicator.part.value, *told))
    yield from _table(("部分", "指标", "结论", "情况", "依据"), rows, 2, kinds)


def _trend(told: Told) -> Iterator[str]:
    """Earlier reports and this one; one alone is no trend."""
    now = told.inspection
    today = Earlier(now.as_of, {s.value: now.number(s) for s in Severity}, now.waived, ())
    days = [*(one for one in told.trend if one.day < today.day), today][-MOST_POINTS:]
    if len(days) < 2 or now.since:
        return
    series = [Line(s.label, COLOURS[s], [one.number(s) for one in days]) for s in Severity]
    yield f"<h2>趋势</h2>{lines('各级问题的数量', [one.day for one in days], series)}"
    rows = [(one.day, *(str(one.number(s)) for s in Severity), str(one.waived)) for one in days]
    yield from _folded(f"全部 {len(rows)} 次", _table(("日期", *(s.label for s in Severity), "已豁免"), rows))


def _forecast(inspection: Inspection) -> Iterator[str]:
    """What falls due soon; the rest, which is most of it, folded."""
    soon = [forecast_row(one) for one in inspection.forecast if one.left <= SOON]
    later = [forecast_row(one) for one in inspection.forecast if one.left > SOON]
    if inspection.forecast:
        yield "<h2>更新预警</h2>"
    if soon:
        yield from _table(FORECAST_HEAD, soon)
    if later:
        yield from _folded(f"{SOON} 天以后到期的 {len(later)} 项", _table(FORECAST_HEAD, later))


def _letters(inspection: Inspection) -> Iterator[str]:
    """How many were answered in time, in all, by authority and by the month of receipt."""
    rows = letter_rows(inspection.score.letters)
    if rows:
        yield f"<h2>留言办理</h2>{_paragraph(LETTERS_NOTE)}"
        yield from _table(LETTERS_HEAD, rows)


def _groups(inspection: Inspection) -> Iterator[str]:
    """Whose work it is: what is not waived, by authority and by column."""
    open_ones = [finding for finding in inspection.findings if not finding.waived]
    by_authority = Counter(inspection.holder(finding).authority or WITHOUT for finding in open_ones)
    by_column = Counter(inspection.holder(finding).column or WITHOUT for finding in open_ones)
    for title, counts in (("按机关", by_authority), ("按栏目", by_column)):
        rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if rows:
            yield f"<h2>{title}</h2>{bars(f'{title}的问题数量', rows[:MOST_BARS], COLOURS[Severity.REVIEW])}"
            yield from _folded(f"全部 {len(rows)} 项", _table((title[1:], "问题"), [(n, str(c)) for n, c in rows]))


def _findings(inspection: Inspection) -> Iterator[str]:
    if inspection.findings:
        yield "<h2>发现的问题</h2>"
    for path, group in by_file(inspection.findings):
        blocks = sum(finding.blocks for finding, _ in group)
        told = f"{path} {len(group)} 处" + (f"，其中错误 {blocks} 处" if blocks else "")
        kinds = [finding.severity.value for finding, _ in group]
        head = ("行:列", "级别", "问题", "检查", "依据", "改法")
        table = "".join(_table(head, [_finding(*pair) for pair in group], 1, kinds))
        yield f"<details{' open' if blocks else ''}><summary>{escape(told)}</summary>{table}</details>"


def _finding(finding: Finding, others: int) -> Sequence[str]:
    level = finding.severity.label + ("（已豁免）" if finding.waived else "")
    hint = finding.hint + (f" 豁免理由：{finding.waived}" if finding.waived else "")
    return (position(finding), level, finding.message + more(others), finding.check, finding.clause, hint)


def _lists(inspection: Inspection) -> Iterator[str]:
    waived = [(str(f.location), f.check, f.message, f.waived) for f in waivers(inspection)]
    yield from _section("已豁免的问题", ("位置", "检查", "问题", "理由"), waived)
    held = [(item.file, item.title, held_reason(item)) for item in inspection.held]
    yield from _section("未发布的条目", ("文件", "标题", "原因"), held)


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield f"<h2>{escape(title)}</h2>"
        yield from _table(head, listed)


def _folded(title: str, content: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{escape(title)}</summary>{''.join(content)}</details>"


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], marked: int = -1, kinds: Sequence[str] = ()
) -> Iterator[str]:
    """Each cell says what it tells of, for narrow screens have no room for a head; `kinds` colour one column."""
    yield f"<table><thead><tr>{''.join(f'<th>{escape(cell)}' for cell in head)}</tr></thead><tbody>"
    for number, row in enumerate(rows):
        marks = [
            f' class="{kinds[number]}"' if kinds and place == marked else ' class="day"' if _is_day(cell) else ""
            for place, cell in enumerate(row)
        ]
        cells = zip(head, marks, row, strict=True)
        told = (f'<td data-of="{escape(of)}"{mark}>{escape(cell)}' for of, mark, cell in cells)
        yield f"<tr>{''.join(told)}</tr>"
    yield "</tbody></table>"


_is_day = re.compile(r"\d{4}-\d\d-\d\d").fullmatch


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


REPORT = Report(".html", "仪表盘：结论、趋势、预警、按机关和栏目，一个文件，不用联网", html)
