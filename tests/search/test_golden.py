"""The rules of search as cases: tests/search/golden.json, which the reader's JavaScript is held to as well.

Strings may be given as {"repeat": [text, times]}. Left out on purpose: characters that Unicode got after version 14,
which is what Python 3.11 knows (dead and minority scripts; Han is safe, see `analysis`). For all characters of
version 14, folding and runs were compared with a browser engine of version 17 one by one: no difference.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.search import excerpt, scoring
from pipeline.search.analysis import fold, key, term_counts
from pipeline.search.query import Group, Lexicon, Query, needs_sketch, parse, plan, probe, relaxed

GOLDEN = Path(__file__).with_name("golden.json")
Case = dict[str, Any]


def spelled_out(value: Any) -> Any:
    if isinstance(value, list):
        return [spelled_out(part) for part in value]
    if isinstance(value, dict):
        if value.keys() == {"repeat"}:
            text, times = value["repeat"]
            return text * times
        return {name: spelled_out(part) for name, part in value.items()}
    return value


CASES: dict[str, list[Case]] = spelled_out(json.loads(GOLDEN.read_text(encoding="utf-8")))


def lexicon(case: Case) -> Lexicon:
    given = case.get("lexicon", {})
    synonyms = {word: tuple(official) for word, official in given.get("synonyms", {}).items()}
    return Lexicon(synonyms, tuple(given.get("fillers", ())))


def query(case: Case) -> Query:
    return parse(case["text"], lexicon(case))


def sketch(case: Case) -> bytes:
    return scoring.commonness([(term, having) for term, having in case.get("frequencies", ())])


def plain(groups: tuple[Group, ...]) -> list[list[list[list[str]]]]:
    return [[[list(must), list(also)] for must, also in group] for group in groups]


def counts(case: Case) -> Case:
    found, length = term_counts(case["text"])
    return {"counts": dict(found), "length": length}


def parsed(case: Case) -> Case:
    asked = query(case)
    return {"text": asked.text, "key": asked.key, "words": list(asked.words), "groups": plain(asked.groups)}


def planned(case: Case) -> Case:
    assert needs_sketch(query(case)) == case["needs_sketch"]
    made = plan(query(case), sketch(case))
    return {"groups": plain(made.groups), "whole": made.whole, "terms": list(made.terms)}


def loosened(case: Case) -> Case:
    asked, common = query(case), sketch(case)
    planned = plan(asked, common)
    return {"probe": probe(planned, common), "units": plain(relaxed(asked, common, case.get("tried", planned.terms)))}


def pieces(found: excerpt.Pieces) -> list[list[str | bool]]:
    return [[text, marked] for text, marked in found]


RULES: dict[str, Callable[[Case], Any]] = {
    "fold": lambda case: fold(case["text"]),
    "key": lambda case: key(case["text"]),
    "term_counts": counts,
    "weights": lambda case: scoring.weights(case["title"], case["rest"]),
    "weight": lambda case: scoring.weight(case["count"], case["length"]),
    "idf": lambda case: scoring.idf(case["documents"], case["having"]),
    "bucket": lambda case: scoring.bucket(case["term"]),
    "parse": parsed,
    "plan": planned,
    "relaxed": loosened,
    "terms": lambda case: list(query(case).terms),
    "mark": lambda case: pieces(excerpt.mark(case["text"], case["sought"])),
    "excerpt": lambda case: pieces(excerpt.excerpt(case["text"], case["words"], case["terms"])),
    "is_full": lambda case: excerpt.is_full(case["words"], *case["texts"]),
    "white_space": lambda case: case["text"].split(),
}


def cases() -> Iterator[Any]:
    for name in RULES:
        for number, case in enumerate(CASES[name], 1):
            yield pytest.param(name, case, id=f"{name}-{number}")


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_rule(name: str, case: Case) -> None:
    assert RULES[name](case) == case["gives"]


@pytest.mark.parametrize("case", CASES["commonness"])
def test_commonness(case: Case) -> None:
    made = sketch(case)
    assert (len(made), zlib.crc32(made)) == (case["bytes"], case["crc32"])
    assert {term: scoring.common(made, term) for term in case["common"]} == case["common"]


def test_every_section_is_read() -> None:
    assert CASES.keys() == {*RULES, "commonness"}
    assert sum(map(len, CASES.values())) >= 380


def test_terms_of_a_query_lie_in_every_text_that_holds_it() -> None:
    """What makes recall whole: each text of the cases, cut anywhere, asks for nothing that the text has not."""
    for case in CASES["term_counts"]:
        text = case["text"][:40]
        have = term_counts(f"前{text}后")[0]
        for start in range(len(text)):
            for group in parse(text[start : start + 6]).groups:
                assert any(all(term in have for term in must) for must, _ in group), text[start : start + 6]
