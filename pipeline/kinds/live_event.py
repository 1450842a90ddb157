"""政务直播: announced, held, kept with its record; the body is the record."""

from pipeline.kind import Count, Kind, Line, Lines, Moment, label


class LiveEvent(Kind):
    key = "live_event"
    name = "政务直播"

    starts_at: Moment = label("开始时间", help="YYYY-MM-DD HH:MM")
    ends_at: Moment | None = label("结束时间", help="YYYY-MM-DD HH:MM", default=None)
    guests: Lines = label("嘉宾", help="姓名和职务的列表", default=())
    place: Line | None = label("地点", help="活动地点", default=None)
    stream: Line | None = label("直播链接", help="直播或回放的网址", default=None)
    viewers: Count | None = label("观看人次", help="整数", default=None)
    questions: Count | None = label("提问数", help="整数", default=None)


KIND = LiveEvent
