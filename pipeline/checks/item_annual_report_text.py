"""Figures that the text of an annual report gives for what its tables count are those of the tables.

A warning only: real reports legitimately count in other ways, such as applications with or without those carried in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.annual.cells import Values, number_of
from pipeline.annual.figures import figures_of
from pipeline.annual.spoken import DIGITS, WORDS, Spoken, spoken
from pipeline.annual.wording import shown
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.kinds.annual_report import APPLICATION_LAYOUT
from pipeline.passages import Passage
from pipeline.pattern import later
from pipeline.standards import HOUSE_RULE

_COUNT = (
    rf"(?:共计|共|为|是|了)? ?(?:(?P<number>{DIGITS})(?: ?[件份宗个起项部条]|(?=[。\uff1b;\uff0c,、]))"
    rf"|(?!一[件份宗个起项部条])(?P<words>{WORDS})[件份宗个起项部条])"
)
"""A bare 一件 is a way of speaking: 收到一件、办结一件."""
_MONEY = rf"(?:金额|总额|收入)?(?:共计|共|为|是)? ?(?P<number>{DIGITS}) ?万元(?P<words>(?!))?"
_NONE = "[。\uff1b;\uff0c,、\n]|(?:案件|情况|情形)?[。\uff1b;\uff0c,\n]"
_OTHER_YEAR = later(r"上年(?!度?结转)|去年|上一年(?!度?结转)|同期|往年|历年|以来|比例|增加|减少|上升|下降|增长|较")
_PERIOD = later(
    r"季度|上半年|下半年|[\d一二三四五六七八九十]月份|前[\d一二三四五六七八九十]+个月|近[\d一二两三四五六七八九十]+年|十[三四五]五"
)
_SO_FAR, _THE_YEAR = later("累计"), later("全年|本年|年度|今年|20[0-9]{2}年")
_PART = later(
    "渠道|通过|经由|网络|网站|网上|信函|邮寄|来函|当面|现场|传真|邮件|窗口|本级|区县|县区|乡镇|镇街|街道|其中"
    "|(?:各|市直|县直|省直|区直)(?:县|区|部门|单位)"
)
_YEAR = later(r"(20\d{2})年")
_APPLICANT = later("自然人|企业|机构|组织提|律师")
_CLAUSE, _SEGMENT = later("[。\uff1b;\n]"), later("[。\uff1b;\n\uff0c,、\uff1a:(\uff08]")
_OTHER_MATTER = later("建议|提案|信访|来信|来访|热线|诉求|留言|咨询|工单|许可|审批|投诉|案件|事项")
_AS_JUDGE = later("办理|审理|受理|审结")


@dataclass(frozen=True, slots=True)
class Figure:
    """A way to say a number: the pattern, and the cells of which any of the sums may be meant. `none`: a way to say that
    there was nothing of it; `whole`: what may be told of a part of the body or its ways of asking too; `unless`: what is
    spoken of instead if the words before say the first and not the second.
    """

    name: str
    pattern: re.Pattern[str]
    sums: tuple[tuple[int, ...], ...]
    none: re.Pattern[str] | None = None
    whole: bool = False
    unless: tuple[re.Pattern[str], str] | None = None


def _total(*fields: str) -> tuple[int, ...]:
    return tuple(number_of("applications", field, 6) for field in fields)


def _figure(name: str, words: str, *sums: tuple[int, ...], count: str = _COUNT) -> Figure:
    return Figure(name, later(rf"(?:{words}){count}"), sums)


def _group(numeral: str) -> tuple[int, ...]:
    members = next(members for group, members in APPLICATION_LAYOUT if group.startswith(numeral))
    return _total(*(field for _, field in members))


def _applications() -> Iterator[Figure]:
    application = "(?:(?:依|政府|信息|依申请)*公开)?(?:的|事项)*申请|依申请公开(?:申请|事项)?"
    whose = r"(?:各类|的|公民、?法人[^。\uff1b\uff0c;,\d]{2,14}?的?)?"
    said = rf"(?:新收|收到|受理|收办|接收){whose}(?:{application})"
    sums = (_total("received"), _total("received", "carried_in"))
    none = later(rf"(?:未|没有|无)(?:新收|收到|受理|接收){whose}(?:{application})(?:{_NONE})")
    yield Figure("收到的申请", later(said + _COUNT), sums, none, whole=True)
    yield _figure("上年结转", "上年度?结转(?:申请)?", _total("carried_in"))
    yield _figure("结转下年度", "结转(?:[至到]?[下次])(?:一)?年度?(?:继续)?(?:办理)?|年末结转", _total("carried_out"))
    closed = later(rf"办(?<!已办)(?:结|理完毕)(?:申请)?{_COUNT}")
    yield Figure("办结的申请", closed, (_total("total"),), whole=True, unless=(_OTHER_MATTER, "公开申请"))


def _disputes() -> Iterator[Figure]:
    review, direct, after = (
        number_of("disputes", field, 4) for field in ("review", "direct_suit", "suit_after_review")
    )
    sides = (_AS_JUDGE, "信息公开")
    unheard = r"(?:未|没有|无)(?:因|被|发生|收到|产生|引发|出现)?[^。\uff1b;\uff0c,\d]{0,20}?"
    both = "行政复议(?:案件)?(?:和|或者?|及|以及|、|与)(?:被)?(?:提起)?"
    reviewed, sued = later(rf"行政复议(?:案件)?{_COUNT}"), later(rf"行政诉讼(?:案件)?{_COUNT}")
    none = later(rf"{unheard}(?:{both}行政诉讼|行政复议)(?:{_NONE})")
    yield Figure("行政复议", reviewed, ((review,),), none, unless=sides)
    none = later(rf"{unheard}(?:{both})?行政诉讼(?:{_NONE})")
    yield Figure("行政诉讼", sued, ((direct, after), (direct,), (after,)), none, unless=sides)


def _disclosed() -> Iterator[Figure]:
    for said, before, group, other in (
        ("规章", "政府", "rules", "规范性文件"),
        ("规范性文件", "行政", "normative", "规章"),
    ):
        for verbs, field, verb in (
            ("制发|制定", "made", "制发"),
            ("废止", "repealed", "废止"),
            ("现行有效的?", "in_force", "现行有效"),
        ):
            further = rf"{said}(?:(?!{other})[^。\uff1b;\n]){{0,30}}?[\uff0c,、](?:{verbs})"
            words = rf"{said}(?:{verbs})|(?:{verbs})(?:{before})?{said}|{further}"
            yield _figure(f"{said}{verb}", words, (number_of("disclosed", group, field),))
    for name, field in (("行政许可", "licences"), ("行政处罚", "penalties"), ("行政强制", "compulsion")):
        yield _figure(name, f"{name}(?:处理)?决定(?:数量)?", (number_of("disclosed", field),))
    yield _figure("行政事业性收费", "行政事业性收费", (number_of("disclosed", "fees"),), count=_MONEY)


FIGURES = (
    *_applications(),
    _figure("予以公开", "予以(?<!主动予以)(?<!不予以)公开|同意公开", _group("（一）")),
    _figure("部分公开", "部分公开", _group("（二）")),
    _figure("不予公开", "不予公开", _group("（三）")),
    _figure("无法提供", "无法提供", _group("（四）")),
    _figure("不予处理", "不予处理", _group("（五）")),
    _figure("其他处理", "其他处理", _group("（六）")),
    *_disputes(),
    *_disclosed(),
)


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="年报正文里的数字与三张表一致：收到、办结、各类处理结果、结转、复议诉讼、规章和规范性文件",
    hint="核对正文和表；统计口径不同的，在正文中说明",
    kinds=("annual_report",),
)
def item_annual_report_text(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    figures = figures_of(item)
    if figures is None:
        return
    values, text, year = figures.values, item.text, item.details["year"]
    for figure in FIGURES:
        right = _right(values, figure)
        for found, told in _told(figure, text) if right else ():
            if not any(map(told.means, right)) and _is_meant(text, found, figure, year):
                place = Passage(item, text).at(site, *found.span())
                sums = "或".join(map(shown, dict.fromkeys(right)))
                yield Answer(place, f"正文写“{found[0].strip()}”，表中{figure.name}是 {sums}")


def _told(figure: Figure, text: str) -> Iterator[tuple[re.Match[str], Spoken]]:
    """Where a figure is given, and what it is said to be."""
    for found in figure.pattern.finditer(text):
        yield found, spoken(found["number"] or found["words"])
    for found in figure.none.finditer(text) if figure.none else ():
        yield found, spoken("0")


def _right(values: Values, figure: Figure) -> list[int | float]:
    """The numbers that the tables allow; none where a cell is blank."""
    found = []
    for cells in figure.sums:
        told = [values[number] for number in cells]
        if None not in told:
            found.append(sum(value or 0 for value in told))
    return found


def _is_meant(text: str, found: re.Match[str], figure: Figure, year: int) -> bool:
    """Whether the words before the figure, back to the last stop, speak of the year of the report and of no part."""
    before = _CLAUSE.split(text[: found.start()])[-1]
    years = _YEAR.findall(before)
    if _OTHER_YEAR.search(before) or _PERIOD.search(before) or (years and years[-1] != str(year)):
        return False
    if _SO_FAR.search(before) and not _THE_YEAR.search(before):
        return False
    segment = _SEGMENT.split(before)[-1]
    if _APPLICANT.search(segment) or (figure.whole and _PART.search(segment)):
        return False
    other, own = figure.unless or (None, "")
    return not (other and other.search(before) and own not in before)
