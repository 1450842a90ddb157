"""For other programs and for the trend: everything, nothing folded."""

import json as notation
from dataclasses import asdict

from pipeline.finding import Finding, Severity
from pipeline.forecast import Deadline
from pipeline.inspection import Inspection
from pipeline.letters import Letters
from pipeline.report import ESTIMATE, Report, Told, number, verdict_line
from pipeline.verdict import IndicatorResult, Score, Verdict


def json(told: Told) -> str:
    inspection = told.inspection
    counts = inspection.counts
    value = {
        "as_of": inspection.as_of,
        "site": inspection.site,
        "demonstration": inspection.demonstration,
        "since": inspection.since,
        "exit_status": inspection.exit_status,
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "totals": {s.value: inspection.number(s) for s in Severity} | {"waived": inspection.waived},
        "verdict": verdict_line(inspection.score),
        "indicators": [_indicator(result) for result in inspection.score.all],
        "estimate": _estimate(inspection.score),
        "undecided": [[r.indicator.code, question, r.of] for r, question in inspection.score.undecided],
        "letters": _letters(inspection.score.letters),
        "forecast": [_deadline(deadline) for deadline in inspection.forecast],
        "findings": [_finding(inspection, finding) for finding in inspection.findings],
        "held": [
            {"file": i.file, "title": i.title, "reason": i.reason.value, "published_at": i.published_at}
            for i in inspection.held
        ],
    }
    return notation.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _indicator(result: IndicatorResult) -> dict[str, object]:
    """`passed` is null where a program cannot tell."""
    pairs = zip(result.indicator.measures, result.counts, strict=True)
    return {
        "code": result.indicator.code,
        "name": result.indicator.name,
        "part": result.indicator.part.value,
        "of": result.of,
        "clause": str(result.indicator.clause),
        "official": result.indicator.doubt.official,
        "verdict": result.verdict.value,
        "passed": {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict),
        "measures": [{"name": measure.label, "count": count, "limit": measure.limit} for measure, count in pairs],
        "open": list(result.open),
    }


def _estimate(score: Score) -> dict[str, object] | None:
    if not score.estimated or not score.deductions:
        return None
    lost = {result.indicator.code: number(result.estimate) for result in score.deductions}
    return {"note": ESTIMATE, "lost": lost, "left": number(score.left)}


def _letters(letters: Letters) -> dict[str, object] | None:
    """`promised`: answered letters of columns that promise a time; `median` in working days."""
    if not letters.whole.received:
        return None
    return {
        "whole": asdict(letters.whole),
        "by_authority": [asdict(count) for count in letters.by_authority],
        "by_month": [asdict(count) for count in letters.by_month],
    }


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "sort": deadline.sort.value,
        "key": deadline.key,
        "title": deadline.title,
        "owner": deadline.owner,
        "newest": deadline.newest,
        "due": deadline.due,
        "left": deadline.left,
    }


def _finding(inspection: Inspection, finding: Finding) -> dict[str, object]:
    holder = inspection.holder(finding)
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
        "holder": {"column": holder.column, "authority": holder.authority} if holder.column else None,
    }


REPORT = Report(".json", "给其他程序，也用来画趋势：每一处都列出", json)
