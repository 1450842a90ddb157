"""Plain markup read in one pass: the tags of a piece of a page, and what each tells; what was seen is known.

What is not plain, such as a comment or an attribute without quotes, is for a parser; of the rest both tell the same.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain
from typing import NamedTuple

from pipeline.nesting import CLOSING, HEADINGS, OPENING, REFUSED, STROKE, VOID

_OF_STROKES = ("d", "fill", "stroke", "stroke-width")
_STROKE = re.compile(rf'path (?:(?:{"|".join(_OF_STROKES)})="[^"<>&\r\0]*" ?)++/'.encode()).fullmatch
"""A path of a drawing that tells nothing more; its outline is long and never the same."""
_ALL_BUT_BRACKETS = bytes(code for code in range(256) if code not in b"<>")
_OPENED = re.compile(
    r'([a-z][a-z0-9]*)((?:[ \n\t]+(?:[a-z][a-z0-9_:-]*|viewBox)(?:="[^"<>\r\0]*")?)*)[ \n\t]*(/?)'
).fullmatch
_CLOSED = re.compile(r"/([a-z][a-z0-9]*)").fullmatch
_ATTRIBUTE = re.compile(r'([a-z][a-z0-9_:-]*|viewBox)(?:="([^"]*)")?').finditer
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#39|#34);)").search
_VALUE = '[^"<>&\r\0]*'
_LINK = re.compile(
    rf'a(?: class="{_VALUE}")? href="({_VALUE})"(?: (?:rel|title|aria-label|aria-current)="{_VALUE}")?'
).fullmatch
"""The commonest link, of which only the address tells something; nobody asks for its other attributes."""
_CANONICAL = re.compile(rb'link rel="canonical" href="(https://[^"<>&\r\0]*)"').fullmatch
_RULES = 'http-equiv="Content-Security-Policy" content="(?![^"]*http:)'
_LABEL = f'meta name="(?!viewport")({_VALUE[:-1]}+)" content="({_VALUE})">'
_DULL_LABEL = f'meta (?:property="{_VALUE}" content="|{_RULES}){_VALUE}">'
_TAGS_OF_HEAD = re.compile(f"<(?:{_LABEL}|{_DULL_LABEL}|([^>]*+>))".encode()).findall
_MOVING = re.compile('user-scalable|maximum-scale|autoplay|refresh|tabindex="[1-9]', re.IGNORECASE).search
_DULL_NAMES = frozenset(
    re.findall(
        r"\w+",
        """p div span li ul ol dl dt dd section article nav main aside time b strong em i code small u s a button br hr
        blockquote pre abbr cite mark data sub sup del ins kbd q thead tbody tfoot tr td th wbr figure figcaption""",
    )
)
_DULL_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """class rel datetime role type scope title alt width height lang value
        data-part data-kind data-label data-element data-size data-action data-leave data-trusted
        aria-label aria-current aria-pressed aria-labelledby""",
    )
)
"""Attributes, and elements that have no others, of which nothing is noted, for hardly any question is about them."""
_OF_LABELS = frozenset({"name", "property", "content", "http-equiv"})
_DULL = re.compile(
    rf'({"|".join(_DULL_NAMES)})(?: (?:{"|".join(_DULL_ATTRIBUTES)})="[^"<>&\r\0]*")*'.encode()
).fullmatch
MOST_KNOWN = 60_000
"""Tags that are kept known; about 30 MB."""


class Mark(NamedTuple):
    """A tag that opens an element and tells something.

    `notes`: its name, its attributes as `[href]`, and `insecure`, `outward` or `moving` for what its values may be.
    """

    name: str
    attributes: Mapping[str, str | None]
    notes: frozenset[str]
    links: tuple[str, ...]


class Piece:
    """The tags of a piece of a page in their order. `shape`: see `nesting`; with REFUSED in it nothing else is sure.

    `marks`: all but plain links inside the site, most of what there is; `links`: the addresses of all; `text`: of a
    head, the whole of it; `outline`: level of each heading, and whether text is sure to stand right in it. The tags
    themselves are not kept: they are hundreds, and nearly always all is told.
    """

    __slots__ = ("_labels", "has_empty_link", "html", "links", "marks", "notes", "outline", "shape", "text")

    def __init__(self, html: bytes, is_head: bool = False) -> None:
        """`is_head`: it has labels, which are told apart from other tags, for every page has its own."""
        if len(_known) > MOST_KNOWN:
            _known.forget()
        self.html = html
        self.text = _decoded(html) if is_head else ""
        between: list[bytes] = []
        if is_head:
            found = _TAGS_OF_HEAD(html)
            tags = [tag for _, _, tag in found]
            self._labels = [(name, value) for name, value, _ in found if name]
            is_odd = not self.text or html.find(b"<", html.rfind(b">") + 1) >= 0
        else:
            tags, between = _cut(html)
            is_odd = b"" in tags or html.translate(None, _ALL_BUT_BRACKETS) != b"<>" * len(tags)
        codes = list(map(_known.__getitem__, tags))
        self.shape = shape = "".join(codes) + (REFUSED if is_odd else "")
        told = [code.mark for code in codes if type(code) is _Telling]
        self.links = list(chain.from_iterable([mark.links for mark in told]))
        self.marks = [mark for mark in told if mark.notes is not _INNER_LINK]
        self.notes = _INNER_LINK.union(*[mark.notes for mark in self.marks])
        self.outline: list[tuple[int, bool]] = []
        self.has_empty_link = False
        if between and not is_odd:
            headings = [(_LEVELS[found[0]], found.start()) for found in _HEADING_CODES(shape)]
            self.outline = [(level, between[place].lstrip()[:1] not in _NO_TEXT) for level, place in headings]
            narrow = _NARROW_LINKS(shape) if b"></a>" in html else ()
            self.has_empty_link = any(not between[found.start()] for found in narrow)

    def bearing(self, note: str) -> Iterator[tuple[Mark, list[Mark]]]:
        """Each mark that bears a note, with the marks of the element, its own first."""
        tags = [tag for _, _, tag in _TAGS_OF_HEAD(self.html)] if self.text else _cut(self.html)[0]
        codes = list(map(_known.__getitem__, tags))
        for place, code in enumerate(codes):
            if type(code) is _Telling and note in code.mark.notes:
                held = codes[place : place + _extent(self.shape, place)]
                yield code.mark, [one.mark for one in held if type(one) is _Telling]

    def labels(self) -> dict[str, str] | None:
        """`<meta name content>` pairs, the first of repeated ones; None when only a parser can tell."""
        found = {name.decode(): value.decode() for name, value in reversed(self._labels)}
        for mark in self.marks:
            name = mark.attributes.get("name") if mark.name == "meta" else None
            if name is not None:
                if name in found:
                    return None
                found[name] = mark.attributes.get("content") or ""
        return found


def _cut(html: bytes) -> tuple[list[bytes], list[bytes]]:
    """The tags without their brackets, and what stands behind each up to the next.

    True where brackets take turns; to cut at them is faster than any pattern.
    """
    cut = html.replace(b">", b"<").split(b"<")
    return cut[1::2], cut[2::2]


def is_noted(note: str) -> bool:
    """Whether every element that bears it is marked."""
    attributes, names = _DULL_ATTRIBUTES | _OF_LABELS | {*_OF_STROKES}, _DULL_NAMES | {"meta", STROKE}
    return note.strip("[]") not in (attributes if note[0] == "[" else names)


def _extent(shape: str, place: int) -> int:
    """How many tags an element of a plain page reaches over, its own two among them."""
    opened = shape[place]
    closed, end = _CLOSING_OF[opened], place
    while closed:
        end = shape.find(closed, end + 1)
        if shape.count(opened, place, end) == shape.count(closed, place, end + 1):
            break
    return end - place + 1


_LEVELS = {OPENING[name]: int(name[1]) for name in HEADINGS}
_HEADING_CODES = re.compile(f"[{''.join(_LEVELS)}]").finditer
_NARROW_LINKS = re.compile(re.escape(OPENING["a"] + CLOSING["a"])).finditer
_NO_TEXT = (b"", b"&")
_CLOSING_OF = {code: "" if name in VOID else CLOSING[name] for name, code in OPENING.items()}


# what tags tell -----------------------------------------------------------------------------------------------------


class _Telling(str):
    """The code of a tag that tells something, and what."""

    __slots__ = ("mark",)
    mark: Mark


class _Known(dict[bytes, str]):
    """Codes of tags, each read when first met; but for those that every page has for itself."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.clear()
        self[b""] = OPENING["meta"]

    def __missing__(self, tag: bytes) -> str:
        if _STROKE(tag):
            return OPENING[STROKE]
        code, mark = _read(tag.removesuffix(b">"))
        if mark:
            code = _Telling(code)
            code.mark = mark
            if mark.notes is _OWN_ADDRESS:
                return code
        self[tag] = code
        return code


