"""The fast path: renders the plain texts that most items are, byte for byte as the reference path would.

It knows paragraphs, `#` and outline headings, flat lists, pipe tables, bold and plain links. It escapes everything
itself and writes only fixed elements, so its output is safe by construction. Whatever it is not sure of makes it give
up: `fast_body` then returns None, and the reference path decides.
"""

import re
from html import escape
from typing import NamedTuple

from pipeline.markdown_elements import TABLE_CLOSE, TABLE_OPEN
from pipeline.markdown_emphasis import delimits, pairs
from pipeline.markdown_limits import DEEP, clearly_simple, too_complex
from pipeline.markdown_links import resolve
from pipeline.markdown_parts import LIST_NUMBER, Body, Heading, Lines, Link, LinkKind, header_text
from pipeline.markdown_tree import inline_text, joined_lines, plain_text, squash
from pipeline.outline import (
    LONGEST_LINE,
    OUTLINE_STARTS,
    Numbering,
    Rank,
    heading_text,
    headings_among,
    may_start,
    rank_of,
    split_outline,
)

_ENTITY = re.compile(r"&[#0-9A-Za-z]+;")
_TAG_LIKE = re.compile(r"<[A-Za-z/!?]")
_BLANK_LINES = re.compile(r"\n{2,}")

_MARKERS = frozenset(" #-+*>=_0123456789|")
_HEADER = re.compile(r"(#{2,6}(?!#)|#(?=[ ]))([^\n]*)")
_BULLET = re.compile(r"[ ]{0,3}[-+*][ ]+(.*)")
_NUMBERED = re.compile(rf"[ ]{{0,3}}({LIST_NUMBER})\.[ ]+(.*)")
_RULE_LIKE = re.compile(r"[ ]*[-*_=][-*_= ]*")
_QUOTE = re.compile(r"[ ]{0,3}>")
_DELIMITERS = frozenset("|:- ")

_INLINE = ("*", "[", "&", "<", ">", "_", "\xa0")
_NOT_BARE = re.compile("[\n*\\[&<>_\xa0]")
_LINK = re.compile(r"\[([^\[\]()<>&*_!\n\xa0]+)\]\(([^()\s<>\"'*\[\]]+)\)")
_LEAD_IN = re.compile(r"\*\*([^\s\x00-\x7f](?:[^*_]*[^\s\x00-\x7f])?)\*\*([^*_]*)")
"""The commonest bold: the first words of a paragraph, in Chinese, and nothing else."""
_PLACEHOLDER = re.compile("\x02([0-9]+)\x03")


class _NotSure(Exception):
    """The text may mean something else to the reference path."""


class _List(NamedTuple):
    """A list being gathered; `loose` marks the items that hold a paragraph of their own."""

    numbers: list[int] | None
    items: list[str]
    loose: list[bool]


class _Head(NamedTuple):
    """What may head text: the level of a header, or rank and source of an outline heading."""

    header: int
    rank: Rank | None = None
    line: str = ""


def fast_body(text: str, item: str, first_line: int) -> Body | None:
    """Body of a text that has been through `prepare`, or None when the reference path must decide."""
    if _is_unsure(text) or (not clearly_simple(text) and too_complex(text)):
        return None
    try:
        return _Page(text, item, first_line).body()
    except _NotSure:
        return None


def _is_unsure(text: str) -> bool:
    """Whether a sign stands in the text that this path does not know; the rarest first, and none looked for twice."""
    if "`" in text or "\\" in text or "{" in text or "\t" in text or "~~~" in text:
        return True
    if "[" in text and ("![" in text or "[^" in text or "]:" in text):
        return True
    if "&" in text and ("&#" in text or _ENTITY.search(text)):
        return True
    return "<" in text and ("@" in text or _TAG_LIKE.search(text) is not None)


