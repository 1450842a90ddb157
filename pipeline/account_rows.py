"""Rows of the register of new-media accounts and of its weekly census."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.fields import FileName, Key, Url, YesNo
from pipeline.kind import Count, Day, Line, Lines, Part, _number, label
from pipeline.terms import AccountState, Platform


class ChangeOf(StrEnum):
    """What of an account was changed; all but the last are fields of the register."""

    NAME = "账号名称"
    ACCOUNT_ID = "账号ID"
    AUTHORITY = "主办单位"
    SUPERVISOR = "主管单位"
    MAINTAINER = "承办单位"
    CERTIFIED_AS = "认证主体"
    PURPOSE = "功能定位"
    OTHER = "其他"


class AccountChange(Part):
    on: Day = label("日期", help="变更办结的日期，YYYY-MM-DD")
    what: ChangeOf = label("事项", help="变更了哪一项")
    old: Line = label("原", help="变更前的内容")
    new: Line = label("现", help="变更后的内容")


class NewMediaAccount(Part):
    """accounts.yaml, register of new-media accounts (opinion on new media, 2018)."""

    name: Line = label("账号名称", help="与平台上显示的一致")
    account_id: Line = label("账号ID", help="平台账号")
    platform: Platform = label("平台", help="微信订阅号、新浪微博……")
    authority: Key = label("主办单位", help="主办的机关")
    supervisor: Line | None = label("主管单位", help="上级主管的单位", default=None)
    maintainer: Line | None = label("承办单位", help="实际运维的单位", default=None)
    certified_as: Line | None = label("认证主体", help="平台认证的单位名称", default=None)
    purpose: Line | None = label("功能定位", help="账号发什么、为谁服务", default=None)
    url: Url | None = label("链接", help="完整网址；没有写二维码的，按它生成二维码", default=None)
    code: FileName | None = label("二维码", help="content/xmt/ 里的图片文件名，平台给的二维码", default=None)
    opened_on: Day | None = label("开设日期", help="YYYY-MM-DD", default=None)
    registered_on: Day | None = label("备案日期", help="在全国系统备案的日期", default=None)
    registration_number: Line | None = label("备案编号", help="系统给出的编号", default=None)
    update_within: Annotated[int, BeforeValidator(_number), Field(ge=1, le=365)] = label(
        "更新频率", help="天，1 到 365；超过 14 的仍按 14 天检查", default=14
    )
    updated_on: Day | None = label("最近更新日期", help="普查时填写", default=None)
    functions: Lines = label("互动功能", help="列表：留言、评论、私信、菜单……", default=())
    responsible: Line | None = label("责任人", help="姓名；只在台账里，不公开", default=None)
    reviewer: Line | None = label("审核人", help="姓名，与责任人不同；只在台账里，不公开", default=None)
    telephone: Line | None = label("联系电话", help="办公电话，带区号", default=None)
    state: AccountState = label("状态", help="账号现在的状态")
    changes: tuple[AccountChange, ...] = label("变更记录", help="每次变更一项，最早的在前", default=())
    notice_on: Day | None = label("停更公告日期", help="公告发布的日期，YYYY-MM-DD", default=None)
    closing_notice: Line | None = label("停更公告", help="公告的网址或条目路径", default=None)
    closed_on: Day | None = label("关停日期", help="YYYY-MM-DD", default=None)
    cancelled_on: Day | None = label("注销日期", help="平台注销完成的日期", default=None)
    closing_filed_on: Day | None = label("关停备案日期", help="在全国系统办结关停备案的日期", default=None)
    replaced_by: Line | None = label("替代账号", help="请公众改看哪个账号", default=None)
    followers: Count | None = label("关注数", help="订阅或关注人数", default=None)


class CensusRow(Part):
    """census/<year>-<week>.csv: what the weekly look at one account found. The columns of the file are these labels."""

    platform: Platform = label("平台", help="与 accounts.yaml 相同")
    account_id: Line = label("账号ID", help="与 accounts.yaml 相同")
    name: Line | None = label("账号名称", help="给人看的，可以没有这一列", default=None)
    updated_on: Day | None = label(
        "最近更新日期", help="普查时看到的最后一条信息的日期，YYYY-MM-DD；一条都没有的空着", default=None
    )
    usable: YesNo = label("能否使用", help="是、否；能否打开、关注、下载并使用")
    answers: YesNo | None = label("能否互动", help="是、否；留言、评论等互动功能能不能用，可以没有这一列", default=None)
    on: Day | None = label(
        "普查日期", help="哪一天看的，YYYY-MM-DD，在这一周之内；不写按星期一算，可以没有这一列", default=None
    )
    remarks: Line | None = label("备注", help="发现的问题，可以没有这一列", default=None)
