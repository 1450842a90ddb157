"""What is said of links out: their states, what their sites answered, and what is wrong with the ledger."""

from pipeline.link_seen import Answer
from pipeline.outbound import Damaged

OUTBOUND_STATUSES = {
    "unchecked": "未检查",
    "good": "正常",
    "failing": "打不开（待复查）",
    "dead": "打不开",
    "moved": "转到别的网站",
    "retitled": "标题变了",
    "bad-certificate": "证书有误",
    "refused": "拒绝访问（不是公网地址）",
    "barred": "对方不许程序访问",
}
"""What became of a link out, as the ledger's table shows it."""
OUTBOUND_COLUMNS = (
    "域名", "网址", "状态", "结果", "最终网址", "原标题", "现标题", "首次发现", "最近正常", "最近检查", "使用位置",
)  # fmt: skip
OUTBOUND_ANSWERS = {
    Answer.REFUSED: "不是公网地址，没有访问",
    Answer.OTHER_PORT: "不是 80 或 443 端口，没有访问",
    Answer.UNKNOWN_HOST: "域名不存在",
    Answer.UNREACHABLE: "连接不上",
    Answer.TIMEOUT: "很久没有应答",
    Answer.ENDLESS: "跳转次数太多",
    Answer.NO_WEB: "跳转到的不是网页",
    Answer.CERTIFICATE: "安全证书有误",
    Answer.BROKEN_OFF: "连接中断，没有应答",
    Answer.ODD: "没有正常应答",
}


def answered(result: str) -> str:
    """What the ledger keeps of an answer; the status of a site in its own words."""
    known = OUTBOUND_ANSWERS.get(Answer(result)) if result in set(Answer) else None
    return known or (f"应答 {result}" if result[:3].isdecimal() else result)


def ledger_fault(fault: Damaged) -> str:
    """What, without where."""
    return f"“{fault.key}”这一条写法不对，或出现了两次" if fault.key else "不是外链台账的格式"
