"""Markdown of an item -> safe HTML, headings, links, plain text.

Two paths, one result: `reference_body` is Python-Markdown with our rules and the sanitiser; `markdown_fast` renders the
plain texts that most items are, and gives None whenever it is not certain of the same bytes.
"""

from pipeline.markdown_dialect import Footnotes, References, dialect
from pipeline.markdown_elements import lost_html
from pipeline.markdown_fast import fast_body
from pipeline.markdown_limits import REFERENCE_LIMIT, TEXT_LIMIT, too_complex
from pipeline.markdown_parts import (
    INDEX_LINK,
    Body,
    Heading,
    Lines,
    Link,
    LinkKind,
    Note,
    NoteCode,
    note,
    prepare,
)
from pipeline.markdown_tree import Rewriter, finish, plain_text

__all__ = [
    "INDEX_LINK",
    "Body",
    "Heading",
    "Link",
    "LinkKind",
    "Note",
    "NoteCode",
    "reference_body",
    "render_body",
]


def render_body(markdown: str, item: str, first_line: int = 1) -> Body:
    """Render the body of `item` (path below content without `.md`); `first_line` is its first line in the file.

    Never raises for any text: what cannot be rendered gives an empty body and a blocking `too-complex` note.
    """
    if len(markdown) > TEXT_LIMIT:
        return _refused(first_line)
    text = prepare(markdown)
    body = fast_body(text, item, first_line)
    return _slow(text, item, first_line) if body is None else body


def reference_body(markdown: str, item: str, first_line: int = 1) -> Body:
    """`render_body` without the fast path."""
    return _refused(first_line) if len(markdown) > TEXT_LIMIT else _slow(prepare(markdown), item, first_line)


def _slow(text: str, item: str, first_line: int) -> Body:
    if len(text) > REFERENCE_LIMIT or too_complex(text):
        return _refused(first_line)
    try:
        return _reference(text, item, first_line)
    except Exception:  # the parser is not ours, and no text may stop a build
        dialect.cache_clear()
        return _refused(first_line)


def _reference(text: str, item: str, first_line: int) -> Body:
    parser = dialect().reset()
    parser.parser.state.clear()
    raw = parser.convert(text)
    rewriter = Rewriter(item, Lines(text, first_line))
    html, headings = finish(raw, rewriter)
    pieces = [piece for piece in parser.htmlStash.rawHtmlBlocks if isinstance(piece, str)]
    notes = rewriter.notes + lost_html(pieces, text, first_line) + _lost_definitions(text, first_line)
    notes.sort(key=lambda entry: (entry.line, entry.code, entry.value))
    return Body(html, tuple(headings), tuple(rewriter.links), plain_text(html), tuple(notes))


def _lost_definitions(text: str, first_line: int) -> list[Note]:
    parser = dialect()
    references = parser.references
    footnotes = next(entry for entry in parser.registeredExtensions if isinstance(entry, Footnotes))
    assert isinstance(references, References)
    unused = [name for name in references if name not in references.used]
    found = [(NoteCode.UNUSED_REFERENCE, name, f"[{name}]:") for name in unused]
    found += [(NoteCode.DUPLICATE_FOOTNOTE, name, f"[^{name}]:") for name in footnotes.duplicates]
    folded = text.lower()
    return [note(code, Lines(folded, first_line).at(needle.lower()), name) for code, name, needle in found]


def _refused(first_line: int) -> Body:
    return Body("", (), (), "", (note(NoteCode.TOO_COMPLEX, first_line, ""),))
