"""Pictures as pages show them: measures, so that nothing jumps; smaller files where there are; late loading below."""

import re
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from pipeline.picture import Picture
from pipeline.pictures import Pictures

SIZES = "(min-width: 64rem) 46rem, 100vw"
"""How wide the text of a page is."""
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
    types = dict.fromkeys(variant.type for variant in known.variants)
    return f"<picture>{''.join(_source(path, known, kind, sizes) for kind in types)}{image}</picture>"


def _source(path: str, known: Picture, kind: str, sizes: str) -> str:
    widths = sorted(variant.width for variant in known.variants if variant.type == kind)
    # A comma or blank in an address would end it here.
    address = quote(path, safe="/!$'()*")
    written = ", ".join(f"/{address}.w{width}.{kind} {width}w" for width in widths)
    return f'<source type="image/{kind}" srcset="{escape(written)}" sizes="{escape(sizes)}">'


def _measures(given: dict[str, str], known: Picture) -> tuple[str, str]:
    """Those of the file, or the author's, with the other side in proportion."""
    width, height = (told if _PIXELS.fullmatch(told := given.get(name, "")) else "" for name in ("width", "height"))
    if not (width or height):
        return str(known.width), str(known.height)
    ratio = known.height / known.width
    return width or str(max(1, round(int(height) / ratio))), height or str(max(1, round(int(width) * ratio)))


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items())