def _decoded(html: bytes) -> str:
    """The text, "" where it is none."""
    try:
        return html.decode()
    except UnicodeDecodeError:
        return ""


def _read(tag: bytes) -> tuple[str, Mark | None]:
    """The code of a tag and what it tells."""
    try:
        text = tag.decode()
    except UnicodeDecodeError:
        return REFUSED, None
    link = _LINK(text)
    if link and not is_outward(href := link[1]):
        return OPENING["a"], Mark("a", {"href": href}, _INNER_LINK, (href,))
    if canonical := _CANONICAL(tag):
        href = canonical[1].decode()
        return OPENING["link"], Mark("link", {"rel": "canonical", "href": href}, _OWN_ADDRESS, (href,))
    if dull := _DULL(tag):
        return OPENING[dull[1].decode()], None
    if closed := _CLOSED(text):
        return CLOSING.get(closed[1], REFUSED), None
    opened = _OPENED(text)
    if opened is None or opened[1] not in OPENING or (opened[3] and opened[1] not in VOID) or opened[1] == STROKE:
        return REFUSED, None
    attributes = [(found[1], found[2]) for found in _ATTRIBUTE(opened[2])]
    if len(dict(attributes)) < len(attributes) or _REFERENCE(opened[2]):
        return REFUSED, None
    return OPENING[opened[1]], _mark(opened[1], opened[2], dict(attributes))


