"""From the HTML that Markdown made to the HTML of the page: links, ids, headings, tables; then the sanitiser, last."""

import re
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser

from pipeline.markdown_elements import ALIGNMENTS, TABLE_CLOSE, TABLE_OPEN, sanitise
from pipeline.markdown_links import Resolved, resolve
from pipeline.markdown_parts import AUTHOR_ID, OWN, Heading, Lines, Link, LinkKind, Note, NoteCode, note
from pipeline.outline import Numbering
from pipeline.pattern import later

# Serialised by a conforming parser every attribute is quoted and holds no angle bracket.
_TAG = later(r"<!--.*?-->|<(/?)([a-z][a-z0-9-]*)((?: [^>]*)?)>", re.DOTALL)
_ATTRIBUTE = later(r' ([^\s=">]+)="([^"]*)"')
_HEADING = later(r"<h([1-6])((?: [^>]*)?)>(.*?)</h\1>", re.DOTALL)
_EMPTY_HEADING = later(r"<h([1-6])(?: [^>]*)?>\s*</h\1>\n?")
_SAFE_ID = later(r"[A-Za-z0-9_-]+")
_AUTHOR_ANCHOR = later(rf' id="{AUTHOR_ID}[^"]+"')
_OUTLINE_ID = later(rf' id="{OWN}(\d+)"')

_BLOCK_TAG = later(
    r"</?(?:p|h[1-6]|li|ul|ol|tr|table|thead|tbody|tfoot|caption|div|blockquote|pre|hr|dl|dt|dd|figure|figcaption|details|summary)"
    r"(?: [^>]*)?>|<br>"
)
_CELL_END = later(r"</t[dh]>")
_FOOTNOTE_MARK = later(r'<a [^>]*class="footnote-(?:ref|backref)"[^>]*>[^<]*</a>')
_ANY_TAG = later(r"<[^>]*>")
_WIDE = "\u2e80-\u303f\u3041-\u33ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\u2018-\u201d\u2026"
_SOFT_BREAK = later(rf"(?<=[{_WIDE}])[ ]*\n[ ]*(?=[{_WIDE}])")

_INLINE = "(?:strong|em|a|del|ins|sub|sup|span)"
_BEFORE_WIDE = rf"\n[ ]*(?:<{_INLINE}(?: [^>]*)?>)*[{_WIDE}]"
_MAY_BREAK = later(_BEFORE_WIDE)
"""Begins with what is rare, so that looking for it costs next to nothing."""
_SOFT_BREAK_IN_HTML = later(rf"([{_WIDE}](?:</{_INLINE}>)*)[ ]*(?={_BEFORE_WIDE})\n[ ]*")
_CODE = later(r"(<pre(?: [^>]*)?>.*?</pre>)", re.DOTALL)


def squash(text: str) -> str:
    """One line: a line end between Chinese characters is no space, any other white space is one."""
    if "\n" in text:
        text = _SOFT_BREAK.sub("", text)
    return " ".join(text.split())


def joined_lines(html: str) -> str:
    """The same without line ends between Chinese characters, which a browser shows as spaces; code stays as it is."""
    if not _MAY_BREAK.search(html):
        return html
    pieces = _CODE.split(html)
    pieces[::2] = [_SOFT_BREAK_IN_HTML.sub(r"\1", piece) for piece in pieces[::2]]
    return "".join(pieces)


