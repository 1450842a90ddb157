"""The official indicators as dated data: what is counted, from what number on it fails, what no program can decide."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.standards import (
    BONUSES,
    DEDUCTIONS,
    VETO_AVAILABILITY,
    VETO_COLUMNS,
    VETO_HOME,
    VETO_INTERACTION,
    VETO_NEW_MEDIA,
    VETO_NEW_MEDIA_INTERACTION,
    VETO_NEW_MEDIA_SAFETY,
    VETO_SAFETY,
    VETO_SERVICE,
    Clause,
    Doubt,
)


class IndicatorPart(StrEnum):
    VETO = "单项否决"
    NEW_MEDIA_VETO = "政务新媒体单项否决"
    DEDUCTION = "扣分指标"
    BONUS = "加分指标"


@dataclass(frozen=True, slots=True)
class Measure:
    """One count within an indicator; reaching `limit` fails it, 0 = it only counts. `check:` keys count findings."""

    key: str
    label: str
    limit: int = 0
    each: Decimal = Decimal(0)
    """Points taken for each, as far as memory goes: an estimate, whatever the indicator's own doubt."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """In force from `since` up to the day before `until`. `open`: what only a monitor or a person can decide."""

    code: str
    name: str
    clause: Clause
    measures: tuple[Measure, ...] = ()
    part: IndicatorPart = IndicatorPart.VETO
    open: tuple[str, ...] = ()
    most: Decimal = Decimal(0)
    """Points that the indicator can cost; an estimate."""
    doubt: Doubt = Doubt.VERIFIED
    since: str = "2019-04-18"
    until: str = ""

    def in_force(self, day: str) -> bool:
        return self.since <= day and (not self.until or day < self.until)


ACCOUNT_STALE = "account_stale"
ACCOUNT_UNASKED = "账号是否按期更新（台账没有最近更新日期，也没有普查）"
FORGED = "check:site-provenance"
FORGED_UNASKED = "发稿日期是否伪造（没有与提交记录核对）"
VETOES = (
    Indicator(
        "W1",
        "安全、泄密事故等严重问题",
        VETO_SAFETY,
        (
            Measure("check:page-hidden-links", "页面上藏有站外链接（暗链）", 1),
            Measure(FORGED, "伪造发稿日期", 1),
        ),
        open=(
            "是否出现严重表述错误",
            "是否泄露国家秘密",
            "是否发布或链接反动、暴力、色情等内容",
            "是否遭受安全攻击而没有及时处置",
            "是否引发严重负面舆情",
        ),
    ),
    Indicator("W2", "站点无法访问", VETO_AVAILABILITY, open=("一周内每天间隔访问 20 次以上，超过 15 秒打不开的比例",)),
    Indicator("W3", "首页不更新", VETO_HOME, (Measure("home_stale", "首页超过 14 天没有更新", 1),)),
    Indicator(
        "W4",
        "栏目不更新",
        VETO_COLUMNS,
        (
            Measure("news_and_policy_stale", "动态要闻类栏目和通知公告、政策文件类一级栏目超过规定期限未更新", 5),
            Measure("columns_stale", "应更新而逾期未更新的栏目", 10),
            Measure("columns_empty", "空白栏目", 5),
        ),
    ),
    Indicator(
        "W5",
        "互动回应差",
        VETO_INTERACTION,
        (
            Measure("no_mailbox", "没有咨询投诉类栏目", 1),
            Measure("letters_unanswered", "一年内的留言超过 3 个月没有答复", 1),
        ),
        open=("咨询建言渠道能否真正使用", "没有录入本系统的留言是否按期答复"),
    ),
    Indicator(
        "W6",
        "服务不实用",
        VETO_SERVICE,
        (
            Measure("no_services", "没有提供办事服务", 1),
            Measure("guides_lacking", "重点要素缺 4 类以上的办事指南", 5),
            Measure("guides_all_lacking", "办事指南不足 5 项且每项都缺 4 类以上", 1),
        ),
    ),
)
NEW_MEDIA_VETOES = (
    Indicator(
        "N1",
        "安全、泄密事故等严重问题",
        VETO_NEW_MEDIA_SAFETY,
        part=IndicatorPart.NEW_MEDIA_VETO,
        open=("发布的内容是否有严重问题",),
        doubt=Doubt.MEMORY,
    ),
    Indicator(
        "N2",
        "内容不更新",
        VETO_NEW_MEDIA,
        (Measure(ACCOUNT_STALE, "超过 14 天没有更新", 1),),
        part=IndicatorPart.NEW_MEDIA_VETO,
        doubt=Doubt.SECOND_HAND,
    ),
    Indicator(
        "N3",
        "互动回应差",
        VETO_NEW_MEDIA_INTERACTION,
        (Measure("account_silent", "没有互动功能（台账没有登记，或普查时不能用）", 1),),
        part=IndicatorPart.NEW_MEDIA_VETO,
        open=("是否购买“粉丝”、强制点赞",),
        doubt=Doubt.SECOND_HAND,
    ),
)
"""Asked of each account in the register that is running."""


