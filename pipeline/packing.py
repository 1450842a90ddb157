"""Files of a release beside themselves in packed form, so that a web server need not pack them for every reader.

`a.html.gz` and `a.html.br` stand beside `a.html` where they are smaller by a tenth at least. The same bytes always pack
to the same bytes with one version of the packers; `STYLE` names that version.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.codebase import version
from pipeline.workers import batches, open_workers

KINDS = frozenset({"atom", "css", "csv", "html", "ics", "js", "json", "md", "svg", "txt", "webmanifest", "xml"})
SUFFIXES = (".br", ".gz")
SMALLEST = 200
LARGEST = 32 * 1024 * 1024
"""Bytes; beyond, packing would hold up a release for a file that hardly anybody reads as it is."""
WORTH = 0.9
BROTLI_QUALITY, GZIP_LEVEL = 5, 9
BATCH = 100


def style() -> str:
    """What the packed bytes depend on beside the file."""
    return f"br{BROTLI_QUALITY}-{version('brotli')} gz{GZIP_LEVEL}-{zlib.ZLIB_RUNTIME_VERSION}"


def may_pack(path: str) -> bool:
    return path.rpartition(".")[2].lower() in KINDS


def packed_names(path: str) -> tuple[str, ...]:
    return tuple(path + suffix for suffix in SUFFIXES)


def pack(folder: Path, paths: Sequence[str], workers: int = 0) -> dict[str, str]:
    """Pack files below `folder` in worker processes; name of each packed file -> SHA-256 of its bytes."""
    made: dict[str, str] = {}
    with open_workers(len(paths), workers) as executor:
        for job in [executor.submit(_pack_all, str(folder), batch) for batch in batches(paths, BATCH)]:
            made |= job.result()
    return made


def _pack_all(folder: str, paths: Sequence[str]) -> dict[str, str]:
    return {name: digest for path in paths for name, digest in _pack_one(folder, path)}


def _pack_one(folder: str, path: str) -> Iterator[tuple[str, str]]:
    raw = Path(folder, path).read_bytes()
    if not SMALLEST <= len(raw) <= LARGEST:
        return
    for suffix, packer in PACKERS.items():
        packed = packer(raw)
        if len(packed) <= len(raw) * WORTH:
            place = Path(folder, path + suffix)
            place.unlink(missing_ok=True)  # it may be a link to the same file of an older release
            place.write_bytes(packed)
            yield path + suffix, hashlib.sha256(packed).hexdigest()


def _gzip(raw: bytes) -> bytes:
    """With neither name nor time in its header."""
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush()


def _brotli(raw: bytes) -> bytes:
    import brotli

    packed: bytes = brotli.compress(raw, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}
