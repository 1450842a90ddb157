"""The reference path: Python-Markdown with our rules, then links, headings and the sanitiser.

Imported only for a text that the fast path leaves, for loading Python-Markdown costs more than rendering an item.
"""

from pipeline.markdown_dialect import Footnotes, References, dialect
from pipeline.markdown_elements import lost_html
from pipeline.markdown_parts import Body, Lines, Note, NoteCode, note
from pipeline.markdown_tree import Rewriter, finish, joined_lines, plain_text


def reference(text: str, item: str, first_line: int) -> Body | None:
    """Body of a text that has been through `prepare`, or None when the parser fails on it."""
    try:
        return _body(text, item, first_line)
    except Exception:  # the parser is not ours, and no text may stop a build
        dialect.cache_clear()
        return None


def _body(text: str, item: str, first_line: int) -> Body:
    parser = dialect().reset()
    raw = parser.convert(text)
    rewriter = Rewriter(item, Lines(text, first_line))
    html, headings = finish(raw, rewriter)
    pieces = [piece for piece in parser.htmlStash.rawHtmlBlocks if isinstance(piece, str)]
    notes = rewriter.notes + lost_html(pieces, text, first_line) + _lost_definitions(text, first_line)
    notes.sort(key=lambda entry: (entry.line, entry.code, entry.value))
    return Body(joined_lines(html), tuple(headings), tuple(rewriter.links), plain_text(html), tuple(notes))


def _lost_definitions(text: str, first_line: int) -> list[Note]:
    parser = dialect()
    references = parser.references
    footnotes = next(entry for entry in parser.registeredExtensions if isinstance(entry, Footnotes))
    assert isinstance(references, References), "set by Dialect"
    unused = [name for name in references if name not in references.used]
    found = [(NoteCode.UNUSED_REFERENCE, name, f"[{name}]:") for name in unused]
    found += [(NoteCode.DUPLICATE_FOOTNOTE, name, f"[^{name}]:") for name in footnotes.duplicates]
    folded = text.lower()
    return [note(code, Lines(folded, first_line).at(needle.lower()), name) for code, name, needle in found]
