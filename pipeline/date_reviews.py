"""Who vouches for the dates that a commit brings: a line of its message that names a reviewer, then the reason."""

import difflib
import re
import unicodedata
from collections.abc import Iterator

from pipeline.git_log import CommitRow
from pipeline.terms import DATE_REVIEW_MARKS, DATE_REVIEW_NOBODY

NEAR = 0.7
"""How like a mark (difflib's ratio) what stands before a colon is that was meant to be one."""
_LINE = re.compile(r"^[ \t]*([^:\uff1a\n]{1,40}?)[ \t]*[:\uff1a][ \t]*(.*)$", re.MULTILINE)


def reviewer_of(row: CommitRow) -> str:
    """The reviewer's name, "" for nobody. Nobody vouches for himself, in whatever way he writes his name."""
    return next((words[0] for mark, words, _ in _lines(row.message) if _counts(mark, words, row)), "")


def review_refused(row: CommitRow) -> str:
    """The first line that was meant to vouch and does not count, "" where there is none."""
    lines = (line for mark, words, line in _lines(row.message) if not _counts(mark, words, row))
    return next(lines, "")[:60]


def _lines(message: str) -> Iterator[tuple[str, list[str], str]]:
    """(mark, "" for one only like it; the words that follow; the whole line) of each line that vouches or tries to."""
    for found in _LINE.finditer(message):
        written = "".join(found[1].split()).casefold()
        near = difflib.get_close_matches(written, [mark.casefold() for mark in DATE_REVIEW_MARKS], 1, NEAR)
        if near:
            exact = found[1].casefold() == near[0]
            yield found[1] if exact else "", found[2].split(), found[0].strip()


def _counts(mark: str, words: list[str], row: CommitRow) -> bool:
    reasoned = len(words) > 1 or (mark.isascii() and len(words) == 1)
    return bool(mark) and reasoned and words[0] not in DATE_REVIEW_NOBODY and not _own(words, row)


def _own(words: list[str], row: CommitRow) -> bool:
    """Whether the words begin with the committer's name or hold his address: spaces, order and what follows aside."""
    text = unicodedata.normalize("NFKC", " ".join(words)).casefold()
    name = unicodedata.normalize("NFKC", row.author).casefold()
    mail = row.mail.casefold()
    if mail and re.search(rf"(?<![\w.+-]){re.escape(mail)}(?![\w.-])", text):
        return True
    signs = r"\s*".join(map(re.escape, "".join(name.split())))
    if signs and re.match(rf"{signs}(?!\w)", text):
        return True
    parts = name.split()
    return len(parts) > 1 and sorted(text.split()[: len(parts)]) == sorted(parts)
