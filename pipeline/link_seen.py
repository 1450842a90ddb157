"""What looking at links out gives: of one address, and of one request. Nothing here needs the network."""

from enum import StrEnum
from typing import NamedTuple


class Seen(NamedTuple):
    """What one address gave: `result` is LinkChecker's own sentence, such as `404 Not Found`; `final` after redirects;
    `title` on one line, "" if none; `barred`: robots.txt asks not to look.
    """

    url: str
    valid: bool
    result: str
    final: str
    title: str
    barred: bool


class Outcome(StrEnum):
    """What became of a request for a host. The first four say that the site was not asked at all."""

    REFUSED = "guard-refused"
    OTHER_PORT = "guard-other-port"
    UNRESOLVED = "guard-unresolved"
    OFFLINE = "guard-offline"
    UNKNOWN_HOST = "guard-unknown-host"
    UNREACHABLE = "guard-unreachable"
    CONNECTED = "connected"
