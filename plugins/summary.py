"""What one build did, and how it says so."""

import sys
from dataclasses import dataclass, field

from pipeline.finding import Finding, Severity
from pipeline.read import ReadReport
from pipeline.register import Register
from plugins.render import Written

SHOWN = 200
"""Findings that a build prints; the report of `check` has them all."""
NOTICES = {"store-damaged": "索引文件损坏或来自其他版本,已弃用并重新生成(不影响内容)。"}


@dataclass
class Build:
    """What one build did;
    `read`, `register` and `written` stay None when the tables are too broken to build anything.
    """

    read: ReadReport | None = None
    written: Written | None = None
    register: Register | None = None
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 1 if any(finding.blocks for finding in self.findings) else 0


def say(result: Build) -> None:
    """Findings to standard error, the summary to standard output."""
    for notice in result.notices:
        print(NOTICES[notice], file=sys.stderr)
    findings = sorted(result.findings, key=lambda finding: finding.order)
    for finding in findings[:SHOWN]:
        print(finding, file=sys.stderr)
    if len(findings) > SHOWN:
        print(f"……另有 {len(findings) - SHOWN} 个问题,运行 python3 tasks.py check 查看全部", file=sys.stderr)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if result.read is None or result.written is None or result.register is None:
        print(f"没有生成:基础表有 {errors} 个错误,请先改正。")
        return
    register, written = result.register, result.written
    scheduled = [row for row in register.held if register.is_scheduled(row)]
    for row in scheduled:
        print(f"定时 {row.published_at} 发布:{row.file} {row.title}")
    print(
        f"条目 {result.read.sources} 个:已发布 {len(register.shown)},已撤回 {len(register.withdrawn)},"
        f"暂不发布 {len(register.held)},有错未采用 {result.read.sources - len(register.rows) + len(register.orphans)};"
        f"本次重读 {result.read.read} 个。"
    )
    demonstration = register.tables.site.as_of if register.tables.site else None
    note = f"(演示网站,以 {demonstration} 为今天)" if demonstration and register.as_of.startswith(demonstration) else ""
    print(
        f"网页和文件 {written.planned} 个:写入 {written.written},删除 {written.removed}。"
        f"发现错误 {errors} 个、警告 {len(findings) - errors} 个。{note}"
    )