def _mark(name: str, written: str, given: dict[str, str | None]) -> Mark | None:
    telling = {f"[{key}]" for key in given if key not in _DULL_ATTRIBUTES}
    if name in _DULL_NAMES and not telling:
        return None
    attributes = {key: unescape(value) if value else value for key, value in given.items()}
    notes = telling | ({name} - _DULL_NAMES)
    links = tuple(attributes[key] or "" for key in ("href", "src") if key in attributes)
    if any(map(is_outward, links)):
        notes.add("outward")
    notes |= told_by_words(written)
    return Mark(name, attributes, _INNER_LINK if notes == _INNER_LINK else frozenset(notes), links)


def told_by_words(written: str) -> set[str]:
    """The notes that are about values, whatever attributes they belong to."""
    words = written.lower()
    return ({"insecure"} if "http:" in words else set()) | ({"moving"} if _MOVING(words) else set())


def is_outward(href: str) -> bool:
    """Whether an address names a host, as browsers read it: nothing before it, no line ends in it, slashes for
    backslashes.
    """
    if href[:2] == "//" or href[:4].lower() == "http":
        return True
    read = href.translate(_AS_BROWSERS).lstrip(_BLANKS)
    return read[:2] == "//" or read[:4].lower() == "http"


_AS_BROWSERS = str.maketrans({"\t": None, "\r": None, "\n": None, "\\": "/"})
_BLANKS = "".join(map(chr, range(0x21)))
_INNER_LINK, _OWN_ADDRESS = frozenset({"[href]"}), frozenset({"link", "[href]", "outward"})
_known = _Known()