def _deduction(
    code: str,
    name: str,
    most: str,
    *measures: tuple[str, str, str],
    open: tuple[str, ...] = (),
    doubt: Doubt = Doubt.UNSURE,
) -> Indicator:
    counted = tuple(Measure(key, label, 0, Decimal(each)) for key, label, each in measures)
    return Indicator(code, name, DEDUCTIONS, counted, IndicatorPart.DEDUCTION, open, Decimal(most), doubt)


def _column(code: str, column_type: str, *measures: tuple[str, str, str], open: tuple[str, ...] = ()) -> Indicator:
    """What every kind of column loses points for: being absent, empty, or out of date."""
    common = (
        (f"missing:{column_type}", "没有这类栏目", "5"),
        (f"stale:{column_type}", "栏目逾期未更新", "5"),
        (f"empty:{column_type}", "栏目空白", "5"),
    )
    return _deduction(code, column_type, "5", *common, *measures, open=open)


DEDUCTED = (
    _column("K01", "概况信息", open=("内容是否过时、有误",)),
    _column("K02", "机构职能", open=("内容是否有误",)),
    _column("K03", "负责人信息", open=("姓名、简历是否有误",)),
    _column("K04", "工作动态"),
    _column(
        "K05",
        "政策文件",
        ("check:item-topic", "主题分类不在统一目录中", "1"),
        ("check:item-validity", "有效性标注有误", "1"),
        ("check:item-references", "修改、废止关系标注有误", "1"),
    ),
    _column("K06", "政策解读"),
    _deduction(
        "K07",
        "解读比例与关联",
        "5",
        ("check:item-interpreted", "文件没有解读", "1"),
        ("check:item-interpretation-link", "解读没有关联到文件", "1"),
    ),
    _column("K08", "数据发布"),
    _deduction("K09", "其他栏目", "5", ("empty:", "空白栏目", "2"), ("stale:", "应更新未更新的栏目", "1")),
    _deduction(
        "K10",
        "办事服务",
        "25",
        ("check:item-service-guide-elements", "办事指南缺少要素", "1"),
        ("check:item-service-guide-materials", "材料有兜底表述、没有写形式和份数，或没有空白表、样表", "1"),
        open=("电话、地址等是否与实际一致",),
        doubt=Doubt.SECOND_HAND,
    ),
    _deduction(
        "K11",
        "互动交流",
        "15",
        ("check:item-letter", "留言没有答复，或时间有误", "1"),
        ("check:item-consultation", "征集期或结果反馈不合要求", "1"),
        open=("测试留言 5 个工作日内是否答复",),
    ),
    _deduction("K12", "域名名称", "1", ("domain", "域名不以 .gov.cn 结尾", "1")),
    _deduction("K13", "网站标识", "4", ("check:page-footer", "页脚缺少规定内容的页面", "0.5")),
    _deduction(
        "K14",
        "可用性",
        "5",
        ("home_links", "首页打不开的链接", "1"),
        ("inner_links", "其他页面打不开的链接", "0.1"),
        open=("站外链接能否打开（另用 check --external）",),
    ),
    _deduction("K15", "页面标签", "2", ("check:page-labels", "页面标签缺失或有误", "0.1")),
    _deduction("K16", "兼容性、IPv6", "3", open=("主要浏览器能否正常显示", "是否支持 IPv6", "站内搜索是否好用")),
)
"""Only for portals. The names are from memory, the points are estimates (办事服务 = 25 is second-hand)."""

BONUS = tuple(
    Indicator(
        code, name, BONUSES, (Measure(key, label),), IndicatorPart.BONUS, ("得分由检查人员评定",), doubt=Doubt.UNSURE
    )
    for code, name, key, label in (
        ("J1", "信息发布", "specials_open", "进行中的专题"),
        ("J2", "解读形式多样", "forms", "用到的解读形式（种）"),
        ("J3", "数据开放", "datasets", "可下载的数据集"),
        ("J4", "互动交流", "outcomes", "公布了结果的意见征集"),
    )
)
"""Nothing of it can be scored from files: only what there is is told."""

INDICATORS = (*VETOES, *NEW_MEDIA_VETOES)
FULL_POINTS = Decimal(100)
PASS_POINTS, BONUS_POINTS = Decimal(60), Decimal(80)
"""Below 60 of the deduction table a site fails; above 80 the bonus table is asked (2019, frame of the indicators)."""


def in_force(indicators: tuple[Indicator, ...], day: str) -> tuple[Indicator, ...]:
    return tuple(indicator for indicator in indicators if indicator.in_force(day))
