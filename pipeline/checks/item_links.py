"""The links that a body makes inside the site lead somewhere, told at the line where they are written."""

from collections.abc import Collection, Iterator

from pipeline.check import Answer, CheckedItem, Inspected, alike, check
from pipeline.finding import Location, Severity
from pipeline.phrases import left_out, near
from pipeline.rendered import anchors_of, file_of
from pipeline.standards import USABILITY


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="正文中的站内链接都能打开",
    hint="改正链接，或删去",
)
def item_links(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    register, files = site.register, site.files
    for kind, target, line in item.row.body_links():
        place = Location(item.row.file, line, 1)
        if kind == "index":
            path = register.by_index_number.get(target)
            if path is None:
                yield Answer(place, f"链接的索引号“{target}”{_missing(target, register.by_index_number, site)}")
            else:
                yield from _state(place, path, Severity.ERROR, site)
        elif kind == "item" and target in register.rows:
            yield from _state(place, target, Severity.WARNING, site)
        elif kind == "item" and f"/{target}.html" not in files:
            known = site.folders.get(f"/{target}".rpartition("/")[0], ())
            yield Answer(place, f"链接的条目“/{target}.html”{_missing(f'/{target}.html', known, site)}")
        elif kind == "page" and file_of(target) not in files:
            known = [node.url for node in site.tables.columns.values()]
            yield Answer(place, f"链接的页面“{target}”不存在{near(target, alike(target, known))}")
        elif kind == "fragment" and item.row.url in files and target not in anchors_of(site, item.row.url):
            yield Answer(place, f"链接的位置“#{target}”在本页不存在", "核对章节编号，如 #section-1")


def _missing(target: str, known: Collection[str], site: Inspected) -> str:
    source = site.left_out(target)
    return left_out(source) if source else f"不存在{near(target, alike(target, known))}"


def _state(place: Location, path: str, withdrawn: Severity, site: Inspected) -> Iterator[Answer]:
    """A withdrawn item leaves a notice at its address, to which an address still leads but an index number does not."""
    row = site.register.rows[path]
    if path in site.register.shown_paths:
        return
    if row in site.register.withdrawn:
        yield Answer(place, f"链接的条目已撤回（{row.file}）", "改链其他条目，或删去", withdrawn)
    else:
        yield Answer(place, f"链接的条目没有公开（{row.file}）", "等它发布后再链接，或删去")
