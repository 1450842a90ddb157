"""Whom information is meant for: what editors write in a header or of a column, and its part of an address."""

from enum import StrEnum


class Audience(StrEnum):
    ENTERPRISE = "企业"
    SELF_EMPLOYED = "个体工商户"
    FOUNDER = "创业者"
    INDIVIDUAL = "个人"
    ELDERLY = "老年人"
    DISABLED = "残疾人"
    WOMEN_CHILDREN = "妇女儿童"
    STUDENT = "学生和家长"
    GRADUATE = "高校毕业生"
    WORKER = "务工人员"
    FARMER = "农民"
    VETERAN = "退役军人"


ADDRESSES = {
    Audience.ENTERPRISE: "qiye",
    Audience.SELF_EMPLOYED: "gtgsh",
    Audience.FOUNDER: "cyz",
    Audience.INDIVIDUAL: "geren",
    Audience.ELDERLY: "lnr",
    Audience.DISABLED: "cjr",
    Audience.WOMEN_CHILDREN: "fnet",
    Audience.STUDENT: "xsjz",
    Audience.GRADUATE: "gxbys",
    Audience.WORKER: "wgry",
    Audience.FARMER: "nongmin",
    Audience.VETERAN: "tyjr",
}
FIELD_HELP = "列表：" + "、".join(Audience)
GROUP_TITLE, SUBSCRIBE_TITLE = "面向人群", "订阅定制"
AUDIENCE_TITLE = "面向{audience}的信息"
WITHIN = "{title}（{part}）"
"""An audience's information of one subject or one body."""
