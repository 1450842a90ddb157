"""动态要闻、通知公告: a titled text."""

from pipeline.kind import Kind


class News(Kind):
    key = "article"
    name = "文章"


KIND = News
