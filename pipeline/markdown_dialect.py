"""The reference dialect: Python-Markdown with tables, footnotes, attribute lists, fenced code, and our own rules.

What is left out on purpose: indented code (editors indent paragraphs), the title-made ids and `[TOC]` of the
`toc` extension (see `outline.Numbering`), and emphasis as Python-Markdown sees it (see `markdown_emphasis`).
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from functools import cache

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor, ParagraphProcessor, SetextHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE

from pipeline.markdown_elements import KNOWN_ELEMENTS
from pipeline.markdown_emphasis import Pair, pairs
from pipeline.markdown_parts import LIST_NUMBER, OWN, header_text
from pipeline.outline import heading_text, headings_among, rank_of, split_outline

_VALUE = r"""(?:"[^"}\n]*"|'[^'}\n]*'|[\w%.-]+)"""
_ATTRIBUTE = rf"(?:[#.][A-Za-z][\w-]*|(?:id|title|lang|width|height|colspan|rowspan|scope)={_VALUE})"
_ATTRIBUTES = rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*)[ ]*\}}"


class NumberedList(SaneOListProcessor):
    """An ordered list whose items remember the number that was written (as `value`)."""

    def __init__(self, parser: object) -> None:
        super().__init__(parser)  # type: ignore[arg-type]
        self.RE = re.compile(rf"^[ ]{{0,3}}{LIST_NUMBER}\.[ ]+(.*)")
        self.CHILD_RE = re.compile(rf"^[ ]{{0,3}}(({LIST_NUMBER}\.))[ ]+(.*)")

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        numbers = [m[2][:-1] for m in map(self.CHILD_RE.match, blocks[0].split("\n")) if m]
        sibling = self.lastChild(parent)
        if sibling is not None and sibling.tag == "ol":
            items, before = sibling, len(sibling)
        elif parent.tag in ("ol", "ul"):
            items, before = parent, len(parent)
        else:
            items, before = None, 0
        super().run(parent, blocks)
        for child, number in zip(list(parent[-1] if items is None else items)[before:], numbers, strict=False):
            child.set("value", number)


class NumberLists(Treeprocessor):
    """Consecutive numbers become one `start`; any others stay on their items, so nothing is ever renumbered."""

    def run(self, root: etree.Element) -> None:
        for numbered in root.iter("ol"):
            values = [child.get("value") for child in numbered]
            if not values or None in values:
                continue
            numbered.attrib.pop("start", None)
            first = int(values[0] or 0)
            if [int(value or 0) for value in values] == list(range(first, first + len(values))):
                for child in numbered:
                    del child.attrib["value"]
                if first != 1:
                    numbered.set("start", str(first))


class Headers(HashHeaderProcessor):
    """`#` needs a space (a number sign is no heading), `##` and deeper do not; closing signs need one too."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{2,6}(?!#)|#(?=[ ]))(?P<header>[^\n]*)(?:\n|$)")

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self.RE.search(block)
        assert found is not None, "run() follows a test() that matched"
        before, after = block[: found.start()], block[found.end() :]
        if before:
            self.parser.parseBlocks(parent, [before])
        header = etree.SubElement(parent, f"h{len(found['level'])}")
        header.text = header_text(found["header"])
        if after:
            blocks.insert(0, self.looseDetab(after) if self.parser.state.isstate("looselist") else after)


class Underlined(SetextHeaderProcessor):
    """A header underlined with three signs at least: a lone dash below a line is content."""

    RE = re.compile(r"^.*?\n(?:={3,}|-{3,})[ ]*(\n|$)", re.MULTILINE)


class OutlineSplitter(BlockProcessor):
    """Sets outline headings that stand on a line of their own apart from the lines around them."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return "\n" in block and parent.tag == "div" and len(split_outline(block)) > 1

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        blocks[0:1] = split_outline(blocks[0])


class OutlineHeadings(Treeprocessor):
    """Turns paragraphs that are outline headings into headings, marked with their rank."""

    def run(self, root: etree.Element) -> None:
        children = list(root)
        texts = [child.text.strip() if child.tag == "p" and child.text and not len(child) else "" for child in children]
        ranks = [rank_of(text) if text else None for text in texts]
        for child, text, rank, is_heading in zip(children, texts, ranks, headings_among(ranks), strict=True):
            if is_heading and rank is not None:
                child.tag, child.text = "h6", heading_text(text)
                child.set("id", f"{OWN}{int(rank)}")


_EMPHASIS = {1: "em", 2: "strong", 3: "strong"}