def plain_text(html: str) -> str:
    """Text of sanitised HTML, one line a block."""
    if "footnote-" in html:
        html = _FOOTNOTE_MARK.sub("", html)
    if "<pre" in html:
        html = _CODE.sub(lambda code: code[0].replace("\n", "<br>"), html)
    text = _CELL_END.sub("\t", html.replace("\n", "\x02"))
    text = unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub("\n", text)))
    lines = (squash(line.replace("\x02", "\n")) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def inline_text(html: str) -> str:
    """The same of one block that holds nothing but inline elements."""
    return squash(unescape(_ANY_TAG.sub("", html)))


class Rewriter:
    """Rewrites the tags of one body in document order, collecting its links and notes."""

    def __init__(self, item: str, lines: Lines) -> None:
        self.links: list[Link] = []
        self.notes: list[Note] = []
        self._item = item
        self._lines = lines
        self._anchors: list[bool] = []
        self._tables = 0
        self._in_head = 0

    def rewrite(self, html: str) -> str:
        return _TAG.sub(self._tag, html)

    def _tag(self, match: re.Match[str]) -> str:
        name: str | None = match[2]
        if name is None:
            return ""
        if match[1]:
            return self._end_tag(name)
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(match[3])}
        if name == "a":
            return self._anchor(attributes)
        if name == "img":
            return self._picture(attributes)
        if name == "table":
            self._tables += 1
            return TABLE_OPEN if self._tables == 1 else "<table>"
        if name == "thead":
            self._in_head += 1
        if name in ("td", "th"):
            self._cell(name, attributes)
        return _start_tag(name, attributes) if attributes else match[0]

    def _end_tag(self, name: str) -> str:
        if name == "a":
            return "</a>" if self._anchors and self._anchors.pop() else ""
        if name == "thead":
            self._in_head -= 1
        if name == "table":
            self._tables -= 1
            return "</table>" if self._tables else TABLE_CLOSE
        return f"</{name}>"

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        side = attributes.pop("align", "").lower()
        attributes.pop("class", None)
        if side in ALIGNMENTS:
            attributes["class"] = f"align-{side}"
        if name == "th" and self._in_head and "scope" not in attributes:
            attributes["scope"] = "col"

    def _anchor(self, attributes: dict[str, str]) -> str:
        kept = {key: attributes[key] for key in ("id", "name", "title", "lang") if attributes.get(key)}
        written = attributes.get("href")
        if written is not None and OWN in written:
            kept["href"] = written
            kept["class"] = attributes.get("class", "")
        elif written is not None:
            kept |= self._link(written)
        self._anchors.append(bool(kept))
        return _start_tag("a", kept) if kept else ""

    def _link(self, written: str) -> dict[str, str]:
        resolved = self._resolved(written)
        if resolved.href is None:
            return {}
        self._keep(resolved)
        if resolved.kind is LinkKind.EXTERNAL:
            return {"class": "external", "href": resolved.href, "rel": "noopener noreferrer"}
        return {"href": resolved.href}

    def _picture(self, attributes: dict[str, str]) -> str:
        attributes.pop("class", None)
        resolved = self._resolved(attributes.get("src", ""))
        if resolved.href is None or resolved.kind is not LinkKind.FILE:
            if resolved.href is not None:
                # a picture of another site would be a request to a third party from every visitor
                self.notes.append(note(NoteCode.BLOCKED_LINK, self._line, attributes.get("src", "")))
            return escape(attributes.get("alt", ""), quote=False)
        self._keep(resolved)
        return _start_tag("img", attributes | {"src": resolved.href})

    def _resolved(self, written: str) -> Resolved:
        self._line = self._lines.at(f"]({written})", f"]({written}", f"<{written}", written)
        resolved = resolve(written, self._item)
        if resolved.code is not None:
            self.notes.append(note(resolved.code, self._line, resolved.value))
        return resolved

    def _keep(self, resolved: Resolved) -> None:
        assert resolved.kind is not None
        self.links.append(Link(resolved.kind, resolved.target, self._line))


def _start_tag(name: str, attributes: dict[str, str]) -> str:
    parts = []
    for key, value in attributes.items():
        if key in ("id", "name"):
            key, value = "id", _own_or_author_id(value)
            if not value:
                continue
        elif OWN in value:
            value = _own_id(value)
        parts.append(f' {key}="{escape(value)}"')
    return f"<{name}{''.join(parts)}>"


def _own_or_author_id(value: str) -> str:
    if value.startswith(OWN):
        return value
    if OWN in value:
        return _own_id(value)
    return AUTHOR_ID + value if _SAFE_ID.fullmatch(value) else ""


def _own_id(value: str) -> str:
    return value.replace(OWN, "").replace(":", "-")


def number_headings(html: str) -> tuple[str, list[Heading]]:
    """Levels and ids of all headings by their place; headings without text go."""
    numbering = Numbering()
    headings: list[Heading] = []

    def place(match: re.Match[str]) -> str:
        outline = _OUTLINE_ID.search(match[2])
        text = plain_text(match[3]).replace("\n", " ")
        if not text:
            return match[3]
        level, name = numbering.place(int(outline[1]) if outline else int(match[1]), text)
        headings.append(Heading(level, name, text))
        anchor = _AUTHOR_ANCHOR.search(match[2])
        return f'<h{level} id="{name}">{_span(anchor)}{match[3]}</h{level}>'

    return _HEADING.sub(place, _EMPTY_HEADING.sub("", html)), headings


_REFERENCE = later(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));?")


def _harmless(reference: re.Match[str]) -> str:
    """Character references must not bring back the controls that `prepare` took out, our own mark least of all."""
    digits = reference[1] or reference[2]
    code = int(digits, 10 if reference[1] else 16) if len(digits) < 10 else 0
    return "\ufffd" if (code < 0x20 and code not in (0x09, 0x0A, 0x0D)) or code == 0x7F else reference[0]


def _span(anchor: re.Match[str] | None) -> str:
    return f"<span{anchor[0]}></span>" if anchor else ""


_AS_TEXT = "iframe, noembed, noframes, plaintext, textarea, title, xmp"
_DROPPED = "script, style, template, svg, math"


def normalise(html: str) -> str:
    """The HTML as a browser would read it, well-formed, without elements whose inside is no markup."""
    body = LexborHTMLParser("<!doctype html><body>" + html).body
    if body is None:
        return ""
    if "<" in html:
        for node in body.css(_DROPPED):
            node.decompose()
        for node in body.css(_AS_TEXT):
            node.replace_with(node.text() or "")
    return body.inner_html or ""


def finish(html: str, rewriter: Rewriter) -> tuple[str, list[Heading]]:
    """Sanitised HTML and its headings; the rewriter then holds links and notes."""
    numbered, headings = number_headings(rewriter.rewrite(normalise(_REFERENCE.sub(_harmless, html))))
    return sanitise(numbered), headings
