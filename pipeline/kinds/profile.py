"""机构职能、领导信息、概况: facts about a body or a person in office."""

from pipeline.kind import Kind, Line, Lines, label


class Profile(Kind):
    key = "profile"
    name = "概况信息"

    person: Line | None = label("姓名", help="领导信息填写", default=None)
    position: Line | None = label("职务", help="与任职文件一致", default=None)
    duties: Line | None = label("分工", help="分管工作", default=None)
    rank: Line | None = label("排序", help="数字，小的在前", default=None)
    address: Line | None = label("办公地址", help="公众来访的地址", default=None)
    hours: Line | None = label("办公时间", help="如 工作日 9:00—12:00、13:00—17:00", default=None)
    telephone: Line | None = label("联系电话", help="办公电话，带区号", default=None)
    fax: Line | None = label("传真", help="没有的写“无”", default=None)
    email: Line | None = label("电子邮箱", help="单位邮箱，不用个人邮箱", default=None)
    head: Line | None = label("负责人", help="主要负责人姓名", default=None)
    units: Lines = label("内设机构", help="列表", default=())


KIND = Profile
