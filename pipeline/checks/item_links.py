"""The links that a body makes inside the site lead somewhere, told at the line where they are written."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.phrases import near
from pipeline.rendered import anchors_of, file_of
from pipeline.standards import USABILITY


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="正文中的站内链接都能打开",
    hint="改正链接,或删去",
)
def item_links(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for kind, target, line in item.row.body_links():
        place = Location(item.row.file, line, 1)
        if kind == "index":
            yield from _item(place, f"索引号“{target}”", site.register.by_index_number.get(target), target, site)
        elif kind == "item" and f"/{target}.html" not in site.files:
            yield from _item(place, f"“/{target}.html”", target if target in site.register.rows else None, target, site)
        elif kind == "page" and file_of(target) not in site.files:
            known = [node.url for node in site.tables.columns.values()]
            yield Answer(place, f"链接的页面“{target}”不存在{near(target, known)}")
        elif kind == "fragment" and item.row.url in site.files and target not in anchors_of(site.output, item.row.url):
            yield Answer(place, f"链接的位置“#{target}”在本页不存在", "核对章节编号,如 #section-1")


def _item(place: Location, named: str, path: str | None, target: str, site: Inspected) -> Iterator[Answer]:
    register = site.register
    if path is None:
        known = register.by_index_number if "索引号" in named else (f"{other}" for other in site.register.shown_paths)
        yield Answer(place, f"链接的条目{named}不存在{near(target, known)}")
    elif path in {row.path for row in register.held}:
        yield Answer(place, f"链接的条目{named}还没有发布(content/{path}.md)", "等它发布后再链接,或删去")
    elif path not in register.shown_paths:
        yield Answer(place, f"链接的条目{named}已撤回(content/{path}.md)", "改链其他条目,或删去", Severity.WARNING)
