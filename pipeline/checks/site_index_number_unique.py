"""No two items bear one index number, drafts among them; a finding names all of them."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ART_12
from pipeline.terms import ItemStatus


@check(
    severity=Severity.ERROR,
    clause=ART_12,
    about="索引号不重复",
    hint="流水号每年从头编，不重复使用；给其中的条目换号",
    gone=True,
)
def site_index_number_unique(site: Inspected) -> Iterator[Answer]:
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for path, row in sorted(site.register.rows.items()):
        if row.index_number:
            bearers[row.index_number].append(path)
    for number, paths in bearers.items():
        if len(paths) > 1:
            drafts = [path for path in paths if site.register.rows[path].status == ItemStatus.DRAFT]
            place = site.item((drafts or paths)[-1]).at("index_number")
            files = "、".join(f"content/{path}.md" for path in paths)
            yield Answer(place, f"索引号“{number}”重复，{len(paths)} 个条目都用了它：{files}")
