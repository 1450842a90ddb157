"""sitemap.xml (sitemaps.org 0.9) as an index of bounded parts, and robots.txt that names it.

The parts lie at the root, as the protocol lets a sitemap list only addresses at or below its own folder.
"""

from collections.abc import Iterator, Sequence
from itertools import batched
from xml.sax.saxutils import escape

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, fingerprint, updated_days
from pipeline.codebase import channel_digest
from pipeline.page import Desk
from pipeline.store import IndexRow, Store
from pipeline.terms import STATUTORY_GROUPS

NAME = "sitemap"
INDEX, PAGES, ROBOTS = "sitemap.xml", "sitemap-pages.xml", "robots.txt"
MOST = 5_000
"""Addresses in one part; the protocol allows 50,000, but every change writes the whole part."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TOOLS = (
    ("home", urls.HOME),
    ("authorities", urls.AUTHORITIES),
    ("platforms", urls.PLATFORMS),
    ("catalogue", urls.CATALOGUE),
    ("accounts", urls.ACCOUNTS),
    ("feeds", urls.FEEDS),
    ("sitemap", urls.SITEMAP),
)
"""Template -> address of the pages that are there once; search and 404 are not for search engines."""
