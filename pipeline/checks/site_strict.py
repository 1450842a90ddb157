"""What the site turns on by name is there to be turned on."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="site.yaml“从严检查”写的是存在的检查代号",
    hint="检查代号见报告中方括号内的文字；只用写凭记忆整理的规则，其余的本来就按规定的级别报",
)
def site_strict(site: Inspected) -> Iterator[Answer]:
    known, seen = sorted(site.check_ids), set()
    for name in site.site.strict:
        if name not in site.check_ids:
            message = f"从严检查的“{name}”不存在，没有生效{near(name, known)}"
            yield Answer(site.place("site.yaml:从严检查", "site.yaml"), message)
        elif name in seen:
            yield Answer(site.place("site.yaml:从严检查", "site.yaml"), f"从严检查的“{name}”写了两次", "只保留一处")
        seen.add(name)
