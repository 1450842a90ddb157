"""The contract of a report: an inspection in one form; and the sentences that all forms share."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.finding import Finding, Severity, folded
from pipeline.forecast import Deadline, Subject
from pipeline.indicators import BONUS_POINTS, FULL_POINTS, PASS_POINTS, IndicatorPart
from pipeline.inspection import HeldItem, HeldReason, Inspection
from pipeline.letters import LetterCount, Letters
from pipeline.trend import Earlier
from pipeline.verdict import IndicatorResult, Score, Verdict

HELD_LABELS = {
    HeldReason.DRAFT: "草稿",
    HeldReason.NOT_PROACTIVE: "不属于主动公开",
    HeldReason.SCHEDULED: "定时 {published_at} 发布",
}
SUBJECTS = {Subject.HOME: "首页", Subject.COLUMN: "栏目", Subject.ACCOUNT: "账号", Subject.REQUEST: "公开申请"}
ACCOUNTS_NAMED = 20
DEMONSTRATION = "演示日期：本次以 site.yaml 的“演示日期”{day} 为“今天”判断，结果不代表当前日期。"
ESTIMATE = "估算，分值未经核实，不是官方结论"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report is made of; `trend` are earlier inspections, the oldest first; `colour` only for a terminal."""

    inspection: Inspection
    trend: Sequence[Earlier] = ()
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One form: `suffix` of its file, `about` for the handbook, `make` gives text ending with a newline, or bytes."""

    suffix: str
    about: str
    make: Callable[[Told], str | bytes]


def sums(inspection: Inspection) -> str:
    parts = [f"{inspection.number(severity)} {severity.label}" for severity in Severity]
    return "，".join([*parts, f"{inspection.waived} 已豁免"] if inspection.waived else parts)


def accounts(inspection: Inspection) -> str:
    counts = inspection.counts
    return (
        f"条目 {counts.items}：已发布 {counts.shown}，已撤回 {counts.withdrawn}，未发布 {counts.held}；"
        f"页面 {counts.pages}，文件 {counts.files}；检查 {counts.checks} 项"
    )


def reach(inspection: Inspection) -> str:
    """Of how much the report tells, when that is not all."""
    if not inspection.since:
        return ""
    if inspection.score.all:
        return f"自 {inspection.since} 以来的改动涉及程序、主题或基础表，或者条目很多，已全面检查。"
    counts = inspection.counts
    asked = f"条目 {counts.asked_items} 个、页面 {counts.asked_pages} 个"
    return f"只检查自 {inspection.since} 以来的改动可能影响的{asked}，考核指标以全面检查为准。"


def conclusion(inspection: Inspection) -> str:
    return "有错误，不能发布。" if inspection.exit_status else "没有阻止发布的问题。"


def held_reason(item: HeldItem) -> str:
    return HELD_LABELS[item.reason].format(published_at=item.published_at)


# the verdict --------------------------------------------------------------------------------------------------------


def verdict_of(result: IndicatorResult) -> str:
    if result.verdict is Verdict.UNDECIDED:
        return "能查的部分没有发现，其余不能由程序判定" if result.indicator.measures else "不能由程序判定"
    words = {Verdict.PASSED: "合格", Verdict.FAILED: "不合格"}
    return words.get(result.verdict, f"共 {sum(result.counts)} 处")


def measures_of(result: IndicatorResult) -> str:
    """The arithmetic: each count, and from what number on it fails."""
    pairs = zip(result.indicator.measures, result.counts, strict=True)
    limits = (f"（达到 {measure.limit} 为不合格）" if measure.limit else "" for measure in result.indicator.measures)
    return "；".join(f"{measure.label} {count}{limit}" for (measure, count), limit in zip(pairs, limits, strict=True))


def named(result: IndicatorResult) -> str:
    indicator = f"{result.indicator.code} {result.indicator.name}"
    return f"{indicator}（{result.of}）" if result.of else indicator


def basis(result: IndicatorResult) -> str:
    """The clause; what rests on memory is never printed as if it were read there."""
    sure = result.indicator.doubt.official
    return str(result.indicator.clause) + ("" if sure else "（名称凭记忆，未核实原文）")


def told_results(score: Score) -> Iterator[IndicatorResult]:
    """What people want to read: all vetoes of the site, the accounts that fail one, deductions that found something."""
    yield from score.vetoes
    yield from (result for result in score.new_media if result.verdict is Verdict.FAILED)
    yield from (result for result in score.deductions if any(result.counts))


def verdict_line(score: Score) -> str:
    """One sentence, never more than a program can know; "" when nothing was counted."""
    if not score.vetoes:
        return ""
    failed = "、".join(f"{result.indicator.code} {result.indicator.name}" for result in score.failed)
    accounts = sorted({result.of for result in score.new_media if result.verdict is Verdict.FAILED})
    lines = [f"网站不合格：单项否决触发 {failed}。" if failed else "程序能判定的网站单项否决指标均未触发。"]
    if accounts:
        rest = "等" if len(accounts) > ACCOUNTS_NAMED else ""
        lines.append(f"不合格的新媒体账号 {len(accounts)} 个：{'、'.join(accounts[:ACCOUNTS_NAMED])}{rest}。")
    if score.undecided:
        lines.append(f"另有 {len(score.undecided)} 个问题不能由程序判定，须监测或人工核实。")
    return "".join(lines)


def estimate_line(score: Score) -> str:
    """The sum of the deduction table, if the site wants it."""
    if not score.estimated or not score.deductions:
        return ""
    lost = [f" − {result.indicator.code} {number(result.estimate)}" for result in score.deductions if result.estimate]
    total = f"{number(FULL_POINTS)}{''.join(lost)} = {number(score.left)} 分"
    if score.failed:
        place = "已触发单项否决，不再评分"
    elif score.left < PASS_POINTS:
        place = f"低于 {number(PASS_POINTS)} 分为不合格"
    else:
        place = f"高于 {number(BONUS_POINTS)} 分的再评加分指标"
    return f"扣分指标得分（{ESTIMATE}）：{total}；{place}。"


def number(value: Any) -> str:
    """A decimal without the zeros that say nothing."""
    return f"{value.normalize():f}"


def is_deduction(result: IndicatorResult) -> bool:
    return result.indicator.part in (IndicatorPart.DEDUCTION, IndicatorPart.BONUS)


# letters ------------------------------------------------------------------------------------------------------------

LETTERS_HEAD = ("范围", "收到", "已答复", "按时答复", "承诺时限内应答复", "逾期未答复", "答复用时中位数（工作日）")
LETTERS_NOTE = "按已公开的留言统计；承诺时限写在 columns.yaml 的“答复时限”，没有写的不算按时与否。"


def letter_row(count: LetterCount) -> tuple[str, ...]:
    """In the order of `LETTERS_HEAD`; what cannot be counted is a dash."""
    figures = (count.received, count.answered, count.in_time, count.promised, count.overdue)
    middle = "-" if count.median is None else f"{count.median:g}"
    return (count.name or "全部", *map(str, figures), middle)


def letter_rows(letters: Letters, months: int = 0) -> list[tuple[str, ...]]:
    """All, then each authority, then the latest months (0 = every one)."""
    if not letters.whole.received:
        return []
    counts = (letters.whole, *letters.by_authority, *(letters.by_month[:months] if months else letters.by_month))
    return [letter_row(count) for count in counts]


# the forecast -------------------------------------------------------------------------------------------------------


def left(deadline: Deadline) -> str:
    if deadline.left < 0:
        return f"已逾期 {-deadline.left} 天"
    return f"还有 {deadline.left} 天" if deadline.left else "今天到期"


def forecast_row(deadline: Deadline) -> tuple[str, str, str, str, str, str]:
    """Time left, what, of whom, newest, due, where; in the order of `FORECAST_HEAD`."""
    what = " ".join(filter(None, (SUBJECTS[deadline.sort], deadline.title)))
    return (left(deadline), what, deadline.owner, deadline.newest, deadline.due, str(deadline.place))


FORECAST_HEAD = ("剩余", "对象", "责任单位", "最近更新", "到期日", "位置")


# findings -----------------------------------------------------------------------------------------------------------


def more(number: int) -> str:
    return f"（另有 {number} 处同样）" if number else ""


def by_file(findings: Iterable[Finding]) -> Iterator[tuple[str, list[tuple[Finding, int]]]]:
    for path, group in groupby(folded(findings), key=lambda pair: pair[0].location.path):
        yield path, list(group)


def position(finding: Finding) -> str:
    place = finding.location
    return f"{place.line}:{place.column}" if place.column else str(place.line) if place.line else "-"


def waivers(inspection: Inspection) -> list[Finding]:
    """What editors have waived: every report lists it."""
    return [finding for finding in inspection.findings if finding.waived]


def fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """The same for a fault that only moved to another line; repeated ones in a file are numbered."""
    name = f"{finding.check}\0{finding.location.path}\0{finding.message}"
    seen[name] += 1
    return hashlib.sha256(f"{name}\0{seen[name]}".encode(errors="surrogatepass")).hexdigest()[:32]
