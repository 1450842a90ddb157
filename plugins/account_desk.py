"""The verbs of new-media accounts: the weekly census by question or form, and the announcement that one ends.

Each takes what the command line gave and returns an exit status: 0 done, 1 something to see to. Raises Refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pipeline.accounts.counting import open_between
from pipeline.accounts.recording import Look, NotRecorded, census_of, path_of, record
from pipeline.census import Census, read_censuses, week_named
from pipeline.environment import Refused
from pipeline.model import YES_NO, NewMediaAccount
from pipeline.tables import Tables, read_tables
from pipeline.troubles import reason
from plugins.days import is_day, moment
from plugins.outfile import put

Ask = Callable[[str], str]
YES, NO = YES_NO
STOP, SKIP = "q", ""
QUESTIONS = (
    "  最近更新日期（YYYY-MM-DD，没有看到更新写“无”，直接回车跳过这个账号，q 结束）：",
    "  能否使用（是/否）：",
    "  能否互动（是/否，没有试直接回车）：",
    "  备注（没有直接回车）：",
)
NOTHING = "无"
NOT_MADE = {
    "column": "没有栏目“{column}”{near}，没有建草稿（栏目路径是 columns.yaml 中各级代号，用 / 连接）。",
    "group": "栏目“{column}”只收下级栏目，没有建草稿，请改为其中一个：{children}。",
    "tables": "基础表有错误，没有建草稿。{finding}",
    "kind": "栏目“{column}”的形态是“{kind}”，放不下这一篇，没有建草稿，请改用形态是“文章”或“公开文件”的栏目。",
    "title": "标题不能用，没有建草稿。{finding}",
}


# the census by question ---------------------------------------------------------------------------------------------


def ask_census(as_of: str | None = None, content: str = "content", ask: Ask = input) -> int:
    """One account after the other; each answer is written at once, so what is cut short loses nothing."""
    tables, today = _tables(content), _today(as_of, content)
    year, week, _ = today.isocalendar()
    folder = Path(content)
    waiting = _waiting(folder, tables, year, week)
    print(f"{year} 年第 {week} 周：还有 {len(waiting)} 个账号没有普查。答完一个存一个，随时可以停下，下次接着来。")
    done = 0
    for number, account in enumerate(waiting, 1):
        print(f"[{number}/{len(waiting)}] {_described(account, tables)}")
        try:
            look = _asked(account, today, ask)
        except (EOFError, KeyboardInterrupt):
            print()
            break
        if look is None:
            continue
        _recorded(folder, tables, year, week, [look])
        done += 1
    left = len(waiting) - done
    print(
        f"存入 {path_of(folder, year, week)}：这次 {done} 个，还差 {left} 个。"
        if done
        else f"没有改动，还差 {left} 个。"
    )
    return int(left > 0)


def _waiting(content: Path, tables: Tables, year: int, week: int) -> list[NewMediaAccount]:
    known = _census(content, tables, year, week)
    monday, sunday = (date.fromisocalendar(year, week, day) for day in (1, 7))
    due = [account for account in tables.accounts if open_between(account, monday, sunday)]
    return [account for account in due if not (known and known.row(account))]


def _census(content: Path, tables: Tables, year: int, week: int) -> Census | None:
    with _kept(content, year, week):
        return census_of(content, tables.accounts, year, week)


def _recorded(
    content: Path, tables: Tables, year: int, week: int, looks: Sequence[Look], *, instead: bool = False
) -> Path:
    with _kept(content, year, week):
        return record(content, tables.accounts, year, week, looks, instead=instead)


@contextmanager
def _kept(content: Path, year: int, week: int) -> Iterator[None]:
    """Somebody may have edited the file since it was read last, or it cannot be written."""
    try:
        yield
    except NotRecorded as fault:
        for finding in fault.findings:
            print(finding)
        raise Refused(f"{path_of(content, year, week)} 有以上错误，改正后再普查；文件没有改动。") from None
    except OSError as fault:
        raise Refused(f"{path_of(content, year, week)} 写不进去：{reason(fault)}。") from None


def _described(account: NewMediaAccount, tables: Tables) -> str:
    body = tables.authorities.get(account.authority)
    owner, link = body.label if body else account.authority, f" {account.url}" if account.url else ""
    return f"{account.platform.value}“{account.name}”（{account.account_id}，{owner}）{link}"


def _asked(account: NewMediaAccount, today: date, ask: Ask) -> Look | None:
    """None: to be left for another time. Raises EOFError where the editor stops."""
    updated = _answer(ask, QUESTIONS[0], lambda text: _day_fault(text, today))
    if updated == SKIP:
        return None
    usable = _answer(ask, QUESTIONS[1], lambda text: "" if text in YES_NO else "请写“是”或“否”")
    answers = _answer(ask, QUESTIONS[2], lambda text: "" if text in ("", *YES_NO) else "请写“是”或“否”，或直接回车")
    remarks = _answer(ask, QUESTIONS[3], lambda text: "" if len(text) <= 200 else "请写在 200 字以内")
    return Look(account, "" if updated == NOTHING else updated, usable, answers, today.isoformat(), remarks)


def _answer(ask: Ask, question: str, fault: Callable[[str], str]) -> str:
    while True:
        text = ask(question).strip()
        if text.lower() == STOP:
            raise EOFError
        wrong = fault(text)
        if not wrong:
            return text
        print(f"  {wrong}。")


def _day_fault(text: str, today: date) -> str:
    if text in (SKIP, NOTHING):
        return ""
    if not is_day(text):
        return "日期写成 YYYY-MM-DD，如 2026-11-18"
    return f"日期 {text} 还没有到" if text > today.isoformat() else ""


# the census by form -------------------------------------------------------------------------------------------------


def make_form(
    week: str | None = None, out: str | None = None, as_of: str | None = None, content: str = "content"
) -> int:
    """A workbook with the accounts that the week's file does not have yet."""
    from pipeline.accounts.form import form

    tables, today = _tables(content), _today(as_of, content)
    year, number = _week(week, today)
    waiting = _waiting(Path(content), tables, year, number)
    if not waiting:
        print(f"{year} 年第 {number} 周的账号都已普查，没有生成填报表。")
        return 0
    censuses = read_censuses(Path(content), tables.accounts)
    before = {f"{one.platform.value} {one.account_id}": censuses.updated_on(one, today) for one in waiting}
    path = Path(out or f"census-{year}-{number:02d}.xlsx")
    put(path, form(waiting, tables.authorities, before, (year, number)), new=True)
    print(f"已生成 {path}，{len(waiting)} 个账号待填。填好后运行 python3 tasks.py census-import --file {path}")
    return 0


