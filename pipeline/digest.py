"""A mail that tells what was published in some days for an audience, of a subject, by a body: without recipients.

Whoever sends it keeps the addresses; nothing of them is read or written here. The same items give the same bytes.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from pipeline import urls
from pipeline.audience import ADDRESSES, AUDIENCE_TITLE, Audience
from pipeline.audiences import audiences_of, column_audience
from pipeline.channel_parts import absolute
from pipeline.china_time import SHANGHAI
from pipeline.phrases import long_day
from pipeline.register import Register
from pipeline.store import IndexRow

MOST = 200
"""Items of one mail; of more, the newest."""
SUBJECT = "{what}（{first}至{last}）"
EVERYTHING, OF_SUBJECT, OF_BODY = "{site}信息摘要", "主题为“{subject}”", "{body}发布"
LEAD = "{first}至{last}，共 {number} 条。"
CUT = "其中较早的 {number} 条没有列出，请到网站查看。"
ENDING = "以上信息都已在{site}公开：{url}"
FEED = "也可以用阅读器订阅，不需要邮箱：{url}"
LEAVE = "不想再收到的，请回复“退订”或写信到 {email}，不需要账号。网站不保存收件人的任何信息。"
LEAVE_WITHOUT = "不想再收到的，请直接回复“退订”，不需要账号。网站不保存收件人的任何信息。"


class Wanted(NamedTuple):
    """Days `YYYY-MM-DD`, both included; None and "" ask after nothing."""

    first: str
    last: str
    audience: Audience | None = None
    subject: str = ""
    authority: str = ""

    @property
    def name(self) -> str:
        """For a file: `2026-11-12_2026-11-18-qiye`."""
        parts = [f"{self.first}_{self.last}", ADDRESSES[self.audience] if self.audience else "", self.authority]
        subject = hashlib.sha256(self.subject.encode()).hexdigest()[:8] if self.subject else ""
        return "-".join(part for part in (*parts, subject) if part)


def items_of(register: Register, wanted: Wanted) -> list[IndexRow]:
    """Newest first; only what the site shows."""
    columns = {path: column_audience(register.tables, path) for path in register.tables.columns}
    return [
        row
        for row in register.shown
        if wanted.first <= row.day <= wanted.last
        and (not wanted.audience or wanted.audience in audiences_of(row, columns[row.column]))
        and (not wanted.subject or row.topic.partition("\\")[0] == wanted.subject)
        and (not wanted.authority or row.authority == wanted.authority)
    ]


def digest_mail(register: Register, wanted: Wanted, rows: Sequence[IndexRow]) -> bytes:
    """A message of text and HTML, to be given to a mailing program."""
    site = register.tables.site
    assert site is not None
    subject = SUBJECT.format(what=_what(register, wanted), first=wanted.first, last=wanted.last)
    text, page = _text(register, wanted, rows), _html(register, wanted, rows, subject)
    mail = EmailMessage(policy=SMTP.clone(max_line_length=200))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.fromisoformat(wanted.last).replace(hour=18, tzinfo=SHANGHAI))
    mark = hashlib.sha256(page.encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{mark}@{site.domain}>"
    if site.email:
        mail["List-Unsubscribe"] = f"<mailto:{site.email}?subject={quote('退订')}>"
    mail.set_content(text, cte="base64")
    mail.add_alternative(page, subtype="html", cte="base64")
    mail.set_boundary(f"==={mark}===")
    return mail.as_bytes()


def _what(register: Register, wanted: Wanted) -> str:
    site = register.tables.site
    found = [AUDIENCE_TITLE.format(audience=wanted.audience.value)] if wanted.audience else []
    found += [OF_SUBJECT.format(subject=wanted.subject)] if wanted.subject else []
    found += [OF_BODY.format(body=register.tables.authorities[wanted.authority].name)] if wanted.authority else []
    return "、".join(found) or EVERYTHING.format(site=site.name if site else "")


def _lead(wanted: Wanted, rows: Sequence[IndexRow]) -> list[str]:
    lead = LEAD.format(first=long_day(wanted.first), last=long_day(wanted.last), number=len(rows))
    return [lead, CUT.format(number=len(rows) - MOST)] if len(rows) > MOST else [lead]


def _ending(register: Register, wanted: Wanted) -> list[str]:
    site = register.tables.site
    assert site is not None
    folder = urls.audience(ADDRESSES[wanted.audience]) if wanted.audience else urls.HOME
    return [
        ENDING.format(site=site.name, url=absolute(site, urls.HOME)),
        FEED.format(url=absolute(site, f"{folder}{urls.RSS}")),
        LEAVE.format(email=site.email) if site.email else LEAVE_WITHOUT,
    ]


def _text(register: Register, wanted: Wanted, rows: Sequence[IndexRow]) -> str:
    site = register.tables.site
    assert site is not None
    lines = [*_lead(wanted, rows), ""]
    for number, row in enumerate(rows[:MOST], 1):
        body = register.tables.authorities[row.authority].name
        lines += [f"{number}. {row.title}", f"   {row.day} {body}", f"   {absolute(site, urls.item(row.path))}", ""]
    return "\n".join([*lines, "—" * 10, *_ending(register, wanted), ""])


def _html(register: Register, wanted: Wanted, rows: Sequence[IndexRow], subject: str) -> str:
    site = register.tables.site
    assert site is not None
    parts = [
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        '<body style="margin:0;padding:16px;font-size:16px;line-height:1.7;color:#222">'
        f'<h1 style="font-size:20px">{escape(subject)}</h1>',
        *(f"<p>{escape(line)}</p>" for line in _lead(wanted, rows)),
        "<ol>",
    ]
    for row in rows[:MOST]:
        body, url = register.tables.authorities[row.authority].name, absolute(site, urls.item(row.path))
        parts.append(
            f'<li style="margin-bottom:12px"><a href="{escape(url)}">{escape(row.title)}</a><br>'
            f'<span style="color:#555;font-size:14px">{row.day} {escape(body)}</span><br>{escape(row.summary)}</li>'
        )
    ending = "".join(f'<p style="color:#555;font-size:14px">{escape(line)}</p>' for line in _ending(register, wanted))
    return "\n".join([*parts, "</ol>", ending, "</body></html>", ""])
