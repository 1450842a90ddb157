"""What the tables of content/ hold: the site, its authorities, columns and new-media accounts;
frozen, with Chinese keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints

from pipeline.account_rows import AccountChange as AccountChange
from pipeline.account_rows import CensusRow as CensusRow
from pipeline.account_rows import ChangeOf as ChangeOf
from pipeline.account_rows import NewMediaAccount as NewMediaAccount
from pipeline.audience import FIELD_HELP
from pipeline.fields import YES_NO as YES_NO
from pipeline.fields import FileName, Handle, Key, Mail, Order, OwnAddress, Url
from pipeline.fields import YesNo as YesNo
from pipeline.kind import Audiences, Day, Line, Lines, Part, Text, _number, _one_or_many, label
from pipeline.reviews import NO_REVIEW, Evidence, ReviewStep
from pipeline.terms import (
    ANSWER_UNITS,
    PERIOD_NONE,
    PERIOD_UNITS,
    AuthorityLevel,
    ColourScheme,
    ColumnType,
    SiteType,
    SpecialState,
)


def _steps(value: Any) -> Any:
    return [] if value == NO_REVIEW else _one_or_many(value)


Steps = Annotated[tuple[ReviewStep, ...], BeforeValidator(_steps)]


def _host(text: Any) -> Any:
    return text.strip().casefold().removeprefix("*.").removesuffix(".") if isinstance(text, str) else text


Host = Annotated[str, BeforeValidator(_host), StringConstraints(pattern=r"^[^\s/:*@.]+(\.[^\s/:*@.]+)+$")]
Hosts = Annotated[tuple[Host, ...], BeforeValidator(_one_or_many)]
"""Names of machines, with all below them: what looks like an address would match none."""


class ReportPdf(StrEnum):
    """Of which annual reports a PDF is set."""

    AUTOMATIC = "自动"
    ALL = "全部"
    NONE = "不生成"


class NamedLink(Part):
    title: Line = label("名称", help="全称")
    url: Line = label("网址", help="完整网址")


class LinkGroup(Part):
    title: Line = label("分组", help="链接的分组名")
    links: tuple[NamedLink, ...] = label("链接", help="完整网址")


class SitePicture(Part):
    """A picture that the site supplies; it lies in content/ beside site.yaml."""

    file: FileName = label("图片", help="content/ 里的图片文件名，PNG、JPG、GIF 或 WebP")
    text: Line = label("说明", help="图片的文字说明")


class HomeSlots(Part):
    """Which columns feed which block of the home page; an empty block is not shown."""

    news: Lines = label("要闻", help="栏目路径的列表", default=())
    notices: Lines = label("通知公告", help="栏目路径的列表", default=())
    documents: Lines = label("最新文件", help="栏目路径的列表", default=())
    interpretations: Lines = label("政策解读", help="栏目路径的列表", default=())
    datasets: Lines = label("数据发布", help="栏目路径的列表", default=())
    interaction: Lines = label("互动交流", help="栏目路径的列表", default=())
    services: Lines = label("办事服务", help="栏目路径的列表", default=())


class Site(Part):
    """site.yaml. `name`, `domain` and `id_code` are the three mandated site labels."""

    name: Line = label("网站名称", help="规范全称，用作页面标签")
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$")] = label(
        "网站域名", help="小写字母、数字、点和连字符，如 www.example.gov.cn"
    )
    id_code: Annotated[str, StringConstraints(pattern=r"^(bm\d{8}|\d{10})$")] = label(
        "网站标识码", help="10 位，由全国政府网站信息报送系统核发"
    )
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'/?#]+(/[A-Za-z0-9][A-Za-z0-9._~-]*)*$")] = label(
        "网址", help="首页的完整网址，如 https://www.example.gov.cn，后面不带 /；网站在子目录里的，连子目录一起写"
    )
    site_type: SiteType = label("网站类型", help="政府门户网站、部门网站", default=SiteType.PORTAL)
    city: Line | None = label("地区", help="如 示范市", default=None)
    description: Line = label("网站描述", help="一两句话说明网站")
    icp_number: Line = label("ICP备案号", help="如 京ICP备00000000号-1")
    police_record_number: Line = label("公安备案号", help="如 京公网安备 00000000000000号")
    organizer: Line = label("主办单位", help="主办的机关")
    maintainer: Line = label("承办单位", help="实际运维的单位")
    telephone: Line = label("联系电话", help="办公电话，带区号")
    email: Line | None = label("电子邮箱", help="单位邮箱，不用个人邮箱", default=None)
    address: Line | None = label("联系地址", help="邮政地址", default=None)
    official_mark: Url | None = label("党政机关网站标识", help="标识的链接", default=None)
    error_report_link: Url | None = label("找错链接", help="不写则按网站标识码生成", default=None)
    portal_authority: Key = label("门户机关", help="门户代表的机关代号，见 authorities.yaml")
    as_of: Day | None = label("演示日期", help="演示网站专用：以这一天为“今天”", default=None)
    launched_on: Day | None = label(
        "建站日期", help="本系统启用的日期：发布时间从这一天起与提交记录核对，以前的按导入的历史信息处理", default=None
    )
    shown_reviews: Steps = label("公布审核", help="条目页面上公布哪些审校人，如 [责编, 终审]；不写即不公布", default=())
    strict: Lines = label(
        "从严检查", help="检查代号的列表；凭记忆整理、未核实原文的规则只报警告，列在这里的按错误报", default=()
    )
    estimated: YesNo = label(
        "估算分值", help="是、否；报告是否按未经核实的分值估算得分，估算不作官方结论", default=False
    )
    page_size: Annotated[int, BeforeValidator(_number), Field(ge=5, le=200)] = label(
        "每页条数", help="列表页每页条数，5 到 200", default=20
    )
    channels: Lines = label("渠道", help="要生成的渠道；不写即全部", default=())
    colours: ColourScheme = label("配色", help="全站的主色：青蓝、朱红、松绿、石青、黛紫", default=ColourScheme.BLUE)
    emblem: SitePicture | None = label("徽标", help="页头网站名称前的图片；不写就不显示", default=None)
    national_emblem: SitePicture | None = label(
        "国徽", help="首页显著位置的国徽图案（国徽法），由有权使用的机关自备；本系统不提供", default=None
    )
    report_pdf: ReportPdf = label(
        "年报PDF", help="自动、全部、不生成；自动即年报不超过 300 份时全部生成", default=ReportPdf.AUTOMATIC
    )
    official_pdf: Lines = label(
        "公文PDF", help="栏目路径的列表；其中（含下级）的公开文件另排公文版式的 PDF", default=()
    )
    home: HomeSlots = label("首页", help="首页各区块取哪些栏目", default_factory=HomeSlots)
    census_shown: YesNo = label("普查公开", help="是、否；是否公开政务新媒体每周普查结果和半年汇总", default=False)
    hub: Url | None = label("订阅中心", help="WebSub 中心的网址；写了才通知，不写不通知任何人", default=None)
    trusted_hosts: Hosts = label(
        "可信域名", help="打开时不必提示的站外域名，如 bszs.conac.cn，不写 https://", default=()
    )
    denied_hosts: Hosts = label("禁链域名", help="不许链接的站外域名，含它的下级域名，不写 https://", default=())
    traditional: YesNo = label("繁体版", help="是、否；是否把每个网页另转换一份繁体字的，放在 /hant/ 下", default=False)
    links: tuple[LinkGroup, ...] = label("友情链接", help="按分组列出", default=())
    phrase_lists: Lines = label("词表", help="content/terms/ 之外的词表文件，可写绝对路径", default=())
    hot_words: Lines = label(
        "热搜词", help="搜索框为空时列出的词，最多 12 个，排在前面的先列", default=(), max_length=12
    )
    search_service: OwnAddress | None = label(
        "搜索服务", help="本网站上搜索服务的地址，如 /api/search；没有搜索服务就不写", default=None
    )

    @property
    def base(self) -> str:
        """The folder of its host that the site lies in: `/portal`, or "" for a site that has a host of its own."""
        return urlsplit(self.url).path.rstrip("/")


Year = Annotated[int, BeforeValidator(_number), Field(ge=1949, le=2100)]


class Leader(Part):
    name: Line = label("姓名", help="与任职文件一致")
    position: Line = label("职务", help="与任职文件一致")


class Authority(Part):
    """One body. The office fields are what art. 12 of the regulation wants in the disclosure guide."""

    key: Key = label("代号", help="小写字母、数字和连字符，用作网址的一部分")
    name: Line = label("名称", help="全称")
    short_name: Line | None = label("简称", help="列表和导航中使用", default=None)
    level: AuthorityLevel = label("层级", help="政府、部门、县区、乡镇街道")
    parent: Key | None = label("上级", help="上级机关的代号，见 authorities.yaml", default=None)
    credit_code: Line | None = label("统一社会信用代码", help="18 位，检查校验位", default=None)
    index_code: Line | None = label("索引号前缀", help="不写则用统一社会信用代码", default=None)
    duties: Text | None = label("主要职责", help="写在公开指南和机构页", default=None)
    disclosure_office: Line | None = label("公开工作机构", help="办理信息公开的内设机构（条例第十二条）", default=None)
    address: Line | None = label("办公地址", help="公众来访的地址", default=None)
    hours: Line | None = label("办公时间", help="如 工作日 9:00—12:00,13:00—17:00", default=None)
    telephone: Line | None = label("联系电话", help="办公电话，带区号", default=None)
    fax: Line | None = label("传真", help="没有的写“无”", default=None)
    email: Line | None = label("电子邮箱", help="单位邮箱，不用个人邮箱", default=None)
    postcode: Line | None = label("邮政编码", help="六位数字", default=None)
    application_way: Line | None = label("申请渠道", help="依申请公开的网上或书面渠道", default=None)
    website: Url | None = label("网站", help="已有独立网站的填写", default=None)
    leaders: tuple[Leader, ...] = label("领导", help="每人写姓名、职务", default=())
    platform: YesNo = label("公开平台", help="是否设信息公开平台：是、否", default=True)
    reports_from: Year | None = label("年报起始年", help="从哪一年起有年报，检查是否逐年连续", default=None)
    reports_until: Year | None = label(
        "年报截止年", help="撤并的机关最后一份年报是哪一年的；没有撤并的不写", default=None
    )
    colours: ColourScheme | None = label("主色", help="机关页面和公开平台的主色；不写随全站配色", default=None)
    order: Order = label("排序", help="数字，小的在前", default=1000)

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def owes_report(self, year: int) -> bool:
        """Whether it must publish an annual report on that year: one with a platform, as long as it exists."""
        first, last = self.reports_from, self.reports_until or year
        return self.platform and first is not None and first <= year <= last


def superiors(known: Mapping[str, Authority], key: str) -> list[str]:
    """Keys of all bodies above one, the nearest first; its own is the last when they make a circle."""
    found: list[str] = []
    above = known[key].parent
    while above and above in known and above not in found:
        found.append(above)
        above = known[above].parent
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """How long a column may stay without a new item: days or calendar months; `number` 0 = no demand."""

    number: int
    months: bool

    @property
    def text(self) -> str:
        return f"{self.number}{PERIOD_UNITS[self.months]}" if self.number else PERIOD_NONE


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon a letter is to be answered: days, or working days, after the day on which it came."""

    number: int
    working: bool

    def __str__(self) -> str:
        return f"{self.number}{ANSWER_UNITS[self.working]}"


