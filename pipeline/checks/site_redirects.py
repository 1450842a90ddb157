"""An address that moved leads to one that is there, in one step, and is not in use again."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, alike, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.rendered import file_of, read_page
from pipeline.standards import USABILITY


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="迁移的网址转到存在的新地址",
    hint="改正 redirects.yaml",
)
def site_redirects(site: Inspected) -> Iterator[Answer]:
    olds: set[str] = set()
    for redirect in site.tables.redirects:
        place, new = site.place(f"redirect:{redirect.old}"), redirect.new.partition("#")[0]
        old_file = file_of(redirect.old)
        if redirect.old in olds:
            yield Answer(place, f"原地址“{redirect.old}”登记了两次", "只保留一处")
        olds.add(redirect.old)
        if new == redirect.old:
            yield Answer(place, f"原地址和新地址相同：“{new}”")
        elif new in {other.old for other in site.tables.redirects}:
            yield Answer(place, f"新地址“{new}”又转到别处", "直接写最后的新地址")
        elif file_of(new) not in site.files:
            folder = file_of(new).rpartition("/")[0]
            yield Answer(place, f"新地址“{new}”不存在{near(new, alike(new, site.folders.get(folder, ())))}")
        if old_file in site.files and old_file.endswith(".html") and not read_page(site.output, old_file).is_redirect:
            yield Answer(place, f"原地址“{redirect.old}”现在有别的页面", "删去这一行，或把那个页面移走")
