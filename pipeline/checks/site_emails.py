"""The addresses to write to are those of the office, not a person's own at some provider of free mail."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import HOUSE_RULE

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_FREE = re.compile(
    r"(?:qq|foxmail|163|126|sina|sohu|139|189|21cn|aliyun|tom|gmail|outlook|hotmail|yahoo|icloud)\.com|yeah\.net|sina\.cn",
    re.IGNORECASE,
)


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="网站、机关的电子邮箱写法正确，是单位邮箱",
    hint="改用单位的邮箱；没有单位邮箱的，先不写",
)
def site_emails(site: Inspected) -> Iterator[Answer]:
    for place, named, written in _addresses(site):
        if not _ADDRESS.fullmatch(written):
            yield Answer(place, f"{named}的电子邮箱“{written}”写法不对", "写作“名称@域名”")
        elif _FREE.fullmatch(written.rpartition("@")[2]):
            yield Answer(place, f"{named}的电子邮箱“{written}”是个人邮箱")


def _addresses(site: Inspected) -> Iterator[tuple[Location, str, str]]:
    """(place, whose, as written)."""
    if site.site.email:
        yield site.place("site.yaml:电子邮箱"), "网站", site.site.email
    for key, authority in site.tables.authorities.items():
        if authority.email:
            yield site.place(f"authority:{key}", field="电子邮箱"), authority.name, authority.email
