"""Who is offered a file is told what it is called, what it is and how large, before it is fetched."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_NORM

_SIZE = re.compile(r"\d(?:\.\d+)? ?(?:B|KB|MB|GB|字节)\b|\d 字节", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]+>")
AROUND = 200
"""Characters behind one of its links in which the size must stand."""


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_NORM,
    about="内容页列出每个附件，写明名称和大小",
    hint="改正主题的附件列表",
)
def page_attachments(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    row = site.row_of(page.url)
    if row is None or row.path not in site.register.shown_paths:
        return
    listed = [file for file in site.attachments.get(row.path, ()) if file.listed]
    text = page.html.decode("utf-8", "replace") if listed else ""
    for file in listed:
        links = {f'/{row.path}/{name}"' for name in (file.name, quote(file.name))}
        behind = [text[found.end() :][:AROUND] for link in links for found in re.finditer(re.escape(link), text)]
        if not behind:
            yield Answer(page.at(), f"页面上没有附件“{file.name}”的链接")
        elif not any(_SIZE.search(_MARKUP.sub(" ", words)) for words in behind):
            yield Answer(page.at_address(f"/{row.path}/{file.name}"), f"附件“{file.name}”没有写大小")