class _Page:
    """One body in the making."""

    def __init__(self, text: str, item: str, first_line: int) -> None:
        self._text = text
        self._item = item
        self._lines = Lines(text, first_line)
        self._links: list[Link] = []
        self._html: list[str] = []
        self._texts: list[str] = []
        self._heads: dict[int, _Head] = {}
        self._list: _List | None = None

    def body(self) -> Body:
        add_html, add_text, means = self._html.append, self._texts.append, _NOT_BARE.search
        for block in _blocks_of(self._text.strip("\n")):
            first = block[0]
            if first in _MARKERS or first.isspace() or means(block):
                self._block(block)
            elif first in OUTLINE_STARTS and (len(block) <= LONGEST_LINE or block[-1].isspace()):
                self._bare_line(block)
            else:
                # The commonest block by far: one line in which nothing means anything.
                if self._list is not None:
                    self._end_list()
                add_html(f"<p>{block}</p>")
                add_text(" ".join(block.split()))
        self._end_list()
        headings = self._place_headings() if self._heads else []
        html, text = "\n".join(self._html), "\n".join(filter(None, self._texts))
        return Body(joined_lines(html), tuple(headings), tuple(self._links), text, ())

    def _add(self, html: str, text: str, head: _Head | None = None) -> None:
        if head is not None:
            self._heads[len(self._html)] = head
        self._html.append(html)
        self._texts.append(text)

    def _bare_line(self, block: str) -> None:
        """What `_block` comes to for one line in which no sign means anything, but which may be an outline heading."""
        if self._list is not None:
            self._end_list()
        line = block.rstrip()
        rank = rank_of(line)
        self._add(f"<p>{block}</p>", " ".join(block.split()), None if rank is None else _Head(0, rank, line))

    def _block(self, block: str) -> None:
        if self._list is not None and block.startswith("    "):
            raise _NotSure
        if "\n" in block:
            self._lines_block(block)
        elif block[0] not in _MARKERS:
            self._paragraph(block)
        else:
            self._marked_line(block)

    def _marked_line(self, block: str) -> None:
        header = _HEADER.match(block)
        if header:
            self._header(header)
        elif not self._list_block([block]):
            self._check_plain(block)
            self._paragraph(block)

    def _lines_block(self, block: str) -> None:
        if "  \n" in block:
            raise _NotSure
        lines = block.split("\n")
        if "|" in block and _DELIMITERS.issuperset(lines[1]):
            self._table(lines)
            return
        for position, line in enumerate(lines):
            if line[0] == "#":
                header = _HEADER.match(line)
                if header:
                    self._split_at_header(lines, position, header)
                    return
        if self._list_block(lines):
            return
        for line in lines:
            if line[0] in _MARKERS:
                self._check_plain(line)
        if any(may_start(line.lstrip()) for line in lines):
            pieces = split_outline(block)
            if len(pieces) > 1:
                for piece in pieces:
                    self._block(piece)
                return
        self._paragraph(block)

    def _split_at_header(self, lines: list[str], position: int, header: re.Match[str]) -> None:
        if position:
            self._block("\n".join(lines[:position]))
        self._header(header)
        if position + 1 < len(lines):
            self._block("\n".join(lines[position + 1 :]))

    def _check_plain(self, line: str) -> None:
        """A line of a paragraph must not look like the start of anything else."""
        if _RULE_LIKE.fullmatch(line) or _QUOTE.match(line) or DEEP.match(line):
            raise _NotSure

    def _paragraph(self, block: str) -> None:
        inner = block.lstrip()
        if not inner:
            return
        self._end_list()
        html = self._inline(inner)
        line = inner.rstrip() if may_start(inner) else ""
        rank = rank_of(line) if line else None
        text = squash(inner) if html is inner else inline_text(html)
        self._add(f"<p>{html}</p>", text, None if rank is None else _Head(0, rank, line))

    def _header(self, header: re.Match[str]) -> None:
        written = header_text(header[2])
        if not written:
            raise _NotSure
        self._end_list()
        html = self._inline(written)
        text = squash(written) if html is written else inline_text(html)
        if not text:
            raise _NotSure
        self._add(html, text, _Head(len(header[1])))

    def _list_block(self, lines: list[str]) -> bool:
        pattern = _BULLET if _BULLET.match(lines[0]) else _NUMBERED
        if not pattern.match(lines[0]) or _RULE_LIKE.fullmatch(lines[0]):
            return False
        found = [pattern.match(line) for line in lines]
        numbers: list[int] = []
        items: list[str] = []
        for line, match in zip(lines, found, strict=True):
            if match is None or _RULE_LIKE.fullmatch(line):
                raise _NotSure
            content = match[match.re.groups].lstrip()
            if not content or (content[0] in _MARKERS and self._starts_block(content)):
                raise _NotSure
            items.append(content)
            numbers += [int(match[1])] if pattern is _NUMBERED else []
        self._join_list(numbers if pattern is _NUMBERED else None, items)
        return True

    def _starts_block(self, content: str) -> bool:
        return bool(
            content[0] in " #>" or _BULLET.match(content) or _NUMBERED.match(content) or _RULE_LIKE.fullmatch(content)
        )

    def _join_list(self, numbers: list[int] | None, items: list[str]) -> None:
        """A list goes on over blank lines; the items on either side of the gap then hold paragraphs."""
        previous = self._list
        if previous is None or (previous.numbers is None) != (numbers is None):
            self._end_list()
            self._list = _List(numbers, items, [False] * len(items))
            return
        previous.loose[-1] = True
        previous.items.extend(items)
        previous.loose.extend([True] + [False] * (len(items) - 1))
        if previous.numbers is not None and numbers is not None:
            previous.numbers.extend(numbers)

    def _end_list(self) -> None:
        if self._list is None:
            return
        numbers, items, loose = self._list
        self._list = None
        opening, values, name = "<ul>", [""] * len(items), "ul"
        if numbers is not None:
            opening, values = _numbering(numbers)
            name = "ol"
        html, texts = [opening], []
        for content, value, is_loose in zip(items, values, loose, strict=True):
            inner = self._inline(content)
            html.append(f"<li{value}>\n<p>{inner}</p>\n</li>" if is_loose else f"<li{value}>{inner}</li>")
            texts.append(squash(content) if inner is content else inline_text(inner))
        html.append(f"</{name}>")
        self._add("\n".join(html), "\n".join(texts))

    def _table(self, lines: list[str]) -> None:
        rows = []
        for line in lines:
            row = line.strip(" ")
            if len(row) < 2 or row[0] != "|" or row[-1] != "|":
                raise _NotSure
            rows.append([cell.strip(" ") for cell in row[1:-1].split("|")])
        width = len(rows[0])
        if len(rows[1]) != width:
            raise _NotSure
        self._end_list()
        sides = [_side(cell) for cell in rows[1]]
        html = [TABLE_OPEN, "<thead>", self._row(rows[0], "th", sides), "</thead>", "<tbody>"]
        html += [self._row(row, "td", sides) for row in rows[2:]] or [self._row([""] * width, "td", [])]
        html += ["</tbody>", TABLE_CLOSE]
        self._add("\n".join(html), plain_text("\n".join(html)))

    def _row(self, cells: list[str], name: str, sides: list[str]) -> str:
        scope = ' scope="col"' if name == "th" else ""
        html = ["<tr>"]
        for position in range(max(len(cells), len(sides))):
            side = sides[position] if position < len(sides) else ""
            inner = self._inline(cells[position]) if position < len(cells) else ""
            html.append(f"<{name}{side}{scope}>{inner}</{name}>")
        html.append("</tr>")
        return "\n".join(html)

    def _inline(self, text: str) -> str:
        """HTML of a text; the very same object when nothing in it needs any change."""
        for mark in _INLINE:
            if mark in text:
                return self._marked_inline(text)
        return text

    def _marked_inline(self, text: str) -> str:
        anchors: list[str] = []
        if "](" in text:
            text = _LINK.sub(lambda link: self._anchor(link, anchors), text)
            if "](" in text:
                raise _NotSure
        text = _emphasised(text) if "*" in text or "_" in text else _escaped(text)
        return _PLACEHOLDER.sub(lambda found: anchors[int(found[1])], text) if anchors else text

    def _anchor(self, link: re.Match[str], anchors: list[str]) -> str:
        written = link[2]
        line = self._lines.at(f"]({written})")
        resolved = resolve(written, self._item)
        if resolved.href is None or resolved.code is not None or resolved.kind is None:
            raise _NotSure
        self._links.append(Link(resolved.kind, resolved.target, line))
        external = resolved.kind is LinkKind.EXTERNAL
        before, after = (' class="external"', ' rel="noopener noreferrer"') if external else ("", "")
        anchors.append(f'<a{before} href="{escape(resolved.href)}"{after}>{link[1]}</a>')
        return f"\x02{len(anchors) - 1}\x03"

    def _place_headings(self) -> list[Heading]:
        ranks: list[Rank | None] = [None] * len(self._html)
        for position, head in self._heads.items():
            ranks[position] = head.rank
        verdicts = headings_among(ranks)
        numbering = Numbering()
        headings: list[Heading] = []
        for position, (nominal, rank, written) in self._heads.items():
            html, text = self._html[position], self._texts[position]
            if verdicts[position] and rank is not None:
                line = heading_text(written)
                nominal, html, text = int(rank), _escaped(line), squash(line)
            if not nominal:
                continue
            level, name = numbering.place(nominal, text)
            headings.append(Heading(level, name, text))
            self._html[position], self._texts[position] = f'<h{level} id="{name}">{html}</h{level}>', text
        return headings


