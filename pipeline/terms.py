"""The vocabulary: what an editor writes in a header is the value of an enum, so a label is written once."""

from enum import StrEnum


class ItemStatus(StrEnum):
    DRAFT = "草稿"
    PUBLISHED = "已发布"
    WITHDRAWN = "已撤回"


class DisclosureMode(StrEnum):
    """Regulation on disclosure, art. 13 and 27; WITHHELD never reaches output."""

    PROACTIVE = "主动公开"
    ON_REQUEST = "依申请公开"
    WITHHELD = "不予公开"


class Validity(StrEnum):
    IN_FORCE = "有效"
    AMENDED = "已修改"
    EXPIRED = "失效"
    REPEALED = "废止"


class LegalRank(StrEnum):
    REGULATION = "行政法规"
    RULE = "规章"
    NORMATIVE = "行政规范性文件"
    OTHER = "其他文件"


class Genre(StrEnum):
    """The fifteen kinds of official document, and what disclosure sites add."""

    RESOLUTION = "决议"
    DECISION = "决定"
    ORDER = "命令（令）"
    COMMUNIQUE = "公报"
    PROCLAMATION = "公告"
    ANNOUNCEMENT = "通告"
    OPINION = "意见"
    NOTICE = "通知"
    CIRCULAR = "通报"
    REPORT = "报告"
    REQUEST = "请示"
    APPROVAL = "批复"
    MOTION = "议案"
    LETTER = "函"
    MINUTES = "纪要"
    PLAN = "规划"
    SCHEME = "方案"
    OTHER = "其他"


class InterpretationForm(StrEnum):
    TEXT = "文字解读"
    DIAGRAM = "图解"
    AUDIO = "音频"
    VIDEO = "视频"
    ANIMATION = "动漫"
    H5 = "H5"
    QUESTIONS = "政策问答"
    PRESS_CONFERENCE = "新闻发布会"
    INTERVIEW = "在线访谈"
    EXPERT = "专家解读"
    LEADER = "负责人解读"
    MEDIA = "媒体评论"


class LetterType(StrEnum):
    INQUIRY = "咨询"
    SUGGESTION = "建议"
    COMPLAINT = "投诉"
    HELP = "求助"


class ChartType(StrEnum):
    BAR = "柱状图"
    LINE = "折线图"
    PIE = "饼图"


class ColumnType(StrEnum):
    """Official values of the page label ColumnType (guide to government sites, annex); the list is open."""

    HOME = "首页"
    OVERVIEW = "概况信息"
    INSTITUTION = "机构职能"
    LEADERS = "负责人信息"
    NEWS = "工作动态"
    NOTICES = "通知公告"
    POLICY = "政策文件"
    DISCLOSURE_GUIDE = "信息公开指南"
    DISCLOSURE_RULES = "信息公开制度"
    CATALOGUE = "信息公开目录"
    ANNUAL_REPORTS = "信息公开年报"
    ON_REQUEST = "依申请公开"
    STATISTICS = "数据发布"
    OPEN_DATA = "数据开放"
    INTERPRETATION = "政策解读"
    PUBLIC_RESPONSE = "回应关切"
    PUBLIC_SERVICES = "办事服务"
    MAILBOX = "咨询投诉"
    CONSULTATION = "征集调查"
    INTERVIEW = "在线访谈"
    SPECIAL = "专题专栏"
    OTHER = "其他"


class SpecialState(StrEnum):
    OPEN = "进行中"
    ARCHIVED = "已归档"


class SiteType(StrEnum):
    PORTAL = "政府门户网站"
    BUREAU = "部门网站"


class AuthorityLevel(StrEnum):
    GOVERNMENT = "政府"
    BUREAU = "部门"
    DISTRICT = "县区"
    TOWNSHIP = "乡镇街道"


class Platform(StrEnum):
    WECHAT_SUBSCRIPTION = "微信订阅号"
    WECHAT_SERVICE = "微信服务号"
    WECHAT_CHANNELS = "微信视频号"
    WECHAT_MINI = "微信小程序"
    WEIBO = "新浪微博"
    DOUYIN = "抖音"
    KUAISHOU = "快手"
    TOUTIAO = "今日头条"
    XIAOHONGSHU = "小红书"
    BAIJIAHAO = "百家号"
    APP = "移动客户端"
    OTHER = "其他"


class AccountState(StrEnum):
    RUNNING = "正常运行"
    CHANGING = "变更中"
    CLOSING = "停更公示"
    CLOSED = "已关停"
    CANCELLED = "已注销"


