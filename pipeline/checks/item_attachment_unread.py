"""What no program can read in an attachment is said, so that a person looks: it never passes in silence."""

import re
from collections.abc import Iterator, Sequence

from pipeline.attached import attached
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.extraction_image import PICTURES
from pipeline.extraction_parts import Note, Unread
from pipeline.finding import Severity
from pipeline.personal_words import PERSONAL_DATA, part_label

_E, _W, _R = Severity.ERROR, Severity.WARNING, Severity.REVIEW
_LOOK = "请人工检查有无个人信息，确认后在“豁免”中写明检查人和日期"
REASONS: dict[Unread, tuple[Severity, str, str]] = {
    Unread.ENCRYPTED: (_W, "已加密", "去掉密码（包括限制复制、打印的权限密码）后重新上传"),
    Unread.SCANNED: (_R, "有 {number} 页（幅）图片没有文字层", f"改用由文稿直接导出的文件；确需扫描件的，{_LOOK}"),
    Unread.GARBLED: (_R, "有 {number} 页的字体没有给出文字", f"从原稿重新导出；无法导出的，{_LOOK}"),
    Unread.OLD_FORMAT: (_R, "是旧的二进制格式", f"另存为 DOCX、XLSX、PPTX 或 PDF；无法转换的，{_LOOK}"),
    Unread.DAMAGED: (_W, "已损坏或不合格式", "从原稿重新导出"),
    Unread.UNKNOWN: (_R, "是不认识的文件", f"换成常用格式；或{_LOOK}"),
    Unread.MISMATCH: (_W, "的内容与后缀不符", "从原稿重新导出"),
    Unread.ARCHIVE: (_R, "是本系统打不开的压缩格式", "改用 ZIP"),
    Unread.EMBEDDED: (_R, "是嵌入的对象", f"删去嵌入的对象，或{_LOOK}"),
    Unread.TOO_LARGE: (_R, "过大", f"拆分文件；或{_LOOK}"),
    Unread.BOMB: (_E, "解压后过大或文件过多", "重新打包；正常的文件不会这样"),
    Unread.OVERLAP: (_E, "的内部结构相互重叠", "从原稿重新导出；正常的文件不会这样"),
    Unread.DOCTYPE: (_E, "含有文档类型声明（DOCTYPE）", "从原稿重新导出；正常的文件不会这样"),
    Unread.NESTED: (_E, "压缩包层层嵌套超过两层", "只用一层压缩包"),
    Unread.MEMORY: (_W, "读取时占用内存过多", f"拆分文件；或{_LOOK}"),
    Unread.TIME: (_W, "读取超过时限", f"拆分文件；或{_LOOK}"),
    Unread.MISSING: (_W, "读取时文件不见了", "等生成结束后再检查一次"),
    Unread.FORMULA: (_R, "有 {number} 处公式没有存下结果", f"用 Excel 或 WPS 打开，保存以后重新上传；或{_LOOK}"),
    Unread.CRASH: (_W, "使读取程序出错", f"从原稿重新导出；或{_LOOK}"),
}
_LIST = re.compile(r"名单|公示|花名册|获奖|录用|录取|补贴对象|救助")


@check(
    severity=Severity.REVIEW,
    clause=PERSONAL_DATA,
    about="附件都能检查；扫描件、加密、损坏和读不出来的附件要人工检查",
    hint=_LOOK,
)
def item_attachment_unread(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for file, place, extract in attached(item, site):
        notes = () if _is_another_file(extract.unread) else extract.unread
        for note in notes:
            severity, reason, hint = REASONS[Unread(note.code)]
            said = f"附件“{file.name}”{part_label(note.part)}未能检查：{reason.format(number=note.number)}"
            yield Answer(place, said, hint, severity)
        if extract.pictures and not notes and _LIST.search(item.row.title):
            what = f"图片“{file.name}”" if file.type in PICTURES else f"附件“{file.name}”里的 {extract.pictures} 幅图片"
            yield Answer(place, f"名单类信息的{what}未能检查：图中的文字程序读不出来")


def _is_another_file(notes: Sequence[Note]) -> bool:
    """A whole file that is not what its name says is item-attachments' to report."""
    return any(note.code == Unread.MISMATCH and not note.part for note in notes)
