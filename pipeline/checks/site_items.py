"""Nothing is lost and nothing leaks: what is shown has its page, and what is held has none."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import ART_24


@check(
    severity=Severity.ERROR,
    clause=ART_24,
    about="已发布的条目都有页面，未发布的没有",
    hint="重新运行 python3 tasks.py build",
)
def site_items(site: Inspected) -> Iterator[Answer]:
    register = site.register
    for row in (*register.shown, *register.withdrawn):
        if row.url not in site.files:
            yield Answer(Location(row.file, 1, 1), f"条目已发布，但输出中没有它的页面 {row.url}")
    for row in register.held:
        if row.url in site.files:
            yield Answer(Location(row.file, 1, 1), f"条目没有到发布的时候，但输出中有它的页面 {row.url}")
        elif f"/{row.path}" in site.folders:
            yield Answer(Location(row.file, 1, 1), f"条目没有到发布的时候，但输出中有它的附件 /{row.path}/")
