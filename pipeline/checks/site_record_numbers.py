"""The registration numbers at the foot of every page have the form in which they are issued."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.pattern import later
from pipeline.standards import PAGE_FOOTER

_ICP = later(r"[\u4e00-\u9fa5]ICP备\d{8}号(?:-\d{1,3})?", re.ASCII)
_POLICE = later(r"[\u4e00-\u9fa5]公网安备\s?\d{14}号", re.ASCII)


@check(
    severity=Severity.WARNING,
    clause=PAGE_FOOTER,
    about="ICP备案号和公安备案号的写法正确",
    hint="照备案系统核发的号码写",
)
def site_record_numbers(site: Inspected) -> Iterator[Answer]:
    facts = site.site
    if not _ICP.fullmatch(facts.icp_number):
        place = site.place("site.yaml:ICP备案号")
        yield Answer(place, f"ICP备案号“{facts.icp_number}”的写法不对", "写作“京ICP备00000000号-1”")
    if not _POLICE.fullmatch(facts.police_record_number):
        place = site.place("site.yaml:公安备案号")
        yield Answer(place, f"公安备案号“{facts.police_record_number}”的写法不对", "写作“京公网安备 00000000000000号”")
