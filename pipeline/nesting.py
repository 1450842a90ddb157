"""Whether the elements of a page stand as a parser would put them: each closed in its place, none moved or dropped.

Written as a *shape*: one character for every tag that opens, closes or stands alone. The rules are stricter than those
of the HTML standard (13.2.6, tree construction): what they refuse may still be right, and is left to a parser.
"""

import re
from functools import lru_cache

DEEPEST = 100
FRAME, REFUSED = "\x02", "\x03"
"""A header or footer that was read alone; a tag that is not plain."""
_LEAF, _ROW = "\x01", "\x04"
"""One or more paragraphs and lists, or rows of a table, that hold nothing but text and flat phrases."""

VOID = ("meta", "link", "br", "hr", "img", "input", "wbr", "col", "source", "path")
"""`path` is void only where it ends itself, and stands only in a drawing."""
DRAWING, STROKE = "svg", "path"
RAW = ("title", "script", "style", "textarea")
_TABLE = {
    "caption": ("table",),
    "colgroup": ("table",),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "tr": ("table", "thead", "tbody", "tfoot"),
    "td": ("tr",),
    "th": ("tr",),
    "col": ("colgroup",),
}
"""Elements of tables, and what each may stand in."""
_HOLDERS = frozenset(parent for parents in _TABLE.values() for parent in parents)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARENTS = _TABLE | {"li": ("ul", "ol"), "dt": ("dl", "div"), "dd": ("dl", "div"), "source": ("picture",)}
_BLOCKS = (
    *HEADINGS, "p", "div", "section", "article", "nav", "header", "footer", "main", "aside", "ul", "ol", "li", "dl",
    "dt", "dd", "blockquote", "pre", "figure", "figcaption", "form", "fieldset", "table", "dialog", "details",
    "summary", "address", "hr",
)  # fmt: skip
_PHRASES = (
    "a", "b", "strong", "em", "i", "code", "small", "u", "s", "span", "time", "abbr", "cite", "mark", "data", "sub",
    "sup", "del", "ins", "kbd", "q", "label", "button", "legend", "picture",
)  # fmt: skip
_ONCE = frozenset({"a", "button", "form", "p", "label"})
"""Never within another of the same name."""
_HEAD = frozenset({"meta", "link", "title", "script", "style"})
_NAMES = tuple(dict.fromkeys(("html", "head", "body", *VOID, *RAW, *_TABLE, *_BLOCKS, *_PHRASES, DRAWING)))
OPENING = {name: chr(0xA1 + place) for place, name in enumerate(_NAMES)}
CLOSING = {name: chr(0x21 + place) for place, name in enumerate(_NAMES)}
_OPENED = {code: name for name, code in OPENING.items()}
_CLOSED = {code: name for name, code in CLOSING.items()}


def _around(name: str, inner: str) -> str:
    return OPENING[name] + inner + re.escape(CLOSING[name])


_FLAT = "(?:" + "|".join([*(_around(name, "") for name in _PHRASES), OPENING["br"]]) + ")*"
_ITEMS = f"(?:{_around('li', _FLAT)})+"
_CELLS = f"(?:{_around('td', _FLAT)}|{_around('th', _FLAT)})+"
_LEAVES = re.compile(f"(?:{_around('p', _FLAT)}|{_around('ul', _ITEMS)})+")
_ROWS = re.compile(f"(?:{_around('tr', _CELLS)})+")


@lru_cache(maxsize=20_000)
def is_plain(shape: str) -> bool:
    """Of a whole page, from `<html>` on; two of three have the shape of an earlier one.

    Others differ most in how many paragraphs they have, so these count as one.
    """
    if REFUSED in shape:
        return False
    if OPENING["table"] in shape:
        shape = _ROWS.sub(_ROW, shape)
    return _stands(_LEAVES.sub(_LEAF, shape))


@lru_cache(maxsize=20_000)
def _stands(shape: str) -> bool:
    outer = tuple(OPENING[name] for name in ("html", "head")), CLOSING["head"] + OPENING["body"]
    head, joint, rest = shape.partition(outer[1])
    end = CLOSING["body"] + CLOSING["html"]
    if not joint or not head.startswith("".join(outer[0])) or not rest.endswith(end):
        return False
    return _walk(head[2:], ["html", "head"]) and _walk(rest[: -len(end)], ["html", "body"])


def _walk(shape: str, within: list[str]) -> bool:
    """Whether all that is opened is closed; `within` are the elements around, the innermost last."""
    around = len(within)
    raw = ""
    for code in shape:
        closed = _CLOSED.get(code)
        if raw and closed != raw:
            return False
        if closed is not None:
            if len(within) == around or within.pop() != closed:
                return False
            raw = ""
            continue
        name = _OPENED.get(code, "")
        if not (_may_open(name, within) if name else _may_stand(code, within)):
            return False
        if name and name not in VOID:
            within.append(name)
            raw = name if name in RAW else ""
    return len(within) == around


def _may_stand(code: str, within: list[str]) -> bool:
    if code == FRAME:
        return within == ["html", "body"]
    return _may_open("p" if code == _LEAF else "tr", within) and _ONCE.isdisjoint({*within} - {"form"})


def _may_open(name: str, within: list[str]) -> bool:
    parent = within[-1]
    if parent == "head":
        return name in _HEAD
    if name in ("html", "head", "body", "title") or len(within) > DEEPEST:
        return False
    if (parent == DRAWING) != (name == STROKE):
        return False
    if parent in _HOLDERS and parent not in _TABLE.get(name, ()):
        return False
    if name in _PARENTS and parent not in _PARENTS[name]:
        return False
    if name in ("dt", "dd") and parent == "div" and within[-2] != "dl":
        return False
    if name in _ONCE and name in within:
        return False
    return name not in _BLOCKS or not _in_phrase(name, within)


def _in_phrase(name: str, within: list[str]) -> bool:
    """Whether a block would close what it stands in: a paragraph, or a heading another heading."""
    return "p" in within or (name in HEADINGS and any(heading in within for heading in HEADINGS))
