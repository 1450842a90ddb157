"""办事指南: the ten key elements (inspection indicators, service item) and what a citizen asks next."""

from pipeline.kind import FileName, Kind, Line, Lines, Part, label


class Material(Part):
    name: Line = label("名称", help="全称")
    form: Line | None = label("形式", help="原件或复印件，纸质或电子", default=None)
    copies: Line | None = label("份数", default=None)
    blank: FileName | None = label("空白表", help="条目旁的文件名", default=None)
    sample: FileName | None = label("样表", help="条目旁的文件名", default=None)


class ServiceGuide(Kind):
    key = "service_guide"
    name = "办事指南"
    needs_body = False

    service_name: Line | None = label("事项名称", help="与政务服务事项清单一致", default=None)
    basis: Lines = label("设定依据", help="法律法规及条款，可写多条", default=())
    conditions: Lines = label("申请条件", help="谁能申请，可写多条", default=())
    materials: tuple[Material, ...] = label("办理材料", help="每份材料：名称、形式、份数、空白表、样表", default=())
    place: Line | None = label("办理地点", help="窗口地址", default=None)
    handled_by: Line | None = label("办理机构", help="受理和决定的机关", default=None)
    fee: Line | None = label("收费标准", help="不收费的写“不收费”", default=None)
    hours: Line | None = label("办理时间", help="窗口开放时间", default=None)
    telephone: Line | None = label("联系电话", help="办公电话，带区号", default=None)
    steps: Lines = label("办理流程", help="按顺序列出步骤", default=())
    statutory_limit: Line | None = label("法定时限", help="法律规定的办结时限", default=None)
    promised_limit: Line | None = label("承诺时限", help="对外承诺的时限", default=None)
    result: Line | None = label("办理结果", help="发给申请人的证照或文书", default=None)
    online: Line | None = label("网上办理", help="网上办理入口的网址", default=None)
    supervision: Line | None = label("监督投诉", help="投诉电话或渠道", default=None)
    audience: Line | None = label("服务对象", help="个人、企业……", default=None)


ELEMENTS = {
    "service_name": "事项名称",
    "basis": "设定依据",
    "conditions": "申请条件",
    "materials": "办理材料",
    "place": "办理地点",
    "handled_by": "办理机构",
    "fee": "收费标准",
    "hours": "办理时间",
    "telephone": "联系电话",
    "steps": "办理流程",
}
"""The ten elements that inspections count: identifier -> official name."""

KIND = ServiceGuide
