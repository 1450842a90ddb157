"""Readers may enlarge a page, and nothing on it plays or moves by itself."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_NORM

_FIXED = re.compile(rb"user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0*)?(?![\d.])")
_SELF_STARTED = re.compile(rb"<(?:video|audio)\b[^>]*\sautoplay|<marquee\b|<meta[^>]+http-equiv=[\"']?refresh")
_ORDERED = re.compile(rb"tabindex=[\"']?[1-9]")
_FAULTS = (
    (_FIXED, (b"user-scalable", b"maximum-scale"), "页面禁止放大"),
    (_SELF_STARTED, (b"autoplay", b"<marquee", b"refresh"), "页面有自动播放、滚动或跳转的内容"),
    (_ORDERED, (b"tabindex",), "页面用 tabindex 改变了键盘操作的次序"),
)
"""Each with the words of which one must be there, which is found much sooner; for a page in lower case."""


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_NORM,
    about="页面可以放大，没有自动播放、滚动、跳转的内容，不打乱键盘的次序",
    hint="改正主题模板",
)
def page_zoom(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not page.may_have("moving"):
        return
    text = page.html.lower()
    for pattern, words, message in _FAULTS:
        found = pattern.search(text) if any(word in text for word in words) else None
        if found and text[found.start() - 1 : found.start()] != b"-":
            written = page.html[found.start() : found.end()]
            yield Answer(page.at(written.decode(errors="replace")), message)
