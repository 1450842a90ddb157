"""What the program itself is: digests of its code and of the libraries that shape output, so a change is noticed."""

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READING = ("source", "header_plain", "kind", "audience", "kinds", "terms", "phrases", "validation", "attachment",
           "body", "markdown_*", "outline", "pattern", "item", "scan", "read", "store")  # fmt: skip
READING_LIBRARIES = ("markdown", "nh3", "pydantic", "PyYAML", "beautifulsoup4")
CHANNEL_ROOMS = ("channel*", "characters", "audience", "audiences", "json_feed", "feed_list", "page", "register",
                 "terms", "urls", "xml_text")  # fmt: skip
PLANNING = ("audience", "audiences", "accounts", "census", "annual", "statements", "plan", "page", "pages",
            "register", "related", "policy", "traditional", "characters", "urls", "feed_list", "terms", "tables",
            "model", "fields", "account_rows", "kind", "kinds",
            "attachment", "body", "standards")  # fmt: skip
RENDERING_LIBRARIES = ("jinja2", "markupsafe")
MEDIA_LIBRARIES = ("css-inline", "nh3", "pillow", "segno", "selectolax")
_VERSION = re.compile(r"([^-]+)(?:-py\d[\d.]*)?\.(?:dist|egg)-info")
CHECKING_LIBRARIES = (*READING_LIBRARIES, "selectolax", "ahocorasick-rs", "autocorrect-py", "pypdf", "Unidecode")


@cache
def reading_digest() -> bytes:
    """16 bytes that change when code or a library that reading depends on changes."""
    return _digest(_sources("pipeline", READING), READING_LIBRARIES)


@cache
def rendering_digest() -> bytes:
    """16 bytes over the code that turns rows into pages; templates have digests of their own."""
    files = [
        *_sources("pipeline", PLANNING),
        *sorted((ROOT / "plugins").rglob("*.py")),
    ]
    return _digest(files, RENDERING_LIBRARIES)


@cache
def checking_digest() -> bytes:
    """16 bytes over all code below plugins/: checks may call any of it, and reading it all costs milliseconds."""
    return _digest(sorted((ROOT / "pipeline").rglob("*.py")), CHECKING_LIBRARIES)


@cache
def statements_digest() -> bytes:
    """16 bytes over the code of statements and of the workbooks that they are written into."""
    return _digest(_sources("pipeline", ("statements", "spreadsheet", "package")), ())


@cache
def accounts_digest() -> bytes:
    """16 bytes over the code that counts accounts and writes what it found."""
    return _digest(
        _sources(
            "pipeline", ("accounts", "census", "model", "fields", "account_rows", "statements/sheets", "spreadsheet")
        ),
        (),
    )


@cache
def media_digest() -> bytes:
    """16 bytes over the code that packages for new media are made by."""
    rooms = ("media", "picture", "paper", "register", "kind", "model", "fields", "account_rows", "terms")
    return _digest(_sources("pipeline", rooms), MEDIA_LIBRARIES)


def channel_digest(name: str, libraries: Iterable[str] = ()) -> bytes:
    return _digest(_sources("pipeline", (*CHANNEL_ROOMS, f"channels/{name}")), libraries)


def _sources(room: str, names: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for name in names:
        folder = ROOT / room / name
        found.extend(sorted(folder.rglob("*.py")) if folder.is_dir() else sorted((ROOT / room).glob(f"{name}.py")))
    return found


def _digest(files: Iterable[Path], libraries: Iterable[str]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for library in libraries:
        digest.update(f"{library}={version(library)}\0".encode())
    return digest.digest()


def version(library: str) -> str:
    """Of an installed distribution. Raises KeyError."""
    return _versions()[_plain(library)]


@cache
def _versions() -> dict[str, str]:
    """Plain name -> version of every installed distribution, told by the names of their folders: asking
    importlib.metadata for one costs a millisecond, and every build asks for several.

    A package that was installed from its source by an older pip (Debian 12 has one) stands there as `.egg-info`.
    """
    found: dict[str, str] = {}
    for place in reversed([place for place in sys.path if os.path.isdir(place)]):
        for entry in os.listdir(place):
            name, dash, rest = entry.partition("-")
            version = _VERSION.fullmatch(rest) if dash else None
            if version:
                found[_plain(name)] = version[1]
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
