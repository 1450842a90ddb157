"""A guide says what to do, where and when, not that it depends."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.fields import says_nothing
from pipeline.finding import Severity
from pipeline.kinds.service_guide import ELEMENTS, ServiceGuide
from pipeline.pattern import later
from pipeline.standards import MOBILE_NUMBER, SERVICE_DEDUCTIONS

_EVASIVE = (
    "按(?:照)?(?:国家)?(?:有关|相关|国家|现行|物价部门|价格部门)?的?(?:规定|标准)(?:收费|收取|缴纳|执行|办理)?"
    "|(?:依(?:照|据)?|根据)(?:国家)?(?:有关|相关)?规定|(?:依据|根据|依照|按照)?(?:国家)?(?:有关|相关)的?(?:法律|法规|规章|政策|文件|规定|、|和)+|视情况(?:而定)?|以(?:实际|窗口)(?:情况)?为准"
    "|另行通知|详?见(?:窗口|现场|附件|有关规定|正文|官网|链接)|咨询(?:窗口|有关部门|相关部门|工作人员)|请?咨询窗口|正常(?:上班|工作)时间|上班时间|工作时间|无|暂无|略|待定|详见官网"
)
_WHOLLY = later(f"(?:{_EVASIVE})[。.]?")
_CATCH_ALL = later(
    "(?:其他|其它)(?:的)?(?:有关|相关|应当|需要)?(?:的)?(?:条件|要求|情形|事项)[。；;]?$|等(?:条件|要求)?[。；;]?$"
)
_FIELDS = ("fee", "hours", "place", "telephone", "statutory_limit", "promised_limit", "handled_by", "result")
_LISTS = ("conditions", "steps", "basis")
_TELEPHONE = later(r"(?:0\d{2,3}-)?[1-9]\d{6,7}(?:-\d{1,5})?|1[26]\d{3}|(?:400|800)-?\d{3}-?\d{4}", re.ASCII)
_SEPARATORS = later("[、，,；;/ ]|或|转\\d+|[(\uff08][^)\uff09]*[)\uff09]")


@check(
    severity=Severity.REVIEW,
    clause=SERVICE_DEDUCTIONS,
    about="办事指南的条件、地点、时间、收费写得具体，电话能拨打",
    hint="写明具体内容，让群众不必再问",
    kinds=("service_guide",),
)
def item_service_guide_vague(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    labels = {name: info.alias for name, info in ServiceGuide.model_fields.items()}
    for name in _FIELDS:
        written = str(item.details.get(name) or "")
        lacking = name in ELEMENTS and says_nothing(written)  # as item-service-guide-elements tells
        if _WHOLLY.fullmatch(written.strip()) and not lacking:
            yield Answer(item.at(name), f"“{labels[name]}”只写“{written}”，不具体")
    for name in _LISTS:
        for n, written in enumerate(item.details.get(name) or ()):
            if _WHOLLY.fullmatch(written.strip()) or _CATCH_ALL.search(written):
                yield Answer(item.at(name, n), f"“{labels[name]}”中的“{written[:30]}”是兜底表述")
    yield from _telephone(item)


def _telephone(item: CheckedItem) -> Iterator[Answer]:
    written = str(item.details.get("telephone") or "")
    numbers = [part for part in _SEPARATORS.split(written) if any(sign.isdigit() for sign in part)]
    for part in numbers:
        plain = re.sub("[^0-9-]", "", part)
        if MOBILE_NUMBER.fullmatch(plain):
            yield Answer(item.at("telephone"), "联系电话写的是手机号", "改为办公电话，个人号码不公开")
        elif not _TELEPHONE.fullmatch(plain):
            yield Answer(item.at("telephone"), f"联系电话“{part}”的位数不对", "写作“区号-号码”，如 0380-8000111")
