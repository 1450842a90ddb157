"""短信：签名、标题、一句摘要和网址；按 UCS-2 计字数，写明要拆成几条。"""

from pipeline.media.channel import Made, MediaChannel, Subject
from pipeline.media.excerpt import leading
from pipeline.media.limits import Limit, message_length, message_parts
from pipeline.media.titles import title_of, too_long
from pipeline.standards import Clause, Doubt

CODING = Clause("GSM 03.38（UCS-2 编码）")
PROVIDERS = Clause("短信服务商通行规则", "", Doubt.MEMORY)
SINGLE = Limit("单条短信（含签名）", 70, "字", CODING)
JOINED = Limit("长短信拆分后每条", 67, "字", CODING)
TEXT = Limit("长短信全文（含签名）", 500, "字", PROVIDERS)
TITLE = Limit("标题", 200, "字", PROVIDERS)
SIGNATURE = Limit("签名", 16, "字", Clause("短信服务商通行规则", "", Doubt.UNSURE))
PLATFORM = "短信"
AIM = 3
"""Messages that a summary may take; a title alone may take more."""


def make(subject: Subject) -> Made:
    title, faults = title_of(subject, TITLE, PLATFORM)
    start, end = f"【{_signature(subject)}】{title}", f" 详见 {subject.url}"
    room = max(JOINED.most * AIM, SINGLE.most)

    def fits(text: str) -> bool:
        return message_length(f"{start}：{text}{end}") <= room

    summary = leading(str(subject.details.get("summary") or ""), fits)
    text = f"{start}：{summary}{end}" if summary else f"{start}。{end.strip()}"
    length = message_length(text)
    if length > TEXT.most and not faults:
        faults = [too_long("title", TEXT, length, PLATFORM, "在页头写“短标题: …”")]
    counts = {"characters": length, "parts": message_parts(text, SINGLE.most, JOINED.most)}
    return Made(title, summary, "", ("content.txt", text.encode()), counts=counts, faults=tuple(faults))


def _signature(subject: Subject) -> str:
    names = (subject.site.name, subject.authority.name, subject.authority.label)
    return next((name for name in names if len(name) <= SIGNATURE.most), names[-1][: SIGNATURE.most])


CHANNEL = MediaChannel(
    PLATFORM,
    "短信文字：签名、标题、摘要和网址，写明字数和要拆成几条",
    (SINGLE, JOINED, TEXT, SIGNATURE),
    make,
    50,
)
