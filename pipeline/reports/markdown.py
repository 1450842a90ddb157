"""For the comment on a pull request: the sums on top, the long lists folded, never longer than a comment may be."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from pipeline.finding import Finding
from pipeline.inspection import Inspection
from pipeline.pattern import later
from pipeline.report import (
    DEMONSTRATION,
    FORECAST_HEAD,
    LETTERS_HEAD,
    Report,
    Told,
    accounts,
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

MOST_BYTES = 60_000
"""A comment may have 65,536 characters on the stricter platforms."""
LETTER_MONTHS = 12
LONGEST_CELL = 300
MOST_ROWS, MOST_TABLE = 50, 7_000
"""Rows and bytes of a table beside the findings, which it must not crowd out."""
SOON, OPEN_FILES = 30, 20
"""Days within which a deadline is told; how many files are shown unfolded."""
HEAD = ("行:列", "级别", "问题", "检查", "依据", "改法")


def markdown(told: Told) -> str:
    top, tail = list(_top(told.inspection)), list(_tail(told.inspection))
    room = MOST_BYTES - sum(len(line.encode()) + 1 for line in (*top, *tail))
    return "\n".join([*top, *_findings(told.inspection.findings, room), *tail]).rstrip("\n") + "\n"


def _top(inspection: Inspection) -> Iterator[str]:
    yield from ("# 检查报告", "", f"截至 {inspection.as_of}。{accounts(inspection)}。", "")
    if inspection.demonstration:
        yield from (f"> {DEMONSTRATION.format(day=inspection.as_of[:10])}", "")
    if inspection.since:
        yield from (f"> {cell(reach(inspection))}", "")
    yield from (f"**{sums(inspection)}。{conclusion(inspection)}**", "")
    for line in filter(None, (verdict_line(inspection.score), estimate_line(inspection.score))):
        yield from (cell(line), "")
    rows = [(named(result), verdict_of(result), measures_of(result)) for result in told_results(inspection.score)]
    yield from _table("指标", ("指标", "结论", "情况"), rows)


def _tail(inspection: Inspection) -> Iterator[str]:
    rows = [(str(f.location), f.check, f.message, f.waived) for f in waivers(inspection)]
    yield from _folded_table("已豁免的问题", ("位置", "检查", "问题", "理由"), rows)
    undecided = [(named(result), question) for result, question in inspection.score.undecided]
    yield from _folded_table("不能由程序判定的指标", ("指标", "须核实"), undecided)
    soon = [forecast_row(deadline) for deadline in inspection.forecast if deadline.left <= SOON]
    yield from _folded_table(f"{SOON} 天内到期的更新", FORECAST_HEAD, soon)
    letters = letter_rows(inspection.score.letters, LETTER_MONTHS)
    yield from _folded_table("留言办理", LETTERS_HEAD, letters)
    held = [(item.file, item.title, held_reason(item)) for item in inspection.held]
    yield from _folded_table("未发布的条目", ("文件", "标题", "原因"), held)


def _findings(findings: Sequence[Finding], room: int) -> Iterator[str]:
    """As many files as there is room for; the first are open, the rest folded; what is left out is counted."""
    files = list(by_file(findings))
    if not files:
        return
    yield from ("## 发现的问题", "")
    room -= 200
    for number, (path, group) in enumerate(files):
        block = _file(path, group)
        room -= sum(len(line.encode()) + 1 for line in block) + 60
        if room < 0:
            yield from _close(number > OPEN_FILES)
            rest = sum(len(group) for _, group in files[number:])
            yield from (f"另有 {len(files) - number} 个文件的 {rest} 处问题没有列出，见 JSON 或 HTML 报告。", "")
            return
        if number == OPEN_FILES:
            yield from (f"<details><summary>其余 {len(files) - number} 个文件</summary>", "")
        yield from block
    yield from _close(len(files) > OPEN_FILES)


def _close(open: bool) -> Sequence[str]:
    return ("</details>", "") if open else ()


def _file(path: str, group: Iterable[tuple[Finding, int]]) -> list[str]:
    rows = [
        (position(f), f.severity.label + ("（已豁免）" if f.waived else ""), f.message + more(others), f.check,
         f.clause, f.hint + (f" 豁免理由：{f.waived}" if f.waived else ""))
        for f, others in group
    ]  # fmt: skip
    return [f"### {cell(path)}", "", *table(HEAD, map(_short, rows))]


def _short(row: Iterable[str]) -> list[str]:
    return [text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…" for text in row]


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"## {title}", "", *_some(head, rows)] if rows else []


def _folded_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    return [f"<details><summary>{title} {len(rows)} 项</summary>", "", *_some(head, rows), "</details>", ""]


def _some(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """As many rows as there is room for; the rest is counted."""
    short = [_short(row) for row in rows[:MOST_ROWS]]
    sizes = accumulate(sum(len(cell(text).encode()) for text in row) for row in short)
    shown = short[: sum(size <= MOST_TABLE for size in sizes)]
    rest = [f"另有 {len(rows) - len(shown)} 项，见 JSON 或 HTML 报告。", ""] if len(rows) > len(shown) else []
    return [*(table(head, shown) if shown else ()), *rest]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return [f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *lines, ""]


def cell(text: str) -> str:
    """No Markdown, and no name or number that the platform would call somebody or link something by."""
    for mark in "\\|<>*_`[]~&":
        text = text.replace(mark, f"\\{mark}")
    return _CALLS.sub(r"\g<0>&#8203;", " ".join(text.split()))


_CALLS = later(r"(?<!\w)[@#!](?=\w)")

REPORT = Report(".md", "放进合并请求的评论：长的清单折叠起来，总长有上限", markdown)
