"""The yearly statement of a government site: what only people know, as they write it, and the form as it is printed.

State Council Office circular 2018 No. 12: eight parts, due on 31 January. The parts are as it names them; the single
entries rest on memory, so that the form of the national reporting system goes before this one.
"""

from enum import StrEnum
from typing import NamedTuple

from pipeline.kind import Amount, Count, Day, Line, Part, label
from pipeline.model import YesNo
from pipeline.standards import Clause, Doubt
from pipeline.terms import Platform

STATEMENT_NORM = Clause("《关于做好政府网站年度报表发布工作的通知》（国办函〔2018〕12号）")
STATEMENT_FORM = Clause(STATEMENT_NORM.document, "工作年度报表表样", Doubt.MEMORY)


class Innovation(StrEnum):
    SEARCH = "搜索即服务"
    LANGUAGES = "多语言版本"
    ACCESSIBLE = "无障碍浏览"
    PERSONAL = "千人千网"


class Visits(Part):
    visitors: Count = label("独立用户访问总量", help="个")
    visits: Count = label("网站总访问量", help="次")


class Handled(Part):
    total: Count = label("总数", help="件")
    persons: Count = label("自然人", help="件")
    bodies: Count = label("法人", help="件")


class Services(Part):
    catalogue: YesNo = label("发布服务事项目录", help="是、否")
    users: Count = label("注册用户数", help="个")
    matters: Count = label("政务服务事项数量", help="项")
    online: Count = label("可全程在线办理事项数量", help="项")
    handled: Handled = label("办件量", help="总数、自然人、法人")


class Interaction(Part):
    unified: YesNo = label("使用统一平台", help="是、否")
    received: Count = label("收到留言数量", help="条，含没有公开的")
    closed: Count = label("办结留言数量", help="条")
    days: Amount = label("平均办理时间", help="天")
    questions_answered: Count = label("答复网民提问数量", help="条，在线访谈中的")
    robot: YesNo = label("提供智能问答", help="是、否")


class Safety(Part):
    assessed: Count = label("安全检测评估次数", help="次")
    found: Count = label("发现问题数量", help="个")
    mended: Count = label("问题整改数量", help="个")
    monitored: YesNo = label("建立安全监测预警机制", help="是、否")
    drilled: YesNo = label("开展应急演练", help="是、否")
    responsible: YesNo = label("明确网站安全责任人", help="是、否")


class Posts(Part):
    platform: Platform = label("平台", help="与 accounts.yaml 相同")
    account_id: Line = label("账号ID", help="与 accounts.yaml 相同")
    posts: Count = label("信息发布量", help="条，全年")
    followers: Count = label("关注数", help="个，年末")


class Signed(Part):
    head: Line = label("单位负责人", help="姓名")
    reviewer: Line = label("审核人", help="姓名")
    author: Line = label("填报人", help="姓名")
    telephone: Line = label("联系电话", help="办公电话，带区号")
    on: Day = label("填报日期", help="YYYY-MM-DD")


class SiteFacts(Part):
    filler: Line = label("填报单位")
    name: Line = label("网站名称")
    url: Line = label("首页网址")
    organizer: Line = label("主办单位")
    site_type: Line = label("网站类型")
    id_code: Line = label("政府网站标识码")
    icp: Line = label("ICP备案号")
    police: Line = label("公安机关备案号")


class SiteFigures(Part):
    """The entries `site.…`, by the names under which they are printed."""

    items: Count = label("信息发布总数")
    overview: Count = label("概况类信息更新量")
    news: Count = label("政务动态信息更新量")
    catalogue: Count = label("信息公开目录信息更新量")
    specials: Count = label("维护数量")
    new_specials: Count = label("新开设数量")
    interpretations: Count = label("解读信息发布总数")
    materials: Count = label("解读材料数量")
    products: Count = label("解读产品数量")
    comments: Count = label("媒体评论文章数量")
    responses: Count = label("回应公众关注热点或重大舆情数量")
    replies: Count = label("公开答复数量")
    consultations: Count = label("征集调查期数")
    opinions: Count = label("收到意见数量")
    outcomes: Count = label("公布调查结果期数")
    interviews: Count = label("访谈期数")
    questions: Count = label("网民留言数量")


