"""Readers may enlarge a page, and nothing on it plays or moves by itself."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_LAW

_FIXED = re.compile(rb"user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0*)?(?![\d.])", re.IGNORECASE)
_SELF_STARTED = re.compile(
    rb"<(?:video|audio)\b[^>]*\sautoplay|<marquee\b|<meta[^>]+http-equiv=[\"']?refresh", re.IGNORECASE
)
_ORDERED = re.compile(rb"\stabindex=[\"']?[1-9]", re.IGNORECASE)
_SUSPECT = (b"scal", b"autoplay", b"marquee", b"refresh", b"tabindex")


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="页面可以放大,没有自动播放、滚动、跳转的内容,不打乱键盘的次序",
    hint="改正主题模板",
)
def page_zoom(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not any(word in page.html for word in _SUSPECT):
        return
    for pattern, message in (
        (_FIXED, "页面禁止放大"),
        (_SELF_STARTED, "页面有自动播放、滚动或跳转的内容"),
        (_ORDERED, "页面用 tabindex 改变了键盘操作的次序"),
    ):
        found = pattern.search(page.html)
        if found:
            yield Answer(page.at(found[0].decode(errors="replace")), message)
