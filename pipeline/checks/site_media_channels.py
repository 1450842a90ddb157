"""The channels that columns name for the packages of their items are channels."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import listing, near
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="栏目“渠道”写的都是能制作发布包的渠道",
    hint="改为手册《新媒体发布包》列出的名称；不要发布包的写 []",
)
def site_media_channels(site: Inspected) -> Iterator[Answer]:
    naming = {path: node.column for path, node in site.tables.columns.items() if node.column.media}
    if not naming:
        return
    from pipeline.media.channels import KEYS  # most sites name none, and the libraries behind these take their time

    for path, column in naming.items():
        for name in column.media or ():
            if name not in KEYS:
                told = f"栏目“{column.title}”的渠道中没有“{name}”{near(name, KEYS)}（现有：{listing(KEYS)}）"
                yield Answer(site.place(f"column:{path}"), told)
