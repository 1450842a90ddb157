"""What is said to editors and printed: headings of the ledger of requests, its faults, the clauses on its deadlines."""

import re
from typing import NamedTuple

from pipeline.standards import REGULATION, Clause, Threshold

ART_30 = Clause(REGULATION, "第三十条")
ART_33 = Clause(REGULATION, "第三十三条")
CORRECTION_WORKDAYS = Threshold(7, ART_30, "2019-05-15")
ANSWER_WORKDAYS = Threshold(20, ART_33, "2019-05-15")
EXTENSION_WORKDAYS = Threshold(20, ART_33, "2019-05-15")


class Column(NamedTuple):
    """A column of content/requests/<year>.csv; `needed`: the file must have it."""

    label: str
    needed: bool
    about: str


LEDGER: dict[str, Column] = {
    "number": Column("编号", True, "本机关的登记编号，字母、数字和连字符，最多 20 位"),
    "authority": Column("机关", True, "authorities.yaml 中的机关代号"),
    "received_on": Column("收到日期", True, "收到申请的日期，YYYY-MM-DD"),
    "applicant": Column("申请人类型", True, "自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他"),
    "asked_on": Column("补正告知", False, "告知申请人补正的日期"),
    "completed_on": Column("补正收到", False, "收到补正材料的日期，答复期限从这一天重新起算"),
    "consulted_on": Column("征求意见", False, "征求第三方或其他机关意见的日期，从这一天起期限暂停"),
    "heard_on": Column("意见收到", False, "收到意见的日期，期限继续计算"),
    "extended_on": Column("延期告知", False, "告知申请人延长答复期限的日期"),
    "decided_on": Column("办结日期", True, "作出答复或不再处理的日期，没有办结的空着"),
    "outcome": Column("办理结果", True, "年度报告第三表的 21 种结果之一，没有办结的空着"),
}
"""Identifier -> column, in the order in which docs and new files show them."""

