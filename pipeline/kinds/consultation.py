"""征集调查: opens, closes, and owes the public a result."""

from pipeline.kind import Count, Day, Kind, Line, Part, Text, label


class Outcome(Part):
    on: Day = label("公布日期")
    received: Count = label("收到意见", help="条数")
    adopted: Count = label("采纳意见", help="条数", default=0)
    account: Text = label("说明", help="采纳情况和理由")


class Consultation(Kind):
    key = "consultation"
    name = "征集调查"

    opens_on: Day = label("征集开始", help="YYYY-MM-DD")
    closes_on: Day = label("征集截止", help="YYYY-MM-DD；重大行政决策草案不少于 30 日")
    ways: tuple[Line, ...] = label("征集方式", help="网页、信函、电话等参与方式", default=())
    draft: Line | None = label("征求意见稿", help="条目旁的文件名或索引号", default=None)
    outcome: Outcome | None = label("结果反馈", help="公布日期、收到意见、采纳意见、说明", default=None)


KIND = Consultation
