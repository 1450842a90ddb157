"""RSS 2.0 and Atom (RFC 4287) by feedgen, JSON Feed 1.1 beside: the site, every column, body, subject and audience."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from pipeline import urls
from pipeline.audiences import NEWEST, topic_numbers
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, fingerprint
from pipeline.china_time import SHANGHAI
from pipeline.codebase import channel_digest
from pipeline.feed_list import CHANNEL_NAME, Feed, feed_named, feeds_in_use
from pipeline.json_feed import json_feed
from pipeline.page import Desk
from pipeline.register import newest_first
from pipeline.store import IndexRow, Store
from pipeline.xml_text import xml_text

LIBRARIES = ("feedgen", "lxml")
EPOCH = datetime(2008, 5, 1, tzinfo=SHANGHAI)
"""`updated` of a feed without items: the day the regulation on disclosure took effect, for it must not be the day of the build."""
MINUTES_TO_KEEP = 60
PRODUCER = "gongkai"
_TAG_BEGINS = re.compile(r"<(?=[A-Za-z/!?])(?!/?(?:b|i|u|em|strong|sub|sup)>)", re.IGNORECASE)
DESCRIPTIONS = {
    "authorities": "{title}主动公开的信息",
    "topics": "主题分类为“{title}”的政府信息",
    "audiences": "{title}，来自各机关主动公开的信息",
}


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    program = channel_digest(CHANNEL_NAME, LIBRARIES)
    topics = _newest_by_topic(desk)
    for feed in feeds_in_use(desk):
        rows = topics[feed.key] if feed.group == "topics" else _newest(desk, feed)
        items = tuple(row.path for row in rows)
        shown = b"".join(desk.cards[row.path] for row in rows)
        for url in feed.addresses:
            facts = (url, feed.url, *_words(desk, feed), desk.site.url, desk.site.name, desk.site.hub or "")
            yield PlannedFile(
                url[1:], CHANNEL_NAME, f"{feed.group} {feed.key}", items, fingerprint(facts, program, shown)
            )


def _newest(desk: Desk, feed: Feed) -> Sequence[IndexRow]:
    register = desk.register
    if feed.group == "site":
        return register.shown[:NEWEST]
    if feed.group == "audiences":
        return desk.audience_feeds[feed.key].rows
    if feed.group == "authorities":
        return register.by_authority[feed.key][:NEWEST]
    below = [path for path in desk.tables.columns if path == feed.key or path.startswith(feed.key + "/")]
    candidates = {row.path: row for path in below for row in register.by_column[path][:NEWEST]}
    return newest_first(candidates.values())[:NEWEST]


def _newest_by_topic(desk: Desk) -> Mapping[str, Sequence[IndexRow]]:
    """As the catalogue's lists by subject: items with an index number."""
    lists: defaultdict[str, list[IndexRow]] = defaultdict(list)
    for row in desk.register.shown:
        if row.topic and row.index_number:
            lists[row.topic].append(row)
    subjects: defaultdict[str, list[IndexRow]] = defaultdict(list)
    numbers = topic_numbers()
    for topic, rows in lists.items():
        subjects[numbers.get(topic.partition("\\")[0], "")] += rows[:NEWEST]
    return {number: newest_first(rows)[:NEWEST] for number, rows in subjects.items()}


def _words(desk: Desk, feed: Feed) -> tuple[str, str]:
    """Title and description of a feed."""
    if feed.group == "site":
        return desk.site.name, desk.site.description
    title = f"{feed.title} - {desk.site.name}"
    if feed.group in DESCRIPTIONS:
        return title, DESCRIPTIONS[feed.group].format(title=feed.title)
    return title, desk.tables.columns[feed.key].column.description


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    feed = feed_named(desk, *file.key.split(" "))
    if file.path.endswith(urls.JSON_FEED):
        rows = [(desk.register.rows[path], *_moments(desk.register.rows[path])) for path in file.items]
        return json_feed(desk, _words(desk, feed), f"/{file.path}", feed.url, rows)
    from feedgen.feed import FeedGenerator

    atom = file.path.endswith(urls.ATOM)
    generator = FeedGenerator()
    generator.load_extension("dc")
    _describe(generator, desk, feed, f"/{file.path}", atom)
    newest = EPOCH
    for path in file.items:
        row = desk.register.rows[path]
        published, updated = _moments(row)
        newest = max(newest, updated)
        _add_entry(generator.add_entry(order="append"), desk, row, published, updated, atom)
    generator.updated(newest)
    text: bytes = generator.atom_str(pretty=True) if atom else generator.rss_str(pretty=True)
    return text if atom or not desk.site.hub else _with_hub(text, desk.site.hub)


def _with_hub(rss: bytes, hub: str) -> bytes:
    """feedgen writes one link of its own choice into RSS: it would take the hub for the site."""
    end = rss.index(b"/>", rss.index(b'rel="self"')) + 2
    return rss[:end] + f'<atom:link href="{escape(hub)}" rel="hub"/>'.encode() + rss[end:]


def _describe(generator: Any, desk: Desk, feed: Feed, own: str, atom: bool) -> None:
    title, description = (_inert(xml_text(text)) for text in _words(desk, feed))
    address = absolute(desk.site, own)
    generator.id(address)
    generator.title(title)
    generator.subtitle(description)
    generator.link(href=address, rel="self", type=f"application/{'atom' if atom else 'rss'}+xml")
    generator.link(href=absolute(desk.site, feed.url), rel="alternate", type="text/html")
    if desk.site.hub and atom:
        generator.link(href=desk.site.hub, rel="hub")
    generator.language("zh-CN")
    generator.generator(PRODUCER)
    generator.ttl(MINUTES_TO_KEEP)
    if atom:
        generator.author(name=xml_text(desk.site.name))


def _inert(text: str) -> str:
    """Plain text, but many readers show it as HTML: what could begin a tag that does something is escaped once more."""
    return _TAG_BEGINS.sub("&lt;", text)


def _moments(row: IndexRow) -> tuple[datetime, datetime]:
    """When the item was published, and when last updated: never before it was published."""
    published = datetime.fromisoformat(row.published_at).replace(tzinfo=SHANGHAI)
    updated = datetime.fromisoformat(row.updated_on or row.published_at).replace(tzinfo=SHANGHAI)
    return published, max(published, updated)


def _add_entry(entry: Any, desk: Desk, row: IndexRow, published: datetime, updated: datetime, atom: bool) -> None:
    url = absolute(desk.site, urls.item(row.path))
    body = desk.tables.authorities[row.authority]
    entry.guid(url, permalink=True)
    entry.title(_inert(xml_text(row.title)) or url)
    entry.link(href=url, rel="alternate", type="text/html")
    entry.published(published)
    entry.updated(updated)
    column = xml_text(desk.tables.columns[row.column].column.title)
    entry.category(term=column, label=column)
    summary = xml_text(row.summary)
    if atom:
        entry.author(name=xml_text(body.name))
        entry.summary(_inert(summary))
    else:
        # Readers take an RSS description for HTML, an Atom summary for text.
        entry.dc.dc_creator(xml_text(body.name))
        entry.description(escape(summary, quote=False))
    if row.source and row.source != body.name:
        entry.dc.dc_source(xml_text(row.source))


CHANNEL = Channel(plan, make, LIBRARIES)
