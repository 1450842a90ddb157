"""SARIF 2.1.0 (OASIS): for code hosts that show findings beside the lines of a change."""

import json
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.checks import CHECKS
from pipeline.finding import Finding, Severity
from pipeline.inspection import Inspection
from pipeline.pattern import later
from pipeline.report import Report, Told, fingerprint
from pipeline.terms import CLAUSE_LABEL, HINT_LABEL

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.REVIEW: "note"}
ROOT = "SRCROOT"
MOST_RESULTS = 25_000
"""GitHub refuses a file with more in one run."""
_LINK = later(r"\[(?=[^\[\]]*\]\()")


def sarif(told: Told) -> str:
    findings, seen = told.inspection.findings, Counter[str]()
    starts = range(0, max(1, len(findings)), MOST_RESULTS)
    runs = [_run(told.inspection, findings[start : start + MOST_RESULTS], seen) for start in starts]
    for number, run in enumerate(runs, 1) if len(runs) > 1 else ():
        run["automationDetails"] = {"id": f"gongkai/{number}"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, ensure_ascii=False, indent=1) + "\n"


def _run(inspection: Inspection, findings: Sequence[Finding], seen: Counter[str]) -> dict[str, object]:
    ids = sorted({*CHECKS, *(finding.check for finding in findings)})
    places = {check: number for number, check in enumerate(ids)}
    return {
        "tool": {"driver": {"name": "gongkai", "rules": [_rule(check) for check in ids]}},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": inspection.exit_status}],
        "results": [_result(finding, places[finding.check], seen) for finding in findings],
        "properties": {"asOf": inspection.as_of, "demonstration": inspection.demonstration},
    }


def _text(text: str) -> dict[str, str]:
    """A message that says what it says: braces are no places to fill (3.11.5), quoted Markdown is no link (3.11.6)."""
    return {"text": _LINK.sub(r"\\[", text).replace("{", "{{").replace("}", "}}")}


def _rule(check: str) -> dict[str, object]:
    known = CHECKS.get(check)
    if known is None:
        return {"id": check}
    rule: dict[str, object] = {
        "id": check,
        "shortDescription": _text(known.about),
        "fullDescription": _text(known.clause.cited),
        "defaultConfiguration": {"level": LEVELS[known.severity]},
    }
    return rule | ({"help": _text(known.hint)} if known.hint else {})


def _result(finding: Finding, rule: int, seen: Counter[str]) -> dict[str, object]:
    place, said = finding.location, [finding.message]
    said += [f"{CLAUSE_LABEL}{finding.clause}"] if finding.clause else []
    said += [f"{HINT_LABEL}{finding.hint}"] if finding.hint else []
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.path), "uriBaseId": ROOT}}
    if place.line:
        physical["region"] = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    result: dict[str, object] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": _text("\n".join(said)),
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"gongkai/v1": fingerprint(finding, seen)},
    }
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


REPORT = Report(".sarif", "SARIF 2.1.0：代码平台把问题标在改动的行上", sarif)
