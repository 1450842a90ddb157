"""The verbs of annual reports: a workbook to fill in, a filled one into content/, a government's sums.

Each takes what the command line gave and returns an exit status: 0 done, 1 faults to mend first. Raises Refused.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.annual.cells import CELLS, FIRST_COLUMN_3, Values, number_of
from pipeline.annual.draft import Damaged, Found, columns_of, make_draft, put_tables, reports_in
from pipeline.annual.faulty import Fault
from pipeline.annual.identities import (
    TOTAL_COLUMN,
    Rule,
    consolidated,
    differences,
    suspect,
    wrong_carries,
    wrong_ones,
    wrong_stocks,
)
from pipeline.annual.layout import formulas, letter
from pipeline.annual.opening import NO_FILE
from pipeline.annual.reading import Read, read_workbook
from pipeline.annual.shelf import owes
from pipeline.annual.wording import (
    BLANK_HINT,
    BLANK_NOTE,
    CELL_FAULTS,
    COVER,
    PLACE,
    SHEETS,
    THIRD,
    hint_of,
    said,
    sentence,
    shown,
)
from pipeline.annual.workbook import Facts, template
from pipeline.environment import Refused
from pipeline.kinds.annual_report import APPLICANTS, LAST_OLD_YEAR
from pipeline.model import Authority
from pipeline.new_item import NotMade, Words
from pipeline.phrases import listing, near
from pipeline.tables import Tables, read_tables
from pipeline.terms import ItemStatus
from pipeline.troubles import reason
from plugins.days import moment
from plugins.outfile import put

WORDS = Words()
NOT_MADE = {
    "tables": "基础表有错误。{finding}",
    "title": "标题不能用。{finding}",
}
FIRST_YEAR = LAST_OLD_YEAR + 1


# a workbook to fill in ----------------------------------------------------------------------------------------------


def make_template(authority: str, year: str | int, out: str | None = None, content: str = "content") -> int:
    """Write the workbook; what is known already stands in it: a report of that year, or what the last carried out."""
    tables = _tables(content)
    body, asked = _authority(tables, authority), _year(year)
    path = Path(out or f"{authority}-{asked}.xlsx")
    known, told = _known(reports_in(Path(content), tables), authority, asked)
    put(path, template(Facts(body.name, authority, asked), known), new=True)
    print(f"已生成 {path}：{body.name} {asked} 年度。{told}填好并保存后，用 report-import 导入。")
    return 0


def _known(reports: Iterable[Found], authority: str, year: int) -> tuple[dict[int, int | float], str]:
    own = {report.year: report for report in _own(reports, authority) if report.values}
    if year in own:
        cells = {
            n: value for n, value in enumerate(own[year].values or ()) if value is not None and n not in formulas()
        }
        return cells, f"已填入 {own[year].path} 的数字。"
    if year - 1 not in own or own[year - 1].values is None:
        return {}, ""
    before = own[year - 1].values or ()
    carried = {}
    for column in range(len(APPLICANTS) - 1):
        value = before[number_of("applications", "carried_out", column)]
        if value is not None:
            carried[number_of("applications", "carried_in", column)] = value
    return carried, f"“上年结转”已按 {year - 1} 年度的报告填好。"


def _own(reports: Iterable[Found], authority: str) -> list[Found]:
    """Those of a body, less what was withdrawn: another may stand in its place."""
    return [one for one in reports if one.authority == authority and one.status != ItemStatus.WITHDRAWN]


# a filled one into content/ -----------------------------------------------------------------------------------------


def import_report(
    file: str,
    column: str | None = None,
    year: str | int | None = None,
    replace: bool = False,
    blanks_are_zero: bool = False,
    content: str = "content",
) -> int:
    """Make a draft of the workbook, or with `replace` put its numbers into the report that there is."""
    tables = _tables(content)
    read = read_workbook(file, year=_year(year) if year else 0, today=_today(tables))
    if any(fault.code in NO_FILE for fault in read.faults):
        raise Refused(str(read.faults[0]).removesuffix("。"))
    values = tuple(0 if value is None and blanks_are_zero else value for value in read.values)
    faults = [*map(str, read.faults), *_of_the_body(read, tables), *_of_the_sums(values, read.faults)]
    if faults:
        return _refuse(file, faults, sum(fault.places - 1 for fault in read.faults))
    reports = _own(reports_in(Path(content), tables), read.facts.key)
    there = _there(reports, read.facts, replace)
    wanted = there or _column(tables, column, reports, Path(content))
    path = _put(wanted, read.facts, values, content)
    for note in _notes(read, values, reports, blanks_are_zero):
        print(f"注意：{note}")
    print(
        f"已导入 {path}：{len(CELLS)} 格。"
        + ("" if there else "这是草稿，补上正文和其余字段，删去“状态: 草稿”后发布。")
    )
    return 0


def _refuse(file: str, faults: list[str], untold: int) -> int:
    for fault in faults:
        print(f"错误 {fault}")
    print(f"{file} 没有导入，共 {len(faults) + untold} 处要改。")
    return 1


def _there(reports: list[Found], facts: Facts, replace: bool) -> Found | None:
    """The body's report of the year, to be replaced."""
    found = [report for report in reports if report.year == facts.year]
    if len(found) > 1:
        paths = listing(str(report.path) for report in found)
        told = f"{facts.name} {facts.year} 年度的报告有 {len(found)} 份：{paths}"
        raise Refused(f"{told}。没有导入；先只留一份，其余的删去或撤回。")
    if found and not replace:
        raise Refused(
            f"{facts.name} {facts.year} 年度的报告已经有了：{found[0].path}。只换其中三张表的，加 --replace。"
        )
    return found[0] if found else None


