"""What several channels need: absolute addresses, fingerprints, JSON with a row a line, text that XML allows."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from pipeline.model import Site
from pipeline.store import IndexRow


def absolute(site: Site, url: str) -> str:
    """`url` starts with `/`."""
    return site.url.rstrip("/") + url


def fingerprint(facts: Iterable[str], *digests: bytes) -> bytes:
    """16 bytes over texts and digests; each text counts apart, so no two lists run together."""
    joined = json.dumps(list(facts), ensure_ascii=True).encode()
    return hashlib.blake2b(b"\0".join((joined, b"".join(digests))), digest_size=16).digest()


def by_year(rows: Iterable[IndexRow]) -> dict[str, list[IndexRow]]:
    """Year of publication -> its rows, in the order given."""
    years: dict[str, list[IndexRow]] = {}
    for row in rows:
        years.setdefault(row.published_at[:4], []).append(row)
    return years


def json_document(value: Any) -> bytes:
    """A small document, indented for people."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def json_rows(rows: Iterable[Any]) -> str:
    """A list with a row a line, so that a change of one item is a change of one line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f"[\n{lines}\n]" if lines else "[]"
