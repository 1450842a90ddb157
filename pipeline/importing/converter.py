"""HTML of a foreign file -> blocks of our Markdown. Every word of it stands in a block; what cannot has a remark."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.importing.arrival import NUMBER, Remark, excerpt
from pipeline.importing.escaping import full, opened, reads_back
from pipeline.importing.grid import head_rows, is_even, piped, rows_of, spans, whole, without_notes
from pipeline.importing.runs import TEXT, Leads, Reading, Run, children, html, lines_of, markdown, plain
from pipeline.outline import MAX_HEADING
from pipeline.source import FORBIDDEN

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol"})


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = HEADINGS.keys() | _names(
    """ul ol p div table blockquote pre hr dl dt dd section article main aside header footer nav figure figcaption
    center details summary address form fieldset body html"""
)
_SILENT = _names("script style template noscript link meta base head title svg math")
_FOREIGN = _names("iframe video audio object embed canvas applet frame map select textarea button")
_INDENT = "    "


@dataclass(slots=True)
class Block:
    """`form`: heading, text, list, table, quote. `text`: its words, a line a paragraph or row, cells apart by tabs.
    `rows`: of a table its cells' words. `is_title`: it bears the style of a title; `is_bold`: all
    of it is, and it is short enough for a heading.
    """

    form: str
    markdown: str
    text: str
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)
    is_title: bool = False
    has_picture: bool = False
    is_bold: bool = False


@dataclass(slots=True)
class Converted:
    """`notes`: the footnotes, each as Markdown and as words."""

    blocks: list[Block]
    notes: list[tuple[str, str]]
    remarks: list[Remark]


def convert(source: str, link: Leads, picture: Leads, title_class: str = "") -> Converted:
    return _Converter(link, picture, title_class).convert(source)


class _Converter:
    def __init__(self, link: Leads, picture: Leads, title_class: str) -> None:
        self._reading = Reading(link, picture, self._label, self._clean)
        self._title_class = title_class
        self._labels: dict[str, str] = {}
        self._remarks: list[Remark] = []
        self._signs: dict[str, None] = {}
        self._tables = 0

    def convert(self, source: str) -> Converted:
        root = LexborHTMLParser(source).body
        if root is None:
            return Converted([], [], [])
        notes = self._taken_notes(root)
        blocks = [block for block in self._blocks(root) if block.markdown]
        written = list(self._definitions(notes))
        if self._signs:
            self._remarks.append(Remark("characters", "", " ".join(self._signs)))
        return Converted(blocks, written, self._remarks)

    def _clean(self, text: str) -> str:
        if FORBIDDEN.search(text):
            self._signs.update(dict.fromkeys(f"U+{ord(sign):04X}" for sign in FORBIDDEN.findall(text)))
            return FORBIDDEN.sub("", text)
        return text

    # footnotes -------------------------------------------------------------------------------------------------------

    def _label(self, name: str) -> str:
        return self._labels.setdefault(name, str(len(self._labels) + 1))

    def _taken_notes(self, root: LexborNode) -> dict[str, list[Run]]:
        notes = {}
        for entry in root.css('li[id^="footnote-"], li[id^="endnote-"]'):
            name, holder = str(entry.attributes.get("id")), entry.parent
            notes[name] = self._flat(entry)
            entry.decompose()
            if holder is not None and holder.tag == "ol" and not (holder.text() or "").strip():
                holder.decompose()
        return notes

    def _definitions(self, notes: dict[str, list[Run]]) -> Iterator[tuple[str, str]]:
        for name, label in self._labels.items():
            runs = notes.get(name, [])
            yield f"[^{label}]: {markdown(runs).lstrip()}", plain(runs)

    # blocks ----------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: LexborNode) -> Iterator[Block]:
        """Blocks among the children; what stands loose between them becomes a paragraph."""
        loose: list[LexborNode] = []
        for node in children(parent):
            tag = str(node.tag)
            if tag in _SILENT or (tag.startswith(("!", "-")) and tag != TEXT):
                continue
            if tag in _FOREIGN:
                told = excerpt(node.attributes.get("src") or node.text() or "")
                self._remarks.append(Remark("foreign", tag, told))
                continue
            if tag not in _BLOCKS and not _holds_blocks(node):
                loose.append(node)
                continue
            yield from self._paragraph(loose)
            loose = []
            yield from self._block(node, tag)
        yield from self._paragraph(loose)

    def _block(self, node: LexborNode, tag: str) -> Iterator[Block]:
        if tag in HEADINGS:
            yield from self._heading(node, HEADINGS[tag])
        elif tag == "p" and not _holds_blocks(node):
            yield from self._paragraph(children(node))
        elif tag in _LISTS:
            yield from self._list(node)
        elif tag == "table":
            yield from self._table(node)
        elif tag == "blockquote":
            yield from self._quote(node)
        elif tag == "pre":
            yield from self._preformatted(node)
        elif tag != "hr":
            yield from self._blocks(node)

    def _paragraph(self, nodes: list[LexborNode]) -> Iterator[Block]:
        runs = self._reading.runs(nodes)
        if runs:
            pictures = any(run.kind == "picture" for run in runs)
            is_bold = all("strong" in run.styles for run in runs) and len(plain(runs)) <= MAX_HEADING
            yield Block("text", markdown(runs), plain(runs), has_picture=pictures, is_bold=is_bold)

    def _heading(self, node: LexborNode, level: int) -> Iterator[Block]:
        runs = self._reading.runs(children(node))
        pictures = [run for run in runs if run.kind == "picture"]
        words = [run._replace(styles=frozenset()) for run in runs if run.kind != "picture"]
        text = " ".join(plain(words).split())
        classes = (node.attributes.get("class") or "").split()
        if text:
            hashes = "#" * min(level + 1, 6) + " "
            line = markdown([Run("text", " ") if run.kind == "break" else run for run in words], hashes)
            line = line[:-1] + "\\#" if line.endswith("#") and not line.endswith("\\#") else line
            yield Block("heading", line, text, level=level, is_title=self._title_class in classes)
        if pictures:
            yield Block("text", markdown(pictures), "", has_picture=True)

    def _preformatted(self, node: LexborNode) -> Iterator[Block]:
        lines = [Run("text", self._clean(" ".join(line.split()))) for line in (node.text() or "").split("\n")]
        runs = [part for line in lines if line.text for part in (line, Run("break"))][:-1]
        if runs:
            yield Block("text", markdown(runs), plain(runs))

    def _quote(self, node: LexborNode) -> Iterator[Block]:
        inner = [block for block in self._blocks(node) if block.markdown]
        if inner:
            lines = "\n\n".join(block.markdown for block in inner).split("\n")
            written, text = "\n".join(f"> {line}".rstrip() for line in lines), "\n".join(block.text for block in inner)
            if reads_back(written, text):
                yield Block("quote", written, text)
            else:
                yield from inner

    def _flat(self, node: LexborNode) -> list[Run]:
        """All that stands below a node as the runs of one paragraph."""
        found: list[Run] = []
        for runs in self._pieces(node):
            found += ([Run("break")] if found and runs else []) + runs
        return found

    def _pieces(self, node: LexborNode) -> Iterator[list[Run]]:
        loose: list[LexborNode] = []
        for child in children(node):
            tag = str(child.tag)
            if tag in _BLOCKS or tag in ("li", "tr", "tbody", "thead", "td", "th") or _holds_blocks(child):
                yield self._reading.runs(loose)
                loose = []
                yield from self._pieces(child)
            elif tag not in _SILENT:
                loose.append(child)
        yield self._reading.runs(loose)

    # lists -----------------------------------------------------------------------------------------------------------

    def _list(self, node: LexborNode) -> Iterator[Block]:
        """Entries line by line; a table or a picture among them stands between two halves of the list."""
        entries: list[tuple[int, str, list[Run]]] = []
        for entry in self._entries(node, 0):
            if isinstance(entry, Block):
                yield from _listed(entries)
                entries = []
                yield entry
            else:
                entries.append(entry)
        yield from _listed(entries)

    def _entries(self, node: LexborNode, depth: int) -> Iterator[tuple[int, str, list[Run]] | Block]:
        number = whole(node.attributes.get("start"), 1)
        for entry in children(node):
            if entry.tag in _LISTS:
                yield from self._entries(entry, depth + 1)
            elif entry.tag == "li":
                number = whole(entry.attributes.get("value"), number)
                number, own, below = self._parts(entry, number)
                if own:
                    yield depth, f"{number}." if node.tag == "ol" else "-", own
                    number += 1
                for part in below:
                    if part.tag in _LISTS:
                        yield from self._entries(part, depth + 1)
                    else:
                        yield from self._block(part, str(part.tag))
            elif entry.tag not in _SILENT:
                yield from self._paragraph([entry])

    def _parts(self, entry: LexborNode, number: int) -> tuple[int, list[Run], list[LexborNode]]:
        """The number an entry bears, its own words, and the lists and tables below them."""
        parts = children(entry)
        below = [part for part in parts if part.tag in _LISTS or part.tag == "table"]
        own: list[Run] = []
        for part in _grouped(part for part in parts if part not in below):
            runs = self._flat(part) if isinstance(part, LexborNode) else self._reading.runs(part)
            own += ([Run("break")] if own and runs else []) + runs
        return _told_number(parts, number), own, below

    # tables ----------------------------------------------------------------------------------------------------------

    def _table(self, node: LexborNode) -> Iterator[Block]:
        rows = list(rows_of(node))
        cells = [[cell for cell in children(row) if cell.tag in ("td", "th")] for row, _ in rows]
        if sum(map(len, cells)) == 1:
            yield from self._blocks(cells[0][0] if cells[0] else next(row[0] for row in cells if row))
            return
        self._tables += 1
        caption = next((self._flat(part) for part in children(node) if part.tag == "caption"), [])
        if caption:
            yield Block("text", markdown(caption), plain(caption))
        words = [[self._flat(cell) for cell in row] for row in cells]
        text = "\n".join("\t".join(plain(cell) for cell in row) for row in words)
        if not text.strip() and not any(run.kind == "picture" for row in words for cell in row for run in cell):
            return
        grid = [[plain(cell) for cell in row] for row in words]
        pictures = any(run.kind == "picture" for row in words for cell in row for run in cell)
        written = piped(words) if is_even(cells) else ""
        if not written or not reads_back(without_notes(written, words), text):
            written = self._as_html(rows, cells)
            if any(run.kind == "note" for row in words for cell in row for run in cell):
                self._remarks.append(Remark("note-in-table", str(self._tables)))
        yield Block("table", written, text, rows=grid, has_picture=pictures)

    def _as_html(self, rows: list[tuple[LexborNode, bool]], cells: list[list[LexborNode]]) -> str:
        heads = sum(is_head for _, is_head in rows) or head_rows(cells)
        lines = [self._row(row, number < heads) for number, row in enumerate(cells)]
        head, body = lines[:heads], lines[heads:]
        parts = ["<table>", *(["<thead>", *head, "</thead>"] if head else [])]
        return "\n".join([*parts, *(["<tbody>", *body, "</tbody>"] if body else []), "</table>"])

    def _row(self, cells: list[LexborNode], is_head: bool = False) -> str:
        tags = ("th" if is_head or cell.tag == "th" else "td" for cell in cells)
        inner = (f"<{tag}{spans(cell)}>{self._inside(cell)}</{tag}>" for tag, cell in zip(tags, cells, strict=True))
        return f"<tr>{''.join(inner)}</tr>"

    def _inside(self, cell: LexborNode) -> str:
        """A cell's paragraphs; lists and tables within it as such."""
        pieces: list[str] = []
        for part in _grouped(children(cell)):
            if not isinstance(part, LexborNode):
                pieces.append(html(self._reading.runs(part)))
            elif part.tag in _LISTS:
                items = [item for item in children(part) if item.tag == "li"]
                first = _told_number(children(items[0]), 1) if items else 1
                start = f' start="{first}"' if part.tag == "ol" and first != 1 else ""
                lines = "".join(f"<li>{html(self._flat(item))}</li>" for item in items)
                pieces.append(f"<{part.tag}{start}>{lines}</{part.tag}>")
            elif part.tag == "table":
                inner = list(rows_of(part))
                rows = [[one for one in children(row) if one.tag in ("td", "th")] for row, _ in inner]
                self._remarks.append(Remark("nested-table", str(self._tables)))
                pieces.append("<table>" + "".join(self._row(row) for row in rows) + "</table>")
            else:
                pieces.append(html(self._flat(part)))
        return "<br>".join(piece for piece in pieces if piece)


