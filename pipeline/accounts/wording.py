"""The words in which the register, the census and its summary are told."""

from pipeline.accounts.counting import Fault, Half, Result, Standing
from pipeline.census import Census
from pipeline.model import NewMediaAccount

CENSUS_TITLE = "政务新媒体普查"
WEEK_TITLE = "{year}年第{week}周政务新媒体普查情况"
HALF_TITLE = "{year}年{half}半年政务新媒体普查汇总"
HALVES = {1: "上", 2: "下"}
STANDINGS = {
    Standing.PASSED: "合格",
    Standing.FAILED: "不合格",
    Standing.CLOSING: "停更公示",
    Standing.NOT_LOOKED_AT: "未查",
}
FAULTS = {
    Fault.STALE: "{days}天没有更新",
    Fault.UNSEEN: "没有看到任何更新",
    Fault.UNUSABLE: "不能正常使用",
    Fault.MUTE: "不能互动",
}
AXES = {"pt": "按平台", "jg": "按机关", "zt": "按状态"}
"""Parts of the register's own pages: address part -> title."""
WEEK_HEAD = ("主办单位", "平台", "账号名称", "账号ID", "最近更新日期", "距普查天数", "结果", "问题")
BODY_HEAD = ("主办单位", "期末账号", "新开设", "整合", "关停", "应查", "已查", "合格", "合格率")
ENDED_HEAD = ("主办单位", "平台", "账号名称", "关停日期", "注销日期", "办理", "请改为关注")
SHEETS = ("汇总", "按机关", "整合和关停", "最近一周不合格")
TOTAL = "合计"
MERGED, CLOSED = "整合", "关停"
NUMBERS = (
    "普查周数", "期初账号", "期末账号", "新开设", "整合", "关停", "变更", "应查账号次", "已查账号次", "合格账号次",
    "合格率",
)  # fmt: skip
NO_RATE = "—"


def week_title(year: int, week: int) -> str:
    return WEEK_TITLE.format(year=year, week=week)


def half_title(half: Half) -> str:
    return HALF_TITLE.format(year=half.year, half=HALVES[half.number])


def week_name(week: Census) -> str:
    return f"{week.year}年第{week.week}周"


def faults_of(result: Result) -> str:
    return "、".join(FAULTS[fault].format(days=result.days) for fault in result.faults)


def percent(rate: float | None) -> str:
    """One digit after the point, rounded down where rounding would make a whole of what is none."""
    if rate is None:
        return NO_RATE
    shown = f"{rate * 100:.1f}"
    return "99.9%" if shown == "100.0" and rate < 1 else f"{shown.removesuffix('.0')}%"


def named(account: NewMediaAccount) -> str:
    return f"{account.platform.value}“{account.name}”"


# the announcement of an end ------------------------------------------------------------------------------------------

CLOSING_TITLE = "关于{act}{platform}“{name}”的公告"
ACTS = {True: "整合", False: "关停"}
CLOSING_BODY = """\
根据政务新媒体集约管理的要求，{body}开设的{platform}“{name}”（账号ID：{account_id}）{day}，不再发布信息，其后办理账号注销。

{successor}

停止更新后，该账号的留言、私信等功能同时停用，请勿再通过该账号咨询或办事。{telephone}

此前发布的信息以{site}为准。
"""
STOPS_ON = "自{day}起停止更新"
STOPS = "自本公告发布之日起停止更新"
SUCCESSOR = "相关信息今后由{replacement}发布，敬请关注。"
NO_SUCCESSOR = "相关信息今后在{site}（{url}）发布，敬请关注。"
TELEPHONE = "咨询电话：{telephone}。"
"""Only what the register says is put in; the editor adds the rest to the draft."""
