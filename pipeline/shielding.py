"""Text as a report may print it: numbers, addresses and mails of persons made unreadable."""

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.finding import Finding
from pipeline.personal_data import Trace, may_tell, traces_in
from pipeline.personal_words import DataKind
from pipeline.standards import masked

_MAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_GAP = r"[^0-9A-Za-z\u4e00-\u9fff]{0,4}"
_CROSSES = "\u00d7\u2715\u0425\u0445\u03a7"
_WORDS = frozenset({DataKind.EMAIL, DataKind.HOME})
_OWN = frozenset({DataKind.IDENTITY, DataKind.OLD_IDENTITY, DataKind.BANK_CARD, DataKind.PASSPORT})
"""Numbers that no office has."""


def shielded(text: str) -> str:
    """However a number is spaced; what cannot be found again as it is written is masked by its bare form."""
    for trace in _traces(text):
        text = _without(text, trace)
    return masked(_MAIL.sub(r"\1***\2", text))


@lru_cache(maxsize=30_000)
def unreadable(text: str) -> str:
    """The same of numbers only: mails and addresses may be those of offices, which a message must name."""
    for trace in _traces(text):
        text = text if trace.kind in _WORDS else _without(text, trace)
    return masked(text)


def without_numbers(text: str) -> str:
    """Without those that no office has; telephones stay."""
    for trace in _traces(text):
        text = _without(text, trace) if trace.kind in _OWN else text
    return text


def printed(finding: Finding) -> Finding:
    """As it may be printed, its place too: names of files may hold numbers of persons."""
    place, told = finding.location, (finding.message, finding.hint, finding.waived)
    path, (message, hint, waived) = unreadable(place.path), map(unreadable, told)
    if (path, message, hint, waived) == (place.path, *told):
        return finding
    return replace(finding, location=replace(place, path=path), message=message, hint=hint, waived=waived)


def _traces(text: str) -> list[Trace]:
    return traces_in(text) if may_tell(text) else []


def _without(text: str, trace: Trace) -> str:
    if trace.value in text:
        return text.replace(trace.value, trace.masked)
    return re.sub(_GAP.join(map(_dressed, trace.value)), trace.masked.replace("\\", ""), text)


def _dressed(sign: str) -> str:
    """The sign as it may be written, wide or small."""
    wide = chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else ""
    return f"[{re.escape(sign)}{wide}{sign.lower()}{wide.lower()}{_CROSSES if sign == 'X' else ''}]"
