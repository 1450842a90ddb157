"""The lists of the Whoosh index: as Whoosh itself reads them, after changes as made anew, and from many threads."""

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import FileIndex
from whoosh.query import And, Or, Term

from pipeline.search.backend import Answer, Document, Request
from pipeline.search.layout import gzipped
from pipeline.search.query import Lexicon, parse
from pipeline.search.scoring import weights
from pipeline.search.static_folder import StaticFolder
from pipeline.search.whoosh_backend import WhooshBackend, lexicon_from, static_sketch
from pipeline.search.whoosh_folder import current
from pipeline.search.whoosh_lists import TEXT, MappedStorage, TermList, schema
from pipeline.search.whoosh_making import TOO_MANY
from pipeline.search.whoosh_reading import WhooshIndex
from pipeline.search.whoosh_writing import Writer, packed, restored
from tests.search.library import LIBRARY, many, text

QUERIES = ("政务公开", "公开", "营商环境", "低保", "2023", "不动产登记管理办法", "最低生活保障 一件事一次办", "关于")


def bare(answer: Answer) -> Answer:
    return answer._replace(
        took=0.0, facets={name: dict(sorted(counts.items())) for name, counts in answer.facets.items()}
    )


def numbered(backend: WhooshBackend) -> WhooshIndex:
    opened = backend.opened()
    assert opened is not None
    return opened.numbered


def whole_index(root: Path) -> FileIndex:
    return FileIndex(MappedStorage(str(current(root))), schema(), "MAIN")


# ---------------------------------------------------------------- lists


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(0, 2**31 - 1), st.integers(1, 255), min_size=1, max_size=40))
def test_a_list_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, listed: dict[int, int]) -> None:
    """Gaps of every width."""
    folder = tmp_path_factory.mktemp("list")
    index = FileIndex.create(MappedStorage(str(folder)), schema(), "MAIN")
    writer = Writer(index)
    writer.add([text("a/1", "甲")])
    numbers = np.array(sorted(listed), np.int32)
    heavy = np.array([listed[number] for number in sorted(listed)], np.uint8)
    writer.pool.add_list(TEXT, TermList("词".encode(), numbers, heavy))
    writer.commit()
    backend_segment = _only_segment(index)
    found, weight = backend_segment.list(TEXT, "词")
    assert found.tolist() == numbers.tolist()
    assert weight.tolist() == heavy.tolist()


def _only_segment(index: FileIndex):  # type: ignore[no-untyped-def]
    from whoosh.reading import SegmentReader

    from pipeline.search.whoosh_reading import Segment

    storage = MappedStorage(index.storage.folder, readonly=True)
    return Segment(SegmentReader(storage, schema(), index._segments()[0]))


