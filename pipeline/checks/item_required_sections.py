"""The headings that the kind prescribes stand in the body, exactly so and in that order, and have something below."""

import re
from collections.abc import Iterator, Sequence

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.kinds import KINDS
from pipeline.pattern import later
from pipeline.phrases import near
from pipeline.standards import ANNUAL_REPORT_FORM

_NOT_SHOWN = later(r"<h\d\b.*?</h\d>|<(?!img|table|video|audio)[^>]*>", re.DOTALL)
SECTIONED = tuple(key for key, kind in KINDS.items() if kind.sections)


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年度报告的六个部分齐全、都有内容，标题和顺序与全国统一格式一致",
    hint="各部分标题单独成行，写作“## 一、总体情况”，文字与统一格式完全一致",
    kinds=SECTIONED,
)
def item_required_sections(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    required = KINDS[item.row.kind].sections
    found = [text.strip() for _, _, text in item.headings]
    others = [text for text in found if text not in required]
    for title in required:
        if title not in found:
            yield Answer(item.at("body"), f"正文缺少“{title}”{_instead(title, others)}")
        elif found.count(title) > 1:
            yield Answer(item.at("body"), f"正文中“{title}”出现了 {found.count(title)} 次", "只保留一处")
    present = [text for text in found if text in required]
    expected = [title for title in required if title in present]
    if list(dict.fromkeys(present)) != expected:
        message = f"各部分的顺序不对，现在是：{'、'.join(present)}"
        yield Answer(item.at("body"), message, f"应为：{'、'.join(expected)}")
    for title in dict.fromkeys(_blank(item)):
        yield Answer(item.at("body"), f"“{title}”下面没有内容", "写上这一部分的情况；没有的，写明没有")


def _blank(item: CheckedItem) -> Iterator[str]:
    """Prescribed headings with nothing below; a table that the header has stands below its own in any case."""
    kind = KINDS[item.row.kind]
    tables = [title for title, sheet in zip(kind.sections[1:], kind.sheets, strict=False) if item.details[sheet]]
    for level, id_, text in item.headings:
        if text.strip() in kind.sections and text.strip() not in tables:
            below = item.body.html.partition(f'id="{id_}"')[2].partition(f"</h{level}>")[2]
            if not _NOT_SHOWN.sub("", re.split(f"<h[1-{level}]\\b", below, maxsplit=1)[0]).strip():
                yield text.strip()


def _instead(title: str, others: Sequence[str]) -> str:
    """What stands there in its place, if some heading is like it."""
    alike = near(title, [text for text in others if text[:2] == title[:2]])
    return f"（现有标题{alike.removeprefix('，是否应为').removesuffix('？')}）" if alike else ""