def import_form(file: str, *, replace: bool = False, as_of: str | None = None, content: str = "content") -> int:
    """All of a filled-in form, or nothing of it."""
    from pipeline.accounts.form import read_form
    from pipeline.annual.opening import NotOpened
    from pipeline.annual.wording import FILE_FAULTS, sentence

    tables = _tables(content)
    try:
        read = read_form(file, tables.accounts, _today(as_of, content))
    except NotOpened as fault:
        message, hint = FILE_FAULTS[fault.code]
        raise Refused(sentence(message.format(file=file), hint).removesuffix("。")) from None
    for wrong in read.faults:
        print(f"{wrong.place} {sentence(wrong.message, wrong.hint)}".lstrip())
    if read.faults:
        print(f"共 {len(read.faults)} 处要改，没有导入。")
        return 1
    year, week = read.week
    folder = Path(content)
    known = _census(folder, tables, year, week)
    again = [look for look in read.looks if known and known.row(look.account)]
    if again and not replace:
        for look in again:
            print(f"{' '.join(look.key)} 在 {path_of(folder, year, week)} 中已有。")
        print("没有导入。确要以填报表为准的，加 --replace；否则从填报表中删去这些行。")
        return 1
    path = _recorded(folder, tables, year, week, read.looks, instead=replace)
    left = len(_waiting(folder, tables, year, week))
    print(f"已存入 {path}：{len(read.looks)} 个账号（改写 {len(again)} 个），这一周还差 {left} 个。")
    return int(left > 0)


