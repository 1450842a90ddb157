"""What looking at links out gives: of one address, and of one request. Nothing here needs the network."""

import re
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


class Answer(StrEnum):
    """What LinkChecker's sentence comes to where it is no status of the site's own."""

    REFUSED = "refused"
    OTHER_PORT = "other-port"
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    ENDLESS = "endless-redirects"
    NO_WEB = "no-web-address"
    CERTIFICATE = "certificate"
    BROKEN_OFF = "broken-off"
    ODD = "odd"


_ANSWERS = {
    Answer.REFUSED: Outcome.REFUSED.value,
    Answer.OTHER_PORT: Outcome.OTHER_PORT.value,
    Answer.UNKNOWN_HOST: Outcome.UNKNOWN_HOST.value,
    Answer.UNREACHABLE: Outcome.UNREACHABLE.value,
    Answer.TIMEOUT: "Timeout|timed out",
    Answer.ENDLESS: "TooManyRedirects",
    Answer.NO_WEB: "InvalidSchema|MissingSchema|InvalidURL|LocationParseError",
    Answer.CERTIFICATE: "SSLError|CERTIFICATE_VERIFY|certificate verify",
    Answer.BROKEN_OFF: "ProxyError|ConnectionError|ChunkedEncodingError|ContentDecodingError",
}
"""The guard's word comes first: the program wraps it into errors of its own."""
_STATUS = re.compile(r"[1-9]\d\d\b(?! guard-)")


def answer_of(told: str) -> str:
    """LinkChecker's sentence as the ledger keeps it: the site's status and reason, else an `Answer`. The sentence
    itself names ports and objects that are others in every run.
    """
    if _STATUS.match(told):
        return "".join(sign for sign in told if sign.isprintable())[:60]
    found = (answer for answer, words in _ANSWERS.items() if re.search(words, told, re.IGNORECASE))
    return next(found, Answer.ODD)
