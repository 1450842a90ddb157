"""For people at a terminal: grouped by file, the verdict and the sums at the end, where the eye stays."""

from collections.abc import Iterator

from pipeline.finding import Finding
from pipeline.inspection import Inspection
from pipeline.report import (
    DEMONSTRATION,
    Report,
    Told,
    accounts,
    by_file,
    conclusion,
    estimate_line,
    forecast_row,
    held_reason,
    is_deduction,
    measures_of,
    more,
    named,
    position,
    reach,
    sums,
    told_results,
    verdict_line,
    verdict_of,
)
from pipeline.terms import CLAUSE_LABEL, HINT_LABEL, WAIVER_LABEL

SOON, MOST_SOON = 7, 10
"""Days within which a deadline is told here, and how many at most; the report `forecast` has them all."""
_COLOURS = (
    (": 错误 ", "red"), (": 警告 ", "yellow"), (": 需人工复核 ", "cyan"), ("：不合格（", "bold red"),
    ("网站不合格", "bold red"), ("合计 ", "bold"),
)  # fmt: skip


def terminal(told: Told) -> str:
    lines: list[str] = []
    for path, group in by_file(told.inspection.findings):
        lines.append(path)
        for finding, others in group:
            lines.extend(_finding(finding, others))
        lines.append("")
    lines.extend(_summary(told.inspection))
    text = "\n".join(lines) + "\n"
    return _coloured(text) if told.colour else text


def _finding(finding: Finding, others: int) -> Iterator[str]:
    place = f"{finding.location.path}:{position(finding)}" if finding.location.line else finding.location.path
    yield f"  {place}: {finding.severity.label} {finding.message}{more(others)} [{finding.check}]"
    for label, text in ((CLAUSE_LABEL, finding.clause), (HINT_LABEL, finding.hint), (WAIVER_LABEL, finding.waived)):
        if text:
            yield f"      {label}{text}"


def _summary(inspection: Inspection) -> Iterator[str]:
    if inspection.demonstration:
        yield DEMONSTRATION.format(day=inspection.as_of[:10])
    for item in inspection.held:
        yield f"未发布 {item.file} {item.title}：{held_reason(item)}"
    for result in told_results(inspection.score):
        sort = "扣分" if is_deduction(result) else "指标"
        told = measures_of(result)
        yield f"{sort} {named(result)}：{verdict_of(result)}" + (f"（{told}）" if told else "")
    yield from filter(None, (verdict_line(inspection.score), estimate_line(inspection.score)))
    soon = [deadline for deadline in inspection.forecast if deadline.left <= SOON]
    for deadline in soon[:MOST_SOON]:
        remaining, what, owner, *_ = forecast_row(deadline)
        yield f"预警 {remaining}：{what}（{owner}）"
    if len(soon) > MOST_SOON:
        yield f"预警 另有 {len(soon) - MOST_SOON} 项在 {SOON} 天内到期，全部见 --format forecast"
    yield from filter(None, (reach(inspection),))
    yield f"截至 {inspection.as_of}。{accounts(inspection)}"
    yield f"合计 {sums(inspection)}。{conclusion(inspection)}"


def _coloured(text: str) -> str:
    """The same lines with terminal colours; Rich is loaded only here."""
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True, color_system="standard", width=10_000, highlight=False)
    with console.capture() as capture:
        for line in text.splitlines():
            style = next((style for mark, style in _COLOURS if mark in line or line.startswith(mark)), "")
            console.print(Text(line, style=style, no_wrap=True))
    return capture.get()


REPORT = Report(".txt", "屏幕上看：按文件分组，末尾是指标、预警和合计", terminal)
