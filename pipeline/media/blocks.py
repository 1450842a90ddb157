"""A safe body as a list of blocks, for channels that write text or draw: headings, paragraphs, entries, tables."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.pattern import later

HEADING, PARAGRAPH, ENTRY, TABLE, PICTURE, RULE = "heading", "paragraph", "entry", "table", "picture", "rule"
HEADS = {f"h{level}": level for level in range(1, 7)}
STRONG = frozenset({"strong", "b", "mark"})
BULLET = "•"
MOST_SPAN = 60
"""Columns or rows: no table that people read has a cell over more."""
_SPACE = later(r"[ \t\r\n\f]+")
_FOLD = "\x1f"
"""Stands where the source begins a new line within a paragraph."""
_BETWEEN = later(rf"(?<=[\u2e80-\u9fff\uff00-\uffef]){_FOLD}(?=[\u2e80-\u9fff\uff00-\uffef])")
"""Between two Chinese characters no space belongs there; a space that was written stays."""


class Span(NamedTuple):
    text: str
    strong: bool = False


class Block(NamedTuple):
    """`level`: of a heading, or how deep an entry lies; `mark`: what stands before an entry; `rows`: cells of a table;
    `name`: file of a picture, and its text in `spans`.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    name: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def body_of(html: str) -> LexborNode | None:
    return LexborHTMLParser(html).body


def blocks(html: str) -> list[Block]:
    return list(_blocks(html))


@lru_cache(maxsize=2)
def _blocks(html: str) -> tuple[Block, ...]:
    """Most channels of an item ask, one after the other."""
    body = body_of(html)
    return tuple(_Reader().read(body)) if body is not None else ()


def picture_name(src: str) -> str:
    """File name behind the address of a picture."""
    return unquote(src.rpartition("/")[2])


def address_of(href: str, site: str) -> str:
    """What people can type: an address in full, a mail address or a telephone number bare."""
    if href.startswith("/"):
        return site.rstrip("/") + href
    return unquote(href.removeprefix("mailto:").removeprefix("tel:")) if href.startswith(("mailto:", "tel:")) else href


def links(html: str, site: str) -> dict[str, str]:
    """Address -> words of every link that leads somewhere else and does not show its address, in order."""
    body, found = body_of(html), dict[str, str]()
    for node in body.css("a[href]") if body is not None else ():
        address, words = address_of(node.attributes.get("href") or "", site), " ".join(node.text().split())
        if words and not address.startswith("#") and address not in words:
            found.setdefault(address, words)
    return found


def is_footnote_link(node: LexborNode) -> bool:
    return "footnote-ref" in (node.attributes.get("class") or "")


def is_way_back(node: LexborNode) -> bool:
    """The arrow from a footnote back to its place."""
    return "footnote-backref" in (node.attributes.get("class") or "")


def first_number(node: LexborNode) -> int:
    """Where an ordered list starts."""
    start = node.attributes.get("start") or ""
    return int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1


