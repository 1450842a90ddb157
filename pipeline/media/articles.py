"""Long texts for platforms whose editors take plain text and pictures: headings, paragraphs, tables with tabs."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.media.blocks import HEADING, PICTURE, Block, blocks, links, plain_block
from pipeline.media.channel import Fault, Made, MadeImage, Most, Subject
from pipeline.media.cover import cover_of
from pipeline.media.limits import Limit
from pipeline.media.titles import author_of, nothing_to_say, summary_of, title_of, topics_of
from pipeline.media.wording import (
    AUTHOR,
    FAULT_LONG_TEXT,
    FAULT_PICTURE,
    FAULT_SHORT_TITLE,
    FULL_TEXT,
    HINT_LONG_TEXT,
    HINT_MANY_PICTURES,
    HINT_PICTURE,
    HINT_TITLE,
    LINKED,
    NAMED,
    NOTES,
    OPENING,
    PICTURE_MARK,
    SIGNS,
    SOURCE,
)
from pipeline.standards import HOUSE_RULE
from pipeline.terms import Relation

MOST_AUTHOR, TOPICS = 30, 5


class Rules(NamedTuple):
    """What a platform takes of an article."""

    platform: str
    title: Limit
    least: Limit
    summary: Limit
    text: Limit
    pictures: Limit
    picture: Limit


def article(subject: Subject, rules: Rules) -> Made:
    title, faults = title_of(subject, rules.title, rules.platform)
    summary, long_summary = summary_of(subject, rules.summary, rules.platform)
    found = blocks(subject.html)
    text, images, unread = _written(subject, found, rules)
    author, long_author = author_of(subject, Limit(AUTHOR, MOST_AUTHOR, SIGNS, HOUSE_RULE), rules.platform)
    faults = [
        *faults,
        *_short_title(title, rules),
        *long_summary,
        *long_author,
        *nothing_to_say(subject),
        *unread,
        *_long(found, text, rules),
    ]
    counts = {"characters": len(text), "images": len(images)}
    content = ("content.txt", text.encode())
    topics = topics_of(subject, TOPICS)
    return Made(title, summary, author, content, cover_of(subject), images, topics, counts, tuple(faults))


def _written(subject: Subject, found: list[Block], rules: Rules) -> tuple[str, tuple[MadeImage, ...], list[Fault]]:
    """The text, with a mark where each picture belongs; the pictures; those that cannot be shown."""
    parts, faults = [SOURCE.format(source=subject.source)], []
    parts += [
        NAMED.format(name=Relation.INTERPRETS) + LINKED.format(words=one.title, address=one.url)
        for one in subject.explains
    ]
    images: dict[str, MadeImage] = {}
    for block in found:
        if block.kind != PICTURE:
            parts.append(plain_block(block))
            continue
        shot = subject.gallery.shot(block.name, Most(rules.picture.most, 1600))
        if shot is None:
            size = f"{rules.picture.most / 1024 / 1024:.0f} MB"
            told = FAULT_PICTURE.format(name=block.name[:60], size=size)
            faults.append(Fault("body", told, HINT_PICTURE, rules.picture.clause))
            continue
        named = MadeImage(f"images/{len(images) + 1:02}.{shot.type}", shot._replace(text=block.text))
        parts.append(PICTURE_MARK.format(name=images.setdefault(block.name, named).file, text=block.text).rstrip())
    references = links(subject.html, subject.site.url)
    if references:
        lines = (LINKED.format(words=words, address=address) for address, words in references.items())
        parts.append("\n".join((NOTES, *lines)))
    parts.append(FULL_TEXT + subject.url)
    if len(images) > rules.pictures.most:
        limit = rules.pictures
        told = FAULT_LONG_TEXT.format(what=limit.what, length=len(images), limit=limit, platform=rules.platform)
        faults.append(Fault("body", told, HINT_MANY_PICTURES, limit.clause))
    return "\n\n".join(part for part in parts if part) + "\n", tuple(images.values()), faults


def _short_title(title: str, rules: Rules) -> list[Fault]:
    if len(title) >= rules.least.most:
        return []
    told = FAULT_SHORT_TITLE.format(length=len(title), platform=rules.platform, least=rules.least.most)
    return [Fault("title", told, HINT_TITLE.format(most=rules.title.most), rules.least.clause)]


def _long(found: list[Block], text: str, rules: Rules) -> list[Fault]:
    limit = rules.text
    if len(text) <= limit.most:
        return []
    where, size = longest_part(found)
    told = FAULT_LONG_TEXT.format(what=limit.what, length=len(text), limit=limit, platform=rules.platform)
    return [Fault("body", told, HINT_LONG_TEXT.format(where=where, size=size), limit.clause)]


def longest_part(found: Sequence[Block]) -> tuple[str, int]:
    """The part between two headings that has most characters: its heading, its length."""
    parts: list[tuple[str, int]] = [(OPENING, 0)]
    for block in found:
        if block.kind == HEADING:
            parts.append((block.text[:30], 0))
        name, size = parts[-1]
        parts[-1] = (name, size + len(plain_block(block)))
    return max(parts, key=lambda part: part[1])
