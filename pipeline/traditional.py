"""The pages once more in traditional characters: converted from the simplified page as it is, by OpenCC (s2t).

Only what people read is converted: text, and attributes that are read out or shown. Addresses, ids, code, scripts, the
mandated labels and document numbers stay as they are. Links to pages stay within the tree; files are not doubled.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from urllib.parse import quote

from pipeline import urls
from pipeline.channel import PlannedFile
from pipeline.characters import BEFORE_NUMBER, NUMBER, converter, libraries
from pipeline.page import PlannedPage
from pipeline.phrases import SIMPLIFIED, TRADITIONAL_NOTICE
from pipeline.policy import script_hash

CHANNEL = "traditional"
CHARACTERS = f"{urls.TRADITIONAL[1:]}search/characters.json"
"""The table by which a search tells in them what it found."""
LANG = "zh-Hant"
_CUT = "\x01"
"""Between texts, so that no phrase is seen across an element; no page holds it."""
_PIECE = re.compile(
    r"(<!--.*?-->|<(?P<whole>script|style|pre|code|kbd|samp|textarea)\b.*?</(?P=whole)>"
    r"|<(?P<own>[a-z0-9]+)\b[^>]*\btranslate=\"no\"[^>]*>.*?</(?P=own)>|<[^>]*>)",
    re.DOTALL,
)
_GROUPS = _PIECE.groups
_SPOKEN = re.compile(r' (?:alt|title|aria-label|placeholder|label|data-label)="([^"]+)"')
_META = re.compile(r'<meta (?:name|property)="(?:description|og:title|og:description|og:site_name)" content="([^"]*)"')
_LINK = re.compile(r' (href|action)="/(?!/)(?=(?:[^"?#]*(?:/|\.html))?(?:["?#]))')
"""To a page, by its form: what a page shows must not depend on which others there are."""
_REFRESH = re.compile(r'(<meta http-equiv="refresh" content="[0-9]+; url=)/(?!/)')
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_QUOTED = re.compile(r'(?<=")(?!https?:)(?:[^"\\]|\\.)*[\u3400-\u9fff](?:[^"\\]|\\.)*(?=")')
"""A text of linked data in which there is a Chinese character, and that is no address."""
_LOCALE = re.compile(r'<meta property="og:locale" content="[^"]*">\n?')
_SWITCH = re.compile(r'<a class="script-switch"[^>]*>[^<]*</a>')
_MAIN = re.compile(r"<main\b[^>]*>")


def style() -> str:
    return f"3 {libraries()}"


def plan(pages: Mapping[str, PlannedPage | PlannedFile]) -> Iterator[PlannedFile]:
    """A page for each page, and the table that their search reads."""
    way = style().encode()
    for path, page in pages.items():
        if isinstance(page, PlannedPage):
            fingerprint = blake2b(page.fingerprint + way, digest_size=16).digest()
            items = (page.item,) if page.item else ()
            yield PlannedFile(f"{urls.TRADITIONAL[1:]}{path}", CHANNEL, path, items, fingerprint)
    yield PlannedFile(CHARACTERS, CHANNEL, CHARACTERS, (), way)


def converted(html: str, url: str, canonical: str) -> str:
    """The traditional form of the page at `url`; `canonical` is its whole address."""
    pieces = _PIECE.split(html)
    texts, tags = pieces[:: _GROUPS + 1], pieces[1 :: _GROUPS + 1]
    spoken = [_spoken(tag) for tag in tags]
    told = iter(_convert([*texts, *(value for values in spoken for value in values)]))
    texts = [next(told) for _ in texts]
    tags = [_tag(tag, [next(told) for _ in values]) for tag, values in zip(tags, spoken, strict=True)]
    made = texts[0] + "".join(tag + text for tag, text in zip(tags, texts[1:], strict=True))
    return _as_own_page(made, quote(url), canonical)


def _convert(texts: list[str]) -> list[str]:
    """Each text converted, with its document numbers kept."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        name = found[1]
        start = max((word.end() for word in BEFORE_NUMBER.finditer(name)), default=0)
        if start == len(name):
            return found[0]
        kept.append(name[start:] + found[2])
        return f"{name[:start]}\x02"

    joined = converter("s2t")(NUMBER.sub(keep, _CUT.join(texts)))
    if kept:
        numbers = iter(kept)
        joined = re.sub("\x02", lambda _: next(numbers), joined)
    return joined.split(_CUT)


def _spoken(tag: str) -> list[str]:
    if tag.startswith("<meta "):
        return _META.findall(tag)
    return _SPOKEN.findall(tag) if '="' in tag and not tag.startswith(("<script", "<link", "<pre", "<code")) else []


def _tag(tag: str, values: list[str]) -> str:
    if values:
        told = iter(values)
        pattern = _META if tag.startswith("<meta ") else _SPOKEN
        tag = pattern.sub(lambda found: found[0].replace(f'"{found[1]}"', f'"{next(told)}"'), tag)
    if tag.startswith("<meta http-equiv"):
        return _REFRESH.sub(rf"\1{urls.TRADITIONAL}", tag)
    return _LINK.sub(rf' \1="{urls.TRADITIONAL}', tag) if '="/' in tag and not tag.startswith("<script") else tag


def _as_own_page(html: str, url: str, canonical: str) -> str:
    """Its own language, address, switch and notice."""
    html = html.replace('<html lang="zh-CN"', f'<html lang="{LANG}"', 1)
    own = urls.in_traditional(canonical, url)
    html = _LOCALE.sub("", _with_own_data(html, canonical.removesuffix(url)), count=1)
    for before in ('<link rel="canonical" href="', '<meta property="og:url" content="'):
        html = html.replace(f'{before}{canonical}"', f'{before}{own}"', 1)
    html = _SWITCH.sub(
        f'<a class="script-switch" lang="zh-CN" hreflang="zh-Hans" href="{url}" translate="no">{SIMPLIFIED}</a>', html
    )
    before, link, after = TRADITIONAL_NOTICE
    told = f'<a href="{url}" hreflang="zh-Hans">{link}</a>'
    notice = f'<p class="notice script-note" role="note" data-part="script-note">{before}{told}{after}</p>'
    return _MAIN.sub(lambda found: f"{found[0]}\n{notice}", html, count=1)


def _with_own_data(html: str, base: str) -> str:
    """The linked data told in the page's own language and addresses, and its policy by the new hash."""
    found = _DATA.search(html)
    if found is None:
        return html
    texts = _QUOTED.findall(found[1])
    told = iter(_convert(texts) if texts else [])
    made = _QUOTED.sub(lambda _: next(told), found[1]).replace('"inLanguage":"zh-CN"', f'"inLanguage":"{LANG}"')
    page = re.compile(rf'"{re.escape(base)}/(?=(?:[^"?#]*(?:/|\.html))?["?#])')
    made = page.sub(f'"{base}{urls.TRADITIONAL}', made)
    return html.replace(found[1], made, 1).replace(script_hash(found[1]), script_hash(made), 1)
