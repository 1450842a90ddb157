"""A PDF beside each document of the columns that ask for it, in the layout of official documents (GB/T 9704-2012).

What draws it is imported where a site asks: every build imports every channel.
"""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from pipeline.attachment import own_name
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import fingerprint
from pipeline.codebase import channel_digest
from pipeline.finding import Finding, Severity
from pipeline.page import OFFICIAL_PDF as NAME
from pipeline.page import Desk
from pipeline.phrases import VALIDITY_NOTICES, long_day, near
from pipeline.store import IndexRow, Store
from pipeline.terms import Validity

LIBRARIES = ("selectolax", "typst")
FORM = "document"
TITLE_LINE = 20
"""Characters of the title's size on one line."""
OPENING, CLOSING = "“‘《〈（【〔(", "”’》〉）】〕)、，。：；的"
STARTS = ("关于", "印发", "开展", "做好", "加强", "进一步", "实施", "《", "“")
ENDS = ("关于", "的", "》", "”", "、", "和", "及", "年度", "人民政府", "办公室", "委员会", "局")
"""What a line of a title likes to begin and to end with."""
UNEASE = 3
IN_FORCE = ("", Validity.IN_FORCE.value)


FAULTS: dict[str, tuple[str, str]] = {
    "column": (
        "site.yaml 的“公文PDF”写的栏目“{name}”不存在{near}",
        "改用 columns.yaml 里的栏目路径，各级代号用 / 连接",
    ),
    "no-fonts": (
        "本机没有中文字体，公开文件没有生成公文版式的 PDF",
        "安装 Noto CJK 字体（Debian: apt-get install fonts-noto-cjk），或用环境变量 GONGKAI_FONTS 指出放字体的文件夹；"
        "不要 PDF 的，删去 site.yaml 里的“公文PDF”",
    ),
}
NOTES = {
    "source": "本件由{site}网页排版生成，不是公文原件，不带印章，内容以网页为准：{url}",
    "state": "本文件{state}",
}


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    if not desk.official_pdf_columns:
        return
    from pipeline.paper.typesetting import paper_mark

    # The mark of the paper covers the room that sets it.
    mark = channel_digest(NAME, LIBRARIES) + (paper_mark() or b"")
    for row in filter(desk.has_official_pdf, desk.register.shown):
        name = desk.tables.authorities[row.authority].name
        shown = fingerprint((name, desk.site.name, desk.site.url), mark, row.digest)
        yield PlannedFile(f"{row.path}.pdf", NAME, row.authority, (row.path,), shown)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.paper.typesetting import typeset

    row = desk.register.rows[file.items[0]]
    details, html, _ = store.page_parts(row.path)
    return typeset(FORM, values(row, desk, json.loads(details), html), row.dated_on or row.published_at[:10])


def values(row: IndexRow, desk: Desk, details: dict[str, Any], html: str) -> dict[str, Any]:
    """What the form prints. Links within the site lead to it by their whole address."""
    from pipeline.paper.flow import blocks_of

    return {
        "title": row.title,
        "lines": title_lines(row.title),
        "number": row.document_number,
        "author": desk.tables.authorities[row.authority].name,
        "day": long_day(row.dated_on) if row.dated_on else "",
        "blocks": blocks_of(html, desk.site.url),
        "attached": [PurePosixPath(own_name(row.path, name)).stem for name in details.get("attachments") or ()],
        "note": NOTES["source"].format(site=desk.site.name, url=f"{desk.site.url.rstrip('/')}{row.url}"),
        "state": "" if row.validity in IN_FORCE else NOTES["state"].format(state=VALIDITY_NOTICES[row.validity]),
    }


def title_lines(title: str) -> list[str]:
    """A long title in lines of like length, broken where the sense allows it; no line is longer than fits."""
    count = -(-len(title) // TITLE_LINE)
    while count > 1:
        lines = _broken(title, count)
        if all(len(line) <= TITLE_LINE for line in lines):
            return lines
        count += 1
    return [title] if title else []


def _broken(title: str, count: int) -> list[str]:
    lines, start = [], 0
    for left in range(count, 1, -1):
        ideal = start + (len(title) - start) / left
        places = range(start + 1, min(start + TITLE_LINE, len(title) - 1) + 1)
        place = min(places, key=lambda at: (abs(at - ideal) + _unease(title, at), at))
        lines.append(title[start:place])
        start = place
    return [*lines, title[start:]]


def _unease(title: str, at: int) -> int:
    """How many characters a better place may be away: numbers and quotes stay whole, lines like to end with the sense."""
    before, after = title[at - 1], title[at]
    if (before.isascii() and after.isascii()) or after in CLOSING or before in OPENING or before.isdigit():
        return TITLE_LINE
    if title.startswith(STARTS, at) or title.endswith(ENDS, 0, at):
        return 0
    return UNEASE


def notices(desk: Desk) -> Iterator[Finding]:
    """Columns that are none, and why documents that should have a PDF have none."""
    from pipeline.paper.typesetting import paper_mark

    place = desk.tables.of_site("official_pdf")
    for path in desk.site.official_pdf:
        if path.strip("/") not in desk.tables.columns:
            message, hint = FAULTS["column"]
            told = message.format(name=path, near=near(path.strip("/"), desk.tables.columns))
            yield Finding(place, "plan-official-pdf", Severity.ERROR, told, hint=hint)
    if desk.official_pdf_columns and paper_mark() is None:
        message, hint = FAULTS["no-fonts"]
        yield Finding(place, "plan-official-pdf", Severity.WARNING, message, hint=hint)


CHANNEL = Channel(plan, make, LIBRARIES, notices)
