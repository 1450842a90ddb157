"""The folder of the web editor: packages whose sums are known, our own pages, the configuration. Nothing is fetched."""

import base64
import hashlib
import html
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.attachment import ALLOWED, MAGIC, PICTURES
from pipeline.kind import Kind
from pipeline.tables import Tables
from pipeline.web_editor import wording
from pipeline.web_editor.config import LOCAL_API, Place, Platform, api, config_text, formats

PAGES = Path(__file__).resolve().parents[2] / "themes/editor"
LARGEST = 64 * 1024 * 1024
LARGEST_FILE = 40 * 1024 * 1024
"""What the form takes; a save carries its files in one request, a third larger."""
PARTS = ("editor.css", "manual.js", "upload.js", "saves.js", "reach.js", "start.js")
MARK = "config.yml"
"""A folder that has it is an editor's, and may be made anew."""


class Package(NamedTuple):
    """One file of a package of the npm registry; `integrity` is the SHA-512 that the registry tells, in base64."""

    name: str
    version: str
    integrity: str
    members: tuple[str, ...]

    @property
    def file(self) -> str:
        """What `npm pack` calls it."""
        return f"{self.name}-{self.version}.tgz"


PACKAGES = (
    Package(
        "decap-cms",
        "3.16.3",
        "hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==",
        ("package/dist/decap-cms.js", "package/dist/decap-cms.js.LICENSE.txt"),
    ),
    Package(
        "js-yaml",
        "4.3.2",
        "SFNOvSJ+Dgf/9An904Yx+CgSlIPCkIpao4qo51lpee25TIRejdH3rhR4EZMGoNx3/TP3O+wzWuiTFl4sqbltzA==",
        ("package/dist/js-yaml.min.js",),
    ),
)


MENDS = (
    (b"({score:e})=>e>5)", b"({score:e})=>e>3)"),
    (b'"ui.toast.onDeleteUnpublishedChanges",details:', b'"ui.toast.onFailToDelete",details:'),
    (b'this.name="API_ERROR"', b'this.name=""'),
    (
        b"a(t,n),e?i(t,this.props.location.search):r(t,n);",
        b"Promise.resolve(e?i(t,this.props.location.search):r(t,n)).then(()=>a(t,n));",
    ),
    (b",n(mp(e,t))):n(Mu({", b",await n(mp(e,t))):n(Mu({"),
    (b"Rn(kO,{...e,newRecord:!0})", b"Rn(kO,{...e,newRecord:!0},e.match.url)"),
    (b"Rn(kO,{...e})})", b"Rn(kO,{...e},e.match.url)})"),
)
"""In Decap, once each: a search that finds words of two letters, as most Chinese ones are; a draft that could not be
deleted told as such; no English word before what the platform answers; what the browser kept of a text is offered once
the entry was fetched (two places), which would write over it; another address is another form (two places).
"""


class NotBuilt(ValueError):
    """The folder was not made. `reason`: missing, wrong, foreign, inside; `facts` for the sentence."""

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def build(tables: Tables, place: Place, packages: Path, out: Path) -> list[str]:
    """Make the folder, or make it anew; the names of its files. Raises NotBuilt, and then leaves what was there."""
    files = dict(_files(tables, place, packages))
    if out.is_symlink() or (out.exists() and not (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir())))):
        raise NotBuilt("foreign", folder=str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        for name, raw in files.items():
            (fresh / name).write_bytes(raw)
        fresh.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        os.replace(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return sorted(files)


def _files(tables: Tables, place: Place, packages: Path) -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        for name, raw in members(package, packages / package.file).items():
            yield name, _mended(raw) if name == "decap-cms.js" else raw
    for name in PARTS:
        yield name, (PAGES / name).read_bytes()
    yield MARK, config_text(tables, place).encode()
    yield "index.html", index(place).encode()


def members(package: Package, file: Path) -> dict[str, bytes]:
    """The wanted members of a package by their last name. Raises NotBuilt unless the whole is what was pinned."""
    try:
        raw = file.read_bytes() if file.stat().st_size <= LARGEST else b""
    except OSError:
        raise NotBuilt("missing", file=str(file), wanted=_wanted(), folder=str(file.parent)) from None
    if base64.b64encode(hashlib.sha512(raw).digest()).decode() != package.integrity:
        raise NotBuilt("wrong", file=str(file), wanted=_wanted(), folder=str(file.parent))
    found = {}
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz") as archive:
        for name in package.members:
            member = archive.extractfile(name)
            assert member is not None, name
            found[name.rpartition("/")[2]] = member.read()
    return found


def _mended(raw: bytes) -> bytes:
    for before, after in MENDS:
        raw = raw.replace(before, after)
    return raw


def _wanted() -> str:
    return " ".join(f"{package.name}@{package.version}" for package in PACKAGES)


def index(place: Place) -> str:
    text = (PAGES / "index.html").read_text(encoding="utf-8")
    words: Mapping[str, str] = {
        "policy": policy(place),
        "title": wording.TITLE,
        "loading": wording.LOADING,
        "formats": json.dumps(formats(), ensure_ascii=False),
        "phrases": json.dumps(wording.PHRASES, ensure_ascii=False),
        "faults": json.dumps(wording.FAULTS, ensure_ascii=False),
        "types": json.dumps(_types()),
        "words": json.dumps(wording.UPLOADS, ensure_ascii=False),
        "unanswered": json.dumps(wording.UNANSWERED, ensure_ascii=False),
        "reach": json.dumps(wording.REACH, ensure_ascii=False),
        "api": LOCAL_API if place.platform is Platform.LOCAL else "",
        "largest": str(LARGEST_FILE),
        "heading": str(Kind.model_fields["title"].alias),
        "key": wording.KEY,
        "value": wording.VALUE,
    }
    for name, word in words.items():
        text = text.replace(f"{{{{ {name} }}}}", html.escape(word))
    return text


def _types() -> dict[str, dict[str, object]]:
    """Suffix -> whether it is a picture, and the marks that a file may have at an offset, in hexadecimal."""
    return {
        suffix: {"picture": suffix in PICTURES, "starts": [(at, mark.hex()) for at, mark in MAGIC.get(suffix, ())]}
        for suffix in sorted(ALLOWED)
    }


def policy(place: Place) -> str:
    """Decap compiles its check of the configuration in the browser and sets styles from its script; nothing else is
    loosened, and of other hosts only the platform's own may be asked.
    """
    hosts = {_origin(address) for address in (api(place), place.address, place.login) if address}
    sources = {
        "default-src": "'none'",
        "script-src": "'self' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' blob: data:",
        "font-src": "data:",
        "connect-src": " ".join(("'self'", "blob:", *sorted(hosts))),
        "base-uri": "'none'",
        "form-action": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
