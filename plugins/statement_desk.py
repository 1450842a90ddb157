"""The verbs of what a site owes about itself: the ledger of requests, statistics, statement and circular.

Each takes what the command line gave and returns an exit status: 0 done, 1 something to see to. Raises Refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.environment import Refused
from pipeline.phrases import near
from pipeline.register import Register
from pipeline.statements.applications import cell_name, differences, tables_of
from pipeline.statements.clock import clock_of, workdays_left
from pipeline.statements.ledger import Ledgers, Request, read_ledgers
from pipeline.statements.wording import STATES
from pipeline.store import Outdated, Store
from pipeline.tables import Tables, read_tables
from plugins.days import is_day, moment
from plugins.host import STORE
from plugins.outfile import put

if TYPE_CHECKING:
    from pipeline.annual.shelf import Report
    from pipeline.statements.site_statement import Statement

WATCH_HEAD = (
    "机关", "编号", "收到日期", "申请人类型", "状态", "补正告知期限", "答复期限", "剩余工作日", "延期", "台账位置",
)  # fmt: skip
NOT_MADE = {
    "column": "没有栏目“{column}”{near}，没有建草稿（栏目路径是 columns.yaml 中各级代号，用 / 连接）。",
    "group": "栏目“{column}”只收下级栏目，没有建草稿，请改为其中一个：{children}。",
    "no-authority": "栏目“{column}”没有责任部门，没有建草稿，请先在 columns.yaml 写上。",
    "tables": "基础表有错误，没有建草稿。{finding}",
    "kind": "栏目“{column}”的形态是“{kind}”，放不下这一篇，没有建草稿，请改用形态是“文章”或“公开文件”的栏目。",
    "title": "标题不能用，没有建草稿。{finding}",
}
SOON = 3
"""With so many working days left a request is said to be due soon."""


# the ledger of requests ---------------------------------------------------------------------------------------------


def watch_requests(as_of: str | None = None, out: str | None = None, content: str = "content") -> int:
    """The open requests, the most urgent first; with `out` as CSV. 1 when one is overdue or the ledger has faults."""
    tables, today = _tables(content), _today(as_of, content)
    ledgers = _ledgers(content, tables, today)
    rows = sorted(
        (_watched(request, tables, today) for request in ledgers.requests() if not request.decided_on), key=_urgency
    )
    if out:
        from pipeline.statements.rows import csv_text

        put(Path(out), csv_text((WATCH_HEAD, *rows)).encode())
    for row in rows:
        print(_told(row))
    overdue = sum(row[4] == STATES["overdue"] for row in rows)
    soon = sum(isinstance(row[7], int) and row[7] <= SOON and row[4] != STATES["overdue"] for row in rows)
    print(f"截至 {today}：没有办结的申请 {len(rows)} 件，已超期 {overdue} 件，{SOON} 个工作日内到期 {soon} 件。")
    return int(bool(overdue or _said(ledgers)))


def _watched(request: Request, tables: Tables, today: date) -> tuple[str | int, ...]:
    from pipeline.statements.ledger import TYPES

    clock = clock_of(request)
    left = workdays_left(clock.due, today) if clock.due else None
    correction = clock.correction_due if clock.correction_due and clock.correction_due >= today else ""
    state = "overdue" if clock.due and clock.due < today else clock.state.value
    in_time = clock.first_due is None or not request.extended_on or request.extended_on <= clock.first_due
    extended = ("已延期" if in_time else "延期告知晚了") if request.extended_on else ""
    return (
        tables.authorities[request.authority].name, request.number, str(request.received_on), TYPES[request.applicant],
        STATES[state], str(correction), str(clock.due or ""), "" if left is None else left,
        extended, str(request.place),
    )  # fmt: skip


def _urgency(row: tuple[str | int, ...]) -> tuple[str, str, str]:
    """By the last good day; those whose time stands still come last."""
    return (str(row[6]) or "9", str(row[2]), str(row[1]))


def _told(row: tuple[str | int, ...]) -> str:
    name, number, received, _, state, correction, due, left, extended, place = row
    if state == STATES["overdue"]:
        state = f"{state} {-left} 个工作日" if isinstance(left, int) and left else state
    elif isinstance(left, int):
        state = f"还有 {left} 个工作日" if left else "今天到期"
    told = (f"答复期限 {due}" if due else "", f"补正告知期限 {correction}" if correction else "", str(extended))
    ends = "，".join(filter(None, told))
    return f"{place}: {name} {number}，{received} 收到，{state}" + (f"（{ends}）" if ends else "")


def count_requests(
    authority: str, year: str | int, out: str | None = None, content: str = "content", store: str = STORE
) -> int:
    """Table 3 of a year's report from the ledger, against the published one; with `out` as the report's workbook."""
    tables, asked = _tables(content), _year(year)
    if authority not in tables.authorities:
        raise Refused(f"没有登记机关“{authority}”{near(authority, tables.authorities)}（代号见 authorities.yaml）。")
    ledgers = _ledgers(content, tables, _today(None, content))
    if _said(ledgers):
        raise Refused("申请台账有以上错误，改正后再统计。")
    derived = tables_of(ledgers).get((authority, asked))
    name = tables.authorities[authority].name
    if derived is None:
        raise Refused(f"{name}没有 {asked} 年的申请台账（content/requests/{asked}.csv）。")
    if out:
        _write_table(Path(out), name, authority, asked, derived)
    report = _report(authority, asked, content, store)
    if report is None:
        print(f"{name} {asked} 年：台账已统计，还没有公布的年度报告可以核对。")
        return 0
    wrong = differences(report.values, derived)
    for missed in wrong:
        print(f"{cell_name(missed.number)}：公布的是 {missed.stated}，台账是 {missed.right}")
    print(f"{name} {asked} 年：第三表 {len(derived)} 格，与 content/{report.path}.md 不同的 {len(wrong)} 格。")
    return int(bool(wrong))


def _write_table(path: Path, name: str, key: str, year: int, derived: dict[int, int]) -> None:
    from pipeline.annual.layout import formulas
    from pipeline.annual.workbook import Facts, template

    inputs = {number: value for number, value in derived.items() if number not in formulas()}
    put(path, template(Facts(name, key, year), inputs), new=True)
    print(f"第三表已按台账填入 {path}，补上其余两张表后用 report-import 导入。")


def _report(authority: str, year: int, content: str, store: str) -> "Report | None":
    from pipeline.annual.shelf import reports_of

    with _opened(content, store, None) as (register, opened):
        import json

        reports = reports_of(register, lambda path: json.loads(opened.page_parts(path)[0]))
    return reports.get((authority, year))


# statistics ---------------------------------------------------------------------------------------------------------


def statistics(
    year: str | int | None = None,
    out: str = "var/statistics",
    month: str | None = None,
    as_of: str | None = None,
    content: str = "content",
    store: str = STORE,
) -> int:
    """A page, CSV files and a workbook in the folder `out`; `month` (YYYY-MM) for the table of columns kept up."""
    from pipeline.statements.sheets import workbook
    from pipeline.statements.statistics import statistics as counted
    from pipeline.statements.statistics import update_table
    from pipeline.statements.statistics_page import csv_of, page, tables

    with _opened(content, store, as_of) as (register, opened):
        day = register.as_of[:10]
        asked, on = _year(year or day[:4]), month or day[:7]
        if asked > int(day[:4]):
            raise Refused(f"{asked} 年还没有到，没有可以统计的。")
        if not is_day(f"{on}-01") or on > day[:7]:
            raise Refused(f"月份“{on}”不对，写作 YYYY-MM，不能晚于本月。")
        ledgers = _ledgers(content, register.tables, date.fromisoformat(day))
        found, updates = counted(register, opened, ledgers, asked), update_table(register, on)
    folder, site = Path(out), register.tables.site
    sheets = tables(found, updates, on)
    put(folder / "index.html", page(site.name if site else "", found, updates, on).encode())
    for name, sheet in sheets.items():
        put(folder / f"{name}.csv", csv_of(sheet).encode())
    put(folder / "statistics.xlsx", workbook(sheets.values(), day))
    written = f"{folder}/：index.html、{len(sheets)} 个 CSV、statistics.xlsx"
    print(f"{asked} 年截至 {day} 发布 {found.whole.total} 条，统计写入 {written}。")
    return int(bool(_said(ledgers)))


# what is published as an item ---------------------------------------------------------------------------------------


def website_statement(
    year: str | int, column: str | None = None, out: str | None = None, content: str = "content", store: str = STORE,
    *, fix: bool = False,
) -> int:  # fmt: skip
    """The yearly statement from the site and content/statements/<year>.yaml: a workbook, and with `column` a draft;
    with `fix` the site's figures are written down in that file instead.
    """
    import json

    from pipeline.statements.sheets import workbook
    from pipeline.statements.site_statement import read_statements, statement
    from pipeline.statements.statement_text import body, sheet, title_of

    asked = _year(year)
    written = next((one for one in read_statements(Path(content)) if one.year == asked), None)
    if written is None:
        raise Refused(f"没有 content/statements/{asked}.yaml：只有人知道的数要先填在里面，写法见 docs/statements.md。")
    with _opened(content, store, None) as (register, opened):
        found = statement(written, register, lambda path: json.loads(opened.page_parts(path)[0]))
        day, site = register.as_of[:10], register.tables.site
    for finding in written.source.findings:
        print(finding)
    if found is None or site is None or written.source.findings:
        print(f"{asked} 年度的报表没有生成，共 {len(written.source.findings)} 处要改。")
        return 1
    if fix:
        return _fix(found, register, day, content)
    if asked >= int(day[:4]):
        print(f"注意：{asked} 年还没有结束，数字只到 {day}。")
    title, annex = title_of(found), workbook([sheet(found)], day)
    return _published(title, body(found), (f"{asked}-statement.xlsx", annex), column, out, content)


def _fix(found: "Statement", register: Register, day: str, content: str) -> int:
    from pipeline.statements.fixing import NotFixed, fix

    if found.form.fixed:
        raise Refused(
            f"{found.year} 年度的数字已在 {found.form.fixed.on} 固定。要重新统计的，先删去填报文件中的“公布数据”。"
        )
    if found.year >= int(day[:4]):
        raise Refused(f"{found.year} 年还没有结束，数字还不能固定。")
    try:
        path = fix(Path(content), found, register.tables.accounts, day)
    except (NotFixed, OSError):
        raise Refused(f"没有固定：content/statements/{found.year}.yaml 写不进去，文件保持原样。") from None
    print(f"已把网站统计的数写入 {path}，固定日期 {day}；以后内容增删不再改变这份报表。")
    return 0


def circular(
    quarter: str, reports: str, column: str | None = None, out: str | None = None, content: str = "content",
    store: str = STORE,
) -> int:  # fmt: skip
    """The circular of a quarter (2026Q3) from the JSON reports below the folder `reports`; with `column` a draft."""
    from pipeline.checks import CHECKS
    from pipeline.statements.circular import annex, body, demonstration, title_of
    from pipeline.statements.inspections import quarter_of, read_quarter
    from pipeline.statements.sheets import workbook
    from pipeline.statements.statistics import update_table

    asked = quarter_of(quarter)
    if asked is None:
        raise Refused(f"季度“{quarter}”不对，写作 2026Q3。")
    if not Path(reports).is_dir():
        raise Refused(f"找不到存放检查报告的目录 {reports}（检查时用 --format json --out 存下）。")
    sites, unread = read_quarter(Path(reports), asked)
    for name in unread:
        print(f"注意：{reports}/{name} 不是完整的 JSON 检查报告，没有计入。")
    if not sites:
        raise Refused(f"{reports} 里没有 {asked.first} 至 {asked.last} 的检查报告，没有生成通报。")
    if demonstration(sites.values()):
        print("注意：报告里有按“演示日期”检查的，结果不代表当时的情况。")
    with _opened(content, store, None) as (register, _):
        day = min(asked.last.isoformat(), register.as_of[:10])
        if day < asked.last.isoformat():
            print(f"注意：本季度到 {asked.last} 才结束，通报只含已有的报告，栏目更新情况是 {day[:7]} 的。")
        updates = update_table(register, day[:7])
    abouts = {name: check.about for name, check in CHECKS.items()}
    book = workbook(annex(sites, abouts, updates, day[:7]), asked.last.isoformat())
    name = f"{asked.year}q{asked.number}-annex.xlsx"
    return _published(title_of(asked), body(asked, sites, abouts), (name, book), column, out, content)


def _published(
    title: str, text: str, annex: tuple[str, bytes], column: str | None, out: str | None, content: str
) -> int:
    """As files in the folder `out`, and as a draft where a column is given; neither is published by itself."""
    if not column or out:
        folder = Path(out or "var/statements")
        put(folder / annex[0], annex[1])
        put(folder / f"{Path(annex[0]).stem}.md", f"# {title}\n\n{text}".encode())
        print(f"《{title}》已写入 {folder}/：{annex[0]} 和 {Path(annex[0]).stem}.md。要发布的，加 --column 建草稿。")
    if column:
        made = _draft(title, text, annex, column, content)
        print(f"已建草稿 {made}，附件 {annex[0]}。核对后删去“状态: 草稿”一行，即可发布。")
    return 0


def _draft(title: str, text: str, annex: tuple[str, bytes], column: str, content: str) -> Path:
    from pipeline.new_item import NotMade, Words
    from pipeline.statements.publishing import draft

    words = Words()
    try:
        return draft(Path(content), column, title, text, annex, words).path
    except NotMade as fault:
        raise Refused(
            NOT_MADE.get(fault.reason, "没有建草稿：{reason}").format(reason=fault.reason, **fault.facts)
        ) from None


# what all need ------------------------------------------------------------------------------------------------------


def _tables(content: str) -> Tables:
    tables = read_tables(Path(content))
    if tables.site is None or not tables.authorities or not tables.columns:
        raise Refused(f"基础表有错误，没有做。{next(iter(tables.findings), '')}")
    return tables


@contextmanager
def _opened(content: str, store: str, as_of: str | None) -> Iterator[tuple[Register, Store]]:
    """The register and the store of the last build."""
    tables = _tables(content)
    if not Path(store).is_file():
        raise Refused("还没有生成过网站，请先运行 python3 tasks.py build。")
    if not is_day(as_of):
        raise Refused(f"日期“{as_of}”不对，请写成 YYYY-MM-DD。")
    try:
        with Store(Path(store), readonly=True) as opened:
            demonstration = tables.site.as_of if tables.site else None
            rows = {row.path: row for row in opened.index()}
            yield Register(tables, rows, moment(as_of or "", demonstration)), opened
    except Outdated:
        raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None


def _ledgers(content: str, tables: Tables, as_of: date) -> Ledgers:
    return read_ledgers(Path(content), tables.authorities, as_of, _today(None, content))


def _said(ledgers: Ledgers) -> int:
    """Faults of the ledger are told in full; what is counted without their rows would be too little."""
    for finding in ledgers.findings:
        print(finding)
    if ledgers.findings:
        print(f"申请台账有 {len(ledgers.findings)} 处错误，相应的申请没有计入；各列的写法见 docs/statements.md。")
    return len(ledgers.findings)


def _today(as_of: str | None, content: str) -> date:
    if not is_day(as_of):
        raise Refused(f"日期“{as_of}”不对，请写成 YYYY-MM-DD。")
    site = read_tables(Path(content)).site
    return date.fromisoformat(moment(as_of or "", site.as_of if site else None)[:10])


def _year(written: str | int) -> int:
    text = str(written)
    if not (text.isascii() and text.isdecimal() and 2008 <= int(text) <= 2100):
        raise Refused(f"年度应为 2008 到 2100 的年份，现在是“{written}”。")
    return int(text)
