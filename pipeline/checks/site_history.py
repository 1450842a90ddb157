"""The commits can bear witness to the dates: what they cannot tell is said once, for the whole site."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.git_log import Silence
from pipeline.provenance import History, Honesty
from pipeline.standards import VETO_SAFETY
from pipeline.store import IndexRow

SHOWN = 3
SILENCES = {
    Silence.NO_GIT: ("这台机器没有安装 git", "安装 git 后再检查"),
    Silence.NO_REPOSITORY: ("内容目录不在 git 仓库中", "在提交内容的仓库中检查"),
    Silence.NO_COMMIT: ("仓库还没有任何提交", "提交内容后再检查"),
    Silence.SHALLOW: ("仓库是浅克隆，历史不全", "先运行 git fetch --unshallow；持续集成中把克隆深度设为 0"),
    Silence.PARTIAL: ("仓库是部分克隆，历史内容不全", "用完整克隆的仓库检查"),
    Silence.FAILED: ("git 读不出历史", "按 git 的提示处理后再检查"),
}
UNTOLD = {
    Honesty.REWRITTEN: (
        "{count} 条的提交记录被改写过（变基、修补或摘取），按作者日期相符、按入库日期已晚一个工作日以上，不能判定{examples}",
        "核对这些信息实际公开的日期",
    ),
    Honesty.ODD_CLOCK: (
        "{count} 条的入库日期来自时钟不准的提交，不能判定{examples}",
        "核对这些信息实际公开的日期，校准提交用的机器的时钟",
    ),
    Honesty.UNDECIDED: (
        "{count} 条的日期不能判定：节假日表没有覆盖当年，或历史上的页头读不出{examples}",
        "人工核对，或补充节假日表",
    ),
    Honesty.BEFORE_HISTORY: (
        "{count} 条随仓库的第一次提交进入，此前的历史不可考，发布时间没有核对{examples}",
        "把 site.yaml 的“建站日期”改为仓库启用的日期，或核对这些信息的来源",
    ),
    Honesty.IMPORTED: (
        "{count} 条是建站日期以前的历史信息，没有写明导入的来源，发布时间没有核对{examples}",
        "在页头写“导入: {{来源: …, 日期: …}}”，或核对后不再处理",
    ),
}


@check(
    severity=Severity.REVIEW,
    clause=VETO_SAFETY,
    about="提交记录能够证明发布时间；不能判定的集中列出一次",
)
def site_history(site: Inspected) -> Iterator[Answer]:
    history, place = site.history, site.place("site.yaml:建站日期")
    if history is None:
        return
    if not site.dates_are_told:
        message, hint = _why_not(history, site)
        yield Answer(place, f"日期来源未核对：{message}", hint)
        return
    for message, hint in (*_untold(site), *_uncommitted(site), *_clocks(history)):
        yield Answer(place, f"日期来源：{message}", hint)


def _why_not(history: History, site: Inspected) -> tuple[str, str]:
    if site.site.as_of == site.day:
        return "演示网站以“演示日期”为今天，与提交记录的时间无关", "正式网站删去“演示日期”，写上“建站日期”"
    if history.silence:
        message, hint = SILENCES[history.silence]
        return f"{message}（{history.told[:200]}）" if history.told else message, hint
    return "没有设定建站日期", "在 site.yaml 写“建站日期”，即本系统启用、内容开始由 git 管理的那一天"


def _untold(site: Inspected) -> Iterator[tuple[str, str]]:
    found: dict[Honesty, list[IndexRow]] = defaultdict(list)
    for row in site.register.shown:
        verdict = site.verdict(row)
        if verdict is not None and verdict.honesty in UNTOLD and not _evident(row, site):
            found[verdict.honesty].append(row)
    for honesty, (message, hint) in UNTOLD.items():
        if rows := found[honesty]:
            yield message.format(count=len(rows), examples=_examples(rows)), hint.format()


def _evident(row: IndexRow, site: Inspected) -> bool:
    imported = site.details(row.path).get("imported")
    return bool(imported and imported["on"] == row.day)


def _uncommitted(site: Inspected) -> Iterator[tuple[str, str]]:
    rows = [row for row in site.register.shown if site.verdict(row) is None]
    if rows:
        yield f"{len(rows)} 条还没有提交，发布时间没有核对{_examples(rows)}", "提交以后再检查"


def _clocks(history: History) -> Iterator[tuple[str, str]]:
    if history.odd:
        names = "、".join(f"{commit.name}（{commit.day}）" for commit in history.odd[:SHOWN])
        more = "等" if len(history.odd) > SHOWN else ""
        message = f"{len(history.odd)} 个提交的时间早于它的上一个提交，或晚于现在：{names}{more}"
        yield message, "核对提交用的机器的时钟；有人改动提交时间的，查明原因"


def _examples(rows: list[IndexRow]) -> str:
    files = "、".join(row.file for row in sorted(rows, key=lambda row: row.path)[:SHOWN])
    return f":{files}{'等' if len(rows) > SHOWN else ''}"