def test_lists_hold_what_scoring_says(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    backend.rebuild(LIBRARY)
    index = numbered(backend)
    expected: dict[str, dict[str, int]] = {}
    for document in LIBRARY:
        for term, weight in weights(document.title, document.text).items():
            expected.setdefault(term, {})[document.path] = weight
    assert len(expected) > 500
    for term, wanted in expected.items():
        numbers, heavy = index.postings(term)
        paths = [index.document(number).path for number in numbers.tolist()]
        assert dict(zip(paths, heavy.tolist(), strict=True)) == wanted, term
    assert {listed.term.decode() for segment in index.segments for listed in segment.lists(TEXT)} == expected.keys()


def test_whoosh_itself_reads_the_same(tmp_path: Path) -> None:
    """Its own matchers and queries, over our lists, with deleted documents."""
    documents = many(80)
    backend = WhooshBackend(tmp_path)
    backend.rebuild(documents)
    backend.delete([document.path for document in documents[::7]])
    index = numbered(backend)
    with whole_index(tmp_path).searcher() as searcher:
        for words in QUERIES:
            terms = [term for group in parse(words).groups for must, _ in group for term in must]
            for term in terms:
                ours = index.postings(term)[0].tolist()
                assert sorted(Term(TEXT, term).docs(searcher)) == ours, term
            sets = [set(index.postings(term)[0].tolist()) for term in terms]
            every, some = set.intersection(*sets), set.union(*sets)
            assert set(And([Term(TEXT, term) for term in terms]).docs(searcher)) == every
            assert set(Or([Term(TEXT, term) for term in terms]).docs(searcher)) == some
        matcher = searcher.reader().postings(TEXT, "公开")
        assert matcher.weight() == index.postings("公开")[1][0]


def test_terms_of_a_document_weigh_the_same_one_by_one(tmp_path: Path) -> None:
    """Whoosh's own way of adding a document goes by `WeightedTerms.index`."""
    index = FileIndex.create(MappedStorage(str(tmp_path)), schema(), "MAIN")
    writer = Writer(index)
    weighed = weights("标题", "正文正文")
    writer.add_document(text=weighed, path=b"a/1", document=packed(LIBRARY[0]))
    writer.commit()
    segment = _only_segment(index)
    assert {term: int(segment.list(TEXT, term)[1][0]) for term in weighed} == weighed


def test_a_document_comes_back_as_it_was() -> None:
    for document in (*LIBRARY, text("a/\U00031350", "孤\ud800儿", "\0\u2028")):
        kept = restored(packed(document))
        assert kept == document._replace(text=document.text[:20_000])


# ---------------------------------------------------------------- changes


def test_after_any_changes_as_made_anew(tmp_path: Path) -> None:
    """With one sketch for both, as the static index gives it, also where only the rarest terms are fetched."""
    StaticFolder(tmp_path).upsert(many(60, seed=9))
    static = tmp_path / "search"
    for seed in range(4):
        chance = random.Random(seed)
        left = {document.path: document for document in many(40, seed)}
        changed = WhooshBackend(tmp_path / f"changed{seed}", static=static)
        changed.upsert(left.values())
        for fresh in many(30, seed + 100):
            changed.upsert([fresh])
            left[fresh.path] = fresh
            if chance.random() < 0.5:
                gone = chance.choice(sorted(left))
                changed.delete([gone])
                del left[gone]
        anew = WhooshBackend(tmp_path / f"anew{seed}", static=static)
        anew.rebuild(chance.sample(list(left.values()), len(left)))
        assert_alike(changed, anew)


def assert_alike(one: WhooshBackend, other: WhooshBackend) -> None:
    for words in QUERIES:
        for page in (1, 2):
            for sort in ("relevance", "date"):
                asked = Request(words, sort=sort, page=page)
                assert bare(one.search(asked)) == bare(other.search(asked)), asked


def test_small_segments_become_one(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    backend.rebuild(many(40))
    for number in range(60):
        backend.upsert([text(f"a/{number % 20}", f"第{number}稿崭新")])
    sizes = [segment.size for segment in numbered(backend).segments]
    assert len(sizes) <= 2 + 2 * TOO_MANY
    assert sum(sizes) < 40 + 60
    assert backend.search(Request("崭新", sort="date")).total == 20
    assert backend.search(Request("第59稿")).hits[0].path == "a/19"
    assert not backend.search(Request("第39稿崭")).total or backend.search(Request("第39稿崭")).relaxed


def test_segments_without_a_living_document_go(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    backend.upsert([text("a/1", "甲")])
    backend.upsert([text("a/2", "乙")])
    backend.delete(["a/1"])
    assert [segment.size for segment in numbered(backend).segments] == [1]
    backend.delete(["a/2"])
    assert numbered(backend).size == 0
    backend.upsert([text("a/3", "丙")])
    assert backend.search(Request("丙")).total == 1


def test_what_is_there_as_it_is_costs_nothing(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    backend.upsert(LIBRARY)
    before = backend.version()
    backend.upsert(LIBRARY[3:9])
    backend.delete(["没有/这篇"])
    assert backend.version() == before


def test_stamps_decide_what_has_changed(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    backend.rebuild(LIBRARY[:4], {document.path: "1" for document in LIBRARY[:4]})
    before = backend.version()
    path = LIBRARY[0].path
    backend.change(LIBRARY[:1], stamps={path: "1"})
    assert backend.version() == before
    backend.change(LIBRARY[:1], stamps={path: "2"})
    assert backend.version() != before
    assert backend.stamps()[path] == "2"


def test_an_index_wears_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.search.whoosh_backend.SPARE", 4)
    backend = WhooshBackend(tmp_path)
    assert backend.is_worn(0)
    documents = many(30)
    backend.rebuild(documents)
    assert not backend.is_worn(10)
    assert backend.is_worn(11)
    backend.delete([document.path for document in documents[:11]])
    assert backend.is_worn(0)
    backend.rebuild(documents[11:])
    assert not backend.is_worn(0)


def test_made_by_several_processes(tmp_path: Path) -> None:
    documents = many(300)
    together, alone = WhooshBackend(tmp_path / "a"), WhooshBackend(tmp_path / "b")
    together.rebuild(documents, workers=2)
    alone.rebuild(documents, workers=1)
    assert len(numbered(together).segments) == 2
    assert numbered(together).sketch() == numbered(alone).sketch()
    assert_alike(together, alone)


# ---------------------------------------------------------------- what goes with the index


def test_the_static_index_says_what_is_common(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path / "whoosh", static=tmp_path / "search")
    backend.upsert(LIBRARY)
    own = numbered(backend).sketch()
    static = StaticFolder(tmp_path)
    static.upsert(many(30))
    backend.upsert(())
    assert numbered(backend).sketch() == static.reader.index.sketch() != own


@pytest.mark.parametrize(
    "manifest", ["", "[]", '{"base": null}', '{"base": {"id": "../abc123"}}', '{"base": {"id": 3}}']
)
def test_a_static_index_that_cannot_be_read_says_nothing(tmp_path: Path, manifest: str) -> None:
    StaticFolder(tmp_path).upsert(many(3))
    assert static_sketch(tmp_path / "search")
    (tmp_path / "search" / "manifest.bin").write_bytes(gzipped(manifest.encode()))
    assert static_sketch(tmp_path / "search") is None


def test_a_damaged_static_index_says_nothing(tmp_path: Path) -> None:
    StaticFolder(tmp_path).upsert(many(3))
    for file in (tmp_path / "search").rglob("*.bin"):
        file.write_bytes(b"\x1f\x8bdamaged")
    assert static_sketch(tmp_path / "search") is None
    assert static_sketch(tmp_path / "none") is None


def test_the_lexicon_goes_with_the_index(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path)
    documents = [text("a/1", "最低生活保障标准"), text("a/2", "低保")]
    lexicon = json.dumps({"synonyms": {"低保": ["最低生活保障"]}, "fillers": ["怎么"]}).encode()
    backend.rebuild(documents, lexicon=lexicon)
    other = WhooshBackend(tmp_path)
    assert other.search(Request("低保怎么")).total == 2
    backend.change((), lexicon=b"{}")
    assert other.search(Request("低保")).total == 1
    backend.upsert([text("a/3", "低保户")])
    assert other.search(Request("低保")).total == 2
    assert lexicon_from(lexicon) == Lexicon({"低保": ("最低生活保障",)}, ("怎么",))


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    documents: Sequence[Document] = many(200)
    backend = WhooshBackend(tmp_path)
    backend.rebuild(documents)
    expected = {words: bare(backend.search(Request(words))) for words in QUERIES}
    shared = WhooshBackend(tmp_path)
    with ThreadPoolExecutor(8) as threads:
        asked = [words for _ in range(25) for words in QUERIES]
        answers = list(threads.map(lambda words: bare(shared.search(Request(words))), asked))
    assert all(answer == expected[words] for words, answer in zip(asked, answers, strict=True))


def test_switched_while_it_is_read(tmp_path: Path) -> None:
    """Readers see the old index or the new one, never an error."""
    WhooshBackend(tmp_path).rebuild(many(60))
    reader = WhooshBackend(tmp_path)
    with ThreadPoolExecutor(4) as threads:
        totals = [threads.submit(lambda: [reader.search(Request("崭新")).total for _ in range(60)]) for _ in range(3)]
        for number in range(12):
            WhooshBackend(tmp_path).upsert([text(f"a/{number}", "崭新")])
        seen = {total for found in totals for total in found.result()}
    assert seen <= set(range(61))
    assert reader.search(Request("崭新")).total == 12
