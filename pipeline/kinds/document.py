"""公开文件: a document with its official metadata and its state of validity (guide to government sites; gov.cn header)."""

from pipeline.kind import Day, Kind, Line, Lines, label
from pipeline.terms import Genre, LegalRank, Validity


class Document(Kind):
    key = "document"
    name = "公开文件"

    index_number: Line = label("索引号", help="机构代码/年份-流水号")
    dated_on: Day = label("成文日期", help="YYYY-MM-DD")
    document_number: Line | None = label("发文字号", help="如 示政发〔2026〕3号", default=None)
    genre: Genre | None = label("体裁分类", help="通知、意见、决定……", default=None)
    legal_rank: LegalRank | None = label("文件层级", help="规章、行政规范性文件……", default=None)
    validity: Validity = label("有效性", help="有效、已修改、失效、废止", default=Validity.IN_FORCE)
    effective_on: Day | None = label("施行日期", help="YYYY-MM-DD", default=None)
    expires_on: Day | None = label("失效日期", help="有效期届满之日", default=None)
    repealed_on: Day | None = label("废止日期", help="YYYY-MM-DD；有效性为废止时填写", default=None)
    audience: Line | None = label("服务对象", help="如 企业、个人、老年人", default=None)
    amends: Lines = label("修改", help="本文件修改了哪些文件：索引号或路径", default=())
    repeals: Lines = label("废止", help="本文件废止了哪些文件：索引号或路径", default=())
    replaces: Lines = label("替代", help="本文件替代了哪些文件：索引号或路径", default=())


KIND = Document
