"""Attachments hold nothing that acts by itself when opened, and no place where a picture was taken."""

from collections.abc import Iterator

from pipeline.attached import attached
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.extraction_parts import Active
from pipeline.finding import Severity
from pipeline.personal_words import part_label
from pipeline.standards import VETO_SAFETY

_E, _W = Severity.ERROR, Severity.WARNING
SAID: dict[Active, tuple[Severity, str, str]] = {
    Active.MACRO: (_E, "含有宏", "另存为不含宏的格式"),
    Active.CONTROL: (_E, "含有 ActiveX 控件", "删去控件后另存"),
    Active.PROGRAM: (_E, "是程序或网页文件，不允许发布", "从压缩包中删去"),
    Active.ESCAPE: (_E, "解压时会写到别的文件夹", "重新打包，文件名里没有“..”、盘符和快捷方式"),
    Active.TEMPLATE: (_E, "打开时会从外部网址加载内容", "把模板和对象存到文件里，断开外部链接"),
    Active.SCRIPT: (_W, "含有打开时运行的脚本", "用“打印为 PDF”重新导出"),
    Active.POSITION: (_W, "带有拍摄地点的坐标", "去掉照片的位置信息后再上传"),
}


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="附件中没有宏、脚本、程序和外部加载的内容",
    hint="从原稿重新导出",
)
def item_attachment_contents(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for file, place, extract in attached(item, site):
        for note in extract.active:
            severity, reason, hint = SAID[Active(note.code)]
            yield Answer(place, f"附件“{file.name}”{part_label(note.part)}{reason}", hint, severity)
