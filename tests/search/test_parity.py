"""Every index answers alike, on some hundreds of texts and whatever is asked: the oracle is the measure."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.search.backend import DATE, RELEVANCE, Answer, Request, SearchBackend
from tests.search.backends import OPENED
from tests.search.library import COLUMNS, LEXICON, LIBRARY, WORDS, many
from tests.search.oracle import Oracle

DOCUMENTS = (*LIBRARY, *many(300))
OTHERS = {name: opened for name, opened in OPENED.items() if name != "oracle"}
ENOUGH = 0.99
"""Share of queries whose first hit must agree, and of the first ten hits; what is expected is all."""


@pytest.fixture(scope="module")
def truth() -> Oracle:
    oracle = Oracle(LEXICON)
    oracle.upsert(DOCUMENTS)
    return oracle


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchBackend]:
    with OTHERS[request.param](DOCUMENTS, tmp_path_factory.mktemp("parity"), LEXICON) as backend:
        yield backend


def fixed_queries() -> list[str]:
    """Words, pairs of words, pieces of 4-8 characters, pieces of words, titles, numbers, questions: 330 in all."""
    chance = random.Random(7)
    texts = [document for document in DOCUMENTS if len(document.text) > 60]
    queries = [*WORDS[:60], *(" ".join(chance.sample(WORDS, 2)) for _ in range(60))]
    for _ in range(100):
        body = chance.choice(texts).text
        start = chance.randrange(len(body) - 8)
        queries.append(body[start : start + chance.randrange(4, 9)])
    queries += [word[1:3] for word in WORDS if len(word) > 3][:30]
    queries += [document.title for document in chance.sample(texts, 30)]
    queries += [number for document in texts[-60:] for number in document.numbers][:30]
    queries += [f"{word}怎么办理" for word in WORDS[:20]]
    return queries


def first(answer: Answer) -> str:
    return answer.hits[0].path if answer.hits else ""


def overlap(one: Answer, other: Answer) -> float:
    """Share of the longer page that both have."""
    most = max(len(one.hits), len(other.hits))
    return len({hit.path for hit in one.hits} & {hit.path for hit in other.hits}) / most if most else 1.0


def test_fixed_queries(other: SearchBackend, truth: Oracle) -> None:
    queries = fixed_queries()
    pairs = [(truth.search(Request(words)), other.search(Request(words))) for words in queries]
    assert len(queries) >= 320
    assert [one.total for one, _ in pairs] == [two.total for _, two in pairs]
    assert sum(first(one) == first(two) for one, two in pairs) / len(pairs) >= ENOUGH
    assert sum(overlap(one, two) for one, two in pairs) / len(pairs) >= ENOUGH


PIECES = st.builds(
    lambda text, start, length: text[start % max(1, len(text)) :][:length],
    st.sampled_from([document.title + document.text[:400] for document in DOCUMENTS]),
    st.integers(0, 400),
    st.integers(1, 12),
)
ASKED = st.builds(
    Request,
    text=st.lists(st.one_of(PIECES, st.sampled_from(WORDS), st.text(max_size=4)), min_size=1, max_size=3).map(" ".join),
    facets=st.dictionaries(st.just("column"), st.lists(st.sampled_from(COLUMNS), max_size=2), max_size=1)
    | st.dictionaries(st.just("year"), st.lists(st.integers(2001, 2025).map(str), max_size=3), max_size=1),
    since=st.sampled_from(("", "", "2010-01-01", "1998-01-01")),
    until=st.sampled_from(("", "", "2020-12-31", "2024-03-01")),
    sort=st.sampled_from((RELEVANCE, RELEVANCE, DATE)),
    page=st.integers(1, 4),
    everything=st.booleans(),
)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=ASKED)
def test_whatever_is_asked(other: SearchBackend, truth: Oracle, asked: Request) -> None:
    one, two = truth.search(asked), other.search(asked)
    assert two._replace(took=0.0) == one