def _holds_blocks(node: LexborNode) -> bool:
    return (
        node.tag != TEXT
        and node.css_first("p, div, table, ul, ol, h1, h2, h3, h4, h5, h6") is not None
        and any(child.tag in _BLOCKS or _holds_blocks(child) for child in children(node))
    )


def _grouped(nodes: Iterable[LexborNode]) -> Iterator[LexborNode | list[LexborNode]]:
    """Blocks one by one, and between them what stands loose."""
    loose: list[LexborNode] = []
    for node in nodes:
        if node.tag in _BLOCKS or _holds_blocks(node):
            if loose:
                yield loose
            loose = []
            yield node
        elif node.tag not in _SILENT:
            loose.append(node)
    if loose:
        yield loose


def _told_number(parts: Iterable[LexborNode], otherwise: int) -> int:
    names = [str(part.attributes.get("id") or "") for part in parts if part.tag == "a"]
    return next((whole(name.removeprefix(NUMBER), otherwise) for name in names if name.startswith(NUMBER)), otherwise)


def _listed(entries: list[tuple[int, str, list[Run]]]) -> Iterator[Block]:
    """Entries as a list; where it would not read back, as paragraphs with their numbers written out."""
    if not entries:
        return
    lines, depth, texts = [], -1, []
    for wanted, mark, runs in entries:
        depth = min(wanted, depth + 1)
        lines.append(f"{_INDENT * depth}{mark} {markdown(runs, ' ').lstrip()}")
        texts.append(plain(runs))
    written, text = "\n".join(lines), "\n".join(texts)
    pictures = any(run.kind == "picture" for _, _, runs in entries for run in runs)
    notes = [[[run for run in runs if run.kind == "note"] for _, _, runs in entries]]
    if reads_back(without_notes(written, notes), text):
        yield Block("list", written, text, has_picture=pictures)
        return
    for _, mark, runs in entries:
        label = "" if mark == "-" else mark
        line = [Run("text", label), *runs]
        yield Block("text", opened(_literal(line)), label + plain(runs), has_picture=pictures)


def _literal(runs: list[Run]) -> str:
    return "<br>".join(
        "".join(full(run.text) if run.kind == "text" else markdown([run]) for run in line) for line in lines_of(runs)
    )