class _Reader:
    """Collects inline text until a block ends."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.pictures: list[Block] = []

    def read(
        self, node: LexborNode, depth: int = 0, kind: str = PARAGRAPH, level: int = 0, mark: str = ""
    ) -> Iterator[Block]:
        """All that lies in `node`, which itself is a block of `kind`."""
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag in _OWN_BLOCKS:
                yield from self._flush(kind, level, mark)
                mark = "" if kind == ENTRY else mark
                yield from self._block(child, tag, depth)
            elif tag == "p" and kind == ENTRY:
                yield from self._flush(kind, level, mark)
                yield from self.read(child, depth, ENTRY, level, mark)
                mark = ""
            elif tag in _PLAIN_BLOCKS:
                yield from self._flush(kind, level, mark)
                yield from self.read(child, depth)
            else:
                self._inline(child, strong=False)
        yield from self._flush(kind, level, mark)

    def _block(self, node: LexborNode, tag: str, depth: int) -> Iterator[Block]:
        if tag in HEADS:
            yield from self.read(node, depth, HEADING, HEADS[tag])
        elif tag == "table":
            yield from self._table(node)
        elif tag == "hr":
            yield Block(RULE)
        else:
            yield from self._entries(node, depth + 1)

    def _entries(self, node: LexborNode, depth: int) -> Iterator[Block]:
        parent = node.parent
        notes = parent is not None and "footnote" in (parent.attributes.get("class") or "").split()
        number = first_number(node)
        for child in node.iter():
            value = child.attributes.get("value") or ""
            number = int(value) if re.fullmatch(r"-?\d{1,9}", value) else number
            mark = f"[{number}]" if notes else f"{number}." if node.tag == "ol" else BULLET
            yield from self.read(child, depth, ENTRY, depth, mark)
            number += 1

    def _table(self, node: LexborNode) -> Iterator[Block]:
        rows = list(self._rows(node))
        caption = node.css_first("caption")
        if caption is not None:
            yield Block(PARAGRAPH, (Span(self._cell(caption), True),))
        yield Block(TABLE, rows=tuple(rows))
        yield from self._pictures()

    def _rows(self, node: LexborNode) -> Iterator[tuple[str, ...]]:
        """A cell over several columns or rows stands in each, so that none slips under another head."""
        hanging: dict[int, tuple[str, int]] = {}
        for row in node.css("tr"):
            texts: list[str] = []
            for cell in [cell for cell in row.iter() if cell.tag in ("td", "th")]:
                _hang(texts, hanging)
                text, down = self._cell(cell), _span(cell, "rowspan")
                for _ in range(_span(cell, "colspan")):
                    if down > 1:
                        hanging[len(texts)] = (text, down - 1)
                    texts.append(text)
            _hang(texts, hanging)
            yield tuple(texts)

    def _cell(self, node: LexborNode) -> str:
        kept, self.spans = self.spans, []
        self._inline(node, strong=False)
        text, self.spans = "".join(span.text for span in _tidy(self.spans)), kept
        return text.replace("\n", " ")

    def _inline(self, node: LexborNode, strong: bool) -> None:
        tag = node.tag
        if tag == "-text":
            self.spans.append(Span(_SPACE.sub(_folded, node.text_content or ""), strong))
        elif tag == "code" and node.parent is not None and node.parent.tag == "pre":
            self.spans.append(Span(node.text(), strong))
        elif tag == "br":
            self.spans.append(Span("\n", strong))
        elif tag == "img":
            text = node.attributes.get("alt") or ""
            self.pictures.append(Block(PICTURE, (Span(text),), name=picture_name(node.attributes.get("src") or "")))
        elif is_way_back(node):
            return
        elif is_footnote_link(node):
            self.spans.append(Span(f"[{node.text()}]", strong))
        else:
            for child in node.iter(include_text=True):
                self._inline(child, strong or tag in STRONG)

    def _flush(self, kind: str, level: int, mark: str) -> Iterator[Block]:
        spans, self.spans = _tidy(self.spans), []
        if spans:
            yield Block(kind, spans, level, mark)
        yield from self._pictures()

    def _pictures(self) -> Iterator[Block]:
        pictures, self.pictures = self.pictures, []
        yield from pictures


def _hang(texts: list[str], hanging: dict[int, tuple[str, int]]) -> None:
    """Add what hangs down into this row from cells above."""
    while len(texts) in hanging:
        place = len(texts)
        text, left = hanging.pop(place)
        if left > 1:
            hanging[place] = (text, left - 1)
        texts.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    return min(max(int(value), 1), MOST_SPAN) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else 1


_OWN_BLOCKS = frozenset({*HEADS, "ul", "ol", "table", "hr"})
_PLAIN_BLOCKS = frozenset(
    {"p", "div", "blockquote", "pre", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"}
)


def _tidy(spans: list[Span]) -> tuple[Span, ...]:
    """Without space at the ends; neighbours of one weight are one."""
    joined: list[Span] = []
    for text, strong in spans:
        if joined and joined[-1].strong == strong:
            joined[-1] = Span(joined[-1].text + text, strong)
        elif text:
            joined.append(Span(text, strong))
    clean = [Span(_unfolded(_SPACE_ROUND_BREAK.sub("\n", text)), strong) for text, strong in joined]
    if clean:
        clean[0] = Span(clean[0].text.lstrip(), clean[0].strong)
        clean[-1] = Span(clean[-1].text.rstrip(), clean[-1].strong)
    return tuple(span for span in clean if span.text)


_SPACE_ROUND_BREAK = later(rf"[ {_FOLD}]*\n[ {_FOLD}]*")


def _folded(space: re.Match[str]) -> str:
    return _FOLD if "\n" in space[0] else " "


def _unfolded(text: str) -> str:
    return _BETWEEN.sub("", text).replace(_FOLD, " ")


def plain_text(found: list[Block]) -> str:
    """As people paste it: a block a paragraph, cells parted by tabs; pictures are left to the caller."""
    return "\n\n".join(text for block in found if (text := plain_block(block)))


def plain_block(block: Block) -> str:
    if block.kind == TABLE:
        return "\n".join("\t".join(row) for row in block.rows)
    indent = "  " * (block.level - 1) if block.kind == ENTRY else ""
    return f"{indent}{block.mark} {block.text}" if block.mark else indent + block.text
