"""Phrase lists: forms of words that are wrong, looked for all at once however many they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.finding import Finding, Location
from pipeline.model import Phrase
from pipeline.source import read_file, read_table_source
from pipeline.troubles import reason
from pipeline.validation import say_joined, validate
from pipeline.word_set import WordSet

FOLDER = "terms"
"""Below content/: the lists of the site itself."""
SUFFIX = ".yaml"
"""Nothing else is read: whoever may propose a change of site.yaml may name any file of the machine."""


class Hit(NamedTuple):
    """Where a wrong form stands: `text[start:end]`."""

    start: int
    end: int
    phrase: Phrase


@dataclass
class PhraseList:
    """All lists of a site. `findings`: rows that could not be read; `missing`: lists that were not read, and why, empty
    for what is no .yaml; `outside`: those not below content/.
    """

    phrases: list[Phrase] = field(default_factory=list)
    places: list[Location] = field(default_factory=list)
    """Where each of them stands."""
    findings: list[Finding] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    def hits(self, text: str) -> list[Hit]:
        """Wrong forms in the order of the text; of those that overlap, the longest."""
        found = [
            Hit(start, end, self.phrases[number])
            for word, start, end in self._words.hits(text)
            for number in self._numbers[word]
        ]
        return list(_apart([hit for hit in found if _is_meant(hit, text)])) if found else []

    @cached_property
    def _by_form(self) -> dict[str, list[int]]:
        """Wrong form -> numbers of its phrases."""
        numbers: dict[str, list[int]] = {}
        for number, phrase in enumerate(self.phrases):
            for wrong in filter(None, phrase.wrong):
                numbers.setdefault(wrong, []).append(number)
        return numbers

    @cached_property
    def _words(self) -> WordSet:
        return WordSet(self._by_form)

    @cached_property
    def _numbers(self) -> list[list[int]]:
        return list(self._by_form.values())


def read_phrase_lists(content: Path, named: tuple[str, ...]) -> PhraseList:
    """The lists below content/terms/, then those that site.yaml names; relative names start there too."""
    lists = PhraseList()
    own = sorted((content / FOLDER).glob("*.yaml"))
    files = [(path, f"{content.name}/{FOLDER}/{path.name}") for path in own]
    seen = set[Path]()
    for path, shown in [*files, *((content / name, name) for name in named)]:
        place = path.resolve()
        if place in seen:
            continue
        seen.add(place)
        if not place.is_relative_to(content.resolve()):
            lists.outside.add(shown)
        if path.suffix == SUFFIX:
            _read(lists, path, shown)
        else:
            lists.missing[shown] = ""
    return lists


def _read(lists: PhraseList, path: Path, shown: str) -> None:
    try:
        raw, _ = read_file(path)
    except OSError as error:
        lists.missing[shown] = reason(error)
        return
    source, rows = read_table_source(shown, raw)
    if not isinstance(rows, list):
        if not source.findings and rows != {}:
            source.fault("not-list" if rows else "empty-table", 1)
        rows = []
    for number, row in enumerate(rows):
        phrase = validate(Phrase, row, source, (number,))
        if phrase is not None:
            say_joined(source, phrase.wrong, number, _WRONG)
            say_joined(source, phrase.context, number, _CONTEXT)
            lists.phrases.append(phrase)
            lists.places.append(source.location(number))
    lists.findings.extend(source.findings)


_WRONG, _CONTEXT = (str(Phrase.model_fields[name].alias) for name in ("wrong", "context"))


def _is_meant(hit: Hit, text: str) -> bool:
    phrase, wrong = hit.phrase, text[hit.start : hit.end]
    for allowed in phrase.allowed:
        place = allowed.find(wrong)
        while place >= 0:
            if text.startswith(allowed, hit.start - place) and hit.start >= place:
                return False
            place = allowed.find(wrong, place + 1)
    return not phrase.context or any(word in _sentence(text, hit) for word in phrase.context)


def _sentence(text: str, hit: Hit) -> str:
    start = max(text.rfind(sign, 0, hit.start) for sign in _ENDS) + 1
    ends = [end for sign in _ENDS if (end := text.find(sign, hit.end)) >= 0]
    return text[start : min(ends, default=len(text))]


_ENDS = "\u3002\uff1b\uff01\uff1f\n"


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            end = hit.end
            yield hit
