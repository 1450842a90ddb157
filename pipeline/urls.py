"""Every address that the site itself makes. A content path is its own address; these are the rest."""

import re
from urllib.parse import quote

HOME = "/"
AUTHORITIES = "/jigou/"
PLATFORMS = "/zfxxgkpt/"
CATALOGUE = "/mulu/"
ACCOUNTS = "/xmt/"
CENSUS = "/xmt/pucha/"
FEEDS = "/rss/"
SUBSCRIBE = "/rss/dingyue/"
AUDIENCES = "/rss/mx/"
SITEMAP = "/ditu/"
SEARCH = "/search/"
ACCESSIBILITY = "/wza/"
NOT_FOUND = "/404.html"
ANNUAL_REPORTS = "/nianbao/"
STATEMENTS = "/wzndbb/"
"""The site's own yearly statements."""
GUIDE, RULES, STATUTORY, REPORTS, REQUEST = "zn/", "zd/", "fdzdgknr/", "nb/", "ysqgk/"
"""Parts of an authority's platform; the letters follow the habit of live sites."""
RSS, ATOM, JSON_FEED = "rss.xml", "atom.xml", "feed.json"
THEME = "/theme/"
TRADITIONAL = "/hant/"


_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")


def quoted(address: str) -> str:
    """Percent-encoded; nearly all of the site's addresses need none, and looking is ten times as quick as encoding."""
    return address if _PLAIN.fullmatch(address) else quote(address)


def column(path: str) -> str:
    return f"/{path}/"


def item(path: str) -> str:
    return f"/{path}.html"


def attachment(path: str, name: str) -> str:
    """The address of a file beside an item, percent-encoded."""
    return f"/{path}/{quote(name)}"


def authority(key: str) -> str:
    return f"{AUTHORITIES}{key}/"


def platform(key: str, part: str = "") -> str:
    return f"{PLATFORMS}{key}/{part}"


def annual_reports(key: str) -> str:
    """One authority's reports over the years."""
    return f"{ANNUAL_REPORTS}{key}/"


def statement(year: int) -> str:
    return f"{STATEMENTS}{year}.html"


def statement_book(year: int) -> str:
    return f"{STATEMENTS}{year}.xlsx"


def accounts(axis: str, key: str) -> str:
    """One platform's, authority's or state's accounts; `axis` is its part of the address."""
    return f"{ACCOUNTS}{axis}/{key}/"


def audience(key: str) -> str:
    """What is meant for one audience; `key`: `qiye`, or `qiye/zt-01` for a feed within."""
    return f"{AUDIENCES}{key}/"


def census_week(year: int, week: int) -> str:
    return f"{CENSUS}{year}-{week:02d}.html"


def census_half(name: str) -> str:
    """`name`: `2026-h1`."""
    return f"{CENSUS}{name}.html"


def census_book(name: str) -> str:
    return f"{CENSUS}{name}.xlsx"


def list_page(folder: str, number: int) -> str:
    """Pages of a list are numbered from the oldest, so that an old page keeps its number and its content."""
    return f"{folder}list-{number}.html" if number else folder


def in_traditional(address: str, url: str) -> str:
    """The whole address of the traditional form of the page at `url`, percent-encoded, whose own one is `address`."""
    return f"{address.removesuffix(url)}{TRADITIONAL[:-1]}{url}"


def file_of(url: str) -> str:
    """Path below output/ of a page's address (not percent-encoded)."""
    return f"{url[1:]}index.html" if url.endswith("/") else url[1:]
