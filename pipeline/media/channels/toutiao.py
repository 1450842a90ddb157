"""今日头条：标题、摘要、纯文本正文，图片另放，正文里标出位置。"""

from pipeline.media.articles import Rules, article
from pipeline.media.channel import MediaChannel
from pipeline.media.limits import Limit
from pipeline.standards import Clause, Doubt

EDITOR = Clause("头条号编辑页的提示“2～30个字”", "", Doubt.SECOND_HAND)
UNSURE = Clause("头条号发布规则", "", Doubt.UNSURE)
TITLE, LEAST = Limit("标题", 30, "字", EDITOR), Limit("标题至少", 2, "字", EDITOR)
SUMMARY = Limit("摘要", 120, "字", UNSURE)
TEXT = Limit("正文", 50_000, "字", UNSURE)
PICTURES = Limit("图片", 50, "张", UNSURE)
PICTURE = Limit("每张图片", 5 * 1024 * 1024, "字节", UNSURE)
KIND = Rules("头条", TITLE, LEAST, SUMMARY, TEXT, PICTURES, PICTURE)

CHANNEL = MediaChannel(
    "头条",
    "今日头条文章：标题、摘要、正文文本、封面和图片",
    (TITLE, LEAST, SUMMARY, TEXT, PICTURES, PICTURE),
    lambda subject: article(subject, KIND),
    30,
)
