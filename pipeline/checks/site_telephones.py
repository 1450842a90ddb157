"""The telephones that the site gives of bodies and accounts can be dialled, and are nobody's own."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import ART_12

_OFFICE = re.compile(
    r"(?:0\d{2,3}-?)?[1-9]\d{6,7}(?:-\d{1,5}|转\d{1,5})?|1(?:0|1|2|6)\d{1,3}|9[56]\d{3,6}|(?:400|800)-?\d{3}-?\d{4}",
    re.ASCII,
)
_MOBILE = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}", re.ASCII)
_SEPARATORS = re.compile("[、，,；;/ ]+")
_REMARK = re.compile("[(\uff08][^)\uff09]*[)\uff09]")
_NONE = frozenset({"无", "—", "-"})


@check(
    severity=Severity.WARNING,
    clause=ART_12,
    about="网站、机关、新媒体账号的联系电话是办公电话，位数正确",
    hint="写作“区号-号码”，如 0380-8000111",
)
def site_telephones(site: Inspected) -> Iterator[Answer]:
    for place, named, written in _numbers(site):
        for part in _SEPARATORS.split(_REMARK.sub("", written)):
            if _MOBILE.fullmatch(part):
                yield Answer(place, f"{named}写的是手机号", "改为办公电话，个人号码不公开")
            elif part and part not in _NONE and not _OFFICE.fullmatch(part):
                yield Answer(place, f"{named}“{part}”的位数不对")


def _numbers(site: Inspected) -> Iterator[tuple[Location, str, str]]:
    """(place, whose, as written)."""
    yield site.place("site.yaml:联系电话"), "网站的联系电话", site.site.telephone
    for key, authority in site.tables.authorities.items():
        for name, number in (("联系电话", authority.telephone), ("传真", authority.fax)):
            if number:
                yield site.place(f"authority:{key}", field=name), f"{authority.name}的{name}", number
    for account in site.tables.accounts:
        if account.telephone:
            place = site.place(f"account:{account.platform}:{account.account_id}", field="联系电话")
            yield place, f"{account.platform.value}“{account.name}”的联系电话", account.telephone