class NamedAccount(Part):
    platform: Platform = label("平台")
    account_id: Line = label("账号ID")
    name: Line = label("账号名称")


class Fixed(Part):
    """What the site told when the statement was fixed: later changes of content leave what was published as it was."""

    on: Day = label("固定日期", help="YYYY-MM-DD")
    facts: SiteFacts = label("基本情况")
    figures: SiteFigures = label("网站统计")
    accounts: tuple[NamedAccount, ...] = label("账号名称", default=())


class SiteStatement(Part):
    """content/statements/<year>.yaml; all else in the statement is counted from the site, until it is fixed here."""

    visits: Visits = label("访问量", help="独立用户访问总量、网站总访问量")
    services: Services | None = label("办事服务", help="没有对外服务职能的不写", default=None)
    interaction: Interaction = label("互动交流", help="留言办理和智能问答")
    safety: Safety = label("安全防护", help="检测、整改和机制")
    new_media: tuple[Posts, ...] = label("移动新媒体", help="每个运行中的账号一项", default=())
    innovations: tuple[Innovation, ...] = label(
        "创新发展", help="搜索即服务、多语言版本、无障碍浏览、千人千网", default=()
    )
    other_innovations: Line | None = label("其他创新", help="一句话", default=None)
    signed: Signed = label("填报", help="负责人、审核人、填报人、电话、日期")
    fixed: Fixed | None = label("公布数据", help="website-statement --fix 写入，公布后不再随网站内容变", default=None)


class Entry(NamedTuple):
    """A line of the form. `key`: its value, from people by the path of fields, or `site.…` counted from the site."""

    part: str
    name: str
    unit: str
    key: str


def _entries(part: str, *rows: tuple[str, str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(part, *row) for row in rows)


ENTRIES: tuple[Entry, ...] = (
    *_entries(
        "访问量",
        ("独立用户访问总量", "个", "visits.visitors"),
        ("网站总访问量", "次", "visits.visits"),
    ),
    *_entries(
        "信息发布",
        ("信息发布总数", "条", "site.items"),
        ("概况类信息更新量", "条", "site.overview"),
        ("政务动态信息更新量", "条", "site.news"),
        ("信息公开目录信息更新量", "条", "site.catalogue"),
    ),
    *_entries("专栏专题", ("维护数量", "个", "site.specials"), ("新开设数量", "个", "site.new_specials")),
    *_entries(
        "解读回应",
        ("解读信息发布总数", "条", "site.interpretations"),
        ("解读材料数量", "条", "site.materials"),
        ("解读产品数量", "个", "site.products"),
        ("媒体评论文章数量", "篇", "site.comments"),
        ("回应公众关注热点或重大舆情数量", "次", "site.responses"),
    ),
    *_entries(
        "办事服务",
        ("是否发布服务事项目录", "", "services.catalogue"),
        ("注册用户数", "个", "services.users"),
        ("政务服务事项数量", "项", "services.matters"),
        ("可全程在线办理政务服务事项数量", "项", "services.online"),
        ("办件量总数", "件", "services.handled.total"),
        ("自然人办件量", "件", "services.handled.persons"),
        ("法人办件量", "件", "services.handled.bodies"),
    ),
    *_entries(
        "互动交流",
        ("是否使用统一平台", "", "interaction.unified"),
        ("收到留言数量", "条", "interaction.received"),
        ("办结留言数量", "条", "interaction.closed"),
        ("平均办理时间", "天", "interaction.days"),
        ("公开答复数量", "条", "site.replies"),
        ("征集调查期数", "期", "site.consultations"),
        ("收到意见数量", "条", "site.opinions"),
        ("公布调查结果期数", "期", "site.outcomes"),
        ("访谈期数", "期", "site.interviews"),
        ("网民留言数量", "条", "site.questions"),
        ("答复网民提问数量", "条", "interaction.questions_answered"),
        ("是否提供智能问答", "", "interaction.robot"),
    ),
    *_entries(
        "安全防护",
        ("安全检测评估次数", "次", "safety.assessed"),
        ("发现问题数量", "个", "safety.found"),
        ("问题整改数量", "个", "safety.mended"),
        ("是否建立安全监测预警机制", "", "safety.monitored"),
        ("是否开展应急演练", "", "safety.drilled"),
        ("是否明确网站安全责任人", "", "safety.responsible"),
    ),
)
NAMES = {entry.key: entry.name for entry in ENTRIES}
AT_MOST: tuple[tuple[str, str], ...] = (
    ("visits.visitors", "visits.visits"),
    ("services.online", "services.matters"),
    ("interaction.closed", "interaction.received"),
    ("site.replies", "interaction.closed"),
    ("interaction.questions_answered", "site.questions"),
    ("site.outcomes", "site.consultations"),
    ("safety.mended", "safety.found"),
)
"""What must not be more than what."""
SUMS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("site.items", ("site.overview", "site.news", "site.catalogue"), False),
    ("site.interpretations", ("site.materials", "site.products", "site.comments"), True),
    ("services.handled.total", ("services.handled.persons", "services.handled.bodies"), True),
)
"""Whole, parts, and whether the parts make up all of the whole."""

