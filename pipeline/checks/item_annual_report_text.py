"""Figures that the text of an annual report gives for what its tables count are those of the tables.

A warning only: real reports legitimately count in other ways, such as applications with or without those carried in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.annual.cells import Values, number_of
from pipeline.annual.figures import figures_of
from pipeline.annual.wording import shown
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.kinds.annual_report import APPLICATION_LAYOUT
from pipeline.passages import Passage
from pipeline.pattern import later
from pipeline.standards import HOUSE_RULE

_COUNT = r"(?:共计|共|为|是|了)? ?(?P<number>\d[\d,]*)(?: ?[件份宗个]|(?=[。\uff1b;\uff0c,、]))"
_OTHER_YEAR = later(r"上年(?!度?结转)|去年|上一年(?!度?结转)|同期|往年|历年|以来|比例|增加|减少|上升|下降|增长|较")
_YEAR = later(r"(20\d{2})年")
_CLAUSE = later("[。\uff1b;\n]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A way to say a number: the pattern, and the cells of which any of the sums may be meant."""

    name: str
    pattern: re.Pattern[str]
    sums: tuple[tuple[int, ...], ...]


def _total(*fields: str) -> tuple[int, ...]:
    return tuple(number_of("applications", field, 6) for field in fields)


def _figure(name: str, words: str, *sums: tuple[int, ...]) -> Figure:
    return Figure(name, later(rf"(?:{words}){_COUNT}"), sums)


def _group(numeral: str) -> tuple[int, ...]:
    members = next(members for group, members in APPLICATION_LAYOUT if group.startswith(numeral))
    return _total(*(field for _, field in members))


_RECEIVED = (_total("received"), _total("received", "carried_in"))
_APPLICATION = "(?:政府)?(?:信息)?(?:公开)?申请"
FIGURES = (
    _figure("收到的申请", rf"(?:新收|收到|受理|收办|接收)(?:各类|依申请公开|的)?{_APPLICATION}", *_RECEIVED),
    _figure("上年结转", "上年度?结转(?:申请)?", _total("carried_in")),
    _figure("结转下年度", "(?:结转下(?:一)?年度?(?:继续)?办理|结转下(?:一)?年度?|年末结转)", _total("carried_out")),
    _figure("办结的申请", "(?<!已)(?:办结|办理完毕)(?:申请)?", _total("total")),
    _figure("予以公开", "(?<!主动)(?<!不)予以公开", _group("（一）")),
    _figure("部分公开", "部分公开", _group("（二）")),
    _figure("不予公开", "不予公开", _group("（三）")),
    _figure("无法提供", "无法提供", _group("（四）")),
    _figure("不予处理", "不予处理", _group("（五）")),
    _figure("其他处理", "其他处理", _group("（六）")),
    _figure("行政复议", "行政复议(?:案件)?", (number_of("disputes", "review", 4),)),
    _figure(
        "行政诉讼",
        "行政诉讼(?:案件)?",
        (number_of("disputes", "direct_suit", 4), number_of("disputes", "suit_after_review", 4)),
    ),
    *(
        _figure(f"{name}{verb}", rf"{said}(?:{verbs})|(?:{verbs}){said}", (number_of("disclosed", group, field),))
        for said, group, name in (("规章", "rules", "规章"), ("(?:行政)?规范性文件", "normative", "规范性文件"))
        for verbs, field, verb in (
            ("制发|新?制定", "made", "制发"),
            ("废止", "repealed", "废止"),
            ("现行有效的?", "in_force", "现行有效"),
        )
    ),
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
    values, text = figures.values, item.text
    for figure in FIGURES:
        for found in figure.pattern.finditer(text):
            told = int(found["number"].replace(",", ""))
            right = _right(values, figure)
            if right and told not in right and _is_of_the_year(text, found, item.details["year"]):
                place = Passage(item, text).at(site, *found.span())
                sums = "或".join(map(shown, dict.fromkeys(right)))
                yield Answer(place, f"正文写“{found[0]}”，表中{figure.name}是 {sums}")


def _right(values: Values, figure: Figure) -> list[int]:
    """The numbers that the tables allow; none where a cell is blank."""
    found = []
    for cells in figure.sums:
        told = [values[number] for number in cells]
        if None not in told:
            found.append(sum(int(value or 0) for value in told))
    return found


def _is_of_the_year(text: str, found: re.Match[str], year: int) -> bool:
    """Whether the words before the figure, back to the last stop, speak of the year of the report and of no part."""
    before = _CLAUSE.split(text[: found.start()])[-1]
    years = _YEAR.findall(before)
    return not _OTHER_YEAR.search(before) and (not years or years[-1] == str(year))
