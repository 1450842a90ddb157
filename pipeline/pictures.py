"""The pictures of a site: each content is looked at once, its smaller files are kept beside the store."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.finding import Finding, Location, Severity
from pipeline.phrases import PICTURE_FAULTS
from pipeline.picture import MOST_PIXELS, TYPES, Picture, Variant, make, style
from pipeline.register import Register
from pipeline.store import Store
from pipeline.workers import open_workers

FOLDER = "pictures"
"""Beside the store; deleting it only costs time."""
DEAR = 48
"""A picture is worth as many small jobs when it comes to opening workers."""
_KEPT = "picture:"


class Place(NamedTuple):
    """`path`: below output/; `file`: below content/; `key`: hash of its content in hex; `item`: "" for one that a table
    names.
    """

    path: str
    file: str
    key: str
    item: str


class Pictures:
    """What is known of the pictures that pages show, by their path below output/."""

    def __init__(
        self, content: Path = Path(), cache: Path = Path(), shown: dict[str, tuple[Place, Picture]] | None = None
    ) -> None:
        self.content = content
        self.cache = cache
        self.shown = shown or {}
        self._files = {place.key: place.file for place, _ in self.shown.values()}
        self.digests = self._digests()

    def at(self, path: str) -> Picture | None:
        """`path` below output/, not percent-encoded."""
        found = self.shown.get(path)
        return found[1] if found else None

    def variants(self, path: str) -> list[tuple[Variant, str]]:
        """Each smaller file of the picture at `path`, with its own path below output/: its name tells its content."""
        place, picture = self.shown[path]
        mark = _mark(place.key)
        return [(one, f"{path}.w{one.width}.{mark}.{one.type}") for one in picture.variants]

    def file(self, name: str) -> bytes:
        """One of the smaller files, or the picture without its metadata: `<key>.960.webp`, `<key>.plain`."""
        try:
            return (self.cache / name).read_bytes()
        except OSError:
            key, _, kind = name.partition(".")
            raw = _content(self.content / self._files[key], key)
            if raw is None:
                raise
            return make(raw)[1][kind]

    def _digests(self) -> dict[str, bytes]:
        """Item, or folder of what a table names -> digest over its pictures: what pages that show one depend on."""
        found: dict[str, bytes] = {}
        for place, picture in self.shown.values():
            told = f"{place.path}\0{_mark(place.key)}\0{place.key}\0{picture}".encode()
            owner = place.item or place.path.rpartition("/")[0]
            found[owner] = hashlib.blake2b(found.get(owner, b"") + told, digest_size=8).digest()
        return found


def _mark(key: str) -> str:
    return hashlib.blake2b(f"{key} {style()}".encode(), digest_size=4).hexdigest()


NONE = Pictures()


def read_pictures(content: Path, register: Register, store: Store, workers: int = 0) -> tuple[Pictures, list[Finding]]:
    """Look at the pictures that were never looked at in this style, in worker processes."""
    places = list(_places(register, store))
    if not places:
        return NONE, []
    cache = store.path.parent / FOLDER
    mark = hashlib.blake2b(style().encode(), digest_size=16).digest()
    known = {name.removeprefix(_KEPT): _read(value) for name, value in store.kept_under(_KEPT, mark).items()}
    fresh = {place.key: place.file for place in places if place.key not in known}
    if fresh:
        cache.mkdir(parents=True, exist_ok=True)
        made = _look_at(content, cache, list(fresh.items()), workers)
        store.keep_under(_KEPT, mark, ((key, json.dumps(picture).encode()) for key, picture in made.items()))
        known |= made
        _sweep(cache, {place.key for place in places})
    shown = {place.path: (place, known[place.key]) for place in places if place.key in known}
    return Pictures(content, cache, shown), [*_faults(shown.values())]


def _places(register: Register, store: Store) -> Iterator[Place]:
    shown = register.shown_paths
    for row in store.attachments_of(TYPES):
        if row.item in shown:
            yield Place(f"{row.item}/{row.name}", row.file, row.sha256, row.item)
    for file in register.tables.pictures:
        if file.rpartition(".")[2].lower() in TYPES and (digest := store.source_digest(file)):
            yield Place(file, file, digest.hex(), "")


def _look_at(content: Path, cache: Path, jobs: Sequence[tuple[str, str]], workers: int) -> dict[str, Picture]:
    found: dict[str, Picture] = {}
    with open_workers(len(jobs) * DEAR, workers) as executor:
        waiting = [(key, executor.submit(look_at, str(content / file), str(cache), key)) for key, file in jobs]
        for key, job in waiting:
            picture = job.result()
            if picture is not None:
                found[key] = picture
    return found


def look_at(file: str, cache: str, key: str) -> Picture | None:
    """In a worker. None when the file is no longer what was read: the next build looks again."""
    raw = _content(Path(file), key)
    if raw is None:
        return None
    picture, files = make(raw)
    for kind, content in files.items():
        unfinished = Path(cache, f"{key}.{kind}.{os.getpid()}.part")
        unfinished.write_bytes(content)
        unfinished.replace(Path(cache, f"{key}.{kind}"))
    return picture


def _content(file: Path, key: str) -> bytes | None:
    """Bytes of a picture; None when they are not those that `key` is the hash of."""
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    own = hashlib.sha256(raw) if len(key) == 64 else hashlib.blake2b(raw, digest_size=16)
    return raw if own.hexdigest() == key else None


def _read(value: bytes) -> Picture:
    width, height, size, stripped, variants, fault, moving = json.loads(value)
    return Picture(width, height, size, stripped, tuple(Variant(*one) for one in variants), fault, moving)


def _sweep(cache: Path, keys: set[str]) -> None:
    for file in cache.iterdir():
        if file.name.partition(".")[0] not in keys:
            file.unlink(missing_ok=True)


def _faults(shown: Iterable[tuple[Place, Picture]]) -> Iterator[Finding]:
    for place, picture in shown:
        if picture.fault:
            message, hint = PICTURE_FAULTS[picture.fault]
            facts = {"name": place.path.rpartition("/")[2], "width": picture.width, "height": picture.height}
            severity = Severity.ERROR if picture.fault == "pixels" else Severity.WARNING
            told, code = message.format(**facts), f"picture-{picture.fault}"
            way_out = hint.format(most=MOST_PIXELS // 10_000)
            yield Finding(Location(f"content/{place.file}"), code, severity, told, hint=way_out)
