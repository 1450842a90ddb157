"""No link out of the site is hidden from readers: that is how intruders sell other people's pages."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.parts import Part, addresses_in
from pipeline.pattern import later
from pipeline.rendered import RenderedPage, resolver
from pipeline.standards import VETO_SAFETY

_NOTHING = r"(?:[01]|0?\.\d+)(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?:;|$)"
_HIDING = later(
    rf"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0\d*)?\s*(?:!important\s*)?(?:;|$)"
    rf"|font-size\s*:\s*{_NOTHING}|(?<!-)(?:max-)?(?:width|height)\s*:\s*{_NOTHING}|(?:left|right|top|bottom|text-indent)\s*:\s*-\d{{3,}}"
    r"|color\s*:\s*transparent|clip-path\s*:\s*(?:inset\(\s*(?:100|[5-9]\d)%|circle\(\s*0)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01]"
    r"|transform\s*:[^;]*scale\(\s*0(?:\.0\d*)?\s*[,)]",
    re.IGNORECASE,
)
_COLOUR = later(r"(?<![\w-])(background(?:-color)?|color)\s*:\s*([^;!]+)", re.IGNORECASE)


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="没有藏起来的站外链接（暗链）",
    hint="删去这个链接，并检查内容和模板是否被篡改",
    gone=True,
)
def page_hidden_links(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    resolve = resolver(site.site.domain, site.site.base)
    for href in dict.fromkeys([*page.gather(_hidden), *page.gather(_without_content)]):
        if href.startswith(("http:", "https:", "//")) and resolve(page.url, href) is None:
            yield Answer(page.at_address(href), f"站外链接“{href}”在页面上看不见")


def _hidden(part: Part) -> list[str]:
    """Links at or below an element that a style or `hidden` takes away, in frames, and where scripts leave nothing."""
    found = [
        href for attributes, held in part.bearing("style") for href in held if _hides(attributes.get("style") or "")
    ]
    found += [href for _, held in part.bearing("hidden") for href in held]
    nodes = (node for node in part.css("iframe[src],frame[src],marquee,noscript") if not _is_seen(node))
    return found + [href for node in nodes for href in addresses_in(node)]


def _is_seen(node: LexborNode) -> bool:
    """Whether it is a frame of some size within the text, which loads from elsewhere for everybody to see."""
    sizes = {(node.attributes.get(name) or "").strip().lower().removesuffix("px") for name in ("width", "height")}
    return node.tag == "iframe" and sizes.isdisjoint({"0", "1"})


def _hides(style: str) -> bool:
    """Whether a style takes its element away, or writes in the colour of the ground."""
    if _HIDING.search(style):
        return True
    found = _COLOUR.findall(style) if "background" in style.lower() else []
    colours = {name.lower()[:5]: _plain(value) for name, value in found}
    return len(colours) == 2 and len(set(colours.values())) == 1


def _plain(colour: str) -> str:
    """`#FFF` and `#ffffff` are one colour, and so is `white`."""
    name = colour.strip().lower().replace(" ", "")
    name = {"white": "#fff", "black": "#000", "rgb(255,255,255)": "#fff", "rgb(0,0,0)": "#000"}.get(name, name)
    return "".join(sign * 2 for sign in name[1:]) if len(name) == 4 and name[0] == "#" else name.lstrip("#")


def _without_content(part: Part) -> list[str]:
    """Links that hold nothing to see or to click."""
    empty = [node.attributes for node in part.empty_links()]
    return [(attributes.get("href") or "").strip() for attributes in empty if not attributes.get("aria-label")]
