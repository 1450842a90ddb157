"""Materials are named plainly, and a form that must be filled in can be downloaded."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import SERVICE_DEDUCTIONS

_PAPERS = "(?:材料|证明|证件|证照|文件|资料|手续)"
_VAGUE = re.compile(
    rf"(?:有关|相关)的?{_PAPERS}|(?:其他|其它)(?!组织|企业|类型|经济)[^，。；、（(]{{0,12}}{_PAPERS}|等{_PAPERS}?$|^(?:其他|其它)$"
    rf"|(?:有关|相关|主管)(?:部门|单位|机关|机构)[^，。；、]{{0,6}}(?:出具|提供|开具|核发|要求|认为)[^，。；、]{{0,8}}{_PAPERS}"
    rf"|(?:要求|认为|需要|需)(?:应当|必须|需要|必要)?(?:提供|提交|补充|出具)的[^，。；、]{{0,4}}{_PAPERS}|(?:规定|要求)的(?:有关|相关)?{_PAPERS}$"
)
_FORM = re.compile(
    r"(?:申请|登记|申报|审批|备案|报名|信息|审核|审定|核定|认定|变更|注销|鉴定|推荐|评审|采集|告知|确认|预约|承诺|汇总|统计|情况|自评|意见|呈报|填报|履历)(?:表|单)(?:格)?(?:[(\uff08].*)?$"
)
_DEMANDED = {"form": "形式（原件或复印件、纸质或电子）", "copies": "份数"}


@check(
    severity=Severity.WARNING,
    clause=SERVICE_DEDUCTIONS,
    about="办理材料没有兜底表述，写明形式和份数，需填的表格可以下载空白表和样表",
    kinds=("service_guide",),
)
def item_service_guide_materials(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for n, material in enumerate(item.details.get("materials") or ()):
        name = material["name"]
        if _VAGUE.search(name):
            hint = "逐项列明材料名称，不用“其他材料”“有关证明”“等”"
            yield Answer(item.at("materials", n), f"办理材料“{name}”是兜底表述", hint)
            continue
        is_form = _FORM.search(name.strip("《》“”"))
        if is_form and not material.get("blank"):
            yield Answer(item.at("materials", n), f"“{name}”没有提供空白表", "在这项材料下写“空白表: 文件名”")
        elif is_form and not material.get("sample"):
            yield Answer(item.at("materials", n), f"“{name}”没有提供样表", "填一份样表，在这项材料下写“样表: 文件名”")
        lacking = [said for field, said in _DEMANDED.items() if not material.get(field)]
        if lacking:
            message = f"办理材料“{name}”没有写{'和'.join(lacking)}"
            yield Answer(item.at("materials", n), message, "如 {名称: 身份证, 形式: 出示原件, 份数: 1份}")
