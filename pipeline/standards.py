"""Clauses, dated thresholds and the arithmetic of official numbers; every rule names its source."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.pattern import later
from pipeline.terms import AuthorityLevel, ColumnType


class Doubt(StrEnum):
    """How sure a fact of a norm is. What rests on memory is never printed as official and is never an ERROR by itself."""

    VERIFIED = "V"
    SECOND_HAND = "V*"
    MEMORY = "M"
    UNSURE = "m"

    @property
    def official(self) -> bool:
        return self in (Doubt.VERIFIED, Doubt.SECOND_HAND)


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a law or norm, as a finding cites it, and how sure it is that it says so."""

    document: str
    article: str = ""
    doubt: Doubt = Doubt.VERIFIED

    def __str__(self) -> str:
        return f"{self.document}{self.article}"

    @property
    def cited(self) -> str:
        """As reports print it: what rests on memory is said to."""
        return str(self) if self.doubt.official else f"{self}{FROM_MEMORY}"


FROM_MEMORY = "（凭记忆，未核实原文）"
REGULATION = "《政府信息公开条例》（国务院令第711号）"
GUIDE = "《政府网站发展指引》（国办发〔2017〕47号）"
INDICATORS_2019 = "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）"

ART_12 = Clause(REGULATION, "第十二条")
ART_20 = Clause(REGULATION, "第二十条")
ART_24 = Clause(REGULATION, "第二十四条")
ART_26 = Clause(REGULATION, "第二十六条")
ART_29 = Clause(REGULATION, "第二十九条")
ART_49 = Clause(REGULATION, "第四十九条")
TOWNSHIP_REPORTS = Clause("各地关于乡镇、街道政府信息公开工作年度报告的通知", doubt=Doubt.MEMORY)
ANNUAL_REPORT_FORM = Clause("《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）")
ANNUAL_REPORT_FEE = Clause(ANNUAL_REPORT_FORM.document, "第六部分", Doubt.MEMORY)
PLATFORM_NORM = Clause(
    "《关于规范政府信息公开平台有关事项的通知》（国办公开办函〔2019〕61号）", doubt=Doubt.SECOND_HAND
)
PAGE_LABELS = Clause(GUIDE, "附件“网页设计规范”网页标签")
PAGE_LAYOUT = Clause(GUIDE, "附件“网页设计规范”展现布局", doubt=Doubt.MEMORY)
PAGE_FOOTER = Clause(GUIDE, "附件“网页设计规范”底部功能区", doubt=Doubt.SECOND_HAND)
SITE_COLUMNS = Clause(GUIDE, "网站功能", doubt=Doubt.MEMORY)
LINKS_AND_ADDRESSES = Clause(GUIDE, "链接与地址", doubt=Doubt.MEMORY)
FILE_STATE = Clause(GUIDE, "网站功能·文件资料", doubt=Doubt.SECOND_HAND)
VETO_SAFETY = Clause(INDICATORS_2019, "单项否决·安全、泄密事故等严重问题")
VETO_HOME = Clause(INDICATORS_2019, "单项否决·首页不更新")
VETO_COLUMNS = Clause(INDICATORS_2019, "单项否决·栏目不更新")
VETO_INTERACTION = Clause(INDICATORS_2019, "单项否决·互动回应差")
VETO_SERVICE = Clause(INDICATORS_2019, "单项否决·服务不实用", doubt=Doubt.SECOND_HAND)
VETO_NEW_MEDIA = Clause(INDICATORS_2019, "政务新媒体单项否决·内容不更新", doubt=Doubt.SECOND_HAND)
VETO_AVAILABILITY = Clause(INDICATORS_2019, "单项否决·站点无法访问")
VETO_NEW_MEDIA_SAFETY = Clause(INDICATORS_2019, "政务新媒体单项否决·安全、泄密事故等严重问题", doubt=Doubt.MEMORY)
VETO_NEW_MEDIA_INTERACTION = Clause(INDICATORS_2019, "政务新媒体单项否决·互动回应差", doubt=Doubt.SECOND_HAND)
DEDUCTIONS = Clause(INDICATORS_2019, "扣分指标", doubt=Doubt.MEMORY)
LETTER_DEDUCTIONS = Clause(INDICATORS_2019, "扣分指标·互动交流", Doubt.MEMORY)
SERVICE_DEDUCTIONS = Clause(INDICATORS_2019, "扣分指标·办事服务", Doubt.MEMORY)
BONUSES = Clause(INDICATORS_2019, "加分指标", doubt=Doubt.MEMORY)
SITE_SEARCH = Clause(INDICATORS_2019, "功能设计·网站功能", doubt=Doubt.MEMORY)
USABILITY = Clause(INDICATORS_2019, "功能设计·可用性", doubt=Doubt.SECOND_HAND)
NEW_MEDIA = Clause("《关于推进政务新媒体健康有序发展的意见》（国办发〔2018〕123号）")
DECISION_MAKING = Clause("《重大行政决策程序暂行条例》", "第十五条")
RULE_MAKING = Clause("《规章制定程序条例》", "关于规章施行日期的规定")
INTERPRETATION_NORM = Clause(
    "《关于全面推进政务公开工作的意见》实施细则（国办发〔2016〕80号）", doubt=Doubt.SECOND_HAND
)
DOCUMENT_FORMAT = Clause("《党政机关公文格式》（GB/T 9704-2012）", "发文字号", doubt=Doubt.MEMORY)
CREDIT_CODE_NORM = Clause(
    "《法人和其他组织统一社会信用代码编码规则》（GB 32100-2015）、《全国组织机构代码编制规则》（GB 11714）"
)
SUBJECT_CATALOGUE = Clause("中国政府网政策文件库主题分类")
ACCESSIBILITY_LAW = Clause("《无障碍环境建设法》", "第三十二条")
THREE_REVIEWS = Clause("信息发布“三审三校”制度（各地通行做法）", doubt=Doubt.MEMORY)
ACCESSIBILITY_NORM = Clause(
    "《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668-2019）", doubt=Doubt.MEMORY
)
DOMAIN_NAMES = Clause(GUIDE, "域名规范")
CENSUS_PRACTICE = Clause("政务新媒体每周普查制度（各地通行做法）", doubt=Doubt.MEMORY)
SITE_REVIEWS = Clause("本站审核规则（columns.yaml）")
HOUSE_RULE = Clause("本系统内容规范")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit as data: `value` in the unit of its name, valid from the day its source took effect; `before` it, another."""

    value: int
    clause: Clause
    since: str
    doubt: Doubt = Doubt.VERIFIED
    before: "Threshold | None" = None

    def on(self, day: str) -> "Threshold | None":
        """The limit that held on a day `YYYY-MM-DD`; None when there was none yet."""
        if day >= self.since:
            return self
        return self.before.on(day) if self.before else None


HOME_DAYS = Threshold(14, VETO_HOME, "2019-04-18")
GUIDE_ELEMENTS_LACKING = Threshold(4, VETO_SERVICE, "2019-04-18")
NEW_MEDIA_DAYS = Threshold(14, VETO_NEW_MEDIA, "2019-04-18")
EARLY_DAYS = 10
"""Without news, and monitors begin to warn: a home page and an account fail after 14."""
INTERPRETATION_WORKDAYS = Threshold(3, INTERPRETATION_NORM, "2016-11-10")
DISCLOSURE_WORKDAYS = Threshold(20, ART_26, "2019-05-15")
RULE_DAYS = Threshold(30, RULE_MAKING, "2002-01-01")
CONSULTATION_DAYS = Threshold(30, DECISION_MAKING, "2019-09-01")
LETTER_MONTHS = Threshold(3, VETO_INTERACTION, "2019-04-18")


COLUMN_DAYS = {ColumnType.NEWS: Threshold(14, VETO_COLUMNS, "2019-04-18")}
COLUMN_MONTHS = {kind: Threshold(6, VETO_COLUMNS, "2019-04-18") for kind in (ColumnType.NOTICES, ColumnType.POLICY)}
"""What a column may promise itself less than, but not more: days of each column of news, months of the first-level
columns of notices and of policy documents, whatever stands below them.
"""
PORTAL_COLUMN_TYPES = (
    ColumnType.OVERVIEW,
    ColumnType.INSTITUTION,
    ColumnType.LEADERS,
    ColumnType.NEWS,
    ColumnType.NOTICES,
    ColumnType.POLICY,
    ColumnType.INTERPRETATION,
    ColumnType.STATISTICS,
    ColumnType.PUBLIC_SERVICES,
    ColumnType.MAILBOX,
    ColumnType.CONSULTATION,
)
"""Kinds of column that a portal is inspected for (deduction table, publishing, service and interaction)."""

# index numbers ------------------------------------------------------------------------------------------------------

INDEX_NUMBER = later(
    r"(?P<code>[0-9A-HJ-NPQRTUWXY]{18}|[0-9A-Z]{9}|\d{10}|\d{8})/(?P<year>(?:19|20)\d{2})-(?P<serial>\d{4,6})", re.ASCII
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_check_digit(body: str) -> str:
    """The ninth character for eight of an organisation code (GB 11714)."""
    rest = (
        11
        - sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit_check_digit(body: str) -> str:
    """The eighteenth character for seventeen of a unified social credit code (GB 32100-2015)."""
    total = sum(
        _CREDIT_ALPHABET.index(character) * weight for character, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def wrong_check_digit(code: str) -> str:
    """What the check digit of a 9 or 18 character code should be, or "" when it is right or the code has none."""
    if len(code) == 9:
        right = organisation_check_digit(code[:8])
        return "" if code[8] == right else right
    if len(code) == 18:
        inner = wrong_check_digit(code[8:17])
        right = credit_check_digit(code[:17])
        return inner or ("" if code[17] == right else right)
    return ""


_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_NUMBER = later(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])",
    re.ASCII,
)
_LONG_NUMBER = later("[0-9]{11}").search
MOBILE_NUMBER = later(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)


def identity_check_digit(body: str) -> str:
    """The eighteenth character for seventeen digits of a citizen's identity number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _IDENTITY_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def masked(text: str) -> str:
    """The text with identity and mobile numbers made unreadable: what names a person has no place in a report."""
    if not _LONG_NUMBER(text):
        return text
    return MOBILE_NUMBER.sub(_mask_mobile, IDENTITY_NUMBER.sub(_mask_identity, text))