def _of_the_body(read: Read, tables: Tables) -> Iterable[str]:
    key, body = read.facts.key, tables.authorities.get(read.facts.key)
    if not key and not read.facts.name:
        return
    if body is None:
        yield _sentence("authority", 1, text=key, near=near(key, tables.authorities))
    elif body.name != read.facts.name:
        yield _sentence("name", 0, text=read.facts.name, key=key, right=body.name)


def _sentence(code: str, row: int, **facts: str) -> str:
    message, hint = CELL_FAULTS[code]
    place = PLACE.format(sheet=COVER, address=f"B{row + 3}")
    return sentence(message.format(place=place, **facts), hint)


def _of_the_sums(values: Values, faults: Iterable[Fault]) -> Iterable[str]:
    """What would not be published anyway is refused where it is easiest to mend: in the workbook. Where a cell was no
    number, its column has lost it in the total, and is not said to be wrong for that.
    """
    unread = {fault.address.rstrip("0123456789") for fault in faults if fault.sheet == SHEETS[1]}
    unread |= {letter(FIRST_COLUMN_3 + TOTAL_COLUMN)} if unread else set()
    wrong = wrong_ones(values) if values else []
    found = suspect(values, [one for one in wrong if one.identity.rule in THIRD])
    for one in wrong:
        number = one.identity.right[0]
        if one.identity.rule is Rule.BALANCE and letter(CELLS[number].column) in unread:
            continue
        hint = hint_of(values, found if one.identity.rule in THIRD else None)
        yield f"{_place(number)}：{said(values, one)}。{hint}。"


def _place(number: int) -> str:
    cell = CELLS[number]
    return PLACE.format(sheet=SHEETS[cell.table - 2], address=cell.address)


def _notes(read: Read, values: Values, reports: list[Found], zero: bool) -> Iterable[str]:
    """What does not keep a workbook out: blanks, and what differs from the year before."""
    yield from read.notes
    for number in () if zero else read.blanks:
        yield f"{BLANK_NOTE.format(place=_place(number), name=CELLS[number].name)}。{BLANK_HINT}。"
    before = next((one.values for one in reports if one.year == read.facts.year - 1 and one.values), None)
    for missed in (*wrong_carries(values, before), *wrong_stocks(values, before)) if before else ():
        name = CELLS[missed.number].name
        yield f"{_place(missed.number)}：{name}是 {shown(missed.stated)}，按上一年度的报告应为 {shown(missed.right)}。"


def _put(wanted: Found | str, facts: Facts, values: Values, content: str) -> Path:
    """Into a report that there is, or as a draft into a column."""
    try:
        if isinstance(wanted, str):
            return make_draft(Path(content), wanted, facts, values, WORDS).path
        put_tables(wanted.path, values, facts.year)
        return wanted.path
    except NotMade as fault:
        told = NOT_MADE.get(fault.reason, "{reason}").format(reason=fault.reason, **fault.facts)
        raise Refused(f"没有导入：{told}") from None
    except OSError as fault:
        raise Refused(f"没有导入，文件写不进去：{reason(fault)}。") from None
    except (Damaged, UnicodeDecodeError):
        file = wanted if isinstance(wanted, str) else wanted.path
        raise Refused(f"没有导入：{file} 的页头读不出来，先改好再导入。") from None


