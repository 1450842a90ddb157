"""Pictures have an alternative text; those of the content may not be passed off as decoration."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_LAW

_NO_WORDS = re.compile(
    r"\S*\.(?:jpe?g|png|gif|webp|bmp|svg)|(?:img|image|photo|dsc|pic)[-_ ]?\d*|(?:微信|QQ)?(?:图片|截图|照片)[-_ ]?\d*|图[-_ ]?\d+|未命名\d*|mmexport\d*|screenshot[-_ \d]*|\d+",
    re.IGNORECASE,
)
"""Names that a camera or a program gives, and words that say only that there is a picture."""
_ALTS = re.compile(rb"\balt=[\"']([^\"']*)[\"']").findall


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_LAW,
    about="图片有文字说明（替代文本）",
    hint="写作“![图中的内容](文件名)”",
)
def page_images(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    if not page.may_have("img") or b"<img" not in page.html:
        return
    for node in page.tree.css("img:not([alt])"):
        source = node.attributes.get("src") or ""
        yield Answer(page.at_address(source), f"图片“{source}”没有替代文本")
    for node in page.tree.css('[data-part="body"] img[alt]'):
        if (node.attributes.get("alt") or "").strip():
            continue
        source = node.attributes.get("src") or ""
        yield Answer(page.at_address(source), f"正文图片“{source}”的文字说明是空的")
    if not any(_NO_WORDS.fullmatch(alt.decode("utf-8", "replace").strip()) for alt in _ALTS(page.html)):
        return
    for node in page.tree.css("img[alt]"):
        alt = node.attributes.get("alt") or ""
        if _NO_WORDS.fullmatch(alt.strip()):
            yield Answer(page.at_address(node.attributes.get("src") or ""), f"图片的文字说明“{alt}”说不出图中的内容")
