"""People can ask: the portal has a channel for enquiries, and its home page leads there."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import read_page, resolver
from pipeline.standards import VETO_INTERACTION
from pipeline.terms import ColumnType, SiteType

HOME = "/index.html"


@check(
    severity=Severity.ERROR,
    clause=VETO_INTERACTION,
    about="门户网站有咨询建言渠道，首页有它的入口",
    hint="网上信访、纪检举报不算咨询建言渠道",
)
def site_mailbox(site: Inspected) -> Iterator[Answer]:
    if site.site.site_type is not SiteType.PORTAL:
        return
    urls = [node.url for node in site.tables.columns.values() if node.column.column_type is ColumnType.MAILBOX]
    if not urls:
        message = f"网站没有“{ColumnType.MAILBOX.value}”类的栏目，公众无处咨询"
        yield Answer(site.place("columns.yaml", "columns.yaml"), message, "在 columns.yaml 中增设，形态写“留言答复”")
    elif HOME in site.files and not _linked(site, urls):
        message = f"首页没有“{ColumnType.MAILBOX.value}”类栏目的入口"
        yield Answer(
            Location(f"output{HOME}"), message, "在 site.yaml“首页”的“互动交流”中写上这个栏目", Severity.WARNING
        )


def _linked(site: Inspected, urls: list[str]) -> bool:
    """A link to the column, to one above it, or to a letter in it will do."""
    page, resolve = read_page(site.output, HOME), resolver(site.site.domain, site.site.base)
    paths = {target.path for href in page.links if (target := resolve(page.url, href))} - {"/", HOME}
    return any(path.startswith(url) or (path.endswith("/") and url.startswith(path)) for path in paths for url in urls)
