"""Which feeds there are and at what address: one rule for the feeds themselves, their directory, and pages' links."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline import urls
from pipeline.audience import ADDRESSES, AUDIENCE_TITLE, GROUP_TITLE, WITHIN
from pipeline.audiences import topic_numbers
from pipeline.model import Site
from pipeline.page import Desk
from pipeline.tables import SPECIAL, ColumnNode
from pipeline.terms import FEED_GROUPS, SUBJECTS

CHANNEL_NAME = "feeds"
Addresses = tuple[str, str, str]
"""RSS, Atom and JSON, all from the root of the site."""
Directory = list[tuple[str, list[tuple[str, str, str, str, str]]]]
"""Group title -> (title, address of the page, RSS, Atom, JSON)."""
GROUPS = {**FEED_GROUPS, "audiences": GROUP_TITLE}


class Feed(NamedTuple):
    """`group` is a key of GROUPS; `key` the column, authority, subject or audience; `url` the page that shows the same.

    `folder`: where its files lie, if not beside that page.
    """

    group: str
    key: str
    title: str
    trail: str
    """The title with those above it, for a directory in which the bare title would be ambiguous."""
    url: str
    folder: str = ""

    @property
    def addresses(self) -> Addresses:
        return feed_beside(self.folder or self.url)


def feed_of_site() -> Addresses:
    return feed_beside(urls.HOME)


def feed_of_column(path: str) -> Addresses:
    return feed_beside(urls.column(path))


def feed_of_authority(key: str) -> Addresses:
    return feed_beside(urls.authority(key))


def feed_of_topic(number: str) -> Addresses:
    """`number` is the address part of a first-level subject, `01` to `22`."""
    return feed_beside(topic_url(number))


def topic_url(number: str) -> str:
    return f"{urls.CATALOGUE}zt/{number}/"


def has_feeds(site: Site) -> bool:
    """Whether the site makes feeds at all; if not, no page may link to one."""
    return not site.channels or CHANNEL_NAME in site.channels


def every_feed(desk: Desk) -> Iterator[Feed]:
    """Every feed that the tables allow for, in the order of the directory; subjects whether or not in use."""
    yield feed_named(desk, "site", "")
    for wanted in ("columns", "specials"):
        for path, node in desk.tables.columns.items():
            if wanted == ("specials" if _is_special(desk, node) else "columns"):
                yield feed_named(desk, wanted, path)
    for key, _ in desk.ordered_authorities:
        yield feed_named(desk, "authorities", key)
    for number in topic_numbers().values():
        yield feed_named(desk, "topics", number)


def feed_named(desk: Desk, group: str, key: str) -> Feed:
    """Raises LookupError for a key that the tables do not have."""
    if group == "site":
        return Feed(group, key, desk.site.name, desk.site.name, urls.HOME)
    if group == "authorities":
        name = desk.tables.authorities[key].name
        return Feed(group, key, name, name, urls.authority(key))
    if group == "topics":
        name = tuple(SUBJECTS)[int(key) - 1]
        return Feed(group, key, name, name, topic_url(key))
    if group == "audiences":
        return _of_audience(desk, key)
    node = desk.tables.columns[key]
    trail = " / ".join(above.column.title for above in desk.tables.ancestors(key))
    return Feed(group, key, node.column.title, trail, node.url)


def _of_audience(desk: Desk, key: str) -> Feed:
    """A subject or body within an audience has no page of its own."""
    made = desk.audience_feeds[key]
    title = AUDIENCE_TITLE.format(audience=made.audience.value)
    part = made.subject or (desk.tables.authorities[made.authority].label if made.authority else "")
    whole = urls.audience(ADDRESSES[made.audience])
    if not part:
        return Feed("audiences", key, title, title, whole)
    title = WITHIN.format(title=title, part=part)
    return Feed("audiences", key, title, title, whole, urls.audience(key))


def feeds_in_use(desk: Desk) -> list[Feed]:
    """The feeds that are made: a subject without disclosed items has no page, hence no feed."""
    used = _topics_in_use(desk)
    found = [feed for feed in every_feed(desk) if feed.group != "topics" or feed.key in used]
    return [*found, *(feed_named(desk, "audiences", key) for key in desk.audience_feeds)]


def feed_directory(desk: Desk) -> Directory:
    """What the RSS directory lists, without what is within an audience; empty when the site makes no feeds."""
    if not has_feeds(desk.site):
        return []
    groups: dict[str, list[tuple[str, str, str, str, str]]] = {group: [] for group in GROUPS}
    for feed in feeds_in_use(desk):
        if not feed.folder:
            groups[feed.group].append((feed.trail, feed.url, *feed.addresses))
    return [(GROUPS[group], feeds) for group, feeds in groups.items() if feeds]


class Subscriptions(NamedTuple):
    """What a reader may put together. Each feed: (part of an address, title, its folder, its addresses)."""

    audiences: list[tuple[str, str, str, Addresses]]
    subjects: list[tuple[str, str, str, Addresses]]
    authorities: list[tuple[str, str, str, Addresses]]
    within: dict[str, list[str]]
    """Audience -> the parts of subjects and bodies of which there is something for it."""


def subscriptions(desk: Desk) -> Subscriptions:
    found: dict[str, list[tuple[str, str, str, Addresses]]] = {"audiences": [], "topics": [], "authorities": []}
    for feed in feeds_in_use(desk):
        if feed.group in found and not feed.folder:
            part = {"topics": f"zt-{feed.key}", "authorities": f"jg-{feed.key}"}.get(feed.group, feed.key)
            title = desk.audience_feeds[feed.key].audience.value if feed.group == "audiences" else feed.title
            found[feed.group].append((part, title, feed.url, feed.addresses))
    within: dict[str, list[str]] = {}
    for key in desk.audience_feeds:
        whole, joined, part = key.partition("/")
        if joined:
            within.setdefault(whole, []).append(part)
    return Subscriptions(found["audiences"], found["topics"], found["authorities"], within)


def feed_beside(url: str) -> Addresses:
    return f"{url}{urls.RSS}", f"{url}{urls.ATOM}", f"{url}{urls.JSON_FEED}"


def _is_special(desk: Desk, node: ColumnNode) -> bool:
    children = [desk.tables.columns[path] for path in node.children]
    return node.kind == SPECIAL or (bool(children) and all(child.kind == SPECIAL for child in children))


def _topics_in_use(desk: Desk) -> set[str]:
    topics = {row.topic for row in desk.register.shown if row.index_number}
    numbers = topic_numbers()
    return {numbers[first] for topic in topics if (first := topic.partition("\\")[0]) in numbers}
