"""WebSub: tell a hub which feeds have changed, so that it asks for them; off unless the site names a hub."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from pipeline.delivery.transport import NotSent, Post, Unanswered, post
from pipeline.delivery.wording import REASONS

MOST = 200
"""Feeds of one run."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Ping(NamedTuple):
    """`reason` is "" when the hub took it."""

    feed: str
    reason: str


def digests(output: Path, feeds: list[str]) -> dict[str, str]:
    """Address from the root -> hash, of each feed that is there."""
    found = {}
    for feed in feeds:
        try:
            found[feed] = hashlib.sha256((output / feed.lstrip("/")).read_bytes()).hexdigest()
        except OSError:
            continue
    return found


def read_pinged(path: Path) -> dict[str, str]:
    """What the hub was told last; nothing when that is not known, which costs a ping too many and no more."""
    try:
        told = json.loads(path.read_bytes())
        return {str(feed): str(digest) for feed, digest in told.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def ping(hub: str, site: str, changed: Mapping[str, str], state: Path, *, carry: Post = post) -> Iterator[Ping]:
    """One feed after the other; each that was taken is kept in `state` at once."""
    known = read_pinged(state)
    for feed, digest in list(changed.items())[:MOST]:
        body = urlencode({"hub.mode": "publish", "hub.url": f"{site.rstrip('/')}{feed}"}).encode()
        try:
            status = carry(hub, body, FORM).status
            reason = "" if 200 <= status < 300 else REASONS["status"].format(status=status)
        except NotSent as fault:
            reason = REASONS[fault.reason]
        except Unanswered:
            reason = REASONS["answer"]
        if not reason:
            known[feed] = digest
            state.parent.mkdir(parents=True, exist_ok=True)
            state.write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")
        yield Ping(feed, reason)
