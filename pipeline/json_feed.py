"""JSON Feed 1.1 (jsonfeed.org), the same items as RSS and Atom have; text is text in it, so nothing is escaped."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipeline import urls
from pipeline.channel_parts import absolute
from pipeline.page import Desk
from pipeline.store import IndexRow
from pipeline.xml_text import xml_text

VERSION = "https://jsonfeed.org/version/1.1"
LANGUAGE = "zh-CN"


def json_feed(
    desk: Desk, words: tuple[str, str], own: str, page: str, rows: Iterable[tuple[IndexRow, datetime, datetime]]
) -> bytes:
    """`words`: title and description; `own` and `page`: addresses from the root; rows with published and updated."""
    title, description = words
    feed = {
        "version": VERSION,
        "title": title,
        "home_page_url": absolute(desk.site, page),
        "feed_url": absolute(desk.site, own),
        "description": description,
        "language": LANGUAGE,
        "authors": [{"name": desk.site.name, "url": absolute(desk.site, urls.HOME)}],
        "items": [_item(desk, *row) for row in rows],
    }
    if desk.site.hub:
        feed["hubs"] = [{"type": "WebSub", "url": desk.site.hub}]
    return (json.dumps(feed, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _item(desk: Desk, row: IndexRow, published: datetime, updated: datetime) -> dict[str, Any]:
    url, body = absolute(desk.site, urls.item(row.path)), desk.tables.authorities[row.authority]
    item = {
        "id": url,
        "url": url,
        "title": xml_text(row.title) or url,
        "content_text": xml_text(row.summary),
        "date_published": published.isoformat(),
        "authors": [{"name": body.name}],
        "tags": [xml_text(word) for word in (desk.tables.columns[row.column].column.title, *row.keyword_list)],
    }
    return item | ({"date_modified": updated.isoformat()} if updated > published else {})