def _column(tables: Tables, asked: str | None, reports: list[Found], content: Path) -> str:
    """The one asked for, else where the body's reports are, else the only one that there is."""
    known = columns_of(tables)
    if asked and asked not in known:
        raise Refused(f"栏目“{asked}”不收年度报告{near(asked, known)}（可用：{listing(known)}）。")
    if not known:
        raise Refused("没有收年度报告的栏目，先在 columns.yaml 中设一个（形态: 年度报告）。")
    own = {one for one in known for report in reports if report.path.is_relative_to(content / one)}
    likely = sorted(own) or known
    if not asked and len(likely) > 1:
        raise Refused(f"有几个栏目收年度报告，用 --column 指定一个：{listing(likely)}。")
    return asked or likely[0]


# sums ---------------------------------------------------------------------------------------------------------------


def sum_reports(authority: str, year: str | int, out: str | None = None, content: str = "content") -> int:
    """What the reports of the bodies below add up to, against the body's own; with `out` as a workbook of the sums."""
    tables = _tables(content)
    body, asked = _authority(tables, authority), _year(year)
    found = _in_force(reports_in(Path(content), tables, asked))
    below = [key for key, member in tables.authorities.items() if member.parent == authority]
    members = [one.values for one in found if one.authority in below and one.values]
    reported = {one.authority for one in found}
    bodies = [tables.authorities[key] for key in below if key not in reported]
    lacking = [one.name for one in bodies if owes(one, asked)]
    sums = consolidated(members)
    print(f"{body.name}：下级机关 {len(below)} 个，{asked} 年度有报告的 {len(members)} 个。")
    if lacking:
        print(f"没有报告的：{listing(lacking)}。")
    if out:
        put(Path(out), template(Facts(body.name, authority, asked), _inputs(sums)), new=True)
        print(f"各格之和已写入 {out}。")
    own = next((one.values for one in found if one.authority == authority and one.values), None)
    return _compare(own, sums)


def _in_force(reports: Iterable[Found]) -> list[Found]:
    """Published and not withdrawn; of several of one body the newest, as the site shows it."""
    kept = {}
    for report in sorted(reports, key=lambda one: one.published_at):
        if report.status not in (ItemStatus.DRAFT, ItemStatus.WITHDRAWN):
            kept[report.authority] = report
    return list(kept.values())


def _inputs(values: Values) -> dict[int, int | float]:
    totals = formulas()
    return {number: value for number, value in enumerate(values) if number not in totals and value is not None}


def _compare(own: Values | None, sums: Values) -> int:
    if own is None:
        print("本级还没有报告，没有可以核对的。")
        return 0
    wrong = differences(own, sums)
    for missed in wrong:
        name, apart = CELLS[missed.number].name, round(missed.stated - missed.right, 6)
        print(f"{name}：本级 {shown(missed.stated)}，下级之和 {shown(missed.right)}，差 {shown(apart)}")
    print(f"{len(CELLS)} 格中 {len(wrong)} 格不同。" if wrong else f"{len(CELLS)} 格全部相同。")
    return int(bool(wrong))


# what all need ------------------------------------------------------------------------------------------------------


def _tables(content: str) -> Tables:
    tables = read_tables(Path(content))
    if not tables.authorities or not tables.columns:
        raise Refused(f"基础表有错误，没有做。{next(iter(tables.findings), '')}")
    return tables


def _authority(tables: Tables, key: str) -> Authority:
    if key not in tables.authorities:
        raise Refused(f"没有登记机关“{key}”{near(key, tables.authorities)}（代号见 authorities.yaml）。")
    return tables.authorities[key]


def _year(written: str | int) -> int:
    text = str(written)
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text) <= 2100):
        raise Refused(f"年度应为 {FIRST_YEAR} 到 2100 的年份，现在是“{written}”。")
    return int(text)


def _today(tables: Tables) -> date:
    return date.fromisoformat(moment("", tables.site.as_of if tables.site else None)[:10])
