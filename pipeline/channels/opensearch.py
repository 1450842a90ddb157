"""opensearch.xml: lets a browser offer the search of the site (OpenSearch 1.1 draft 6)."""

from collections.abc import Iterator
from html import escape

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, fingerprint
from pipeline.codebase import channel_digest
from pipeline.model import Site
from pipeline.page import Desk
from pipeline.store import Store
from pipeline.xml_text import xml_text

NAME = "opensearch"
PATH = "opensearch.xml"
SHORT, LONG, DESCRIPTION = 16, 48, 1024
"""Most characters that the specification allows."""


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    site = desk.site
    facts = (site.url, site.name, site.city or "", site.description)
    yield PlannedFile(PATH, NAME, PATH, (), fingerprint(facts, channel_digest(NAME)))


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    site = desk.site
    template = absolute(site, urls.SEARCH) + "?q={searchTerms}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{_text(_short_name(site), SHORT)}</ShortName>
<LongName>{_text(site.name, LONG)}</LongName>
<Description>{_text(site.description, DESCRIPTION)}</Description>
<Language>zh-CN</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
<Url type="text/html" method="get" template="{escape(template)}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{escape(absolute(site, f"/{PATH}"))}"/>
</OpenSearchDescription>
""".encode()


def _short_name(site: Site) -> str:
    """The name if it fits, else the place it is for, else as much of the name as fits."""
    return site.name if len(site.name) <= SHORT else site.city or site.name


def _text(text: str, most: int) -> str:
    return escape(xml_text(text)[:most], quote=False)


CHANNEL = Channel(plan, make)
