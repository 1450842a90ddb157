"""政策解读: explains a document and links it; the document links back."""

from pipeline.kind import Kind, Line, Lines, label
from pipeline.terms import InterpretationForm


class Interpretation(Kind):
    key = "interpretation"
    name = "政策解读"

    interprets: Lines = label("解读文件", help="被解读文件的索引号或路径", min_length=1)
    form: InterpretationForm = label("解读形式", help="文字解读、图解、政策问答……")
    interpreter: Line | None = label("解读人", help="姓名和职务", default=None)


KIND = Interpretation