def _week(written: str | None, today: date) -> tuple[int, int]:
    if not written:
        year, week, _ = today.isocalendar()
        return year, week
    named = week_named(written)
    if named is None:
        raise Refused(f"周次“{written}”不对，写作“年份-周次”，如 2026-47；周次按 ISO 8601，01 到 53。")
    if date.fromisocalendar(*named, 1) > today:
        raise Refused(f"{named[0]} 年第 {named[1]} 周还没有到。")
    return named


# the end of an account ----------------------------------------------------------------------------------------------


def close_account(account: str, column: str, as_of: str | None = None, content: str = "content") -> int:
    """The draft of an announcement, and what the register should say once it is out."""
    from pipeline.accounts.closing import accounts_like, body_of, lacks, title_of
    from pipeline.new_item import NotMade, Words
    from pipeline.statements.publishing import draft

    tables, today = _tables(content), _today(as_of, content)
    chosen = _chosen(account, accounts_like(account, tables.accounts))
    assert tables.site is not None
    body = tables.authorities.get(chosen.authority)
    if body is None:
        raise Refused(f"账号的主办单位“{chosen.authority}”没有登记，先改好 accounts.yaml。")
    text = body_of(chosen, tables.accounts, body, tables.site)
    words = Words()
    try:
        made = draft(Path(content), column, title_of(chosen), text, None, words, chosen.authority)
    except NotMade as fault:
        told = NOT_MADE.get(fault.reason, "没有建草稿：{reason}").format(reason=fault.reason, **fault.facts)
        raise Refused(told) from None
    print(f"已建草稿 {made.path}。核对后删去“状态: 草稿”一行，即可发布。")
    fields = NewMediaAccount.model_fields
    for line in _steps(made.path, Path(content), lacks(chosen, today), {n: str(f.alias) for n, f in fields.items()}):
        print(line)
    return 0


def _chosen(written: str, found: Sequence[NewMediaAccount]) -> NewMediaAccount:
    if len(found) == 1:
        return found[0]
    if found:
        known = "、".join(f"“{one.platform.value} {one.account_id}”" for one in found)
        raise Refused(f"“{written}”对上了 {len(found)} 个账号，请写明是哪一个：{known}。")
    raise Refused(f"台账里没有账号“{written}”，写 accounts.yaml 中的“平台 账号ID”，如“新浪微博 shifan_weibo”。")


def _steps(path: Path, content: Path, lacking: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    yield "公告发布后，在 accounts.yaml 的这个账号下写："
    yield f"  {names['closing_notice']}: {path.relative_to(content).with_suffix('').as_posix()}"
    for name, value in lacking.items():
        yield f"  {names[name]}: {value}"
    yield "接下来依次：在账号上发布停更公告；公示期满写“关停日期”；平台注销后写“注销日期”；系统办结后写“关停备案日期”。"


# what all need ------------------------------------------------------------------------------------------------------


def _tables(content: str) -> Tables:
    tables = read_tables(Path(content))
    if tables.site is None or not tables.authorities or not tables.columns:
        raise Refused(f"基础表有错误，没有做。{next(iter(tables.findings), '')}")
    faults = [finding for finding in tables.findings if finding.location.path == "content/accounts.yaml"]
    if faults:
        raise Refused(f"accounts.yaml 有错误，没有做。{faults[0]}")
    return tables


def _today(as_of: str | None, content: str) -> date:
    if not is_day(as_of):
        raise Refused(f"日期“{as_of}”不对，请写成 YYYY-MM-DD。")
    site = read_tables(Path(content)).site
    return date.fromisoformat(moment(as_of or "", site.as_of if site else None)[:10])
