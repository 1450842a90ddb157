"""Where a link of a body leads, and whether it may."""

import ipaddress
import re
import socket
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

import idna

from pipeline.markdown_parts import AUTHOR_ID, INDEX_LINK, LinkKind, NoteCode
from pipeline.pattern import later

_UNSEEN = later(r"[\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_DOT = later("%2e", re.IGNORECASE)
_BROWSER_DROPS = later(r"[\t\n\r]")
_SCHEME = later(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_INDEX = later("(?:\u7d22\u5f15\u53f7|index)[:\uff1a]", re.IGNORECASE)
_INDEX_NUMBER = later(r"[\w.\-\u3014\u3015()\uff08\uff09\[\]]+(?:/[\w.\-\u3014\u3015()\uff08\uff09\[\]]+)*")
_ITEM = later(r"([^?#]*)\.(?:md|html)(\?[^#]*)?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_FRAGMENT = later(r"[A-Za-z0-9_\-]+")
_OWN_FRAGMENT = later(r"section-[0-9-]+")
_HOST = later(r"[a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?\.?", re.IGNORECASE)
_NUMBER_HOST = later(r"(?:0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
_MAIL = later(r"mailto:([^\s<>\"'?&@]+@[A-Za-z0-9.\-]+)", re.IGNORECASE)
_PHONE = later(r"tel:([0-9+\-*#(),;]+)", re.IGNORECASE)
_ESCAPE = later(r"%[0-9A-Fa-f]{2}")
_HAN = later("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PRIVATE_SUFFIX = (".local", ".localhost", ".lan", ".internal", ".intranet", ".corp", ".home", ".private", ".arpa")
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]"


class Resolved(NamedTuple):
    """`href` None: the link is taken away. `kind` is None then, and `code` says why."""

    href: str | None
    kind: LinkKind | None
    target: str
    code: NoteCode | None = None
    value: str = ""


def resolve(written: str, item: str) -> Resolved:
    """Resolve the address written in `item` (path below content without suffix); never raises."""
    address = _BROWSER_DROPS.sub("", written).strip("".join(map(chr, range(33))) + "\u3000\xa0")
    try:
        return _resolve(address, item)
    except (ValueError, OSError):
        return _refused(NoteCode.BLOCKED_LINK, written)


def _refused(code: NoteCode, value: str) -> Resolved:
    return Resolved(None, None, "", code, value)


def _resolve(address: str, item: str) -> Resolved:
    index = _INDEX.match(address)
    if index:
        return _index_link(address[index.end() :].strip(), address)
    scheme = _SCHEME.match(_plain(address))
    if scheme:
        return _with_scheme(scheme[1].lower(), address)
    if not address or "\\" in address or address.startswith("//"):
        return _refused(NoteCode.BLOCKED_LINK, address)
    if address.startswith("#"):
        return _fragment_link(address[1:])
    return _path_link(address, item)


def _plain(address: str) -> str:
    """The address as the most lenient reader would take it: percent signs resolved, blanks and controls gone."""
    for _ in range(3):
        address = unquote(address)
    return _UNSEEN.sub("", address)


def _index_link(number: str, address: str) -> Resolved:
    if not _INDEX_NUMBER.fullmatch(number) or ".." in number:
        return _refused(NoteCode.BLOCKED_LINK, address)
    return Resolved(INDEX_LINK + quote(number), LinkKind.INDEX, number)


def _with_scheme(scheme: str, address: str) -> Resolved:
    if scheme in ("http", "https") and re.match(r"https?://[^/\\]", address, re.IGNORECASE):
        return _external_link(address)
    mail = _MAIL.fullmatch(address)
    if mail:
        return Resolved("mailto:" + quote(mail[1], safe="@+"), LinkKind.MAIL, mail[1])
    phone = _PHONE.fullmatch(address)
    if phone:
        return Resolved("tel:" + quote(phone[1], safe="+*(),;"), LinkKind.MAIL, phone[1])
    return _refused(NoteCode.BLOCKED_LINK, address)


def _external_link(address: str) -> Resolved:
    parts = urlsplit(address.replace("\\", "/"))
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    if "@" in parts.netloc or not host:
        return _refused(NoteCode.BLOCKED_LINK, address)
    ascii_host, confusable = _ascii_host(host)
    if _is_intranet(ascii_host):
        return _refused(NoteCode.INTRANET_LINK, address)
    if ":" not in ascii_host and not _HOST.fullmatch(ascii_host):
        return _refused(NoteCode.BLOCKED_LINK, address)
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    rest = parts._replace(scheme="", netloc="").geturl()
    if port is not None:
        netloc += f":{port}"
    href = f"{parts.scheme}://{netloc}" + quote(rest, safe=_URL_SAFE)
    code = NoteCode.CONFUSABLE_HOST if confusable else None
    return Resolved(href, LinkKind.EXTERNAL, href, code, ascii_host if confusable else "")


def _ascii_host(host: str) -> tuple[str, bool]:
    """The host in ASCII (punycode), and whether a reader could take it for another."""
    if host.isascii():
        if "xn--" not in host:
            return host, False
        return host, _confusable(idna.decode(host))
    return idna.encode(host, uts46=True).decode("ascii"), _confusable(host)


def _confusable(host: str) -> bool:
    """Han characters beside ASCII are ordinary; any other script, width or dot is not."""
    return any(not char.isascii() and not _HAN.match(char) for char in host)


def _is_intranet(host: str) -> bool:
    bare = host.lower().strip("[]").partition("%")[0]
    if ":" in bare:
        return not _global(ipaddress.IPv6Address(bare))
    if _NUMBER_HOST.fullmatch(bare.rpartition(".")[2]):
        # the short, octal, hexadecimal and decimal forms that browsers accept
        return not _global(ipaddress.IPv4Address(socket.inet_aton(unicodedata.normalize("NFKC", bare))))
    return "." not in bare or bare.endswith(_PRIVATE_SUFFIX)


def _global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def _fragment_link(fragment: str) -> Resolved:
    if not _FRAGMENT.fullmatch(fragment):
        return Resolved("#" + quote(fragment), LinkKind.FRAGMENT, fragment)
    name = fragment if _OWN_FRAGMENT.fullmatch(fragment) else AUTHOR_ID + fragment
    return Resolved("#" + name, LinkKind.FRAGMENT, name)


def _path_link(address: str, item: str) -> Resolved:
    page = _ITEM.fullmatch(address)
    if page:
        return _item_link(page, item)
    if address.endswith("/") or (address.startswith("/") and "." not in address.rpartition("/")[2]):
        return _page_link(address, item)
    return _file_link(_written_name(address), item)


def _item_link(page: re.Match[str], item: str) -> Resolved:
    path = _from_root(unquote(page[1]), item.rpartition("/")[0])
    if not path:
        return _refused(NoteCode.OUTSIDE_LINK, page[0])
    query = quote(page[2] or "", safe=_URL_SAFE)
    fragment = "#" + quote(page[3], safe="%/:=&?~+") if page[3] else ""
    if path == "index" or path.endswith("/index"):
        place = "/" + path.removesuffix("index")
        return Resolved(quote(place) + query + fragment, LinkKind.PAGE, place)
    return Resolved(f"/{quote(path)}.html{query}{fragment}", LinkKind.ITEM, path)


def _page_link(address: str, item: str) -> Resolved:
    before, mark, fragment = address.partition("#")
    path = _from_root(unquote(before), item.rpartition("/")[0])
    if path is None:
        return _refused(NoteCode.OUTSIDE_LINK, address)
    place = f"/{path}/" if path and before.endswith("/") else f"/{path}"
    return Resolved(quote(place) + (mark and mark + quote(fragment)), LinkKind.PAGE, place)


def _written_name(address: str) -> str:
    """A file name as the editor means it.

    Names are taken literally (`5%.xlsx`, `a#1.pdf`); only what an editing tool has certainly encoded, that is escapes
    throughout which make non-ASCII characters or spaces, is decoded.
    """
    if "%" not in address or address.count("%") != len(_ESCAPE.findall(address)):
        return address
    try:
        decoded = unquote_to_bytes(address).decode()
    except UnicodeDecodeError:
        return address
    return address if decoded.isascii() and " " not in decoded else decoded


def _file_link(name: str, item: str) -> Resolved:
    folder, _, stem = item.rpartition("/")
    own = item + "/"
    relative = name.startswith(("/", "../", f"{stem}/")) or "/../" in name
    path = _from_root(name, folder if relative else item)
    if path is None or not path:
        return _refused(NoteCode.OUTSIDE_LINK, name)
    target = path.removeprefix(own) if path.startswith(own) else "/" + path
    return Resolved("/" + quote(path), LinkKind.FILE, target)


def _from_root(path: str, folder: str) -> str | None:
    """Path below content, without leading slash; None when it climbs out."""
    places = [] if path.startswith("/") else folder.split("/")
    for segment in path.split("/"):
        step = _DOT.sub(".", segment)
        if step == "..":
            if not places:
                return None
            places.pop()
        elif step not in ("", "."):
            places.append(segment)
    return "/".join(places)
