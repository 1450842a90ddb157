"""What one build is asked for, what it did, and how it says so."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pipeline.finding import Finding, Location, Severity, folded
from pipeline.phrases import NOT_BUILT

if TYPE_CHECKING:  # a process that only tells what another one did has no use for what it was done with
    from pipeline.read import ReadReport
    from pipeline.register import Register

SHOWN = 200
"""Findings that a build prints, those that block before all others; the report of `check` has them all."""
NOTICES = {"store-damaged": "索引文件损坏或来自其他版本，已弃用并重新生成（不影响内容）。"}


class Order(NamedTuple):
    """What to build: folders and the store by absolute path; `as_of` a day or ""; `workers` 0 = one a core."""

    content: str
    output: str
    store: str
    theme: str
    as_of: str
    workers: int

    @classmethod
    def at(cls, content: Path, output: Path, store: Path, theme: Path, as_of: str, workers: int) -> Self:
        folders = [str(path.resolve()) for path in (content, output, store, theme)]
        return cls(folders[0], folders[1], folders[2], folders[3], as_of, workers)


class ForeignOutput(Exception):
    """The output folder holds files that no build of this program made."""


class Written(NamedTuple):
    """What rendering did: files in the plan, written, removed; and bytes in all that were written."""

    planned: int
    written: int
    removed: int


@dataclass
class Build:
    """What one build did;
    `read`, `register` and `written` stay None when the tables are too broken to build anything.
    """

    read: "ReadReport | None" = None
    written: Written | None = None
    register: "Register | None" = None
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 1 if any(finding.blocks for finding in self.findings) else 0


class Summary(NamedTuple):
    """A build in plain values. `counts`: items in all, published, withdrawn, held, rejected, read; outputs in all,
    written, removed; None when nothing could be built. `scheduled`: moment, file and title of what waits for its time;
    `today` the demonstration's, if it is that.
    """

    findings: tuple[Finding, ...]
    notices: tuple[str, ...]
    counts: tuple[int, ...] | None = None
    scheduled: tuple[tuple[str, str, str], ...] = ()
    today: str = ""

    @property
    def status(self) -> int:
        return 1 if any(finding.blocks for finding in self.findings) else 0

    def plain(self) -> tuple[Any, ...]:
        """For another process; see `of`."""
        return (tuple(_plain(finding) for finding in self.findings), *self[1:])

    @classmethod
    def of(cls, plain: tuple[Any, ...]) -> Self:
        findings, *rest = plain
        return cls(tuple(_finding(*finding) for finding in findings), *rest)


def _plain(finding: Finding) -> tuple[Any, ...]:
    place = finding.location
    words = (finding.check, finding.severity.value, finding.message, finding.clause, finding.hint, finding.waived)
    return (place.path, place.line, place.column, *words)


def _finding(path: str, line: int, column: int, check: str, severity: str, *words: str) -> Finding:
    return Finding(Location(path, line, column), check, Severity(severity), *words)


def summed(build: Build) -> Summary:
    findings, notices = tuple(build.findings), tuple(build.notices)
    read, register, written = build.read, build.register, build.written
    if read is None or register is None or written is None:
        return Summary(findings, notices)
    rejected = read.sources - len(register.rows) + len(register.orphans)
    items = (read.sources, len(register.shown), len(register.withdrawn), len(register.held), rejected, read.read)
    scheduled = ((row.published_at, row.file, row.title) for row in register.held if register.is_scheduled(row))
    demonstration = register.tables.site.as_of if register.tables.site else None
    today = demonstration if demonstration and register.as_of.startswith(demonstration) else ""
    return Summary(findings, notices, (*items, *written), tuple(scheduled), today)


def _printed(findings: Sequence[Finding]) -> list[Finding]:
    if not findings:
        return []
    from pipeline.shielding import printed  # with what knows numbers, which most builds do not need

    return list(map(printed, findings))


def _readable(title: str) -> str:
    from pipeline.shielding import unreadable

    return unreadable(title)


def say(result: Summary) -> None:
    """Findings to standard error, the summary to standard output."""
    for notice in result.notices:
        print(NOTICES[notice], file=sys.stderr)
    findings = sorted(_printed(result.findings), key=lambda finding: finding.order)
    listed = list(folded(findings))
    gravest = sorted(listed, key=lambda pair: not pair[0].blocks)[:SHOWN]
    for finding, others in sorted(gravest, key=lambda pair: pair[0].order):
        print(f"{finding}（另有 {others} 处同样，没有逐处列出）" if others else finding, file=sys.stderr)
    if len(listed) > SHOWN:
        rest = len(findings) - sum(others + 1 for _, others in gravest)
        print(f"……另有 {rest} 个问题，运行 python3 tasks.py check 查看全部", file=sys.stderr)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if result.counts is None:
        print(f"{NOT_BUILT}基础表有 {errors} 个错误，请先改正。")
        return
    for moment, file, title in result.scheduled:
        print(f"定时 {moment} 发布：{file} {_readable(title)}")
    sources, shown, withdrawn, held, rejected, read, planned, written, removed = result.counts
    print(
        f"条目 {sources} 个：已发布 {shown}，已撤回 {withdrawn}，暂不发布 {held}，有错未采用 {rejected}；"
        f"本次重读 {read} 个。"
    )
    note = f"（演示网站，以 {result.today} 为今天）" if result.today else ""
    print(
        f"网页和文件 {planned} 个：写入 {written}，删除 {removed}。"
        f"发现错误 {errors} 个、警告 {len(findings) - errors} 个。{note}"
    )
