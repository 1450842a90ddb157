"""Every address of a page inside the site leads to a file that is there, and every fragment to a place."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.check import Answer, Inspected, alike, check
from pipeline.finding import Severity
from pipeline.framed import Frame
from pipeline.phrases import near
from pipeline.rendered import RenderedPage, Target, anchors_of, file_of, is_plain_path, page_url, resolver
from pipeline.standards import USABILITY

_MISTYPED = re.compile(
    "(?!https?:)(?P<scheme>[htps]{3,7}):|(?:https?:)?//[^/?#]*(?P<sign>[，。、；：！？）】》”])", re.IGNORECASE
)
_DROPPED = str.maketrans("", "", "\t\r\n")
"""What browsers leave out of an address."""
_NOWHERE = re.compile(
    r"javascript:|file:|[a-z]:\\|\\\\"
    r"|(?:https?:)?//(?:localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|169\.254\.\d+\.\d+|0\.0\.0\.0|[\w-]+)(?:[:/?#]|$)|(?:https?:)?//\[(?:::1?\]|f[c-e])",
    re.IGNORECASE | re.ASCII,
)


@check(
    severity=Severity.ERROR,
    clause=USABILITY,
    about="页面上的站内链接、图片、附件和页内位置都能打开",
    hint="改正地址，或补上缺少的文件",
    gone=True,
)
def page_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    good, resolve = site.opening, resolver(site.site.domain, site.site.base)
    doubtful = [href for frame in page.frames for href in _doubtful(frame, page, site)]
    own = f"{site.site.url}{page.url}"
    for href in dict.fromkeys([*doubtful, *good.others(page.rest.links)]):
        if href == own or (href[:1] == "#" and href[1:] in page.anchors):
            continue
        opens = _opens_from_anywhere(resolve(page.url, href), href, site)
        fault = "" if opens and is_plain_path(href) else _fault(page, href, site)
        if fault:
            yield Answer(page.at_address(href), fault)
        elif opens:
            good.add(href)


def _doubtful(frame: Frame, page: RenderedPage, site: Inspected) -> tuple[str, ...]:
    """The addresses in a header or footer that do not simply open, whatever page it stands on."""
    key = f"page-links {frame.key}"
    found = site.kept.get(key)
    if not isinstance(found, tuple):
        resolve = resolver(site.site.domain, site.site.base)
        targets = ((href, resolve(page.url, href)) for href in frame.links)
        wrong = (href for href, target in targets if _is_nowhere(href) or not _opens_from_anywhere(target, href, site))
        found = site.kept[key] = tuple(dict.fromkeys(wrong))
    return found


def _opens_from_anywhere(target: Target | None, href: str, site: Inspected) -> bool:
    """Whether the answer for one page is the answer for all: not for places in a page, nor for what an item tells."""
    if target is None:
        return True
    return href.startswith("/") and "#" not in href and file_of(target.path) in site.files


def _fault(page: RenderedPage, href: str, site: Inspected) -> str:
    target = resolver(site.site.domain, site.site.base)(page.url, href)
    if _is_nowhere(href):
        return _nowhere(href)
    if target is None or _told_by_item(page, target, site):
        return ""
    if file_of(target.path) not in site.files:
        return f"地址“{href}”打不开：没有这个文件{_nearest(target.path, site)}"
    if target.fragment and not _has(page, target, site):
        return f"地址“{href}”的位置“#{target.fragment}”在目标页面不存在"
    return ""


def _is_nowhere(href: str) -> bool:
    """Whether an address leads no reader anywhere, whatever files there are."""
    written = href.translate(_DROPPED).strip()
    return not written or bool(_NOWHERE.match(written) or _MISTYPED.match(written))


def _nowhere(href: str) -> str:
    written = href.translate(_DROPPED).strip()
    mistyped = _MISTYPED.match(written)
    if mistyped:
        wrong = mistyped["scheme"] or mistyped["sign"]
        return f"网址“{written[:80]}”里的“{wrong}”写错了"
    if written.lower().startswith("javascript:"):
        return f"链接“{written[:40]}”是脚本，不是地址"
    if not written:
        return "链接或图片的地址是空的"
    return f"地址“{written[:80]}”指向本机或内网，读者打不开"


def _has(page: RenderedPage, target: Target, site: Inspected) -> bool:
    file = file_of(target.path)
    if target.fragment.lower() == "top" or not file.endswith(".html"):
        return True
    return target.fragment in (page.anchors if file == page.file else anchors_of(site, file))


def _told_by_item(page: RenderedPage, target: Target, site: Inspected) -> bool:
    """Whether the item's own body wrote this link, so that `item-links` tells it at its line; asked of broken ones."""
    row = site.row_of(page.url)
    if row is None or not row.links or (file_of(target.path) in site.files and not target.fragment):
        return False
    written = {(kind, name) for kind, name, _ in row.body_links()}
    path = target.path.removeprefix("/")
    own = target.path == page.url and ("fragment", target.fragment) in written
    wanted = {("item", path.removesuffix(".html")), ("page", target.path), ("index", path.removeprefix("@/"))}
    return own or (file_of(target.path) not in site.files and bool(wanted & written))


@lru_cache(maxsize=1000)
def _nearest_in(path: str, names: tuple[str, ...]) -> str:
    return near(path, alike(path, names))


def _nearest(path: str, site: Inspected) -> str:
    if f"{path}/index.html" in site.files:
        return f"，是否应为“{path}/”？"
    folder, _, name = path.rstrip("/").rpartition("/")
    suffix = name[name.rfind(".") :] if "." in name else "/index.html"
    alike = [file for file in site.folders.get(folder, ())[:500] if file.endswith(suffix)]
    return _nearest_in(path, tuple(map(page_url, alike)))