class Membership(Part):
    """Which items a special column shows, beside those in its own folder: all rules add up; within a rule any value."""

    columns: Lines = label("栏目", help="栏目路径的列表，含其下级栏目", default=())
    keywords: Lines = label("关键词", help="列表；用于页面标签、相关信息和专题收录", default=())
    authorities: Lines = label("机关", help="机关代号的列表", default=())
    items: Lines = label("条目", help="索引号或路径", default=())


class Reviewer(Part):
    """Somebody who may sign. Names are matched with headers, mails with commits, handles with the platform's."""

    name: Line = label("姓名", help="与页头“审核”里写的一致")
    mail: Mail | None = label("邮箱", help="单位邮箱，与提交说明里写的一致；不写就只认姓名", default=None)
    handle: Handle | None = label("账号", help="代码平台上的账号或小组，如 @zhuer、@zwgk/shenhe", default=None)
    steps: Steps = label("审次", help="可以做哪些审校；不写即都可以", default=())
    authorities: Lines = label("机关", help="只审这些机关及其下属机关的条目：机关代号的列表；不写即不限", default=())


class AuthoritySteps(Part):
    authorities: Lines = label("机关", help="机关代号的列表，含其下属机关", min_length=1)
    steps: Steps = label("审次", help="这些机关的条目要做的审校，按次序")


