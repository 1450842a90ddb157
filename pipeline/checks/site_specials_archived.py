"""A special column that is over leaves the home page and the navigation; it stays readable in its own place."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import read_page, resolver
from pipeline.standards import SITE_COLUMNS
from pipeline.tables import SPECIAL
from pipeline.terms import SpecialState

HOME = "/index.html"


@check(
    severity=Severity.WARNING,
    clause=SITE_COLUMNS,
    about="已归档的专题不在首页和顶部导航",
    hint="归档的专题只在专题列表中保留",
)
def site_specials_archived(site: Inspected) -> Iterator[Answer]:
    nodes = site.tables.columns.values()
    archived = [node for node in nodes if node.kind == SPECIAL and node.column.state is SpecialState.ARCHIVED]
    linked = _linked_from_home(site) if archived else frozenset()
    for node in archived:
        named = f"专题“{node.column.title}”已归档"
        if node.column.in_navigation:
            yield Answer(node.location, f"{named}，但仍在顶部导航", "“导航”改为“否”")
        elif f"{node.url}index.html" in linked:
            yield Answer(Location(f"output{HOME}"), f"{named}，但首页仍有它的链接", "从首页的栏目和模板中撤下")


def _linked_from_home(site: Inspected) -> frozenset[str]:
    if HOME not in site.files:
        return frozenset()
    page, resolve = read_page(site.output, HOME), resolver(site.site.domain, site.site.base)
    paths = {target.path for href in page.links if (target := resolve(page.url, href))}
    return frozenset(f"{path}index.html" if path.endswith("/") else path for path in paths)