class Emphasis(InlineProcessor):
    """One pass over runs of certain sizes; see `markdown_emphasis` for the rules."""

    def __init__(self, mark: str, sizes: tuple[int, ...], md: Markdown) -> None:
        super().__init__(re.escape(mark) + "+", md)
        self._mark, self._sizes = mark, sizes
        self._text = ""
        self._pairs: dict[int, Pair] = {}
        self._replaced: tuple[int, etree.Element] | None = None

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | None, int, int]:  # type: ignore[override]
        if data is not self._text:
            if not self._continues(data):
                self._pairs = {len(data) - pair.start: pair for pair in pairs(data, self._sizes, self._mark)}
            self._text = data
        pair = self._pairs.pop(len(data) - m.start(), None)
        if pair is None:
            return None, m.start(), m.end()
        shift = m.start() - pair.start
        element = inner = etree.Element(_EMPHASIS[pair.size])
        if pair.size == 3:
            inner = etree.SubElement(element, "em")
        inner.text = data[pair.inner_start + shift : pair.inner_end + shift]
        self._replaced = m.start(), element
        return element, m.start(), pair.end + shift

    def _continues(self, data: str) -> bool:
        """Whether this is the last text with the pair found last replaced.

        The other pairs, kept by their distance from the end, then still hold; to look again after each would be
        quadratic, and could pair what is left of runs that were passed over.
        """
        if self._replaced is None:
            return False
        position, element = self._replaced
        placeholder = INLINE_PLACEHOLDER_RE.match(data, position)
        assert self.md is not None, "given in __init__"
        stash = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        return placeholder is not None and stash.get(placeholder[1]) is element


class WholeRows(TableProcessor):
    """Cells beyond the last column of the header stay: a stray `|` must not take text away."""

    def _build_row(self, row: str, parent: etree.Element, align: Sequence[str | None]) -> None:
        missing = len(self._split_row(row)) - len(align)  # type: ignore[attr-defined]
        super()._build_row(row, parent, [*align, *[None] * missing])  # type: ignore[misc]


class WholeTables(TableExtension):
    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(WholeRows(md.parser, self.getConfigs()), "table", 75)


class KnownHtml(HtmlInlineProcessor):
    """Angle brackets around a word that is no HTML element are text: `<ABC>` must not vanish."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        name = re.match(r"</?([A-Za-z][A-Za-z0-9:-]*)(?=[\s/>])", m[1])
        if m[1][1] in "!?" or (name and (name[1].lower() in KNOWN_ELEMENTS or ":" in name[1])):
            return super().handleMatch(m, data)  # type: ignore[return-value]
        return self.backslash_unescape(self.unescape(m[1])), m.start(0), m.end(0)


class References(dict[str, tuple[str, str]]):
    """Reference definitions that know which of them were used, for an unused one has vanished from the page, as has
    one that another has taken the place of.
    """

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()
        self.duplicates: set[str] = set()

    def __getitem__(self, key: str) -> tuple[str, str]:
        self.used.add(key)
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: tuple[str, str]) -> None:
        if self.get(key, value) != value:
            self.duplicates.add(key)
        super().__setitem__(key, value)

    def clear(self) -> None:
        super().clear()
        self.used.clear()
        self.duplicates.clear()


class StrictAttributes(AttrListTreeprocessor):
    """Only lists wholly made of attributes that survive sanitising; any other braces are the author's text."""

    BASE_RE = _ATTRIBUTES  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{_ATTRIBUTES}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_ATTRIBUTES}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_ATTRIBUTES}")  # type: ignore[misc]


class StrictAttributeLists(AttrListExtension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(StrictAttributes(md), "attr_list", 8)
        md.registerExtension(self)


class Footnotes(FootnoteExtension):
    """Ids by position with our mark, never from the label; labels defined twice are remembered."""

    def __init__(self) -> None:
        self.duplicates: list[str] = []
        super().__init__(BACKLINK_TITLE="")

    def reset(self) -> None:
        super().reset()
        self.duplicates = []

    def setFootnote(self, id: str, text: str) -> None:
        if id in self.footnotes:
            self.duplicates.append(id)
        super().setFootnote(id, text)

    def _position(self, label: str) -> int:
        return list(self.footnotes).index(label) + 1

    def makeFootnoteId(self, id: str) -> str:
        return f"fn:{self._position(id)}{OWN}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        reference: str = self.unique_ref(f"fnref:{self._position(id)}{OWN}", found)
        return reference


class Dialect(Extension):
    """Our rules, in Python-Markdown's own places."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.references = References()
        md.parser.blockprocessors.deregister("code")
        register = md.parser.blockprocessors.register
        register(Headers(md.parser), "hashheader", 70)
        register(Underlined(md.parser), "setextheader", 60)
        register(NumberedList(md.parser), "olist", 40)
        register(SaneUListProcessor(md.parser), "ulist", 30)
        register(OutlineSplitter(md.parser), "outline", 12)
        register(ParagraphProcessor(md.parser), "paragraph", 10)
        md.inlinePatterns.deregister("em_strong")
        md.inlinePatterns.register(KnownHtml(HTML_RE, md), "html", 90)
        md.inlinePatterns.register(Emphasis("*", (2, 3), md), "strong", 64)
        md.inlinePatterns.register(Emphasis("*", (1,), md), "em", 63)
        md.inlinePatterns.register(Emphasis("_", (2,), md), "strong2", 62)
        md.inlinePatterns.register(Emphasis("_", (1,), md), "em2", 61)
        md.treeprocessors.register(OutlineHeadings(md), "outline", 60)
        md.treeprocessors.register(NumberLists(md), "numbers", 45)


@cache
def dialect() -> Markdown:
    """The one instance of this process; `reset()` it before every text."""
    extensions: list[Extension | str] = [
        WholeTables(use_align_attribute=True),
        FencedCodeExtension(),
        Footnotes(),
        StrictAttributeLists(),
        Dialect(),
    ]
    return Markdown(extensions=extensions, output_format="html")
