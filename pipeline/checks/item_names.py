"""Names of bodies and their heads, and the offices of these, as the register of authorities has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.model import Authority
from pipeline.near_names import ALL_WRONG, Near, NearNames, sound_alike
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import sign
from pipeline.standards import VETO_SAFETY
from pipeline.word_set import WordSet

LEAST_NAME = 6
"""Characters; shorter names of bodies are too like other words."""
NEWS_DAYS = 365
"""Who held an office longer ago the register need not know."""
LEAST_SHORT = 4
"""Shorter ones, down to this, are held against words that sound alike only."""
_ENDING = "局委办厅府院会部站处所队室"
"""Last characters of the names of bodies."""
_BEHIND = frozenset(
    "的和与及或对将向为是也已召印关负牵联同在按依根党领人主持、。》”,.;:!?) \n\uff0c\uff1b\uff1a\uff01\uff1f\uff09"
)
"""What may follow a name that has come to its end; behind a wrong end it tells that no longer word was meant."""
_BEFORE = frozenset("省市州盟区县旗由经向到与和及或在对给为请报按、。《“,.;:( \n\uff0c\uff1b\uff1a\uff08")
"""What may stand before the bare name of a body, without the place that it belongs to."""
_BEHIND_WHOLE = _BEHIND | frozenset("发召开公通制下承协受审核监检查调督推落完建")
"""What else may follow where the place stands before the name as well."""
_ELSE = frozenset("为位未不布是时对出回会展战占")
"""Little words that sound like the end of a name, but stand for themselves more often than not."""
_ALL = frozenset("全各")
_PLACE = later("^.*?[省市州盟区县旗乡镇]")
_ALL_PLACES = later("^.*[省市州盟区县旗]")
_OFFICES = "书记|市长|区长|县长|州长|盟长|旗长|省长|镇长|乡长|厅长|局长|主任|秘书长|主席|部长|处长|科长|队长|院长|行长|主管|总监"
_OFFICE = later(f"(?:(?:常务|党组|党委)?副?(?:{_OFFICES}))$")
_TITLED = later(f"(?P<office>{_OFFICES})(?P<name>[\u4e00-\u9fff]{{3}})")
_MAY_BE_TITLED = sign(("书", "记"), ("市区县州盟旗省镇乡厅局书部处科队院行", "长"), ("主", "任席管"), ("总", "监"))
_OTHER_WORD = later(
    "财政|民政|邮政|邮电|电信|行政|政务|政协|教育|体育|公安|国安|司法|执法|税务|水务|商务|事务|外事|侨务|水利|林业|农业|渔业|工业|牧业|畜牧|统计|审计|会计|国土|规划|环保|环境|交通|城管|城建|住建|房管|人防|消防|边防|信访|档案|科技|科学|文化|文物|旅游|广电|民宗|宗教|民族"
    "|粮食|物价|气象|地震|移民|扶贫|医保|社保|人社|劳动|人事|卫生|卫健|药监|食药|工商|质监|市监|安监|应急|海关|海洋|海事|港务|航务|路政|法院|检察|监察|组织|宣传|统战|政法|武装|团委|妇联|工会|工信|经信|发改|国资|金融|供销|烟草|盐务|电力|机关|老干|史志|党校|人大|支队|大队|中队|总队|总局|分局|支局"
)
"""Parts of the names of other bodies: a name with one of them is no slip."""


@dataclass(frozen=True)
class _Names:
    """What the register knows, in the forms that a text is held against."""

    authorities: dict[str, Authority]

    @cached_property
    def bodies(self) -> NearNames:
        bare = {_ALL_PLACES.sub("", name) for name in self.known}
        ends = (name for name in self.known | bare if name.endswith(tuple(_ENDING)) and len(name) > 2)
        return NearNames((name for name in self.known if len(name) >= LEAST_SHORT), ends, self.swapped)

    @cached_property
    def known(self) -> frozenset[str]:
        names = (name for body in self.authorities.values() for name in (body.name, body.short_name))
        return frozenset(name for name in names if name)

    @cached_property
    def joined(self) -> str:
        """All of them, a sign between them that no text has: one search tells whether one of them has a stretch."""
        return "\0".join(sorted(self.known))

    @cached_property
    def whole(self) -> WordSet:
        return WordSet(self.known)

    @cached_property
    def offices(self) -> dict[str, set[str]]:
        """Name of a head -> the offices held."""
        found: dict[str, set[str]] = {}
        for body in self.authorities.values():
            for leader in body.leaders:
                found.setdefault(leader.name, set()).add(leader.position)
        return found

    @cached_property
    def swapped(self) -> dict[str, str]:
        """A name with two neighbouring characters in the wrong order -> the name."""
        long = (name for name in self.known if len(name) >= LEAST_NAME)
        found = {
            f"{name[:n]}{name[n + 1]}{name[n]}{name[n + 2 :]}": name for name in long for n in range(len(name) - 1)
        }
        return {written: name for written, name in found.items() if written not in self.joined}

    @cached_property
    def heads(self) -> WordSet:
        return WordSet(self.offices)


@check(
    severity=Severity.REVIEW,
    clause=VETO_SAFETY,
    about="机关名称、领导姓名和职务与机关名册一致",
    hint="与 authorities.yaml 核对；确是另一个单位或另一个人的，不必改",
)
def item_names(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    names = _names(site)
    for passage in passages(item):
        for near in _slips(passage, item, names):
            written = passage.text[near.start : near.end]
            how = "有两个字颠倒" if near.wrong == ALL_WRONG else "只差一个字"
            message = f"“{written}”与登记的机关名称“{near.name}”{how}"
            yield Answer(passage.at(site, near.start, near.end), message)
        yield from _heads(passage, site, names) if names.offices else ()


def _names(site: Inspected) -> _Names:
    found = site.kept.get("item-names")
    if not isinstance(found, _Names):
        found = site.kept["item-names"] = _Names(site.tables.authorities)
    return found


def _is_end(text: str, end: int) -> bool:
    """Whether no longer word can be meant."""
    return end == len(text) or text[end] in _BEHIND_WHOLE


def _is_recent(item: CheckedItem, site: Inspected) -> bool:
    return (site.as_of - site.as_of.fromisoformat(item.row.day)).days <= NEWS_DAYS


def _slips(passage: Passage, item: CheckedItem, names: _Names) -> Iterator[Near]:
    text = passage.text
    slips, ended = names.bodies.slips(text)
    for near in slips:
        if (len(near.name) >= LEAST_NAME or _sounds(near, text)) and _is_slip(near, passage, item, names):
            yield near
    ends: dict[int, Near] = {}
    for near in ended:
        if near.wrong == ALL_WRONG:
            if text[near.start : near.end - 2] != near.name[:-2] or _is_end(text, near.end):
                yield near
        elif _ends_wrong(near, text, names) and len(near.name) > len(ends[near.end].name if near.end in ends else ""):
            ends[near.end] = near
    yield from ends.values()


def _sounds(near: Near, text: str) -> bool:
    """Whether the wrong character, within a short name, sounds like the right one."""
    inside = 0 < near.wrong < len(near.name) - 1
    return inside and sound_alike(text[near.start + near.wrong], near.name[near.wrong])


def _ends_wrong(near: Near, text: str, names: _Names) -> bool:
    """Whether the name ends there, so that its last character is no beginning of another word."""
    before, behind = text[max(0, near.start - 1) : near.start], text[near.end : near.end + 1]
    if near.name in names.known:
        alone = before not in _ALL and (not behind or behind in _BEHIND_WHOLE)
    else:
        alone = (not before or before in _BEFORE) and (not behind or behind in _BEHIND)
    return alone and text[near.end - 1] not in _ELSE and text[near.start : near.end] not in names.known


def _is_slip(near: Near, passage: Passage, item: CheckedItem, names: _Names) -> bool:
    """Whether a name so near to a known one is more likely a slip than another body's name."""
    text = passage.text
    written, wrong = text[near.start : near.end], near.wrong
    place = _PLACE.match(near.name)
    if place and wrong < place.end() == 1:
        return False  # a short name without its place: what stands before it is another word
    around = text[max(0, near.start - 6) : near.end + 6]
    if wrong == len(written) - 1 or written in names.joined or _another_in(around, near.name, names):
        return False
    if _OTHER_WORD.fullmatch(written[wrong - 1 : wrong + 1]) or _OTHER_WORD.fullmatch(written[wrong : wrong + 2]):
        return False
    if near.name.startswith("市") and text[: near.start].endswith("辖"):
        return False
    if place and wrong < place.end():
        # another place has bodies of the same name: only where the right name stands as well is it a slip
        own = names.authorities.get(item.row.authority)
        alike = sound_alike(written[wrong], near.name[wrong])
        return near.name in item.text or bool(own and near.name == own.name and alike)
    return "\u4e00" <= written[wrong] <= "\u9fff"


