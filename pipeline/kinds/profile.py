"""机构职能、领导信息、概况: facts about a body or a person in office."""

from pipeline.kind import Kind, Line, Lines, label


class Profile(Kind):
    key = "profile"
    name = "概况信息"

    person: Line | None = label("姓名", help="领导信息填写", default=None)
    position: Line | None = label("职务", default=None)
    duties: Line | None = label("分工", default=None)
    rank: Line | None = label("排序", help="数字,小的在前", default=None)
    address: Line | None = label("办公地址", default=None)
    hours: Line | None = label("办公时间", default=None)
    telephone: Line | None = label("联系电话", default=None)
    fax: Line | None = label("传真", default=None)
    email: Line | None = label("电子邮箱", default=None)
    head: Line | None = label("负责人", default=None)
    units: Lines = label("内设机构", default=())


KIND = Profile
