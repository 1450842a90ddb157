"""视频：附有视频的条目，给出视频号、抖音等平台要填的标题、简介和话题，并检查字幕文件（.srt）。"""

from pipeline.media.blocks import blocks
from pipeline.media.channel import Fault, Made, MediaChannel, Subject
from pipeline.media.cover import cover_of
from pipeline.media.excerpt import leading, prose
from pipeline.media.limits import Limit
from pipeline.media.subtitles import faults_of, length_of
from pipeline.media.titles import title_of, topics_of
from pipeline.standards import HOUSE_RULE, Clause, Doubt

UNSURE = Clause("视频平台发布规则", "", Doubt.UNSURE)
TITLE = Limit("标题", 30, "字", Clause("抖音等发布页的提示", "", Doubt.SECOND_HAND))
TEXT = Limit("简介（含话题）", 1000, "字", UNSURE)
TOPICS = 5
FILMS, SUBTITLES = frozenset({"mp4"}), frozenset({"srt"})
MOST_TOLD = 3
"""Faults of one file that are told one by one."""


def make(subject: Subject) -> Made | None:
    films = [file for file in subject.attachments if file.type in FILMS]
    if not films:
        return _lacking(subject) if subject.asked else None
    title, faults = title_of(subject, TITLE, "视频平台")
    topics = topics_of(subject, TOPICS)
    end = f"\n全文：{subject.url}\n" + " ".join(f"#{topic}" for topic in topics)
    told = str(subject.details.get("summary") or "") or "".join(prose(blocks(subject.html)))
    excerpt = leading(told, lambda text: len(text + end) <= TEXT.most)
    text = f"标题：{title}\n视频：{'、'.join(film.name for film in films)}\n\n{excerpt}{end}".rstrip() + "\n"
    subtitles = [file.name for file in subject.attachments if file.type in SUBTITLES]
    faults += [fault for name in subtitles for fault in _subtitle_faults(subject, name)]
    counts = {
        "characters": len(excerpt + end),
        "seconds": max((_seconds(subject, name) for name in subtitles), default=0),
    }
    content = ("description.txt", text.encode())
    return Made(title, excerpt, "", content, cover_of(subject), (), topics, counts, tuple(faults))


def _lacking(subject: Subject) -> Made:
    fault = Fault("media", "渠道写了“视频”，但没有附视频", "附上 .mp4 视频，或从“渠道”中去掉“视频”", HOUSE_RULE)
    return Made(subject.title, faults=(fault,))


def _subtitle_faults(subject: Subject, name: str) -> list[Fault]:
    text = subject.gallery.text(name)
    if text is None:
        return [Fault("attachments", f"字幕“{name}”不是 UTF-8 文本", "用编辑软件另存为 UTF-8 编码", HOUSE_RULE)]
    found = faults_of(text)
    told = [_WORDS[fault.code].format(name=name, line=fault.line, value=fault.value) for fault in found]
    more = [f"字幕“{name}”还有 {len(told) - MOST_TOLD} 处问题"] if len(told) > MOST_TOLD else []
    return [Fault("attachments", sentence, "改正字幕后重新附上", HOUSE_RULE) for sentence in [*told[:MOST_TOLD], *more]]


def _seconds(subject: Subject, name: str) -> int:
    return length_of(subject.gallery.text(name) or "")


_WORDS = {
    "empty": "字幕“{name}”没有一条字幕",
    "number": "字幕“{name}”第 {line} 行：序号应是 {value}",
    "time": "字幕“{name}”第 {line} 行：时间应写作 00:00:01,000 --> 00:00:04,000",
    "backwards": "字幕“{name}”第 {line} 行：结束时间不晚于开始时间",
    "overlap": "字幕“{name}”第 {line} 行：上一条还没有结束",
    "text": "字幕“{name}”第 {line} 行：这一条没有文字",
    "long": "字幕“{name}”第 {line} 行：一行有 {value} 字，超过 22 字",
    "lines": "字幕“{name}”第 {line} 行：一条有 {value} 行，超过 2 行",
}
CHANNEL = MediaChannel("视频", "有视频附件的条目：标题、简介、话题和封面，并检查字幕", (TITLE, TEXT), make, 90)
