"""年报: the statutory annual report on disclosure, national layout of 2021, with tables 二, 三 and 四 as data."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from pipeline.kind import Amount, Count, Day, Kind, Line, Part, _number, label
from pipeline.terms import ANNUAL_REPORT_SECTIONS

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
"""Columns of table 三 in official order."""
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
"""Columns of each group of table 四."""

ApplicantRow = Annotated[tuple[Count, ...], Field(min_length=7, max_length=7)]
OutcomeRow = Annotated[tuple[Count, ...], Field(min_length=5, max_length=5)]


class Rules(Part):
    made: Count = label("制发", help="件数")
    repealed: Count = label("废止", help="件数")
    in_force: Count = label("现行有效", help="件数")


class Disclosed(Part):
    """Table 二, by the clauses of art. 20."""

    rules: Rules = label("规章")
    normative: Rules = label("行政规范性文件")
    licences: Count = label("行政许可")
    penalties: Count = label("行政处罚")
    compulsion: Count = label("行政强制")
    fees: Amount = label("行政事业性收费", help="万元")


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


class AnnualReport(Kind):
    key = "annual_report"
    name = "年度报告"
    sections: ClassVar[tuple[str, ...]] = ANNUAL_REPORT_SECTIONS

    index_number: Line = label("索引号", help="机构代码/年份-流水号")
    dated_on: Day = label("成文日期", help="YYYY-MM-DD")
    year: Annotated[int, BeforeValidator(_number), Field(ge=2008, le=2100)] = label("年度", help="报告所属年份")
    disclosed: Disclosed = label("主动公开情况", help="第二部分的表")
    applications: Applications = label("申请办理情况", help="第三部分的表,每行七个数:" + "、".join(APPLICANTS))
    disputes: Disputes = label("复议诉讼情况", help="第四部分的表,每行五个数:" + "、".join(OUTCOMES))


KIND = AnnualReport
