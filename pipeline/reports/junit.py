"""For continuous integration: a suite for each check, a case for each finding."""

from collections.abc import Sequence
from xml.etree import ElementTree

from pipeline.checks import CHECKS
from pipeline.finding import Finding, folded
from pipeline.pattern import later
from pipeline.report import Report, Told, more


def junit(told: Told) -> str:
    """One suite a check: a case for each finding (blocking ones fail, waived ones are skipped), or one that passes.
    Nothing beyond the schema of Jenkins (junit-10.xsd), which some refuse: the place stands in the name.
    """
    grouped: dict[str, list[tuple[Finding, int]]] = {check: [] for check in CHECKS}
    for finding, others in folded(told.inspection.findings):
        grouped.setdefault(finding.check, []).append((finding, others))
    root = ElementTree.Element("testsuites", name="gongkai")
    for check in sorted(grouped):
        _suite(root, check, grouped[check])
    for suite in root:
        for name in ("tests", "failures"):
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
        ElementTree.SubElement(suite, "testcase", classname=check, name=_about(check))
    for finding, others in findings:
        _case(suite, finding, others)


def _about(check: str) -> str:
    return CHECKS[check].about if check in CHECKS else check


def _case(suite: ElementTree.Element, finding: Finding, others: int) -> None:
    message = _xml(finding.message + more(others))
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=finding.check,
        name=_xml(f"{finding.location} {finding.message}"),
    )
    if finding.waived:
        ElementTree.SubElement(case, "skipped", message=_xml(finding.waived))
    elif finding.blocks:
        ElementTree.SubElement(case, "failure", type=finding.severity.value, message=message).text = _xml(str(finding))
    else:
        ElementTree.SubElement(case, "system-out").text = _xml(str(finding))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


# XML 1.0 has no place for control characters and lone surrogates.
_NOT_XML = later("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

REPORT = Report(".xml", "给持续集成平台：一项检查一组，一个问题一例", junit)
