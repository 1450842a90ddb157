"""The channels that an item names are channels."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import listing, near
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="条目“渠道”写的都是能制作发布包的渠道",
    hint="改为手册《新媒体发布包》列出的名称；不要发布包的写 []",
)
def item_media_channels(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    names = item.details.get("media")
    if not names:
        return
    from pipeline.media.channels import KEYS  # few items name any, and the libraries behind these take their time

    for place, name in enumerate(names):
        if name not in KEYS:
            told = f"没有渠道“{name}”{near(name, KEYS)}（现有：{listing(KEYS)}）"
            yield Answer(item.at("media", place), told)