class ReviewRule(Part):
    """What a column, and those below it, want before an item is public. What is not written comes from above."""

    steps: Steps | None = label(
        "审次",
        help="要做的审校，按次序：责编、一校、二校、三校、初审、复审、终审中的几项；写 不要求 即不查",
        default=None,
    )
    people: tuple[Reviewer, ...] | None = label("审核人", help="谁可以审；不写即不限", default=None)
    by_authority: tuple[AuthoritySteps, ...] | None = label("机关审次", help="审次与本栏目不同的机关", default=None)
    evidence: Evidence | None = label("凭证", help="任一、页头、提交、两者；不写即任一", default=None)
    since: Day | None = label("起用日期", help="这一天及以后发布的才按规则查；不写即全部", default=None)


class Column(Part):
    """One column. `path` = keys from the root joined by `/`, and both its folder in content/ and its URL."""

    key: Key = label("代号", help="小写字母、数字和连字符，用作网址的一部分")
    title: Line = label("名称", help="全称")
    column_type: ColumnType = label("类别", help="官方规定的栏目类别")
    kind: Line = label("形态", help="条目的形态：文章、公开文件……；专题写 专题；只有下级栏目的写 目录")
    description: Line = label("说明", help="栏目收什么内容，用作栏目描述标签")
    keywords: Lines = label("关键词", help="列表；用于页面标签、相关信息和专题收录", min_length=1)
    meant_for: Audiences = label("面向", help=f"{FIELD_HELP}；栏目里没有写面向的条目按它", default=())
    update_within: Line = label("更新期限", help="14天、6个月、不要求")
    answer_within: Line | None = label(
        "答复时限",
        help="留言答复栏目承诺多久答复：1个工作日、5个工作日、15天；写在上级栏目的，下级都按它",
        default=None,
    )
    reviews: ReviewRule | None = label("审核规则", help="三审三校：要做哪几审、谁可以审；下级栏目都按它", default=None)
    responsible: Key | None = label("责任部门", help="机关代号，见 authorities.yaml；更新预警找它", default=None)
    required: YesNo = label("必备", help="是、否；必备栏目不得空白", default=False)
    order: Order = label("排序", help="数字，小的在前", default=1000)
    in_navigation: YesNo = label("导航", help="是、否；是否出现在顶部导航", default=False)
    statutory: Annotated[int, BeforeValidator(_number), Field(ge=1, le=15)] | None = label(
        "法定公开", help="条例第二十条的项号，1 到 15", default=None
    )
    opened_on: Day | None = label("开设日期", help="YYYY-MM-DD", default=None)
    sponsor: Key | None = label("主办", help="机关代号，见 authorities.yaml", default=None)
    state: SpecialState | None = label("状态", help="进行中、已归档", default=None)
    banner: Line | None = label("横幅", help="栏目文件夹中的图片", default=None)
    banner_text: Line | None = label("横幅说明", help="横幅图片的文字说明", default=None)
    members: Membership | None = label(
        "收录", help="专题收录规则：栏目、关键词、机关、条目，满足一项即收", default=None
    )
    media: Lines | None = label(
        "渠道", help="本栏目和下级栏目的条目制作新媒体发布包的渠道，如 [微信, 微博]；写 [] 即不制作", default=None
    )
    children: tuple["Column", ...] = label("子栏目", help="下级栏目的列表", default=())