def _blocks_of(text: str) -> list[str]:
    if "\n\n\n" in text:
        return _BLANK_LINES.split(text)
    return text.split("\n\n") if text else []


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _emphasised(text: str) -> str:
    """Bold; anything that might be italic is left to the reference path."""
    lead = _LEAD_IN.fullmatch(text)
    if lead:
        return f"<strong>{_escaped(lead[1])}</strong>{_escaped(lead[2])}"
    if delimits(text, (1,), "*") or delimits(text, (1, 2), "_"):
        raise _NotSure
    html, position = [], 0
    for pair in pairs(text, (2, 3)):
        if pair.size != 2:
            raise _NotSure
        inside = _escaped(text[pair.inner_start : pair.inner_end])
        html += [_escaped(text[position : pair.start]), "<strong>", inside, "</strong>"]
        position = pair.end
    html.append(_escaped(text[position:]))
    return "".join(html)


def _numbering(numbers: list[int]) -> tuple[str, list[str]]:
    first = numbers[0]
    if numbers == list(range(first, first + len(numbers))):
        return ("<ol>" if first == 1 else f'<ol start="{first}">'), [""] * len(numbers)
    return "<ol>", [f' value="{number}"' for number in numbers]


def _side(cell: str) -> str:
    if cell.startswith(":"):
        return ' class="align-center"' if cell.endswith(":") else ' class="align-left"'
    return ' class="align-right"' if cell.endswith(":") else ""
