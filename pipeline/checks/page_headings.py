"""One main heading, no level left out, none empty."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.parts import Part
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_NORM


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_NORM,
    about="每页一个一级标题，标题层级连续",
    hint="正文标题从“##”开始，逐级使用，不跳级",
)
def page_headings(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if _are_right(page.gather(_outline)):
        return
    nodes = page.tree.css("h1,h2,h3,h4,h5,h6")
    levels = [int(str(node.tag)[1]) for node in nodes]
    if levels.count(1) != 1:
        yield Answer(page.at("<h1"), f"页面有 {levels.count(1)} 个一级标题，应有 1 个", "每页只有一个一级标题")
    for node, before, level in zip(nodes, [0, *levels], levels, strict=False):
        if level > before + 1 and before:
            text = node.text(strip=True)[:30]
            yield Answer(page.at(text), f"标题“{text}”是 {level} 级，上一个标题是 {before} 级，跳了级")
        if not node.text(strip=True) and node.css_first("img[alt]") is None:
            yield Answer(page.at(f"<h{level}"), f"有空的 {level} 级标题", "删去空标题")


def _outline(part: Part) -> Sequence[tuple[int, bool]]:
    return part.outline


def _are_right(outline: Sequence[tuple[int, bool]]) -> bool:
    """Whether nothing is to be said, as of nearly all pages."""
    levels = [level for level, _ in outline]
    follow = all(level <= before + 1 for before, level in pairwise(levels))
    return levels.count(1) == 1 and follow and all(filled for _, filled in outline)