class ColourScheme(StrEnum):
    """Main colours; the theme's `scheme-…` classes give each its tones."""

    BLUE = "青蓝"
    VERMILION = "朱红"
    PINE = "松绿"
    TEAL = "石青"
    VIOLET = "黛紫"


class PageLabel(StrEnum):
    """The mandated <meta> names of the guide to government sites, annex on page design (3 / 7 / 10)."""

    SITE_NAME = "SiteName"
    SITE_DOMAIN = "SiteDomain"
    SITE_ID_CODE = "SiteIDCode"
    COLUMN_NAME = "ColumnName"
    COLUMN_DESCRIPTION = "ColumnDescription"
    COLUMN_KEYWORDS = "ColumnKeywords"
    COLUMN_TYPE = "ColumnType"
    ARTICLE_TITLE = "ArticleTitle"
    PUB_DATE = "PubDate"
    CONTENT_SOURCE = "ContentSource"


CLAUSE_LABEL, HINT_LABEL, WAIVER_LABEL = "依据：", "改法：", "豁免："
SEVERITY_LABELS = {"ERROR": "错误", "WARNING": "警告", "REVIEW": "需人工复核"}

STATUTORY_GROUPS = (
    "行政法规、规章和规范性文件",
    "机关职能、机构设置和联系方式",
    "国民经济和社会发展规划及相关政策",
    "国民经济和社会发展统计信息",
    "行政许可和其他对外管理服务事项",
    "行政处罚、行政强制",
    "财政预算、决算信息",
    "行政事业性收费",
    "政府集中采购",
    "重大建设项目",
    "扶贫、教育、医疗、社会保障、促进就业",
    "突发公共事件应对",
    "监督检查情况",
    "公务员招考和录用",
    "其他主动公开信息",
)
"""Regulation on disclosure, art. 20 (1)-(15), in short form; the number is the index + 1."""

SUBJECTS: dict[str, tuple[str, ...]] = {
    "国务院组织机构": ("其他",),
    "综合政务": ("政务公开", "政务督查", "应急管理", "电子政务", "文秘工作", "保密工作", "信访", "参事、文史", "其他"),
    "国民经济管理、国有资产监管": (
        "宏观经济",
        "经济体制改革",
        "统计",
        "物价",
        "国有资产监管",
        "重大建设项目",
        "其他",
    ),
    "财政、金融、审计": (
        "财政",
        "税务",
        "银行",
        "货币（含外汇）",
        "证券",
        "保险",
        "社会信用体系建设",
        "审计",
        "其他",
    ),
    "国土资源、能源": ("土地", "矿产", "水资源", "海洋", "煤炭", "石油与天然气", "电力", "其他"),
    "农业、林业、水利": ("农业、畜牧业、渔业", "林业", "水利", "其他"),
    "工业、交通": (
        "机械制造与重工业",
        "轻工纺织",
        "化工",
        "国防工业",
        "航天、航空",
        "信息产业（含电信）",
        "公路",
        "水运",
        "铁路",
        "民航",
        "邮政",
        "其他",
    ),
    "商贸、海关、旅游": ("对外经贸合作", "国内贸易（含供销）", "海关", "检验、检疫", "旅游", "其他"),
    "市场监管、安全生产监管": ("工商", "质量监督", "标准", "食品药品监管", "安全生产监管", "其他"),
    "城乡建设、环境保护": (
        "城市规划",
        "城乡建设（含住房）",
        "环境监测、保护与治理",
        "节能与资源综合利用",
        "气象、水文、测绘、地震",
        "其他",
    ),
    "科技、教育": ("科技", "教育", "知识产权", "其他"),
    "文化、广电、新闻出版": ("文化", "文物", "新闻出版", "广播、电影、电视", "其他"),
    "卫生、体育": ("卫生", "医药管理", "体育", "其他"),
    "人口与计划生育、妇女儿童工作": ("人口与计划生育", "妇女儿童", "其他"),
    "劳动、人事、监察": (
        "劳动就业",
        "社会保障",
        "人事工作",
        "军转安置",
        "监察",
        "纠正行业不正之风",
        "其他",
    ),
    "公安、安全、司法": ("公安", "国家安全", "司法", "其他"),
    "民政、扶贫、救灾": (
        "减灾救灾",
        "优抚安置",
        "社会福利",
        "行政区划与地名",
        "社团管理",
        "扶贫",
        "其他",
    ),
    "民族、宗教": ("民族事务", "宗教事务"),
    "对外事务": ("外交、外事", "国际条约、国际组织", "其他"),
    "港澳台侨工作": ("港澳工作", "对台工作", "侨务工作"),
    "国防": ("国防建设", "国防动员"),
    "其他": (),
}
"""First-level subjects of gov.cn and their children; written `综合政务\\政务公开` in a header."""

