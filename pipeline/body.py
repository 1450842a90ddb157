"""Markdown of an item -> safe HTML, headings, links, plain text.

Two paths, one result: the reference path is Python-Markdown with our rules and the sanitiser; `markdown_fast` renders
the plain texts that most items are, and gives None whenever it is not certain of the same bytes.
"""

from pipeline.markdown_fast import fast_body
from pipeline.markdown_limits import REFERENCE_LIMIT, TEXT_LIMIT, too_complex
from pipeline.markdown_parts import INDEX_LINK, Body, Heading, Link, LinkKind, Note, NoteCode, note, prepare

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
    return fast_body(text, item, first_line) or _slow(text, item, first_line)


def reference_body(markdown: str, item: str, first_line: int = 1) -> Body:
    """`render_body` without the fast path; equal to it for every text up to `REFERENCE_LIMIT` characters."""
    return _refused(first_line) if len(markdown) > TEXT_LIMIT else _slow(prepare(markdown), item, first_line)


def _slow(text: str, item: str, first_line: int) -> Body:
    if len(text) > REFERENCE_LIMIT or too_complex(text):
        return _refused(first_line)
    from pipeline.markdown_reference import reference

    return reference(text, item, first_line) or _refused(first_line)


def _refused(first_line: int) -> Body:
    return Body("", (), (), "", (note(NoteCode.TOO_COMPLEX, first_line, ""),))