def _another_in(around: str, name: str, names: _Names) -> bool:
    """Whether a known name stands there that `name` is no part of."""
    return any(name not in around[start:end] for start, end in names.whole.places(around))


def _heads(passage: Passage, site: Inspected, names: _Names) -> Iterator[Answer]:
    text = passage.text
    for start, end in names.heads.places(text):
        office = _OFFICE.search(text, max(0, start - 8), start)
        held = names.offices[text[start:end]]
        if office and _belies(office[0], _each(held)) and _is_recent(passage.item, site):
            message = f"“{text[office.start() : end]}”的职务与机关名册不一致，名册中是“{'、'.join(sorted(held))}”"
            yield Answer(passage.at(site, office.start(), end), message)
    for titled in _TITLED.finditer(text) if passage.may(_MAY_BE_TITLED) else ():
        office = _OFFICE.search(text, max(0, titled.start() - 3), titled.end("office"))
        right = _misspelt(titled["name"], office[0], names) if office else ""
        if office and right and _is_recent(passage.item, site):
            message = f"“{text[office.start() : titled.end()]}”与机关名册中的“{right}”只差一个字"
            yield Answer(passage.at(site, office.start(), titled.end()), message)


def _belies(office: str, held: list[str]) -> bool:
    """Whether the office is one of those held in another rank; offices of other kinds may be held besides."""
    plain = re.sub("^(?:常务|党组|党委)?副?", "", office)
    akin = [position for position in held if position.endswith(plain)]
    return bool(akin) and not any(position.endswith(office) and _same_rank(position, office) for position in akin)


def _each(held: set[str]) -> list[str]:
    return [part for position in held for part in re.split("[、，,；; ]", position)]


def _same_rank(position: str, office: str) -> bool:
    return office.startswith(("副", "常务")) or not position.removesuffix(office).endswith("副")


def _misspelt(name: str, office: str, names: _Names) -> str:
    """The head of that very office whose name of three characters differs in one."""
    if any(name.startswith(known) for known in names.offices):
        return ""
    for known, held in names.offices.items():
        wrong = sum(one != other for one, other in zip(known, name, strict=False)) if len(known) == len(name) else 0
        if wrong == 1 and any(position.endswith(office) and _same_rank(position, office) for position in _each(held)):
            return known
    return ""
