"""What of an item every channel shows: the title that fits, the line of words about it, its author and topics."""

from collections.abc import Callable

from pipeline.media.blocks import blocks
from pipeline.media.channel import Fault, Subject
from pipeline.media.excerpt import leading, prose
from pipeline.media.limits import Limit
from pipeline.media.wording import FAULT_NO_TEXT, FAULT_TOO_LONG, HINT_AUTHOR, HINT_NO_TEXT, HINT_SUMMARY, HINT_TITLE
from pipeline.standards import HOUSE_RULE

SUMMARY, MOST_PARAGRAPHS = 100, 6
_NO_TOPIC = set('#<>&\\"\n')


def title_of(
    subject: Subject, limit: Limit, platform: str, length: Callable[[str], int] = len
) -> tuple[str, list[Fault]]:
    """The title, or the short one where the title is too long; a fault where that is not enough."""
    short = str(subject.details.get("short_title") or "")
    for written in (subject.title, short):
        if written and length(written) <= limit.most:
            return written, []
    part, written = ("short_title", short) if short else ("title", subject.title)
    return written, [too_long(part, limit, length(written), platform, HINT_TITLE.format(most=limit.most))]


def summary_of(subject: Subject, limit: Limit, platform: str) -> tuple[str, list[Fault]]:
    """The editor's own summary, or the first sentences of the text."""
    summary = str(subject.details.get("summary") or "")
    if not summary:
        room = min(limit.most, SUMMARY)
        return leading(" ".join(prose(blocks(subject.html))[:MOST_PARAGRAPHS]), lambda text: len(text) <= room), []
    if len(summary) <= limit.most:
        return summary, []
    return summary, [too_long("summary", limit, len(summary), platform, HINT_SUMMARY)]


def author_of(subject: Subject, limit: Limit, platform: str) -> tuple[str, list[Fault]]:
    """Whom the header names as author; unsaid, whose text it is. "" where that has no name short enough: the text
    names its source anyway.
    """
    written = str(subject.details.get("author") or "")
    if len(written) > limit.most:
        return written, [too_long("author", limit, len(written), platform, HINT_AUTHOR)]
    names = (written, subject.source, subject.authority.label)
    return next((name for name in names if name and len(name) <= limit.most), ""), []


def nothing_to_say(subject: Subject) -> list[Fault]:
    """A fault for an item whose page is made of fields or of files alone."""
    if subject.text.strip() or subject.image:
        return []
    return [Fault("body", FAULT_NO_TEXT, HINT_NO_TEXT, HOUSE_RULE)]


def topics_of(subject: Subject, most: int) -> tuple[str, ...]:
    """Keywords that can stand between two `#`."""
    plain = (word.strip() for word in subject.row.keyword_list)
    return tuple(word for word in plain if word and not set(word) & _NO_TOPIC)[:most]


def too_long(part: str, limit: Limit, length: int, platform: str, hint: str) -> Fault:
    told = FAULT_TOO_LONG.format(what=limit.what, length=length, unit=limit.unit, platform=platform, most=limit.most)
    return Fault(part, told, hint, limit.clause)
