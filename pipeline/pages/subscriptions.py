"""Where readers put a feed together, and what is meant for each audience."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.audience import AUDIENCE_TITLE, SUBSCRIBE_TITLE
from pipeline.feed_list import feed_named, has_feeds, subscriptions
from pipeline.page import Desk, PlannedPage, digest_of
from pipeline.terms import PAGE_TITLES

SUBSCRIBE, AUDIENCE = "subscribe.html", "audience.html"


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if not has_feeds(desk.site):
        return
    above = (PAGE_TITLES["feeds"], urls.FEEDS)
    if desk.has(SUBSCRIBE):
        crumbs, inputs = desk.crumbs(above, (SUBSCRIBE_TITLE, "")), (digest_of(subscriptions(desk)),)
        yield desk.page(urls.SUBSCRIBE, SUBSCRIBE, SUBSCRIBE_TITLE, crumbs=crumbs, inputs=inputs)
    if desk.has(AUDIENCE):
        for key, feed in desk.audience_feeds.items():
            if not feed.subject and not feed.authority:
                title = AUDIENCE_TITLE.format(audience=feed.audience.value)
                facts = {"audience": feed.audience.value, "within": _within(desk, key)}
                lists = (desk.list_of("items", title, "", feed.rows, len(feed.rows)),)
                yield desk.page(
                    urls.audience(key),
                    AUDIENCE,
                    title,
                    lists=lists,
                    facts=facts,
                    crumbs=desk.crumbs(above, (title, "")),
                )


def _within(desk: Desk, whole: str) -> list[list[str]]:
    """(subject or body, RSS, Atom, JSON) of each feed within an audience."""
    return [
        [feed.subject or desk.tables.authorities[feed.authority].label, *feed_named(desk, "audiences", key).addresses]
        for key, feed in desk.audience_feeds.items()
        if key.startswith(f"{whole}/")
    ]
