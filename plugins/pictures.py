"""Pictures as pages show them: measures, so that nothing jumps; smaller files where there are; late loading below."""

import re
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from pipeline.picture import Picture, Variant
from pipeline.pictures import Pictures

SIZES = "(min-width: 64rem) 46rem, 100vw"
"""How wide the text of a page is."""
STILL = ' media="(prefers-reduced-motion: reduce)"'
"""When the first frame stands in for what moves."""
_IMG = re.compile(r"<img((?: [a-z]+=\"[^\"<>]*\")*)>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")


def picture(url: str, alt: str, pictures: Pictures, *, eager: bool = False, sizes: str = SIZES) -> Markup:
    """The markup of one picture at `url`, which is percent-encoded."""
    return Markup(_markup({"src": str(escape(url)), "alt": str(escape(alt))}, pictures, eager, sizes))


def pictured(html: str, pictures: Pictures, *, eager: bool) -> str:
    """A body that went through the sanitiser with its pictures so marked; `eager`: the first is seen at once.

    Only values are added that are computed here, and those that the sanitiser let through.
    """
    first = eager

    def marked(found: re.Match[str]) -> str:
        nonlocal first
        now, first = first, False
        return _markup(dict(_ATTRIBUTE.findall(found[1])), pictures, now, SIZES)

    return _IMG.sub(marked, html)


def _markup(given: dict[str, str], pictures: Pictures, eager: bool, sizes: str) -> str:
    """`given`: attributes of the picture, their values escaped."""
    path = unquote(given.get("src", "")).lstrip("/")
    known = pictures.at(path)
    loading = {} if eager else {"loading": "lazy"}
    if known is None or not known.width:
        return f"<img{_attributes(given | loading)}>"
    width, height = _measures(given, known)
    image = f"<img{_attributes(given | {'width': width, 'height': height} | loading)}>"
    if not known.variants:
        return image
    sizes = f"{width}px" if "width" in given else sizes
    beside = pictures.variants(path)
    types = dict.fromkeys(variant.type for variant in known.variants)
    sources = (_source(beside, kind, sizes, STILL if known.moving else "") for kind in types)
    return f"<picture>{''.join(sources)}{image}</picture>"


def _source(beside: list[tuple[Variant, str]], kind: str, sizes: str, when: str) -> str:
    # A comma or blank in an address would end it here.
    of_kind = sorted((one.width, quote(path, safe="/!$'()*")) for one, path in beside if one.type == kind)
    written = ", ".join(f"/{address} {width}w" for width, address in of_kind)
    return f'<source type="image/{kind}"{when} srcset="{escape(written)}" sizes="{escape(sizes)}">'


def _measures(given: dict[str, str], known: Picture) -> tuple[str, str]:
    """Those of the file, or the author's, with the other side in proportion."""
    width, height = (told if _PIXELS.fullmatch(told := given.get(name, "")) else "" for name in ("width", "height"))
    if not (width or height):
        return str(known.width), str(known.height)
    ratio = known.height / known.width
    return width or str(max(1, round(int(height) / ratio))), height or str(max(1, round(int(width) * ratio)))


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items())
