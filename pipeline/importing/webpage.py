"""Web pages: the text of the page, its mandated labels and its table of labels, pictures and files that it names."""

import base64
import binascii
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.attachment import ALLOWED
from pipeline.importing.arrival import Arrived, Remark, Unfit, excerpt, parts_of
from pipeline.importing.decoding import UNKNOWN, page_text
from pipeline.importing.labels import bare, pairs_of_line, pairs_of_table
from pipeline.importing.wording import LABELS, NO_VALUE
from pipeline.terms import PageLabel

MOST_BYTES = 8 * 1024 * 1024
LARGEST_FILE = 100 * 1024 * 1024
META = {
    PageLabel.ARTICLE_TITLE.value: "title",
    PageLabel.PUB_DATE.value: "published_at",
    PageLabel.CONTENT_SOURCE.value: "content_source",
    "Keywords": "keywords",
    "Author": "author",
    "Description": "summary",
}
COLUMN, ADDRESS = PageLabel.COLUMN_NAME.value, "Url"
_TEXTS = (
    "#UCAP-CONTENT", "#zoom", "#Zoom", "#ContentRegion", "#mainText", "#article-content", "#articleContent",
    "#content_text",
    ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", ".pages_content", ".article-content", ".article_content",
    ".article-con", ".detail-content", ".news-content", ".content-text", ".con_con", ".wz_content", ".xxgk_content",
    "article", "#content", ".content", "#main", "main",
)  # fmt: skip
"""Where such pages keep their text, the surest first."""
DEEPEST = 3000
_NESTING = re.compile(
    rb"<(/?)(?:div|span|table|ul|ol|li|td|font|b|i|em|strong|section|blockquote|center|a)\b", re.IGNORECASE
)
_SURE = 21
"""So many of them are believed however short the text is; the others want some words."""
_FEWEST = 20
"""Characters."""
_LATER = ("data-src", "data-original", "_src")
_SILENT = "script, style, template, noscript, svg, link, meta, head, title"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(.*)", re.DOTALL | re.IGNORECASE)


class Shelf(Protocol):
    """Where what a page names lies."""

    def find(self, address: str) -> Path | None:
        """A regular file for an address as the page writes it; None where there is none here."""


