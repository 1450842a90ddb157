"""The verbs of annual reports: a workbook to fill in, a filled one into content/, a government's sums.

Each takes what the command line gave and returns an exit status: 0 done, 1 faults to mend first. Raises Refused.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.annual.cells import CELLS, Values, number_of
from pipeline.annual.draft import Damaged, Found, columns_of, make_draft, put_tables, reports_in
from pipeline.annual.identities import consolidated, differences, suspect, wrong_carries, wrong_ones, wrong_stocks
from pipeline.annual.layout import formulas
from pipeline.annual.reading import Read, read_workbook
from pipeline.annual.wording import (
    BLANK_HINT,
    BLANK_NOTE,
    CELL_FAULTS,
    COVER,
    PLACE,
    SENTENCE,
    SHEETS,
    THIRD,
    hint_of,
    said,
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
from plugins.days import moment
from plugins.outfile import put

WORDS = Words()
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
    own = {report.year: report for report in reports if report.authority == authority and report.values}
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
    values = tuple(0 if value is None and blanks_are_zero else value for value in read.values)
    faults = [*map(str, read.faults), *_of_the_body(read, tables), *_of_the_sums(values)]
    if faults:
        return _refuse(file, faults)
    reports = [report for report in reports_in(Path(content), tables) if report.authority == read.facts.key]
    there = next((report for report in reports if report.year == read.facts.year), None)
    if there and not replace:
        raise Refused(
            f"{read.facts.name} {read.facts.year} 年度的报告已经有了：{there.path}。只换其中三张表的，加 --replace。"
        )
    path = _put(there, read.facts, values, column, tables, content)
    for note in _notes(read, values, reports, blanks_are_zero):
        print(f"注意：{note}")
    print(
        f"已导入 {path}：{len(CELLS)} 格。"
        + ("" if there else "这是草稿，补上正文和其余字段，删去“状态: 草稿”后发布。")
    )
    return 0


def _refuse(file: str, faults: list[str]) -> int:
    for fault in faults:
        print(f"错误 {fault}")
    print(f"{file} 没有导入，共 {len(faults)} 处要改。")
    return 1


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
    return SENTENCE.format(message=message.format(place=place, **facts), hint=hint)


def _of_the_sums(values: Values) -> Iterable[str]:
    """What would not be published anyway is refused where it is easiest to mend: in the workbook."""
    wrong = wrong_ones(values) if values else []
    found = suspect(values, [one for one in wrong if one.identity.rule in THIRD])
    for one in wrong:
        place = _place(one.identity.right[0])
        yield f"{place}：{said(values, one)}。{hint_of(values, found if one.identity.rule in THIRD else None)}。"


def _place(number: int) -> str:
    cell = CELLS[number]
    return PLACE.format(sheet=SHEETS[cell.table - 2], address=cell.address)


def _notes(read: Read, values: Values, reports: list[Found], zero: bool) -> Iterable[str]:
    """What does not keep a workbook out: blanks, and what differs from the year before."""
    for number in () if zero else read.blanks:
        yield f"{BLANK_NOTE.format(place=_place(number), name=CELLS[number].name)}。{BLANK_HINT}。"
    before = next((one.values for one in reports if one.year == read.facts.year - 1 and one.values), None)
    for missed in (*wrong_carries(values, before), *wrong_stocks(values, before)) if before else ():
        name = CELLS[missed.number].name
        yield f"{_place(missed.number)}：{name}是 {shown(missed.stated)}，按上一年度的报告应为 {shown(missed.right)}。"


def _put(there: Found | None, facts: Facts, values: Values, column: str | None, tables: Tables, content: str) -> Path:
    try:
        if there:
            put_tables(there.path, values, facts.year)
            return there.path
        return make_draft(Path(content), _column(tables, column), facts, values, WORDS).path
    except NotMade as fault:
        raise Refused(f"没有导入：{fault.reason} {fault.facts}") from None
    except (Damaged, UnicodeDecodeError):
        raise Refused(f"没有导入：{there.path if there else column} 的页头读不出来，先改好再导入。") from None


def _column(tables: Tables, asked: str | None) -> str:
    known = columns_of(tables)
    if asked and asked not in known:
        raise Refused(f"栏目“{asked}”不收年度报告{near(asked, known)}（可用：{listing(known)}）。")
    if not known:
        raise Refused("没有收年度报告的栏目，先在 columns.yaml 中设一个（形态: 年度报告）。")
    if not asked and len(known) > 1:
        raise Refused(f"有几个栏目收年度报告，用 --column 指定一个：{listing(known)}。")
    return asked or known[0]


# sums ---------------------------------------------------------------------------------------------------------------


def sum_reports(authority: str, year: str | int, out: str | None = None, content: str = "content") -> int:
    """What the reports of the bodies below add up to, against the body's own; with `out` as a workbook of the sums."""
    tables = _tables(content)
    body, asked = _authority(tables, authority), _year(year)
    found = [one for one in reports_in(Path(content), tables, asked) if one.status != ItemStatus.DRAFT]
    below = [key for key, member in tables.authorities.items() if member.parent == authority]
    members = [one.values for one in found if one.authority in below and one.values]
    lacking = [tables.authorities[key].name for key in below if key not in {one.authority for one in found}]
    sums = consolidated(members)
    print(f"{body.name}：下级机关 {len(below)} 个，{asked} 年度有报告的 {len(members)} 个。")
    if lacking:
        print(f"没有报告的：{listing(lacking)}。")
    if out:
        put(Path(out), template(Facts(body.name, authority, asked), _inputs(sums)), new=True)
        print(f"各格之和已写入 {out}。")
    own = next((one.values for one in found if one.authority == authority and one.values), None)
    return _compare(own, sums)


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
