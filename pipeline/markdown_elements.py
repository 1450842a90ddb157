"""Which HTML a body may hold, and what an author's HTML loses."""

import warnings
from bisect import bisect_left
from collections.abc import Iterator

import nh3

from pipeline.markdown_parts import Lines, Note, NoteCode, note
from pipeline.terms import TABLE_LABEL


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


KNOWN_ELEMENTS = _names(
    """a abbr acronym address animate applet area article aside audio b base basefont bdi bdo bgsound big blink
    blockquote body br button canvas caption center cite code col colgroup command content data datalist dd del details
    dfn dialog
    dir div dl dt element em embed fieldset figcaption figure font footer foreignobject form frame frameset h1 h2 h3 h4
    h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main
    map mark marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup
    option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select
    set shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea
    tfoot th thead time title tr track tt u ul use var video wbr xmp"""
)
"""Names that a browser gives a meaning to; anything else in angle brackets is text."""

ALLOWED = _names(
    """a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6
    hr i img ins kbd li mark ol p pre q rp rt ruby s small span strong sub summary sup table tbody td tfoot th thead
    time tr u ul var wbr"""
)

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
}

TABLE_OPEN = f'<div class="table-wrap" tabindex="0" role="region" aria-label="{TABLE_LABEL}"><table>'
TABLE_CLOSE = "</table></div>"
ALIGNMENTS = frozenset({"left", "center", "right"})
_ALIGN_CLASSES = {f"align-{side}" for side in ALIGNMENTS}

# Attributes whose loss takes nothing from the reader, or which are rewritten rather than lost.
_SILENT = frozenset({"class", "id", "name", "align", "valign", "target", "rel", "border", "cellspacing", "cellpadding"})
_TEXT_ONLY = _names("iframe noembed noframes plaintext script style textarea title xmp")
_MOST_NOTES = 200
_BEHIND = "\u2063"
"""A character that no source may hold."""

_cleaner = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes=ATTRIBUTES,
    clean_content_tags={"script", "style"},
    tag_attribute_values={"div": {"tabindex": {"0"}, "role": {"region"}, "aria-label": {TABLE_LABEL}}},
    allowed_classes={
        "a": {"external", "footnote-ref", "footnote-backref"},
        "div": {"table-wrap", "footnote"},
        "td": _ALIGN_CLASSES,
        "th": _ALIGN_CLASSES,
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
)


def sanitise(html: str) -> str:
    """The last step of every body that is not safe by construction."""
    return _cleaner.clean(html)


def lost_html(pieces: list[str], source: str, first_line: int) -> list[Note]:
    """What sanitising takes from the author's raw HTML: one note for each element or attribute and line."""
    lines, folded = Lines(source, first_line), source.lower()
    found: dict[Note, None] = {}
    for piece in pieces:
        if "<" in piece and len(found) < _MOST_NOTES:
            found.update(dict.fromkeys(_lost_in(piece, lines, folded)))
    if not any(each.code is NoteCode.HTML_UNCLOSED for each in found):
        found.update(dict.fromkeys(_unfinished(pieces, Lines(source, first_line))))
    return list(found)


def _as_what(name: str) -> NoteCode:
    """No element or attribute has such a name: what was taken for it is the author's text, as behind a
    sign for less than."""
    return NoteCode.HTML_REMOVED if name.isascii() and "<" not in name else NoteCode.HTML_UNFINISHED


def _unfinished(pieces: list[str], lines: Lines) -> Iterator[Note]:
    """What is left open at its end, be it a tag, a quote or a comment, takes all behind it along."""
    for piece in pieces:
        if "<" not in piece or not _is_open(piece):
            continue
        opened = [place for place, sign in enumerate(piece) if sign == "<"]
        at = opened[bisect_left(opened, True, key=lambda place: _is_open(piece[:place])) - 1]
        line = lines.at(piece, piece.partition("\n")[0]) + piece.count("\n", 0, at)
        yield note(NoteCode.HTML_UNFINISHED, line, piece[at:].partition("\n")[0][:20])


def _is_open(piece: str) -> bool:
    """Within a tag, a quote or a comment; not merely within an element, such as a script, that swallows text."""
    return not _is_followed(piece) and any(_is_followed(piece + end) for end in (">", '">', "'>", "-->", "]]>"))


def _is_followed(piece: str) -> bool:
    """Whether a reader would see what stands behind."""
    return _BEHIND in sanitise(piece + _BEHIND)


def _lost_in(piece: str, lines: Lines, folded: str) -> Iterator[Note]:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import CData, Comment, Declaration, Doctype, ProcessingInstruction

    first = lines.at(piece, piece.partition("\n")[0])
    with warnings.catch_warnings():
        # it advises programmers on what authors wrote (`<?xml`)
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(piece, "html.parser")
    for element in soup.find_all(True):
        assert isinstance(element, Tag)
        line = first + (element.sourceline or 1) - 1
        if element.name not in ALLOWED:
            yield note(_as_what(element.name), line, element.name)
            if element.name in _TEXT_ONLY and f"</{element.name}" not in folded:
                yield note(NoteCode.HTML_UNCLOSED, line, element.name)
            continue
        kept = ATTRIBUTES["*"] | ATTRIBUTES.get(element.name, set()) | _SILENT
        for name in element.attrs:
            if name not in kept:
                yield note(_as_what(name), line, f"{element.name}[{name}]")
    unseen = {Comment: "!--", CData: "![CDATA[", ProcessingInstruction: "?", Declaration: "!", Doctype: "!DOCTYPE"}
    for kind, sign in unseen.items():
        if soup.find(string=lambda text, kind=kind: isinstance(text, kind)):
            yield note(NoteCode.HTML_REMOVED, first, sign)