LEDGER_FAULTS: dict[str, tuple[str, str]] = {
    "name": ("申请台账的文件名“{name}”不对", "写作“年份.csv”，如 2026.csv"),
    "unreadable": ("申请台账读不出来：{reason}", "检查文件权限；不要用链接"),
    "blank": ("申请台账没有数据", "首行写列名，从第二行起每件申请一行；没有收到申请的年份不必建文件"),
    "personal-column": (
        "申请台账有“{title}”一列，整个文件没有采用",
        "台账不得含申请人的姓名、证件号码和联系方式：删去这一列，并从版本历史中清除",
    ),
    "personal": (
        "申请台账含有个人信息：{what} {masked}，整个文件没有采用",
        "删去个人信息，只保留编号；已经提交的，请技术人员从版本历史中清除",
    ),
    "personal-more": ("申请台账还有 {count} 处个人信息，没有逐一列出", "全部删去后再检查"),
    "headless": ("申请台账的首行不是列名", "在最前面加一行：{known}"),
    "missing-column": ("申请台账缺少“{title}”一列", "首行写：{known}；用半角逗号分隔"),
    "unknown-column": ("申请台账的列“{title}”不认识{near}", "删去这一列；可用的列：{known}"),
    "same-column": ("申请台账的列“{title}”重复", "只保留一列"),
    "width": ("这一行有 {width} 格，首行有 {expected} 格", "每行的格数与首行相同"),
    "quote": ("引号不成对", "台账的格子里不需要引号，删去"),
    "long": ("这一行超过 {limit} 个字符", "每件申请一行，只填规定的列"),
    "empty": ("“{title}”没有填写", "补上；这一列每行必填"),
    "number": ("编号“{value}”写法不对", "只用字母、数字和连字符，最多 20 位，不要用证件号码或电话"),
    "authority": ("机关“{value}”没有登记{near}", "改用 authorities.yaml 中的代号"),
    "applicant": ("申请人类型“{value}”不在规定范围内{near}", "可用：{known}"),
    "outcome": (
        "办理结果“{value}”不在年度报告第三表的 21 种之内{near}",
        "按第三表的名称填写，如“予以公开”“属于行政查询事项”",
    ),
    "separator": (
        "申请台账的各列用{sign}隔开，读不出各列",
        "用表格软件另存为“CSV UTF-8（逗号分隔）”，或把{sign}换成半角逗号",
    ),
    "serial": (
        "“{title}”写成了 {value}，像是表格软件的日期序号",
        "序号 {value} 在表格软件里是 {right}；核对后写作 YYYY-MM-DD，系统不会代为改写",
    ),
    "date": ("“{title}”的日期“{value}”写法不对", "写作 YYYY-MM-DD，如 2026-03-05；系统不会代为改写"),
    "later": ("“{title}”{day} 晚于今天（{today}）", "核对日期；还没有发生的空着"),
    "order": ("“{title}”{day} 早于“{earlier}”{before}", "核对这两个日期"),
    "without": ("填了“{title}”，没有填“{lacking}”", "补上，或删去“{title}”"),
    "year": ("收到日期 {day} 不在 {year} 年", "每件申请记在收到那一年的台账里；只有本机关最早的一本可以记上年结转的"),
    "duplicate": ("编号“{number}”在 {first} 已有", "每件申请只记一行；结转的在原来那一年的台账里填办结日期"),
}
TELEPHONE = "电话号码"
IDENTITY = "身份证号"
PERSON = "疑似姓名"
NUMBER_KIND = "证件号码、手机号或其他个人信息"
MORE_FINDS = 20
"""So many pieces of personal data are shown one by one."""
PERSONAL_HEADING = re.compile(
    "姓名|名字|申请人(?!类型|类别)|联系人|代理人|当事人|电话|手机|号码|联系方式|身份证|证件|护照|地址|住址|住所"
    "|邮箱|邮件|微信|出生|性别|年龄|签名|单位名称|企业名称",
)
PLAIN_HEADING = re.compile("备注|说明|内容|编号|日期|时间|类型|结果|机关|方式|序号|事项|标题|公开|受理|登记|状态")
"""A heading that says no person's name, so that it may be shown."""

# where it stands -----------------------------------------------------------------------------------------------------

STATES = {
    "running": "办理中",
    "correcting": "等待补正",
    "consulting": "征求意见",
    "unknown": "超出节假日表",
    "overdue": "已超期",
}
REQUEST = "{number} 号申请"
OVERDUE = "{number} 号申请应于 {due} 前答复，已超期{days}{extension}"
WORKDAYS_LATE = " {days} 个工作日"
NOT_EXTENDED = "，没有延期告知"
CORRECTION_LATE = "{number} 号申请 {received} 收到，{asked} 才告知补正，超过 {limit} 个工作日"
EXTENSION_LATE = "{number} 号申请应于 {due} 前答复，{extended} 才告知延期"
DIFFERS = "{name}公布的是 {stated}，按申请台账是 {right}"

# statistics ----------------------------------------------------------------------------------------------------------

MEASURES: dict[str, tuple[str, str]] = {
    "interpreted": ("解读率", "现行有效的规章、行政规范性文件中，有解读的"),
    "disclosed": ("文件按期公开率", "当年发布的本机关文件中，成文后 20 个工作日内发布的"),
    "explained": ("解读按期率", "当年发布的解读中，文件发布后 3 个工作日内发布的"),
    "answered": ("留言按期答复率", "当年收到、栏目有答复时限的留言中，在时限内答复的"),
    "requests": ("申请按期答复率", "当年办结、能计算期限的公开申请中，在法定期限内答复的"),
    "reported": ("年报按期率", "应公布的上一年度信息公开年报中，按期公布的"),
}
"""Measure -> name, and what of what it counts."""
WHOLE_SITE = "全站"
"""The row of all authorities together."""
