"""What the static index is made of, against the plain rules: weights, lists of documents, shards, the sketch."""

import random
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.search import layout, scoring, segment, varints
from pipeline.search.segments import sketch_of
from pipeline.search.tokens import Vocabulary, no_words, unpacked, weigh

ODD = "甲乙丙 \n_-·aB9①ﬁΣςİ\u0301\u200b\u00ad𠮷\U00031350०٣Ⅷﾊﾞ。，1234abcd"
TEXT = st.one_of(st.text(), st.text(alphabet=ODD, max_size=60))
TEXTS = st.lists(st.tuples(TEXT, TEXT), max_size=12)
Text = tuple[str, str]


def spelled(packed: bytes, vocabulary: Vocabulary) -> dict[str, int]:
    _, numbers, weights = unpacked([packed])
    assert len(set(numbers.tolist())) == len(numbers)
    return {vocabulary.term(number): weight for number, weight in zip(numbers.tolist(), weights.tolist(), strict=True)}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_weights_are_those_of_the_plain_rule(texts: list[Text]) -> None:
    vocabulary = no_words()
    for text, packed in zip(texts, weigh(texts, vocabulary), strict=True):
        assert spelled(packed, vocabulary) == scoring.weights(*text)


def test_every_character_there_is() -> None:
    """In and out of runs, alone, in pairs, in front of and behind a letter."""
    every = [chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF]
    texts = [
        ("", "".join(f"{sign} 甲{sign}乙 " for sign in every[n : n + 20_000])) for n in range(0, len(every), 20_000)
    ]
    vocabulary = no_words()
    for number in (0, 1, 5, len(texts) - 1):
        (packed,) = weigh([texts[number]], vocabulary)
        assert spelled(packed, vocabulary) == scoring.weights(*texts[number])


def test_a_vocabulary_keeps_its_numbers() -> None:
    vocabulary = no_words()
    first = weigh([("甲乙", "abc 123456")], vocabulary)
    start, keys, codes, wholes = vocabulary.fresh()
    again = Vocabulary(keys, codes, wholes)
    assert (start, wholes) == (0, ["abc", "123456"])
    assert weigh([("甲乙", "abc 123456")], again) == first
    assert len(again.fresh()[1]) == 0
    weigh([("丙", "xyz")], again)
    start, keys, codes, wholes = again.fresh()
    assert (start, wholes) == (len(vocabulary.keys), ["xyz"])
    assert codes.tolist() == [crc32(again.term(start + n).encode()) for n in range(len(keys))]


@given(st.lists(st.integers(0, (1 << 28) - 1)))
def test_numbers_survive_as_variable_bytes(values: list[int]) -> None:
    raw, ends = varints.encode(np.array(values, np.int64))
    assert varints.decode(raw).tolist() == values
    assert ends.tolist() == np.cumsum([max(1, -(-value.bit_length() // 7)) for value in values]).tolist()


def test_bytes_that_end_within_a_number_are_no_numbers() -> None:
    with pytest.raises(ValueError, match="within"):
        varints.decode(np.array([1, 200], np.uint8))


# shards -------------------------------------------------------------------------------------------------------------


def some_texts(count: int, seed: int = 1) -> list[Text]:
    chance = random.Random(seed)
    signs = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥一二三四五六七八九十 \n"
    return [
        (
            "".join(chance.choices(signs, k=8)),
            "".join(chance.choices(signs, k=chance.randint(0, 300))) + f" {2000 + n % 9} abc{n % 50}",
        )
        for n in range(count)
    ]


Listed = dict[str, list[tuple[int, int]]]


def made(texts: Sequence[Text], vocabulary: Vocabulary | None = None) -> tuple[segment.Terms, dict[str, bytes]]:
    vocabulary = vocabulary or no_words()
    packed = weigh(texts, vocabulary)
    terms = segment.survey(packed, vocabulary)
    files = list(segment.term_files(terms, packed))
    assert len({name for name, _ in files}) == len(files)
    return terms, dict(files)


def read(terms: segment.Terms, files: dict[str, bytes]) -> Listed:
    """Every list, as layout.py tells the form."""
    found: Listed = {}
    for number in range(terms.shards):
        head, rest = layout.parted(files.get(layout.shard(number), layout.headed([], b"")))
        assert [term for term, _, _ in head] == sorted(term for term, _, _ in head)
        for term, having, length in head:
            assert crc32(term.encode()) % terms.shards == number
            raw = rest[:length] if length else files[layout.alone(term)]
            rest = rest[length:]
            gaps = varints.decode(np.frombuffer(raw[:-having], np.uint8))
            found[term] = list(zip(np.cumsum(gaps).tolist(), raw[-having:], strict=True))
        assert rest == b""
    return found


def plainly(texts: Sequence[Text]) -> Listed:
    found: Listed = {}
    for number, text in enumerate(texts):
        for term, weight in scoring.weights(*text).items():
            found.setdefault(term, []).append((number, weight))
    return found


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_every_list_stands_in_its_shard(count: int) -> None:
    texts = some_texts(count)
    assert read(*made(texts)) == plainly(texts)


def test_long_lists_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "ALONE_BYTES", 200)
    texts = some_texts(300)
    terms, files = made(texts)
    alone = {bytes.fromhex(name[2:]).decode() for name in files if name.startswith("o/")}
    whole = plainly(texts)
    assert read(terms, files) == whole
    assert alone == {term for term, listed in whole.items() if len(listed) >= 100} != set()


def test_passes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither how many postings are sorted at a time, nor how many texts are looked at together."""
    texts = some_texts(250)
    monkeypatch.setattr(segment, "SHARD_BYTES", 700)
    whole = made(texts)[1]
    monkeypatch.setattr(segment, "PASS", 1500)
    monkeypatch.setattr(segment, "TEXTS", 30)
    terms, files = made(texts)
    assert terms.shards > 20 and files == whole


def test_shards_do_not_hang_on_what_was_met_before() -> None:
    texts = some_texts(50)
    seasoned = no_words()
    weigh(some_texts(80, seed=2)[::-1], seasoned)
    assert made(texts, seasoned)[1] == made(texts)[1]


def test_shards_are_sized_by_bytes() -> None:
    terms, files = made(some_texts(400))
    sizes = [len(raw) for raw in files.values()]
    assert terms.shards == len(sizes) > 10
    assert 0.5 * segment.SHARD_BYTES < sum(sizes) / len(sizes) < 1.5 * segment.SHARD_BYTES


# the sketch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 300])
def test_the_sketch_is_that_of_the_rule(count: int) -> None:
    texts, vocabulary = some_texts(count), no_words()
    terms = segment.survey(weigh(texts, vocabulary), vocabulary)
    having = Counter(term for text in texts for term in scoring.weights(*text))
    assert sketch_of(terms.having, vocabulary) == scoring.commonness(having.items())


def test_the_sketch_knows_every_length() -> None:
    vocabulary = no_words()
    weigh([("", " ".join(chr(0x4E00 + n) for n in range(60)))], vocabulary)
    having = np.array([max(0, (1 << n // 3) + n % 3 - 1) for n in range(60)])
    pairs = [(vocabulary.term(number), int(count)) for number, count in enumerate(having)]
    assert sketch_of(having, vocabulary) == scoring.commonness(pairs)
