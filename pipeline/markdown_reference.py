"""The reference path: Python-Markdown with our rules, then links, headings and the sanitiser.

Imported only for a text that the fast path leaves, for loading Python-Markdown costs more than rendering an item.
"""

import re
from html import unescape

from pipeline.markdown_dialect import Footnotes, References, dialect
from pipeline.markdown_elements import lost_html
from pipeline.markdown_parts import Body, Lines, Note, NoteCode, note
from pipeline.markdown_tree import Rewriter, finish, joined_lines, plain_text
from pipeline.source import FORBIDDEN

_NO_REFERENCE = re.compile(r"&(?=#(?![0-9]|[xX][0-9A-Fa-f]))")
_GUARD = "\x05"
"""No text holds it: `prepare` takes such characters away."""
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?")


def reference(text: str, item: str, first_line: int) -> Body | None:
    """Body of a text that has been through `prepare`, or None when the parser fails on it."""
    try:
        return _body(text, item, first_line)
    except Exception:  # the parser is not ours, and no text may stop a build
        dialect.cache_clear()
        return None


def _body(text: str, item: str, first_line: int) -> Body:
    parser = dialect().reset()
    # The library's reader of HTML loses its place at a `&#` that begins no reference: texts behind it came twice.
    raw = parser.convert(_NO_REFERENCE.sub(f"&{_GUARD}", text)).replace(_GUARD, "")
    rewriter = Rewriter(item, Lines(text, first_line))
    html, headings = finish(raw, rewriter)
    pieces = [piece.replace(_GUARD, "") for piece in parser.htmlStash.rawHtmlBlocks if isinstance(piece, str)]
    notes = rewriter.notes + lost_html(pieces, text, first_line) + _lost_definitions(text, first_line)
    notes += _hidden_characters(text, first_line)
    notes.sort(key=lambda entry: (entry.line, entry.code, entry.value))
    return Body(joined_lines(html), tuple(headings), tuple(rewriter.links), plain_text(html), tuple(notes))


def _hidden_characters(text: str, first_line: int) -> list[Note]:
    """Character references that make what may not stand in the file as it is, or nothing at all (`&#0;`)."""
    if "&" not in text:
        return []
    lines = Lines(text, first_line)
    written = [found[0] for found in _REFERENCE.finditer(text)]
    hidden = [each for each in written if unescape(each) in ("", "\ufffd") or FORBIDDEN.search(unescape(each))]
    return [note(NoteCode.HIDDEN_CHARACTER, lines.at(each), each) for each in dict.fromkeys(hidden)]


def _lost_definitions(text: str, first_line: int) -> list[Note]:
    parser = dialect()
    references = parser.references
    footnotes = next(entry for entry in parser.registeredExtensions if isinstance(entry, Footnotes))
    assert isinstance(references, References), "set by Dialect"
    unused = [name for name in references if name not in references.used]
    found = [(NoteCode.UNUSED_REFERENCE, name, f"[{name}]:") for name in unused]
    found += [(NoteCode.DUPLICATE_REFERENCE, name, f"[{name}]:") for name in sorted(references.duplicates)]
    found += [(NoteCode.DUPLICATE_FOOTNOTE, name, f"[^{name}]:") for name in footnotes.duplicates]
    folded = text.lower()
    return [note(code, Lines(folded, first_line).at(needle.lower()), name) for code, name, needle in found]
