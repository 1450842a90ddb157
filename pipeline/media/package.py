"""The contract between those who make packages and those who carry them away: what lies in a package's folder.

`output-media/<item path>/_<channel>/package.json` and beside it every file that it names, nothing else; `<channel>` is
the name of a file in `pipeline/media/channels/` (`wechat`, `weibo`, …), and no column or item can be named with the
mark before it. A folder is replaced as a whole, so whoever
finds a `package.json` finds all of it. Only items that are shown on the site have packages.

    format          1; a reader refuses any other
    item            path of the item below content/, without `.md`
    channel         key of the channel
    title           one line, within the platform's limit when `ready`
    summary         digest, one line, may be ""
    author          may be ""
    source_url      the item's page on the site, absolute: what the link to the original opens
    content         name of the content file: `content.html`, `content.txt`, `message.eml`; "" when pictures are all
    cover           name of the cover picture, or ""
    images          pictures in order of appearance: file, type (`image/jpeg`, `image/png`), width, height (pixels),
                    size (bytes), sha256, text (what the picture shows, may be ""); content refers to them by `file`
    topics          words without `#`
    counts          what the platform counts, and how much of it there is: {"characters": 8123, "bytes": 20311}
    faults          why it cannot be carried: [{part, message, hint}]; `part` is a field of the header or `body`
    ready           no faults: a client never sends what is not ready
    content_sha256  of the bytes of the content file, "" without one
    cover_sha256    of the bytes of the cover, "" without one
    package_sha256  over all that a reader would see (title, summary, author, source_url, topics, content, pictures):
                    the same package has the same hash, whenever and wherever it was made
    made_from       what it was made from, for the maker alone
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

FOLDER = "output-media"
FILE = "package.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class PackedImage:
    """A picture of a package. `file` is below the package's folder, `size` in bytes, `width` and `height` in pixels."""

    file: str
    type: str
    width: int
    height: int
    size: int
    sha256: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class PackageFault:
    """Why a package cannot be carried. `part`: a field's identifier, such as `title`, or `body`."""

    part: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What `package.json` says; see above."""

    item: str
    channel: str
    title: str
    summary: str
    author: str
    source_url: str
    content: str = ""
    cover: str = ""
    images: tuple[PackedImage, ...] = ()
    topics: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[PackageFault, ...] = ()
    content_sha256: str = ""
    cover_sha256: str = ""
    package_sha256: str = ""
    made_from: str = ""

    @property
    def ready(self) -> bool:
        return not self.faults

    @property
    def files(self) -> list[str]:
        """Every file of the folder beside `package.json`."""
        named = (self.content, self.cover, *(image.file for image in self.images))
        return list(dict.fromkeys(name for name in named if name))


def to_json(package: Package) -> bytes:
    said = {"format": FORMAT, **asdict(package), "ready": package.ready}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def read_package(folder: Path) -> Package | None:
    """The package that lies in `folder`; None when there is none, or one of another format, or a file is missing."""
    try:
        said: Any = json.loads((folder / FILE).read_bytes())
        package = _typed(said)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return package if all((folder / name).is_file() for name in package.files) else None


def intact(folder: Path, package: Package) -> bool:
    """Whether the files are still those that were packed: whoever carries them away asks first."""
    hashes = {package.content: package.content_sha256, package.cover: package.cover_sha256}
    hashes |= {image.file: image.sha256 for image in package.images}
    try:
        return all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == hashes[name] for name in package.files)
    except OSError:
        return False


def _typed(said: Any) -> Package:
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    values = {name.name: said[name.name] for name in fields(Package)}
    values["images"] = tuple(PackedImage(**image) for image in values["images"])
    values["faults"] = tuple(PackageFault(**fault) for fault in values["faults"])
    values["topics"] = tuple(values["topics"])
    package = Package(**values)
    if any(not _is_plain(name) for name in package.files):
        raise ValueError(package.files)
    return package


def _is_plain(name: str) -> bool:
    """Below its folder, whoever wrote the file."""
    return not name.startswith("/") and "\\" not in name and ".." not in name.split("/")


def packages(root: Path) -> Iterator[tuple[Path, Package]]:
    """Every package below `root` with its folder, by item and channel."""
    for file in sorted(root.rglob(FILE)):
        package = read_package(file.parent)
        if package is not None:
            yield file.parent, package


def folder_of(root: Path, item: str, channel: str) -> Path:
    return root / item / folder_name(channel)


def folder_name(channel: str) -> str:
    return f"_{channel}"


def hash_of(package: Package) -> str:
    """`package_sha256` from the rest of a package; its other hashes must stand already."""
    seen = [package.channel, package.title, package.summary, package.author, package.source_url]
    seen += [package.content_sha256, package.cover_sha256]
    images = [[image.file, image.sha256, image.text] for image in package.images]
    return hashlib.sha256(json.dumps([*seen, package.topics, images]).encode()).hexdigest()
