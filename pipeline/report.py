"""An inspection in four clothes: terminal, Markdown, JSON and JUnit. Sorted, without timestamps, the same every time."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree

from pipeline.checks import CHECKS
from pipeline.finding import Finding, Severity
from pipeline.inspection import HeldItem, HeldReason, IndicatorResult, Inspection

SAME_SHOWN = 3
"""How many places of one and the same page fault a report for people lists; the JSON report lists every one."""
HELD_LABELS = {
    HeldReason.DRAFT: "草稿",
    HeldReason.NOT_PROACTIVE: "不属于主动公开",
    HeldReason.SCHEDULED: "定时 {published_at} 发布",
}
DEMONSTRATION = "演示日期:本次以 site.yaml 的“演示日期”{day} 为“今天”判断,结果不代表当前日期。"


def render_report(inspection: Inspection, format: str, *, colour: bool = False) -> str:
    """The report as text ending with a newline. `format`: a key of FORMATS; `colour` only for a terminal."""
    if format not in FORMATS:
        raise ValueError(f"没有“{format}”这种报告格式,可用:{'、'.join(FORMATS)}")
    text = FORMATS[format](inspection)
    return _coloured(text) if colour and format == "terminal" else text


# what all forms say -------------------------------------------------------------------------------------------------


def _sums(inspection: Inspection) -> str:
    parts = [f"{inspection.number(severity)} {severity.label}" for severity in Severity]
    return ",".join([*parts, f"{inspection.waived} 已豁免"] if inspection.waived else parts)


def _accounts(inspection: Inspection) -> str:
    counts = inspection.counts
    return (
        f"条目 {counts.items}:已发布 {counts.shown},已撤回 {counts.withdrawn},未发布 {counts.held};"
        f"页面 {counts.pages},文件 {counts.files};检查 {counts.checks} 项"
    )


def _verdict(result: IndicatorResult) -> str:
    return "合格" if result.passed else "不合格"


def _measures(result: IndicatorResult) -> str:
    pairs = zip(result.indicator.measures, result.counts, strict=True)
    return ";".join(f"{measure.label} {count}(达到 {measure.limit} 为不合格)" for measure, count in pairs)


def _held(item: HeldItem) -> str:
    return HELD_LABELS[item.reason].format(published_at=item.published_at)


def _conclusion(inspection: Inspection) -> str:
    return "有错误,不能发布。" if inspection.exit_status else "没有阻止发布的问题。"


def _folded(findings: Iterable[Finding]) -> Iterator[tuple[Finding, int]]:
    """Findings with how many more pages have the very same fault, in order; a fault of the frame stands on every page."""
    listed = list(findings)
    places: dict[tuple[str, str], int] = {}
    for finding in listed:
        places[finding.check, finding.message] = places.get((finding.check, finding.message), 0) + 1
    shown: dict[tuple[str, str], int] = {}
    for finding in listed:
        key = (finding.check, finding.message)
        shown[key] = shown.get(key, 0) + 1
        if not finding.check.startswith("page-") or shown[key] < SAME_SHOWN or places[key] == SAME_SHOWN:
            yield finding, 0
        elif shown[key] == SAME_SHOWN:
            yield finding, places[key] - SAME_SHOWN


def _more(number: int) -> str:
    return f"(另有 {number} 个页面同样)" if number else ""


def _by_file(findings: Iterable[Finding]) -> Iterator[tuple[str, list[tuple[Finding, int]]]]:
    for path, group in groupby(_folded(findings), key=lambda pair: pair[0].location.path):
        yield path, list(group)


def _position(finding: Finding) -> str:
    place = finding.location
    return f"{place.line}:{place.column}" if place.column else str(place.line) if place.line else "-"


# terminal -----------------------------------------------------------------------------------------------------------


def _terminal(inspection: Inspection) -> str:
    lines: list[str] = []
    for path, group in _by_file(inspection.findings):
        lines.append(path)
        for finding, more in group:
            lines.extend(_terminal_finding(finding, more))
        lines.append("")
    lines.extend(_terminal_summary(inspection))
    return "\n".join(lines) + "\n"


def _terminal_finding(finding: Finding, more: int) -> Iterator[str]:
    place = f"{finding.location.path}:{_position(finding)}" if finding.location.line else finding.location.path
    yield f"  {place}: {finding.severity.label} {finding.message}{_more(more)} [{finding.check}]"
    for label, text in (("依据", finding.clause), ("改法", finding.hint), ("豁免", finding.waived)):
        if text:
            yield f"      {label}:{text}"


def _terminal_summary(inspection: Inspection) -> Iterator[str]:
    if inspection.demonstration:
        yield DEMONSTRATION.format(day=inspection.as_of[:10])
    for item in inspection.held:
        yield f"未发布 {item.file} {item.title}:{_held(item)}"
    for result in inspection.indicators:
        yield f"指标 {result.indicator.code} {result.indicator.name}:{_verdict(result)}({_measures(result)})"
    yield f"截至 {inspection.as_of}。{_accounts(inspection)}"
    yield f"合计 {_sums(inspection)}。{_conclusion(inspection)}"


_COLOURS = (
    (": 错误 ", "red"), (": 警告 ", "yellow"), (": 需人工复核 ", "cyan"), (":不合格(", "bold red"), ("合计 ", "bold"),
)  # fmt: skip


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


# Markdown -----------------------------------------------------------------------------------------------------------


def _markdown(inspection: Inspection) -> str:
    lines = ["# 检查报告", "", f"截至 {inspection.as_of}。{_accounts(inspection)}。", ""]
    if inspection.demonstration:
        lines += [f"> {DEMONSTRATION.format(day=inspection.as_of[:10])}", ""]
    lines += [f"**{_sums(inspection)}。{_conclusion(inspection)}**", ""]
    lines += _markdown_table("指标", ("指标", "结论", "情况"), map(_indicator_row, inspection.indicators))
    lines += _markdown_findings(inspection.findings)
    lines += _markdown_table(
        "未发布的条目", ("文件", "标题", "原因"), ((i.file, i.title, _held(i)) for i in inspection.held)
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def _indicator_row(result: IndicatorResult) -> Sequence[str]:
    return (f"{result.indicator.code} {result.indicator.name}", _verdict(result), _measures(result))


def _markdown_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return []
    return [f"## {title}", "", f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *lines, ""]


def _markdown_findings(findings: Sequence[Finding]) -> list[str]:
    lines: list[str] = ["## 发现的问题", ""] if findings else []
    for path, group in _by_file(findings):
        rows = [
            (_position(f), f.severity.label + ("(已豁免)" if f.waived else ""), f.message + _more(more), f.check, f.clause,
             f.hint + (f" 豁免理由:{f.waived}" if f.waived else ""))
            for f, more in group
        ]  # fmt: skip
        table = _markdown_table("", ("行:列", "级别", "问题", "检查", "依据", "改法"), rows)
        lines += [f"### {_cell(path)}", "", *table[2:]]
    return lines


def _cell(text: str) -> str:
    for mark in "\\|<>*_`[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


# JSON ---------------------------------------------------------------------------------------------------------------


def _json(inspection: Inspection) -> str:
    counts = inspection.counts
    value = {
        "as_of": inspection.as_of,
        "demonstration": inspection.demonstration,
        "exit_status": inspection.exit_status,
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "totals": {s.value: inspection.number(s) for s in Severity} | {"waived": inspection.waived},
        "indicators": [_json_indicator(result) for result in inspection.indicators],
        "findings": [_json_finding(finding) for finding in inspection.findings],
        "held": [
            {"file": i.file, "title": i.title, "reason": i.reason.value, "published_at": i.published_at}
            for i in inspection.held
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _json_indicator(result: IndicatorResult) -> dict[str, object]:
    pairs = zip(result.indicator.measures, result.counts, strict=True)
    return {
        "code": result.indicator.code,
        "name": result.indicator.name,
        "clause": str(result.indicator.clause),
        "passed": result.passed,
        "measures": [{"name": measure.label, "count": count, "limit": measure.limit} for measure, count in pairs],
    }


def _json_finding(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "clause": finding.clause,
        "hint": finding.hint,
        "waived": finding.waived,
    }


# JUnit --------------------------------------------------------------------------------------------------------------


def _junit(inspection: Inspection) -> str:
    """One suite a check: a case for each finding (blocking ones fail, waived ones are skipped), or one that passes."""
    grouped: dict[str, list[tuple[Finding, int]]] = {check: [] for check in CHECKS}
    for finding, more in _folded(inspection.findings):
        grouped.setdefault(finding.check, []).append((finding, more))
    root = ElementTree.Element("testsuites", name="gongkai")
    for check in sorted(grouped):
        _suite(root, check, grouped[check])
    for suite in root:
        for name in ("tests", "failures", "skipped"):
            root.set(name, str(int(root.get(name, "0")) + int(suite.get(name, "0"))))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(root: ElementTree.Element, check: str, findings: Sequence[tuple[Finding, int]]) -> None:
    failures = sum(finding.blocks for finding, _ in findings)
    skipped = sum(bool(finding.waived) for finding, _ in findings)
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=check,
        tests=str(max(1, len(findings))),
        failures=str(failures),
        skipped=str(skipped),
        errors="0",
    )
    if not findings:
        ElementTree.SubElement(suite, "testcase", classname=check, name=CHECKS[check].about)
    for finding, more in findings:
        _case(suite, finding, more)


def _case(suite: ElementTree.Element, finding: Finding, more: int) -> None:
    message = _xml(finding.message + _more(more))
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=finding.check,
        name=_xml(f"{finding.location} {finding.message}"),
        file=_xml(finding.location.path),
    )
    if finding.location.line:
        case.set("line", str(finding.location.line))
    if finding.waived:
        ElementTree.SubElement(case, "skipped", message=_xml(finding.waived))
    elif finding.blocks:
        ElementTree.SubElement(case, "failure", type=finding.severity.value, message=message).text = _xml(str(finding))
    else:
        ElementTree.SubElement(case, "system-out").text = _xml(str(finding))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


# XML 1.0 has no place for control characters and lone surrogates.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

FORMATS: dict[str, Callable[[Inspection], str]] = {
    "terminal": _terminal,
    "markdown": _markdown,
    "json": _json,
    "junit": _junit,
}
