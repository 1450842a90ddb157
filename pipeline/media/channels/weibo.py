"""微博：一段文字，带话题和原文链接，配图不超过九张；按平台的算法计字数。

字数算法出自微博网页发布框的计数程序（多处公开转抄）；2000 字、9 张是多处公开说明一致的，平台没有可查的文档。
"""

from pipeline.media import blocks as body
from pipeline.media.channel import Fault, Made, MadeImage, MediaChannel, Most, Subject
from pipeline.media.excerpt import leading, prose
from pipeline.media.limits import Limit, weibo_length
from pipeline.media.pictures import gathered
from pipeline.media.titles import title_of, too_long, topics_of
from pipeline.standards import Clause, Doubt

RULES = Clause("微博发布规则", "", Doubt.SECOND_HAND)
COUNTING = Clause("微博网页发布框的计数程序", "", Doubt.SECOND_HAND)
PLATFORM = "微博"
TEXT = Limit("全文", 2000, "字", RULES)
UNFOLDED = Limit("不折叠显示的文字", 140, "字", COUNTING)
PICTURES = Limit("配图", 9, "张", RULES)
PICTURE = Limit("每张图片", 5 * 1024 * 1024, "字节", Clause("微博发布规则", "", Doubt.UNSURE))
TITLE = Limit("标题", 100, "字", Clause("微博发布规则", "", Doubt.UNSURE))
TOPICS = 3
LINK = 10
"""What the platform counts for an address, whatever its length."""


def make(subject: Subject) -> Made:
    title, faults = title_of(subject, TITLE, PLATFORM, _length)
    topics = topics_of(subject, TOPICS)
    found = body.blocks(subject.html)
    start = "".join(f"#{topic}#" for topic in topics) + f"【{title}】"
    end = f" 全文：{subject.url}"
    excerpt = leading(_told(subject, prose(found)), lambda text: _length(start + text + end) <= UNFOLDED.most)
    text = start + excerpt + end
    if _length(text) > TEXT.most and not faults:
        faults = [too_long("title", TEXT, _length(text), PLATFORM, "在页头写“短标题: …”")]
    names = [block.name for block in found if block.kind == body.PICTURE]
    images, unread = _images(subject, names)
    counts = {"characters": _length(text), "images": len(images)}
    content = ("content.txt", text.encode())
    return Made(title, excerpt, "", content, None, images, topics, counts, (*faults, *unread))


def _length(text: str) -> int:
    return weibo_length(text, LINK)


def _told(subject: Subject, paragraphs: list[str]) -> str:
    return str(subject.details.get("summary") or "") or "".join(paragraphs[:3])


def _images(subject: Subject, names: list[str]) -> tuple[tuple[MadeImage, ...], list[Fault]]:
    own = [subject.image] if subject.image else []
    return gathered(subject.gallery, [*own, *names], Most(PICTURE.most, 1600), PICTURES.most, PICTURE.clause)


CHANNEL = MediaChannel(
    PLATFORM,
    "一段文字：话题、标题、摘要、原文链接；配图不超过 9 张",
    (TEXT, UNFOLDED, TITLE, PICTURES, PICTURE),
    make,
    20,
)
