"""Safe HTML of a body -> blocks, plain values that every form of paper is made of.

A block is {"form": …} and what belongs to it: heading {level, runs}, text {runs}, list {ordered, start, items: blocks
of each}, quote {blocks}, table {columns, head: number of head rows, rows of cells {runs, across, down}}, code {text},
rule. A run is {text, style: some of STYLES, link: address or ""}; a picture is a run of the style "image" whose text is
what stands in its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

Block = dict[str, Any]
Run = dict[str, Any]
Cell = dict[str, Any]
STYLES = ("bold", "italic", "strike", "sub", "sup", "code", "image")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STYLE_OF = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "del": "strike",
    "s": "strike",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}
_HOLE: Cell = {"runs": [], "across": 1, "down": 1}
_TEXT = "-text"
_BLOCKS = frozenset([*HEADINGS, "p", "ul", "ol", "dl", "blockquote", "table", "pre", "hr", "div", "section", "figure"])
_WHITE = " \t\n\r\f"


def blocks_of(html: str, site: str = "") -> list[Block]:
    """The blocks of a fragment, in order; nothing that can be read is left out.

    `site`: an address such as `https://a.example`, put before links that begin with a slash.
    """
    root = LexborHTMLParser(html).body
    found = list(_blocks(root)) if root is not None else []
    if site and 'href="/' in html:
        _lead_out(found, site)
    return found


def _lead_out(value: Any, site: str) -> None:
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            _lead_out(one, site)
    if isinstance(value, dict) and str(value.get("link", "")).startswith("/"):
        value["link"] = site.rstrip("/") + value["link"]


def plain(runs: Iterable[Run]) -> str:
    return "".join(run["text"] for run in runs)


def _blocks(parent: LexborNode) -> Iterator[Block]:
    """Blocks among the children; what stands loose between them becomes a paragraph."""
    loose: list[LexborNode] = []
    for node in parent.iter(include_text=True):
        if node.tag not in _BLOCKS:
            loose.append(node)
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _block(node)
    yield from _paragraph(loose)


def _block(node: LexborNode) -> Iterator[Block]:
    tag = str(node.tag)
    if tag in HEADINGS:
        yield {"form": "heading", "level": HEADINGS[tag], "runs": _inner(node)}
    elif tag == "p":
        if runs := _inner(node):
            yield {"form": "text", "runs": runs}
    elif tag in ("ul", "ol"):
        yield _list(node, ordered=tag == "ol")
    elif tag == "table":
        yield _table(node)
    elif tag == "blockquote":
        yield {"form": "quote", "blocks": list(_blocks(node))}
    elif tag == "pre":
        yield {"form": "code", "text": node.text().rstrip("\n")}
    elif tag == "hr":
        yield {"form": "rule"}
    elif tag == "dl":
        for part in node.iter():
            yield from _blocks(part)
    else:
        yield from _blocks(node)


def _paragraph(nodes: list[LexborNode]) -> Iterator[Block]:
    runs = _trimmed(_runs(nodes))
    if runs:
        yield {"form": "text", "runs": runs}


def _list(node: LexborNode, ordered: bool) -> Block:
    start = node.attributes.get("start") or ""
    items = [list(_blocks(item)) for item in node.iter() if item.tag == "li"]
    return {"form": "list", "ordered": ordered, "start": int(start) if start.isdecimal() else 1, "items": items}


def _table(node: LexborNode) -> Block:
    """Made whole: cells placed as browsers do, spans cut where others stand or the table ends, holes filled."""
    found = node.css("tr")
    head = sum(1 for row in found if row.parent is not None and row.parent.tag == "thead")
    rows = [[_cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in found]
    columns, placed = _placed(rows, head)
    return {"form": "table", "columns": columns, "head": head, "rows": placed}


def _cell(node: LexborNode) -> Cell:
    return {"runs": _inner(node), "across": _span(node, "colspan"), "down": _span(node, "rowspan")}


def _placed(rows: list[list[Cell]], head: int) -> tuple[int, list[list[Cell]]]:
    """Number of columns, and the cells of each row."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[tuple[int, Cell]]] = []
    for number, row in enumerate(rows):
        column, own = 0, []
        for cell in row:
            while (number, column) in taken:
                column += 1
            down = min(cell["down"], (head if number < head else len(rows)) - number)
            across = next((n for n in range(1, cell["across"]) if (number, column + n) in taken), cell["across"])
            own.append((column, cell | {"across": across, "down": down}))
            taken |= {(number + below, column + n) for below in range(down) for n in range(across)}
        placed.append(own)
    columns = max((column for _, column in taken), default=-1) + 1
    for number, own in enumerate(placed):
        own += [(column, _HOLE) for column in range(columns) if (number, column) not in taken]
    return columns, [[cell for _, cell in sorted(own, key=itemgetter(0))] for own in placed]


def _span(node: LexborNode, name: str) -> int:
    told = node.attributes.get(name) or ""
    return min(max(int(told), 1), 100) if told.isdecimal() else 1


def _inner(node: LexborNode) -> list[Run]:
    """All that is read in it. Most have one text and nothing else, which needs no comparing of neighbours."""
    only = node.first_child
    if only is None or only.next is not None or only.tag != _TEXT:
        return _trimmed(_runs(_children(node)))
    text = _closed_up(only.text() or "").strip(" ")
    return [_run(text, (), "")] if text else []


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _runs(nodes: Iterable[LexborNode], style: tuple[str, ...] = (), link: str = "") -> Iterator[Run]:
    for node in nodes:
        tag = str(node.tag)
        if tag == _TEXT:
            yield _run(_closed_up(node.text() or ""), style, link)
        elif tag == "br":
            yield _run("\n", style, link)
        elif tag == "img":
            yield _run(_told(node.attributes), (*style, "image"), link)
        elif not tag.startswith(("-", "!")):
            within = (*style, _STYLE_OF[tag]) if tag in _STYLE_OF else style
            target = (node.attributes.get("href") or link) if tag == "a" else link
            yield from _runs(_children(node), within, target)


def _run(text: str, style: tuple[str, ...], link: str) -> Run:
    return {"text": text, "style": [name for name in STYLES if name in style] if style else [], "link": link}


def _told(attributes: Mapping[str, str | None]) -> str:
    return (attributes.get("alt") or "").strip()


def _closed_up(text: str) -> str:
    """White space as a browser shows it; spaces of full width stay."""
    words = [word for word in text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ") if word]
    inner = " ".join(words)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0] in _WHITE else ''}{inner}{' ' if text[-1] in _WHITE else ''}"


def _trimmed(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of the same make in one; no white space at either end, nor behind a line end."""
    found: list[Run] = []
    for run in runs:
        before = found[-1] if found else None
        if before is None or before["text"].endswith((" ", "\n")):
            run = run | {"text": run["text"].lstrip(" \n" if before is None else " ")}
        if before is not None and (before["style"], before["link"]) == (run["style"], run["link"]):
            before["text"] += run["text"]
        elif run["text"] or "image" in run["style"]:
            found.append(run)
    while found and "image" not in found[-1]["style"] and not found[-1]["text"].strip(" \n"):
        found.pop()
    if found:
        found[-1] = found[-1] | {"text": found[-1]["text"].rstrip(" \n")}
    return found
