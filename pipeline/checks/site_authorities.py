"""One name for one body; who is above whom is looked at as the register is read."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="机关名册中名称不重复",
    hint="改正 authorities.yaml",
)
def site_authorities(site: Inspected) -> Iterator[Answer]:
    known = site.tables.authorities
    named: dict[str, str] = {}
    for key, authority in known.items():
        place = site.place(f"authority:{key}")
        if authority.name in named:
            yield Answer(
                place, f"机关名称“{authority.name}”与代号“{named[authority.name]}”的相同", "同一个机关只登记一次"
            )
        named.setdefault(authority.name, key)
