"""Addresses in feeds, site maps and style sheets lead to files that are there."""

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.rendered import file_of, resolver
from pipeline.standards import USABILITY

_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="订阅源、站点地图和样式中的站内地址都能打开",
    hint="重新生成；仍不对的，是渠道或主题的缺陷",
)
def site_links(site: Inspected) -> Iterator[Answer]:
    root = site.site.url
    own = re.compile(re.escape(root) + r"(?:/[^\s\"'<>\]]*)?")
    for file in sorted(file for file in site.files if file.endswith((".xml", ".css"))):
        text = Path(f"{site.output}{file}").read_text("utf-8", "replace")
        found = _STYLE.findall(text) if file.endswith(".css") else own.findall(text)
        for address in dict.fromkeys(found):
            if address.removeprefix(root) not in site.files and not _opens(file, address, site):
                line = text.count("\n", 0, text.index(address)) + 1
                yield Answer(Location(f"output{file}", line), f"地址“{address}”打不开：没有这个文件")


def _opens(file: str, address: str, site: Inspected) -> bool:
    target = resolver(site.site.domain, site.site.base)(file, _unescaped(address).strip())
    return target is None or file_of(target.path) in site.files or not target.path.strip("/")


@cache
def _unescaped(address: str) -> str:
    """Feeds carry HTML within XML, so an address may be escaped twice."""
    return html.unescape(html.unescape(address)).partition('"')[0].partition("<")[0]
