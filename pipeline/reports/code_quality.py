"""GitLab's Code Quality report: findings in the widget of a merge request."""

import json
from collections import Counter

from pipeline.finding import Finding, Severity
from pipeline.report import Report, Told, fingerprint

SEVERITIES = {Severity.ERROR: "blocker", Severity.WARNING: "minor", Severity.REVIEW: "info"}


def code_quality(told: Told) -> str:
    seen: Counter[str] = Counter()
    entries = [_entry(finding, seen) for finding in told.inspection.findings]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding, seen: Counter[str]) -> dict[str, object]:
    waived = f"（已豁免：{finding.waived}）" if finding.waived else ""
    return {
        "description": f"{finding.severity.label} {finding.message}{waived}",
        "check_name": finding.check,
        "fingerprint": fingerprint(finding, seen),
        "severity": "info" if finding.waived else SEVERITIES[finding.severity],
        "location": {"path": finding.location.path, "lines": {"begin": max(1, finding.location.line)}},
    }


REPORT = Report(".codequality.json", "GitLab Code Quality：合并请求页面上的问题清单", code_quality)
