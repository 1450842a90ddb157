"""What the beginning of a page says of itself. LinkChecker loads a copy of this file as a plugin of its own, so it
imports nothing of the project's.

LinkChecker reads a page's text only when every byte of it is right, which GBK pages and cut ones seldom are. Here the
title is found in the bytes, and only its own are decoded: afterwards, for the program may no longer be allowed to load
the tables of charsets. The page is a stranger's: every step is linear in its length.
"""

import codecs
import json
import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

from linkcheck.plugins import _ContentPlugin

MARK = "page-says:"
"""Before the JSON of `[title, charsets, where it sends on]` in one line of what LinkChecker tells of a page; the title
is its bytes, each as the character of that number.
"""
MOST_BYTES = 256 * 1024
LONGEST_TITLE = 200
LONGEST_META = 4096
LONGEST_DELAY = 10
"""Seconds; a page that reloads itself later does not send its reader on."""
_OPENED = re.compile(rb"<(?:!--|(script|style|svg|title|meta)(?=[\s>/]))", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=[\s\"']*([\w-]+)", re.IGNORECASE)
_REFRESH = re.compile(rb"http-equiv\s*=[\s\"']*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(rb"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_DELAYED = re.compile(r"(\d{1,6})[.\d]* ?[;,]? ?(?:url ?=)? ?[\"']?([^\"']*)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


class PageSays(_ContentPlugin):  # type: ignore[misc]
    """Tells the title, and where a page sends its reader on without an answer of 3xx."""

    def applies_to(self, url_data: Any) -> bool:
        return url_data.content_type in ("text/html", "application/xhtml+xml")

    def check(self, url_data: Any) -> None:
        raw = b""
        for piece in url_data.url_connection.iter_content(chunk_size=16 * 1024):
            raw += piece
            if len(raw) >= MOST_BYTES:
                break
        encoding, refresh = url_data.url_connection.encoding or "", url_data.headers.get("Refresh", "")
        title, charset, sent_on = marks_of(raw, refresh)
        says = [title.decode("latin-1"), [encoding, charset], urljoin(url_data.url, sent_on) if sent_on else ""]
        url_data.add_info(MARK + json.dumps(says))


def marks_of(raw: bytes, refresh: str = "") -> tuple[bytes, str, str]:
    """(title as it is written, charset the page names, where it sends on), each empty for none."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode()
    title, charset, sent_on = b"", "", _sent_on(refresh)
    for name, inside in _parts(raw[:MOST_BYTES]):
        if name == b"title":
            title = title or inside
        elif _REFRESH.search(inside):
            content = _CONTENT.search(inside)
            sent_on = sent_on or _sent_on(b"".join(filter(None, content.groups())).decode("latin-1") if content else "")
        elif found := _CHARSET.search(inside):
            charset = charset or found[1].decode("latin-1")
    return title, charset, sent_on


def read_says(line: str) -> tuple[str, str]:
    """(title on one line, where the page sends on) from the line that the plugin told."""
    title, charsets, sent_on = json.loads(line.removeprefix(MARK))
    return title_of(title.encode("latin-1"), *charsets), sent_on


def title_of(raw: bytes, *charsets: str) -> str:
    written = _MARKUP.sub(" ", _decoded(raw, *charsets))
    plain = "".join(sign if sign.isprintable() else " " for sign in unescape(written))
    return " ".join(plain.split())[:LONGEST_TITLE]


def _parts(raw: bytes) -> list[tuple[bytes, bytes]]:
    """(`title` or `meta`, what it holds) of those a reader's browser would heed, in their order."""
    found, at = [], 0
    while opened := _OPENED.search(raw, at):
        name = (opened[1] or b"").lower()
        begin = raw.find(b">", opened.end()) + 1 if name else opened.end()
        if name and not begin:
            break
        if name == b"meta":
            found.append((name, raw[opened.end() : min(begin - 1, opened.end() + LONGEST_META)]))
            at = begin
            continue
        closed = re.compile(b"-->" if not name else b"</" + name, re.IGNORECASE).search(raw, begin)
        if name == b"title":
            found.append((name, raw[begin : min(closed.start() if closed else len(raw), begin + LONGEST_META)]))
        if not closed:
            break
        at = closed.end()
    return found


def _decoded(raw: bytes, *charsets: str) -> str:
    """By the first of the charsets named that fits; servers often name another than their pages are written in."""
    for charset in (*charsets, "utf-8", "gb18030"):
        name = "gb18030" if charset.lower() in ("gb2312", "gbk") else charset
        if name.lower() in ("", "iso-8859-1", "latin-1", "ascii", "us-ascii", "windows-1252"):
            continue  # what is taken where nobody knows: every byte fits it
        try:
            return codecs.getincrementaldecoder(name)().decode(raw)
        except (LookupError, ValueError, TypeError):
            continue
    return raw.decode("latin-1")


def _sent_on(refresh: str) -> str:
    found = _DELAYED.match(" ".join(unescape(refresh[:LONGEST_META]).split()))
    return found[2].strip() if found and int(found[1]) <= LONGEST_DELAY else ""
