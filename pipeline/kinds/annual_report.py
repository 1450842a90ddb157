"""年报: the statutory annual report on disclosure, national layout of 2021, with tables 二, 三 and 四 as data."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, WrapValidator, model_validator

from pipeline.kind import Amount, Count, Day, Kind, Line, Part, _number, label
from pipeline.model import YesNo
from pipeline.pattern import later
from pipeline.terms import ANNUAL_REPORT_SECTIONS

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
"""Columns of table 三 in official order."""
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
"""Columns of each group of table 四."""

BLANKS = frozenset({"", "-", "\u2013", "\u2014", "\u2014\u2014", "\uff0d", "/", "\uff0f", "&nbsp;"})
"""What stands in a cell that says nothing; written in a header, it is one of these and not left out."""
NO_FIGURE = "\u2014"
"""How a blank cell is written in a header and shown on a page."""
LAST_OLD_YEAR = 2020
"""Reports up to this year were made in the layout of 2019, or before there was one: their tables stand in the text."""


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in BLANKS else value


Cell = Annotated[Count | None, BeforeValidator(_blank)]
Money = Annotated[Amount | None, BeforeValidator(_blank)]


def _at_once(length: int) -> WrapValidator:
    """Reads a row of plain numbers in one go: nearly all of the two hundred cells of a report stand in such rows."""

    plain = later(rf"[0-9]{{1,9}}(?:,[0-9]{{1,9}}){{{length - 1}}}")

    def numbers(value: Any, one_by_one: Callable[[Any], tuple[int | None, ...]]) -> tuple[int | None, ...]:
        if isinstance(value, list) and len(value) == length and plain.fullmatch(",".join(map(str, value))):
            return tuple(map(int, value))
        return one_by_one(value)

    return WrapValidator(numbers)


ApplicantRow = Annotated[tuple[Cell, ...], Field(min_length=7, max_length=7), _at_once(len(APPLICANTS))]
OutcomeRow = Annotated[tuple[Cell, ...], Field(min_length=5, max_length=5), _at_once(len(OUTCOMES))]


class Rules(Part):
    made: Cell = label("制发", help="件数")
    repealed: Cell = label("废止", help="件数")
    in_force: Cell = label("现行有效", help="件数")


class Disclosed(Part):
    """Table 二, by the clauses of art. 20."""

    rules: Rules = label("规章")
    normative: Rules = label("行政规范性文件")
    licences: Cell = label("行政许可")
    penalties: Cell = label("行政处罚")
    compulsion: Cell = label("行政强制")
    fees: Money = label("行政事业性收费", help="万元")


class Applications(Part):
    """Table 三: seven numbers a row, in the order of `APPLICANTS`."""

    received: ApplicantRow = label("本年新收")
    carried_in: ApplicantRow = label("上年结转")
    granted: ApplicantRow = label("予以公开")
    partly_granted: ApplicantRow = label("部分公开")
    state_secrets: ApplicantRow = label("属于国家秘密")
    otherwise_forbidden: ApplicantRow = label("其他法律行政法规禁止公开")
    endangering: ApplicantRow = label("危及“三安全一稳定”")
    third_party: ApplicantRow = label("保护第三方合法权益")
    internal: ApplicantRow = label("属于三类内部事务信息")
    process: ApplicantRow = label("属于四类过程性信息")
    case_files: ApplicantRow = label("属于行政执法案卷")
    enquiries: ApplicantRow = label("属于行政查询事项")
    not_held: ApplicantRow = label("本机关不掌握相关政府信息")
    not_existing: ApplicantRow = label("没有现成信息需要另行制作")
    still_unclear: ApplicantRow = label("补正后申请内容仍不明确")
    complaints: ApplicantRow = label("信访举报投诉类申请")
    repeated: ApplicantRow = label("重复申请")
    publications: ApplicantRow = label("要求提供公开出版物")
    excessive: ApplicantRow = label("无正当理由大量反复申请")
    confirmation: ApplicantRow = label("要求行政机关确认或重新出具已获取信息")
    not_corrected: ApplicantRow = label("申请人无正当理由逾期不补正")
    not_paid: ApplicantRow = label("申请人逾期未按收费通知要求缴纳费用")
    other: ApplicantRow = label("其他")
    total: ApplicantRow = label("总计")
    carried_out: ApplicantRow = label("结转下年度继续办理")


class Disputes(Part):
    """Table 四: five numbers a group, in the order of `OUTCOMES`."""

    review: OutcomeRow = label("行政复议")
    direct_suit: OutcomeRow = label("未经复议直接起诉")
    suit_after_review: OutcomeRow = label("复议后起诉")


APPLICATION_LAYOUT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("（一）予以公开", (("", "granted"),)),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (("", "partly_granted"),)),
    (
        "（三）不予公开",
        (
            ("1.属于国家秘密", "state_secrets"),
            ("2.其他法律行政法规禁止公开", "otherwise_forbidden"),
            ("3.危及“三安全一稳定”", "endangering"),
            ("4.保护第三方合法权益", "third_party"),
            ("5.属于三类内部事务信息", "internal"),
            ("6.属于四类过程性信息", "process"),
            ("7.属于行政执法案卷", "case_files"),
            ("8.属于行政查询事项", "enquiries"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("1.本机关不掌握相关政府信息", "not_held"),
            ("2.没有现成信息需要另行制作", "not_existing"),
            ("3.补正后申请内容仍不明确", "still_unclear"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("1.信访举报投诉类申请", "complaints"),
            ("2.重复申请", "repeated"),
            ("3.要求提供公开出版物", "publications"),
            ("4.无正当理由大量反复申请", "excessive"),
            ("5.要求行政机关确认或重新出具已获取信息", "confirmation"),
        ),
    ),
    (
        "（六）其他处理",
        (
            ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "not_corrected"),
            ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "not_paid"),
            ("3.其他", "other"),
        ),
    ),
    ("（七）总计", (("", "total"),)),
)
"""Rows of 三、本年度办理结果 with their official labels: (group, ((label, field), …)); a group of one has no inner label."""


ROW_NAMES: dict[str, str] = {
    "received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "carried_out": "四、结转下年度继续办理",
} | {
    field: f"{group}\uff0f{inner}" if inner else group
    for group, members in APPLICATION_LAYOUT
    for inner, field in members
}
"""Rows of table 三 as findings name them."""
DETAILS: tuple[str, ...] = tuple(field for _, members in APPLICATION_LAYOUT for _, field in members if field != "total")
"""The 21 rows that make up the total of table 三, in official order."""
DISCLOSED_LAYOUT: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("第二十条第（五）项", "本年处理决定数量", (("行政许可", "licences"),)),
    ("第二十条第（六）项", "本年处理决定数量", (("行政处罚", "penalties"), ("行政强制", "compulsion"))),
    ("第二十条第（八）项", "本年收费金额（单位\uff1a万元）", (("行政事业性收费", "fees"),)),
)
"""Blocks of table 二 with one number a row: (clause, title of the column, ((label, field), …))."""
RULES_BLOCK = ("第二十条第（一）项", (("规章", "rules"), ("行政规范性文件", "normative")))
RULES_COLUMNS = (("本年制发件数", "made"), ("本年废止件数", "repealed"), ("现行有效件数", "in_force"))
CONTENT_COLUMN = "信息内容"
DISPUTE_NAMES = {
    "review": "行政复议",
    "direct_suit": "行政诉讼\uff0f未经复议直接起诉",
    "suit_after_review": "行政诉讼\uff0f复议后起诉",
}
"""Groups of table 四 as findings name them."""
BALANCE_NOTE = "（本列数据的勾稽关系为\uff1a第一项加第二项之和\uff0c等于第三项加第四项之和）"
APPLICANT_HEADS = ("申请人情况", "法人或其他组织")
RESULTS_HEAD = "三、本年度办理结果"
SUITS_HEAD = "行政诉讼"
CELL_NAME = "第{table}表“{row}”列“{column}”"
TABLE_NUMERALS = ("二", "三", "四")
OLD_MARKS = (
    "本年新制作数量",
    "本年新公开数量",
    "对外公开总数量",
    "上一年项目数量",
    "其他对外管理服务事项",
    "政府集中采购",
    "第二十条第（九）项",
)
"""Labels that only the layout of 2019 has."""


OVERVIEW_TITLE = "政府信息公开工作年度报告一览"
YEARS_TITLE = "{name}政府信息公开工作年度报告历年对比"


def section_number(heading: str) -> int:
    """Which of the six sections a heading opens; 0 when none. Sites word them a little differently."""
    text = "".join(heading.split())
    return next((n for n, title in enumerate(ANNUAL_REPORT_SECTIONS, 1) if text.startswith(title[:2])), 0)


class AnnualReport(Kind):
    key = "annual_report"
    name = "年度报告"
    sections: ClassVar[tuple[str, ...]] = ANNUAL_REPORT_SECTIONS
    sheets: ClassVar[tuple[str, ...]] = ("disclosed", "applications", "disputes")

    index_number: Line = label("索引号", help="机构代码/年份-流水号")
    dated_on: Day = label("成文日期", help="YYYY-MM-DD")
    year: Annotated[int, BeforeValidator(_number), Field(ge=2008, le=2100)] = label("年度", help="报告所属年份")
    disclosed: Disclosed | None = label("主动公开情况", help="第二部分的表；2020 年度及以前的报告可以不填")
    applications: Applications | None = label(
        "申请办理情况",
        help="第三部分的表，2020 年度及以前可以不填；每行七个数，写作 [0, 0, 0, 0, 0, 0, 0]：" + "、".join(APPLICANTS),
    )
    disputes: Disputes | None = label(
        "复议诉讼情况",
        help="第四部分的表，2020 年度及以前可以不填；每行五个数，写作 [0, 0, 0, 0, 0]：" + "、".join(OUTCOMES),
    )
    blanks_are_zero: YesNo = label("空白按零", help="是、否；表里空着的格是否按 0 计算", default=False)
    consolidated: YesNo = label(
        "汇总", help="是、否；三张表是否为各下级机关之和，写是的与下级的报告核对", default=False
    )

    @model_validator(mode="before")
    @classmethod
    def _old_tables_stand_in_the_text(cls, values: Any) -> Any:
        """Reports in an older layout need no tables; those that have them are checked like any other."""
        year = values.get("年度") if isinstance(values, dict) else None
        old = isinstance(year, str) and year.isdecimal() and int(year) <= LAST_OLD_YEAR
        return {"主动公开情况": None, "申请办理情况": None, "复议诉讼情况": None} | values if old else values


KIND = AnnualReport