class Beside:
    """Files in the folder of the page and below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, address: str) -> Path | None:
        parts = parts_of(address)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return None
        return first_inside(self._folder, parts.path)


def first_inside(root: Path, escaped: str) -> Path | None:
    """The file behind a percent-encoded path: old sites encode names in GBK, and crawlers keep them in many ways."""
    raw = unquote_to_bytes(escaped)
    names = [raw.decode(code, "replace") for code in ("utf-8", "gb18030")] + [os.fsdecode(raw), escaped]
    return next((found for name in dict.fromkeys(names) if (found := inside(root, root / name)) is not None), None)


def inside(root: Path, path: Path) -> Path | None:
    """The path if it is a regular file below the root and no way there is a link."""
    try:
        if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
            return None
        return path if path.stat().st_size <= LARGEST_FILE else None
    except (OSError, ValueError):
        return None


def read_page(raw: bytes, shelf: Shelf, region: str = "") -> Arrived:
    """`region`: a CSS selector of the element that holds the text, where it is known. Raises Unfit."""
    if len(raw) > MOST_BYTES:
        raise Unfit(Remark("size", "", str(MOST_BYTES // 2**20)))
    if _is_deep(raw):
        raise Unfit(Remark("too-complex"))
    text = page_text(raw)
    tree = LexborHTMLParser(text)
    remarks: list[Remark] = []
    labels = [*_meta(tree)]
    root = tree.body
    if root is None:
        raise Unfit(Remark("empty"))
    _hide(root, remarks)
    _write_addresses(tree, root, shelf)
    held, others = _region(root, region)
    if others:
        remarks.append(Remark("several-regions", _name(held), excerpt(others[0].text() or "")))
    labels += _labels(root, held)
    pictures = dict(_pictures(held, shelf))
    files = dict(_files(held, shelf, root))
    words = tuple(_words(held))
    if not any(map(str.strip, words)) and not pictures:
        raise Unfit(Remark("empty"))
    if UNKNOWN in "".join(words):
        remarks.append(Remark("bad-bytes", "", str(text.count(UNKNOWN))))
    if held is root:
        remarks.append(Remark("whole-page"))
    else:
        rest = sum(len("".join(text.split())) for text in _words(root)) - sum(
            len("".join(text.split())) for text in words
        )
        if rest > 0:
            remarks.append(Remark("region", _name(held), str(rest)))
    return Arrived(held.html or "", pictures, words, (), tuple(remarks), tuple(labels), files)


def _is_deep(raw: bytes) -> bool:
    """Whether elements nest beyond any page: taking such a page apart costs the square of its depth."""
    if raw.count(b"<") <= DEEPEST:
        return False
    depth = 0
    for closing in _NESTING.findall(raw):
        depth += -1 if closing else 1
        if depth > DEEPEST:
            return True
    return False


def meta_of(tree: LexborHTMLParser, name: str) -> str:
    found = tree.css_first(f'meta[name="{name}" i]')
    value = (found.attributes.get("content") or "").strip() if found is not None else ""
    return "" if value in NO_VALUE else value


def _meta(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    return ((field, value) for name, field in META.items() if (value := meta_of(tree, name)))


def _hide(root: LexborNode, remarks: list[Remark]) -> None:
    for node in root.css(_SILENT):
        node.decompose()
    for node in root.css("[hidden], [style]"):
        if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style") or ""):
            text = excerpt(node.text() or "")
            if text:
                remarks.append(Remark("hidden-html", "", text))
            node.decompose()


def _write_addresses(tree: LexborHTMLParser, root: LexborNode, shelf: Shelf) -> None:
    """Addresses as a browser takes them: from the base that a page tells; pictures that a script would load later."""
    for image in root.css(", ".join(f"img[{name}]" for name in _LATER)):
        later = next((told for name in _LATER if (told := (image.attributes.get(name) or "").strip())), "")
        if later and shelf.find(later) is not None:
            image.attrs["src"] = later
    base = tree.css_first("base[href]")
    if base is not None:
        for name in ("href", "src"):
            for node in root.css(f"a[{name}], img[{name}]"):
                address = parts_of(node.attributes.get(name) or "", base.attributes.get("href") or "").geturl()
                node.attrs[name] = address or node.attributes.get(name)


def is_selector(text: str) -> bool:
    """Whether a page can be asked for it."""
    try:
        LexborHTMLParser("<p>").css(text)
    except Exception:  # whatever the library says to what is no selector
        return False
    return bool(text.strip())


def _region(root: LexborNode, told: str) -> tuple[LexborNode, list[LexborNode]]:
    """The element that holds the text, the whole page where none is known; and others that would serve as well."""
    for number, selector in enumerate((told, *_TEXTS) if told else _TEXTS):
        fewest = 1 if number < _SURE else _FEWEST
        found = [node for node in root.css(selector) if _size(node) >= fewest or node.css_first("img") is not None]
        if found:
            best = max(found, key=_size)
            text = best.text()
            apart = [node for node in found if not (_is_one(node, best) or _holds(node, best) or _holds(best, node))]
            wordy = [node for node in apart if _size(node) >= _FEWEST and node.text() != text]
            return best, wordy if number < _SURE else []
    return root, []


def _is_one(node: LexborNode, other: LexborNode) -> bool:
    return bool(node.mem_id == other.mem_id)


def _size(node: LexborNode) -> int:
    return len("".join((node.text() or "").split()))


def _name(node: LexborNode) -> str:
    own, classes = node.attributes.get("id"), (node.attributes.get("class") or "").split()
    return f"{node.tag}#{own}" if own else f"{node.tag}.{classes[0]}" if classes else str(node.tag)


def _labels(root: LexborNode, region: LexborNode) -> Iterator[tuple[str, str]]:
    """Pairs outside the text; those within it are found with the text."""
    inner = {node.mem_id for node in region.traverse()} if region is not root else set()
    for table in root.css("table"):
        if table.mem_id not in inner and region is not root and not _holds(table, region):
            rows = [[(cell.text() or "").strip() for cell in row.css("td, th")] for row in table.css("tr")]
            pairs, _ = pairs_of_table(rows)
            yield from ((LABELS[label], value) for label, value in pairs if value not in NO_VALUE)
    for line in root.css("li, p, span, div, dd") if region is not root else ():
        if line.mem_id not in inner and line.css_first("li, p, div, table, dd") is None and not _in_table(line):
            text = " ".join((line.text() or "").split())
            yield from ((LABELS[label], value) for label, value in pairs_of_line(text) if value not in NO_VALUE)
    for term in root.css("dt") if region is not root else ():
        value = term.next
        while value is not None and value.tag == "-text":
            value = value.next
        if value is not None and value.tag == "dd" and bare(term.text() or "") in LABELS:
            text = " ".join((value.text() or "").split())
            if text not in NO_VALUE:
                yield LABELS[bare(term.text() or "")], text


def _holds(outer: LexborNode, inner: LexborNode) -> bool:
    above = inner.parent
    while above is not None:
        if above.mem_id == outer.mem_id:
            return True
        above = above.parent
    return False


def _in_table(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in ("table", "li", "span"):
            return True
        above = above.parent
    return False


def _pictures(region: LexborNode, shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    for image in region.css("img"):
        source = (image.attributes.get("src") or "").strip()
        told = _DATA.fullmatch(source)
        if told:
            try:
                yield source, base64.b64decode(told[1], validate=False)
            except (binascii.Error, ValueError):
                continue
        elif source and (path := shelf.find(source)) is not None:
            yield source, path.read_bytes()


def _files(region: LexborNode, shelf: Shelf, root: LexborNode) -> Iterator[tuple[str, Path]]:
    """Files behind links in the text; of links elsewhere on the page only those that are set apart as attachments."""
    for link in (
        *region.css("a[href]"),
        *root.css('[class*="attach"] a[href], [class*="fujian"] a[href], [id*="fujian"] a[href]'),
    ):
        address = (link.attributes.get("href") or "").strip()
        suffix = parts_of(address).path.rpartition(".")[2].lower() if "." in address else ""
        if suffix in ALLOWED and (path := shelf.find(address)) is not None:
            yield address, path


_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """p div h1 h2 h3 h4 h5 h6 li ul ol tr td th table tbody thead dt dd dl section article blockquote pre br center
        form caption figure figcaption""",
    )
)


def _words(region: LexborNode) -> Iterator[str]:
    """Paragraph by paragraph, by the order of text nodes alone: another reading than that of the converter."""
    line: list[str] = []
    for node in region.traverse(include_text=True):
        if node.tag == "-text":
            line.append(node.text() or "")
        elif node.tag in _BLOCKS:
            if text := "".join(line).strip():
                yield text
            line = []
    if text := "".join(line).strip():
        yield text
