"""The prose in the header of an item: what its editor wrote in sentences, told from names, numbers and choices."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.pattern import later

_NOT_PROSE = frozenset(
    re.findall(
        r"\w+",
        """authority published_at index_number dated_on status disclosure_mode document_number topic review
        waivers also_in attachments image table draft rows interprets amends repeals replaces blank sample
        keywords stream online email telephone fax validity genre legal_rank form letter_type chart
        dictionary opens_on closes_on starts_at ends_at received_at replied_at updated_on effective_on
        expires_on repealed_on on withdrawal letter disclosed applications disputes""",
    )
)
"""Fields that hold names, numbers or choices, which other checks look at; and a citizen's letter, which is quoted."""
LEAST = 4
"""Characters; a shorter field holds no sentence."""
_CHINESE = later("[\u3400-\u9fff]")

Place = tuple[str | int, ...]
"""Identifier of a field, then nested keys or numbers; () is the body."""


def prose_of(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The texts of a header, or of what stands at `place` in it, in their order."""
    if isinstance(value, str):
        if len(value) >= LEAST and _CHINESE.search(value):
            yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if part and key not in _NOT_PROSE:
                yield from prose_of(part, (*place, key))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            if isinstance(part, str | dict | list):  # a table of numbers has hundreds that are none of these
                yield from prose_of(part, (*place, n))
