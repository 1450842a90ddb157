"""Unified social credit codes are real ones, and each belongs to one authority."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import CREDIT_CODE_NORM, wrong_check_digit

_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)


@check(
    severity=Severity.ERROR,
    clause=CREDIT_CODE_NORM,
    about="机关的统一社会信用代码正确且不重复",
    hint="照统一社会信用代码证书核对",
)
def site_authority_codes(site: Inspected) -> Iterator[Answer]:
    owners: dict[str, str] = {}
    for key, authority in site.tables.authorities.items():
        code, place = authority.credit_code, site.place(f"authority:{key}", field="统一社会信用代码")
        if not code:
            continue
        if not _FORM.fullmatch(code):
            yield Answer(place, f"{authority.name}的统一社会信用代码“{code}”格式不对，应为 18 位数字和大写字母")
        elif wrong_check_digit(code):
            yield Answer(place, f"{authority.name}的统一社会信用代码“{code}”校验码不对")
        elif code in owners:
            yield Answer(place, f"{authority.name}的统一社会信用代码与{owners[code]}相同：{code}")
        owners.setdefault(code, authority.name)
