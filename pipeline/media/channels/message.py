"""短信：签名、标题、一句摘要和网址；按 UCS-2 计字数，写明要拆成几条。

70、67 和 500 字（含签名）：阿里云“短信发送规则”、腾讯云“正文模板审核标准”、华为云“规则与限制”，三家相同。
签名 2～12 字、不能有符号：阿里云“申请短信签名”，华为云放宽到 16 或 32 字，取最严的；正文不能有【】：腾讯云。
"""

from pipeline.media.channel import Fault, Made, MediaChannel, Subject
from pipeline.media.excerpt import leading
from pipeline.media.limits import Limit, message_length, message_parts
from pipeline.media.titles import title_of, too_long
from pipeline.standards import Clause

PROVIDERS = Clause("阿里云、腾讯云、华为云短信的字数规则")
SIGNING = Clause("阿里云“申请短信签名”")
BRACKETS = Clause("腾讯云“短信正文模板审核标准”")
SINGLE = Limit("单条短信（含签名）", 70, "字", PROVIDERS)
JOINED = Limit("长短信拆分后每条", 67, "字", PROVIDERS)
TEXT = Limit("长短信全文（含签名）", 500, "字", PROVIDERS)
TITLE = Limit("标题", 200, "字", PROVIDERS)
SIGNATURE = Limit("签名", 12, "字", SIGNING)
PLATFORM = "短信"
AIM = 3
"""Messages that a summary may take; a title alone may take more."""


def make(subject: Subject) -> Made:
    title, faults = title_of(subject, TITLE, PLATFORM, _length)
    signature, unsigned = _signature(subject)
    start, end = f"【{signature}】{title}", f" 详见 {subject.url}"
    room = max(JOINED.most * AIM, SINGLE.most)

    def fits(text: str) -> bool:
        return not _bracketed(text) and message_length(f"{start}：{text}{end}") <= room

    summary = leading(str(subject.details.get("summary") or ""), fits)
    text = f"{start}：{summary}{end}" if summary else f"{start}。{end.strip()}"
    length = message_length(text)
    if _bracketed(title):
        told = "标题里有“【】”，短信里只有签名能用"
        faults = [Fault("title", told, "在页头写没有“【】”的“短标题”", BRACKETS)]
    elif length > TEXT.most and not faults:
        faults = [too_long("title", TEXT, length, PLATFORM, "在页头写“短标题: …”")]
    counts = {"characters": length, "parts": message_parts(text, SINGLE.most, JOINED.most)}
    return Made(title, summary, "", ("content.txt", text.encode()), counts=counts, faults=(*faults, *unsigned))


def _length(title: str) -> int:
    """More than any title may have where it holds what none may hold."""
    return TITLE.most + 1 if _bracketed(title) else message_length(title)


def _bracketed(text: str) -> bool:
    return "【" in text or "】" in text


def _signature(subject: Subject) -> tuple[str, list[Fault]]:
    """The first name that may be one; a fault where none may."""
    names = (subject.site.name, subject.authority.name, subject.authority.label)
    fitting = next((name for name in names if len(name) <= SIGNATURE.most and name.isalnum()), "")
    if fitting:
        return fitting, []
    told = f"签名“{names[-1]}”不能用：最多 {SIGNATURE.most} 字，只能有汉字、字母和数字"
    return names[-1], [Fault("authority", told, "在 authorities.yaml 给这个机关写“简称”", SIGNING)]


CHANNEL = MediaChannel(
    PLATFORM,
    "短信文字：签名、标题、摘要和网址，写明字数和要拆成几条",
    (SINGLE, JOINED, TEXT, SIGNATURE),
    make,
    50,
)
