"""The headings that the kind prescribes stand in the body, exactly so and in that order."""

from collections.abc import Iterator, Sequence

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.kinds import KINDS
from pipeline.phrases import near
from pipeline.standards import ANNUAL_REPORT_FORM

SECTIONED = tuple(key for key, kind in KINDS.items() if kind.sections)


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年度报告的六个部分齐全，标题和顺序与全国统一格式一致",
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


def _instead(title: str, others: Sequence[str]) -> str:
    """What stands there in its place, if some heading is like it."""
    alike = near(title, [text for text in others if text[:2] == title[:2]])
    return f"（现有标题{alike.removeprefix('，是否应为').removesuffix('？')}）" if alike else ""
