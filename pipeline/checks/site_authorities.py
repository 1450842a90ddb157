"""The register of bodies holds together: one name for one body, and nobody above himself."""

from collections.abc import Iterator, Mapping

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.model import Authority
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="机关名册中名称不重复,上级关系不成环",
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
        if _is_above_itself(key, known):
            yield Answer(place, f"{authority.name}的上级“{authority.parent}”又以它为上级", "改正“上级”")


def _is_above_itself(key: str, known: Mapping[str, Authority]) -> bool:
    seen: set[str] = set()
    above = known[key].parent
    while above and above in known and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = known[above].parent
    return False