class Redirect(Part):
    """redirects.yaml: an address that moved. Both are paths of this site."""

    old: Line = label("原地址", help="以 / 开头的旧网址路径")
    new: Line = label("新地址", help="以 / 开头的新网址路径")


class Synonym(Part):
    """What people say, and the words of official papers for it: whoever searches the first finds the second."""

    plain: Lines = label("俗称", help="群众的说法，一个或几个", min_length=1)
    official: Lines = label("规范用语", help="文件里的说法，一个或几个", min_length=1)
    both_ways: YesNo = label("双向", help="是、否；是：搜规范用语也找出俗称", default=False)


class SearchWords(Part):
    """synonyms.yaml. `fillers`: what is left out of a question, such as “how”."""

    synonyms: tuple[Synonym, ...] = label("同义词", help="俗称与规范用语的列表", default=())
    fillers: Lines = label("问句用语", help="提问的套话，搜索时略去", default=())


class Phrase(Part):
    """terms/*.yaml: a form of words that is wrong, or wrong in a context."""

    wrong: Lines = label("误", help="错误的写法，一个或几个", min_length=1)
    right: Line | None = label("正", help="正确的写法", default=None)
    context: Lines = label("语境", help="同一句里有其中一个词才算", default=())
    allowed: Lines = label("例外", help="包含这个写法而不算错的词句", default=())
    note: Line | None = label("说明", default=None)
    unsure: YesNo = label("复核", help="是：拿不准，只提请人工复核", default=False)