TITLE = "{name}政府网站工作年度报表（{year}年度）"
STATEMENTS_TITLE = "政府网站工作年度报表"
YES, NO, NONE = "是", "否", "无"
HEAD, FACTS_HEAD = ("项目", "数量", "单位"), ("项目", "内容")
FACTS = tuple(str(field.alias) for field in SiteFacts.model_fields.values())
ACCOUNTS_PART, ACCOUNTS_HEAD = "移动新媒体", ("平台", "账号名称", "信息发布量（条）", "关注量（个）")
INNOVATION_PART, SIGNED_PART, FACTS_PART = "创新发展", "填报", "基本情况"
OTHER = "其他"
SHEET = "工作年度报表"
OPENING = "{site}{year}年度工作情况，统计期限为{year}年1月1日至12月31日。"
FAULTS: dict[str, tuple[str, str]] = {
    "name": ("年度报表的文件名“{name}”不对", "写作“年份.yaml”，如 2025.yaml"),
    "unreadable": ("年度报表读不出来：{reason}", "检查文件权限；不要用链接"),
    "more": ("“{small}”是 {value}，多于“{great}”{limit}", "核对这两个数"),
    "sum": ("“{whole}”是 {value}，各部分之和是 {parts}", "核对各部分：{names}"),
    "below": ("“{whole}”是 {value}，少于各部分之和 {parts}", "核对各部分：{names}"),
    "account": ("账号“{account}”没有登记{near}", "改正平台和账号ID，或先在 accounts.yaml 登记"),
    "lacking": (
        "没有填账号“{account}”的信息发布量",
        "在“移动新媒体”中加一项；年内没有运行的，在 accounts.yaml 写明状态",
    ),
    "twice": ("账号“{account}”填了两次", "只保留一项"),
    "late": (
        "还没有 {year} 年度的政府网站工作年度报表，应在 {due} 前发布",
        "建 content/statements/{year}.yaml，生成报表并发布",
    ),
    "loose": (
        "{year} 年度的报表已经公布，网站统计的数还没有固定，以后内容增删会改变已公布的报表",
        "核对后运行 website-statement --year {year} --fix",
    ),
    "moved": (
        "公布的数与按现在的内容统计的不同：{told}",
        "公布后内容有增删的，报表保持公布时的数，不必改；公布时就错的，改“网站统计”中的数并说明更正",
    ),
    "early": ("{year} 年还没有结束", "核对文件名中的年份"),
}
