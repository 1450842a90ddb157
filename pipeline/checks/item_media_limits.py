"""What channels would say of an item's packages: no title, text or picture is beyond what a platform takes."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="按渠道制作的发布包不超过各平台的限制（字数、图片、字幕）",
    hint="见《新媒体发布包》的限制表",
)
def item_media_limits(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    own = item.details.get("media")
    names = site.tables.media(item.row.column) if own is None else own
    if not names or item.row.authority not in site.tables.authorities:
        return  # what is not published, item-authority tells
    from pipeline.media.channels import KEYS, MEDIA_CHANNELS  # with libraries that few edits need
    from pipeline.media.gallery import NamesOnly
    from pipeline.media.subjects import subject_of

    for key in dict.fromkeys(KEYS[name] for name in names if name in KEYS):
        channel = MEDIA_CHANNELS[key]
        if channel.drawn:
            continue
        gallery = NamesOnly(site.content, item.attachments)
        subject = subject_of(item.row, item.body, item.attachments, site.register, gallery, own is not None)
        made = channel.make(subject)
        for fault in made.faults if made else ():
            yield Answer(item.at(fault.part), f"{channel.name}：{fault.message}", fault.hint, clause=fault.clause)
