"""The channels that columns name for the packages of their items are channels."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.media.channels import KEYS
from pipeline.phrases import listing, near
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="栏目“渠道”写的都是能制作发布包的渠道",
    hint="改为手册《新媒体发布包》列出的名称；不要发布包的写 []",
)
def site_media_channels(site: Inspected) -> Iterator[Answer]:
    for path, node in site.tables.columns.items():
        for name in node.column.media or ():
            if name not in KEYS:
                told = f"栏目“{node.column.title}”的渠道中没有“{name}”{near(name, KEYS)}。现有：{listing(KEYS)}"
                yield Answer(site.place(f"column:{path}"), told)
