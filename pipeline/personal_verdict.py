"""From tallies to sentences: what is allowed goes, what is a list weighs more, and each kind is said once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline import personal_words as words
from pipeline.extraction_parts import Tally, digest_of
from pipeline.finding import Severity
from pipeline.personal_data import LIST_OF_MOBILES
from pipeline.personal_numbers import plain_digits
from pipeline.personal_words import WORDS, DataKind
from pipeline.phrases import listing
from pipeline.tables import Tables

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_GAPS = re.compile(r"(?<=\d)[ -](?=\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
_CONTACTS = ("telephone", "fax", "email", "supervision", "application_way")


class Told(NamedTuple):
    """One sentence about one kind of personal data: `sentence` lacks only what it is in."""

    kind: DataKind
    severity: Severity
    sentence: str
    hint: str


def told(tallies: Iterable[Tally], allowed: frozenset[str] = frozenset()) -> Iterator[Told]:
    """`allowed` are digests of values that are public by office, such as registered telephones."""
    by_kind: dict[DataKind, list[Tally]] = {}
    for tally in tallies:
        kept = without(tally, allowed)
        if kept.number:
            by_kind.setdefault(tally.kind, []).append(kept)
    for kind in DataKind:
        if kind in by_kind:
            yield _told(kind, by_kind[kind])


def without(tally: Tally, allowed: frozenset[str]) -> Tally:
    """The tally less the allowed values; samples are only kept while they show what is left."""
    left = tuple(digest for digest in tally.digests if digest not in allowed)
    gone = len(tally.digests) - len(left)
    if not gone:
        return tally
    samples = tuple(
        sample for sample, digest in zip(tally.samples, tally.digests, strict=False) if digest not in allowed
    )
    return tally._replace(number=tally.number - gone, digests=left, samples=samples)


def _told(kind: DataKind, tallies: Sequence[Tally]) -> Told:
    different = len({digest for tally in tallies for digest in tally.digests})
    count = max(different, *(tally.number for tally in tallies))
    a_list = any(tally.listed for tally in tallies) or (kind is DataKind.MOBILE and count >= LIST_OF_MOBILES)
    said = WORDS[kind]
    samples = tuple(dict.fromkeys(sample for tally in tallies for sample in tally.samples))[:2]
    sentence = words.SAID.format(
        where=_where(tallies),
        count=count,
        name=said.name,
        examples=words.EXAMPLES.format(listing(samples)) if samples else "",
    )
    return Told(kind, said.listed if a_list else said.severity, sentence, said.hint)


def _where(tallies: Sequence[Tally]) -> str:
    first = tallies[0]
    place = words.part_label(first.part)
    if "sheet:" in first.part:
        place += words.ROW.format(first.row)
    return place + words.SEVERAL_PARTS if place and len(tallies) > 1 else place


# what is public by office -------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def contacts(*texts: str | None) -> frozenset[str]:
    """Digests of the mobile numbers and mail addresses in these texts."""
    found: set[str] = set()
    for text in texts:
        if text:
            plain = _GAPS.sub("", plain_digits(text))
            found.update(digest_of(number) for number in _MOBILE.findall(plain))
            found.update(digest_of(address.lower()) for address in _ADDRESS.findall(text))
    return frozenset(found)


def registered(tables: Tables) -> frozenset[str]:
    """Telephones and mail addresses of the site, its authorities and its accounts."""
    texts: list[str | None] = [tables.site.telephone, tables.site.email] if tables.site else []
    for authority in tables.authorities.values():
        texts += [authority.telephone, authority.fax, authority.email, authority.application_way]
    return contacts(*texts, *(account.telephone for account in tables.accounts))


def own_contacts(details: dict[str, object]) -> frozenset[str]:
    """Those that an item gives as its own, in the fields made for it."""
    values = (details.get(name) for name in _CONTACTS)
    return contacts(*(value for value in values if isinstance(value, str)))