def _mask_mobile(found: re.Match[str]) -> str:
    return f"{found.group()[:3]}****{found.group()[7:]}"


def _mask_identity(found: re.Match[str]) -> str:
    number = found.group().upper()
    return f"{number[:4]}{'*' * 14}" if identity_check_digit(number[:17]) == number[17] else number


# document numbers ---------------------------------------------------------------------------------------------------

LEADING_TO_A_NUMBER = "按照|根据|依据|依照|参照|执行|落实|印发|转发|发布|废止|见|和|与|及|以|对"
"""Words before a document number that are none of it."""
DOCUMENT_NUMBER = later(r"(?P<mark>[一-龥]{1,15})〔(?P<year>(?:19|20)\d{2})〕(?P<number>[1-9]\d*)号", re.ASCII)
ORDER_NUMBER = later(
    r"[一-龥]{1,25}(?:令|公告|通告)(?:(?:19|20)\d{2}年)?(?:第|〔(?:19|20)\d{2}〕第?)[1-9]\d*号", re.ASCII
)
"""Orders and proclamations, such as 国务院令第711号 or 公告2026年第3号, need no year in brackets."""
_LOOSE_NUMBER = later(
    r"(?P<mark>[一-龥]{1,15}?)\s*[\[［【(（〔﹝]\s*(?P<year>(?:19|20)\d{2})\s*(?:年)?[\]］】)）〕﹞]\s*第?\s*0*(?P<number>[1-9]\d*)\s*号?"
)


