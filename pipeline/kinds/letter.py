"""留言答复: a citizen's letter, made anonymous, and its answer; the body is the reply."""

from pipeline.kind import Kind, Line, Moment, Text, label
from pipeline.terms import LetterType


class Letter(Kind):
    key = "letter"
    name = "留言答复"

    letter_type: LetterType = label("来信类别", help="咨询、建议、投诉、求助")
    received_at: Moment = label("来信时间", help="YYYY-MM-DD HH:MM")
    letter: Text = label("来信内容", help="不含来信人的个人信息")
    replied_at: Moment | None = label("答复时间", help="YYYY-MM-DD HH:MM", default=None)
    replied_by: Line | None = label("答复单位", help="答复的机关名称", default=None)


KIND = Letter
