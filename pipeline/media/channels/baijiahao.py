"""百家号：与头条相同的文章，限制不同。"""

from pipeline.media.articles import Rules, article
from pipeline.media.channel import MediaChannel
from pipeline.media.limits import Limit
from pipeline.standards import Clause, Doubt

EDITOR = Clause("百家号编辑页的提示“2 - 64字”", "", Doubt.SECOND_HAND)
UNSURE = Clause("百家号发布规则", "", Doubt.UNSURE)
TITLE, LEAST = Limit("标题", 64, "字", EDITOR), Limit("标题至少", 2, "字", EDITOR)
SUMMARY = Limit("摘要", 100, "字", UNSURE)
TEXT = Limit("正文", 50_000, "字", UNSURE)
PICTURES = Limit("图片", 50, "张", UNSURE)
PICTURE = Limit("每张图片", 5 * 1024 * 1024, "字节", UNSURE)
KIND = Rules("百家号", TITLE, LEAST, SUMMARY, TEXT, PICTURES, PICTURE)

CHANNEL = MediaChannel(
    "百家号",
    "百家号文章：标题、摘要、正文文本、封面和图片",
    (TITLE, LEAST, SUMMARY, TEXT, PICTURES, PICTURE),
    lambda subject: article(subject, KIND),
    40,
)