def normal_document_number(written: str) -> str:
    """The right form of a document number that is only written wrongly, or "" when its parts cannot be told."""
    found = _LOOSE_NUMBER.fullmatch(written.strip().translate(_NARROW_DIGITS))
    return f"{found['mark']}〔{found['year']}〕{found['number']}号" if found else ""


_NARROW_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}

# the annual report -----------------------------------------------------------------------------------------------------

_GOVERNMENTS = frozenset({AuthorityLevel.GOVERNMENT, AuthorityLevel.DISTRICT})


def report_due(level: AuthorityLevel, year: int) -> date:
    """Last day for publishing the report on `year` (art. 49): 31 January for departments, 31 March for governments."""
    return date(year + 1, 3, 31) if level in _GOVERNMENTS else date(year + 1, 1, 31)


def report_clause(level: AuthorityLevel) -> Clause:
    """What sets that day; townships follow local notices, which mostly name the day of the departments."""
    return TOWNSHIP_REPORTS if level is AuthorityLevel.TOWNSHIP else ART_49


# holidays ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """One year's arrangement: `off` are first and last days `MM-DD` of rest, `worked` weekend days that are worked."""

    year: int
    source: str
    off: tuple[tuple[str, str], ...]
    worked: tuple[str, ...]


HOLIDAY_NOTICES = (
    HolidayNotice(
        2023,
        "国办发明电〔2022〕16号",
        (("01-01", "01-02"), ("01-21", "01-27"), ("04-05", "04-05"), ("04-29", "05-03"), ("06-22", "06-24"), ("09-29", "10-06")),
        ("01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"),
    ),
    HolidayNotice(
        2024,
        "国办发明电〔2023〕7号",
        (("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-10", "06-10"),
         ("09-15", "09-17"), ("10-01", "10-07")),
        ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    ),
    HolidayNotice(
        2025,
        "国办发明电〔2024〕12号",
        (("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"), ("10-01", "10-08")),
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    HolidayNotice(
        2026,
        "《国务院办公厅关于2026年部分节假日安排的通知》（2025年11月4日）",
        (("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
         ("09-25", "09-27"), ("10-01", "10-07")),
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
)  # fmt: skip
"""The yearly notices of the General Office of the State Council; the next year's appears in November."""
