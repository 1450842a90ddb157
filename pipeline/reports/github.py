"""Workflow commands of GitHub Actions, which Forgejo and Gitea print: each finding at its line of the change."""

from pipeline.finding import Finding, Severity
from pipeline.report import Report, Told
from pipeline.terms import HINT_LABEL

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.REVIEW: "notice"}


def github(told: Told) -> str:
    """Errors first: a step shows only so many of each sort."""
    order = list(Severity)
    found = sorted(told.inspection.findings, key=lambda one: (bool(one.waived), order.index(one.severity), one.order))
    return "".join(f"{_command(finding)}\n" for finding in found)


def _command(finding: Finding) -> str:
    place = finding.location
    properties = {"file": place.path, "line": place.line or 1, "col": place.column, "title": finding.check}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    hint = f"\n{HINT_LABEL}{finding.hint}" if finding.hint else ""
    waived = f"（已豁免：{finding.waived}）" if finding.waived else ""
    name = "notice" if finding.waived else COMMANDS[finding.severity]
    return f"::{name} {told}::{_data(finding.message + waived + hint)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORT = Report(".github.txt", "工作流命令：GitHub Actions 把问题标在改动的行上，Forgejo、Gitea 显示在日志里", github)
