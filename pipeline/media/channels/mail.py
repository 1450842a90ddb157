"""邮件：一封 .eml 摘要，网页和纯文本各一份，可直接用邮件软件打开、填收件人后发出。"""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from html import escape

from pipeline.china_time import SHANGHAI
from pipeline.media.blocks import HEADING, blocks
from pipeline.media.channel import Made, MediaChannel, Subject
from pipeline.media.excerpt import leading, prose
from pipeline.media.limits import Limit
from pipeline.media.palette import palette
from pipeline.media.titles import too_long, topics_of
from pipeline.media.wording import HINT_SUMMARY
from pipeline.standards import Clause, Doubt

LINE = Limit("每行", 998, "字节", Clause("RFC 5322", " 2.1.1"))
SIZE = Limit("整封邮件", 100 * 1024, "字节", Clause("常见邮件客户端的截断界限", "", Doubt.UNSURE))
EXCERPT = 600
MOST_HEADINGS, MOST_FILES = 12, 20
_MAIL = re.compile(r"([A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
PLATFORM = "邮件"


def make(subject: Subject) -> Made:
    found = blocks(subject.html)
    heads = [block.text for block in found if block.kind == HEADING][:MOST_HEADINGS]
    files = [file.name for file in subject.attachments if file.listed][:MOST_FILES]
    told = str(subject.details.get("summary") or "")
    excerpt = told or leading("\n".join(prose(found)), lambda text: len(text) <= EXCERPT)
    message = EmailMessage(policy=SMTP)
    _head(message, subject)
    message.set_content(_plain(subject, excerpt, heads, files), cte="base64")
    message.add_alternative(_html(subject, excerpt, heads, files), subtype="html", cte="base64")
    message.set_boundary(f"=_{_mark(subject)[:32]}")
    raw = message.as_bytes()
    counts = {"bytes": len(raw)}
    faults = [too_long("summary", SIZE, len(raw), PLATFORM, HINT_SUMMARY)] if len(raw) > SIZE.most else []
    return Made(
        subject.title, excerpt.replace("\n", " "), subject.source, ("message.eml", raw), counts=counts,
        topics=topics_of(subject, 5), faults=tuple(faults),
    )  # fmt: skip


def _head(message: EmailMessage, subject: Subject) -> None:
    message["Subject"] = subject.title
    sender = _MAIL.fullmatch(subject.site.email or "")
    if sender:
        message["From"] = Address(subject.site.name, sender[1], sender[2])
    message["Date"] = datetime.strptime(subject.row.published_at, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    message["Message-ID"] = f"<{_mark(subject)[:32]}@{subject.site.domain}>"
    message["X-Unsent"] = "1"


def _mark(subject: Subject) -> str:
    return sha256(subject.url.encode() + subject.row.digest).hexdigest()


def _plain(subject: Subject, excerpt: str, heads: list[str], files: list[str]) -> str:
    parts = [subject.title, f"来源：{subject.source}　发布时间：{subject.row.day}", excerpt]
    parts += ["主要内容：\n" + "\n".join(f"- {head}" for head in heads)] if heads else []
    parts += ["附件：\n" + "\n".join(f"- {name}" for name in files)] if files else []
    return "\n\n".join([*parts, f"阅读全文：{subject.url}", f"—— {subject.site.name}"]) + "\n"


def _html(subject: Subject, excerpt: str, heads: list[str], files: list[str]) -> str:
    colours, url = palette(subject.site.colours), escape(subject.url)
    rows = "".join(f"<p style='margin:0 0 12px'>{escape(line)}</p>" for line in excerpt.split("\n") if line)
    lists = "".join(
        f"<p style='margin:16px 0 4px;color:{colours.brand}'><b>{name}</b></p><ul>{_entries(entries)}</ul>"
        for name, entries in (("主要内容", heads), ("附件", files))
        if entries
    )
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{escape(subject.title)}</title></head>"
        "<body style='margin:0;padding:16px;background:#f3f5f7'>"
        "<div style='max-width:640px;margin:0 auto;background:#fff;"
        f"padding:24px;font-size:16px;line-height:1.75;color:{colours.ink};border-top:6px solid {colours.brand}'>"
        f"<h1 style='font-size:22px;line-height:1.4;margin:0 0 8px;color:{colours.deep}'>{escape(subject.title)}</h1>"
        f"<p style='margin:0 0 16px;font-size:14px;color:{colours.soft}'>来源：{escape(subject.source)}　"
        f"<span style='white-space:nowrap'>发布时间：{subject.row.day}</span></p>{rows}{lists}"
        f"<p style='margin:20px 0'><a href='{url}' style='color:{colours.brand}'>阅读全文</a></p>"
        f"<p style='margin:0;font-size:13px;color:{colours.soft};word-break:break-all'>"
        f"{escape(subject.site.name)}<br>{url}</p>"
        "</div></body></html>"
    )


def _entries(words: list[str]) -> str:
    return "".join(f"<li>{escape(word)}</li>" for word in words)


CHANNEL = MediaChannel(
    PLATFORM, "邮件摘要 .eml：标题、摘要、要目和全文链接，网页和纯文本各一份", (LINE, SIZE), make, 60
)