ANNUAL_REPORT_SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
"""National layout of the annual report (2021), titles exact and in this order."""

TABLE_LABEL = "表格"
COLUMN_GROUP, COLUMN_SPECIAL = "目录", "专题"
"""What columns.yaml writes in 形态 for a column of columns, and for a special column."""
PERIOD_NONE = "不要求"
PERIOD_FORM = r"([1-9]\d{0,3})\s*(天|个月)"
PERIOD_UNITS = {False: "天", True: "个月"}
ANSWER_FORM = r"([1-9]\d{0,2})\s*(天|个工作日)"
ANSWER_UNITS = {False: "天", True: "个工作日"}


class Relation(StrEnum):
    """How one item stands to another, as the page says it."""

    INTERPRETS = "解读的文件"
    INTERPRETED_BY = "相关解读"
    AMENDS = "修改了"
    AMENDED_BY = "被修改"
    REPEALS = "废止了"
    REPEALED_BY = "被废止"
    REPLACES = "替代了"
    REPLACED_BY = "被替代"


SPECIAL_FILES = {
    0o120000: "符号链接",
    0o010000: "命名管道",
    0o140000: "套接字",
    0o060000: "块设备",
    0o020000: "字符设备",
    0o040000: "文件夹",
}
"""File type bits -> what an editor is told."""
NAME_REASONS = {
    "long": "太长（文件名最多 100 个字符，路径最多 240 个）",
    "characters": "只能用小写字母、数字、连字符和下划线，并以字母或数字开头",
    "windows": "是 Windows 的保留名",
    "generated": "会覆盖系统生成的页面",
    "encoding": "不是有效的 UTF-8 文件名",
}

HOME_TITLE = "首页"
PAGE_TITLES = {
    "authorities": "机构设置",
    "platforms": "政府信息公开",
    "guide": "政府信息公开指南",
    "rules": "政府信息公开制度",
    "statutory": "法定主动公开内容",
    "reports": "政府信息公开年报",
    "request": "依申请公开",
    "catalogue": "政府信息公开目录",
    "accounts": "政务新媒体矩阵",
    "feeds": "RSS 订阅",
    "sitemap": "网站地图",
    "search": "站内搜索",
    "accessibility": "无障碍说明",
    "not_found": "页面不存在",
    "latest": "最新公开",
}
CATALOGUE_AXES = {
    "jg": "按机关",
    "zt": "按主题",
    "tc": "按体裁",
    "nf": "按年份",
    "yx": "按有效性",
}
"""Axes of the catalogue: address part -> title."""
YEAR_TITLE = "{year}年"
FEED_GROUPS = {
    "site": "全站",
    "columns": "栏目",
    "specials": "专题专栏",
    "authorities": "机关",
    "topics": "主题分类",
}
"""Groups of the RSS directory."""

DATE_REVIEW_MARKS = ("日期复核", "Reviewed-by-date")
"""How the line of a commit's message begins by which a reviewer vouches for the dates in it."""
DATE_REVIEW_NOBODY = frozenset(("姓名", "复核人", "本人", "自己", "我", "无", "同上", "name", "Name", "me"))
"""What stands there in place of a reviewer's name."""

ENCODING_REASONS = {
    "missing": "文件不存在，或不是普通文件。",
    "utf-8": "它已经是 UTF-8 编码，不需要转换。",
    "broken-utf-8": "它是 UTF-8 编码但有字节损坏，按 GBK 转换会变成乱码。请找回完好的原文件。",
    "binary": "它不是文本文件，或是 UTF-16 编码。请在编辑器里打开，另存为 UTF-8。",
    "undecodable": "按 GB18030 读不通，无法确定原来的文字。请找回完好的原文件。",
    "backup-exists": "同名的 .bak 备份已经存在。请先核对并移走旧备份。",
}
"""Why a file is not converted to UTF-8, as the verb says it."""

WORD_BREAKS = r"[\W_]+|(?:19|20)\d\d年?度?|关于|的|第[一二三四五六七八九十\d]+[号批次届季期]?度?|\d+(?:[年月日号期]|(?=[年月日号期]))"
"""What parts the words of a title, as a pattern; a suggestion reaches over none of it."""
WORD_STARTS_NEVER, WORD_ENDS_NEVER = "与及或至由并", "和与及或至在对将由等之并"
"""Characters that only join: a piece of a title that begins or ends so is no word."""
