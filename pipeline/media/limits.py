"""What platforms allow, as dated data with its source; and how they count."""

import re
from typing import NamedTuple

from pipeline.standards import Clause

_ADDRESS = re.compile(r"https?://[!-~]+")
MEGABYTE = 1024 * 1024
LATIN, PLANE = 0xFF, 0xFFFF
LONG_ADDRESS = 140


class Limit(NamedTuple):
    """At most `most` of `unit` (Chinese, for the handbook) of `what`; `clause` says who says so, and how surely."""

    what: str
    most: int
    unit: str
    clause: Clause

    @property
    def shown(self) -> str:
        """As the handbook prints it."""
        megabytes, rest = divmod(self.most + 1, MEGABYTE)
        if megabytes and rest < 2:
            return f"{megabytes} MB"
        return f"{self.most:,} {self.unit}"


def weibo_length(text: str, address: int) -> int:
    """As the platform counts: Latin-1 a half, the basic plane one, beyond it two, `address` for a link; rounded up.

    The part of a link beyond LONG_ADDRESS counts as text. Source: the counter of the platform's own page for writing,
    as many public programs have copied it.
    """
    plain, links = _ADDRESS.sub("", text), _ADDRESS.findall(text)
    halves = sum(1 if ord(sign) <= LATIN else 2 if ord(sign) <= PLANE else 4 for sign in plain)
    halves += sum(2 * address + max(0, len(link) - LONG_ADDRESS) for link in links)
    return (halves + 1) // 2


def message_length(text: str) -> int:
    """Units of UCS-2, which short messages in Chinese are counted in (GSM 03.38)."""
    return len(text.encode("utf-16-le")) // 2


def message_parts(text: str, single: int, joined: int) -> int:
    """How many messages a text is sent as."""
    length = message_length(text)
    return 1 if length <= single else -(-length // joined)
