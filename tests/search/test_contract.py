"""The contract of search (pipeline/search/backend.py), on every backend alike: what it answers is what the oracle says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pipeline.search.analysis import fold
from pipeline.search.backend import DATE, FACETS, LAST_PAGE, PAGE_SIZE, Answer, Document, Request, SearchBackend
from pipeline.search.query import LONGEST, needs_sketch, parse
from tests.search.backends import OPENED
from tests.search.library import LEXICON, LIBRARY, many, text
from tests.search.oracle import Oracle
from tests.search.test_golden import spelled_out

HOSTILE: list[str] = spelled_out(json.loads(Path(__file__).with_name("hostile.json").read_text(encoding="utf-8")))
BRACKETS = ("({})", "（{}）", "〔{}〕", "[{}]", "［{}］", "【{}】", "﹝{}﹞", "{}", " 〔 {} 〕 ")
QUERIES = (
    "政务公开", "政务  公开", "务公开工", "公", "政务公开工作要点", "优化营商环境", "营商环境 评价", "低保", "低保怎么办理", "公租房",
    "公租房申请条件", "结婚证需要什么材料", "最低生活保障", "一件事一次办", "企业开办如何办理", "同名", "同 名", "2022", "湘政办发",
    "〔2022〕3号", "湘政办发〔2022〕3号", "示办(2020)8号", "示办2020 8号", "GB/T 9704", "gb t9704-2012", "11440203mb2d24470a/2024-00017",
    "ABCDEFG1234567", "bcdefg", "wto", "COVID-19", "v2.0.1", "a_b@example", "abc", "123", "viii", "m2", "データ", "ﾃﾞｰﾀ", "οδυσσευς",
    "straße", "café", "ångström", "istanbul", "مرحبا", "עולם", "𠮷野家", "㐂", "〇度", "\U00031350字", "政\u200b务公开", "营商环境",
    "alert", "<script>alert('标题')</script>", "蝴蝶效应", "无关的字句", "没有正文", "只有标点", "没有标题", "不存在的词语啊", "营商环境怎么评价才好",
    "政务公开 不存在词", "———", "", "关于", "通知", "2024年政务公开工作要点 湘政办发 通知 各县区人民政府 印发", "甲 乙", "乙",
)  # fmt: skip
REQUESTS: tuple[dict[str, Any], ...] = (
    {},
    {"sort": DATE},
    {"everything": True},
    {"facets": {"column": ["zcwj", "zwgk"]}},
    {"facets": {"kind": ["policy_document"], "year": ["2024", "2021"]}},
    {"facets": {"validity": ["有效"]}, "since": "2024-01-01"},
    {"facets": {"authority": [], "nonsense": ["甲"]}, "until": "2021-12-31"},
    {"since": "2024-03-01", "until": "2024-03-01"},
    {"since": "1998-06-02", "until": "1999-12-31"},
    {"facets": {"topic": ["没有这个主题"]}},
    {"page": 2},
)


@pytest.fixture(scope="module")
def truth() -> Oracle:
    oracle = Oracle(LEXICON)
    oracle.upsert(LIBRARY)
    return oracle


@pytest.fixture(scope="module", params=OPENED)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchBackend]:
    """Filled with LIBRARY; not to be changed."""
    with OPENED[request.param](LIBRARY, tmp_path_factory.mktemp("library"), LEXICON) as backend:
        yield backend


class Shelf:
    """Opens a backend of one kind with some documents, and closes it in the end."""

    def __init__(self, name: str, folder: Path, stack: ExitStack) -> None:
        self.name, self.folder, self.stack, self.number = name, folder, stack, 0

    def __call__(self, documents: Sequence[Document]) -> SearchBackend:
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        return self.stack.enter_context(OPENED[self.name](documents, folder, LEXICON))


@pytest.fixture(params=OPENED)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    with ExitStack() as stack:
        yield Shelf(request.param, tmp_path, stack)


def bare(answer: Answer) -> Answer:
    """Without what the clock says; facets in one order."""
    facets = {name: dict(sorted(counts.items())) for name, counts in sorted(answer.facets.items())}
    return answer._replace(took=0.0, facets=facets)


def paths(answer: Answer) -> list[str]:
    return [hit.path for hit in answer.hits]


def everything_found(backend: SearchBackend, words: str) -> list[str]:
    found: list[str] = []
    for page in range(1, LAST_PAGE + 1):
        answer = backend.search(Request(words, page=page, everything=True))
        found += paths(answer)
        if page * PAGE_SIZE >= answer.total:
            break
    return found


# ---------------------------------------------------------------- the same answer


@pytest.mark.parametrize("words", QUERIES)
def test_answers_as_the_oracle(library: SearchBackend, truth: Oracle, words: str) -> None:
    for options in REQUESTS:
        asked = Request(words, **options)
        assert bare(library.search(asked)) == bare(truth.search(asked)), asked


def test_the_same_twice(library: SearchBackend) -> None:
    first = bare(library.search(Request("政务公开")))
    assert bare(library.search(Request("政务公开"))) == first


def test_hostile_input_is_text(library: SearchBackend, truth: Oracle) -> None:
    assert len(HOSTILE) >= 60
    for words in HOSTILE:
        answer = library.search(Request(words))
        assert bare(answer) == bare(truth.search(Request(words))), ascii(words[:80])
        assert len(answer.hits) <= PAGE_SIZE


def test_hostile_options_choose_nothing(library: SearchBackend, truth: Oracle) -> None:
    for words in (hostile[:200] for hostile in HOSTILE if hostile.isprintable() and hostile):
        asked = Request("政务公开", facets={"column": [words], words: [words]})
        assert bare(library.search(asked)) == bare(truth.search(asked)), ascii(words)


def test_only_the_first_characters_of_a_query_are_read(library: SearchBackend) -> None:
    long = "政务公开 " + "，" * LONGEST
    assert bare(library.search(Request(long + "不存在的词"))) == bare(library.search(Request("政务公开")))


# ---------------------------------------------------------------- recall and order


@pytest.mark.parametrize("form", BRACKETS)
def test_a_number_finds_its_document_in_every_form_of_brackets(library: SearchBackend, form: str) -> None:
    for year, serial, path in (("2022", 3, "zwgk/2022/7"), ("2024", 3, "zwgk/2024/1")):
        answer = library.search(Request(f"湘政办发{form.format(year)}{serial}号"))
        assert (paths(answer), answer.total, answer.narrowed) == ([path], 1, True)
        assert answer.hits[0].exact
        widened = library.search(Request(f"湘政办发{form.format(year)}{serial}号", everything=True))
        assert not widened.narrowed
        assert paths(widened)[0] == path


def test_a_title_finds_its_document(library: SearchBackend) -> None:
    for document in LIBRARY:
        if parse(document.title).groups:
            answer = library.search(Request(document.title, everything=True))
            assert document.path in paths(answer), document.title


def test_any_piece_of_a_text_finds_it(library: SearchBackend) -> None:
    for document in LIBRARY:
        plain = document.text.replace("\n", " ")
        for start in range(0, min(len(plain), 40), 3):
            piece = plain[start : start + 4]
            holding = {one.path for one in LIBRARY if fold(piece) in fold(one.title + "\n" + one.text)}
            if parse(piece).groups:
                assert holding <= set(everything_found(library, piece)), piece


def test_full_matches_first_then_the_others_in_their_order(library: SearchBackend) -> None:
    for words in QUERIES:
        exact = [hit.exact for hit in library.search(Request(words)).hits]
        assert exact == sorted(exact, reverse=True), words


def test_the_newest_first(library: SearchBackend) -> None:
    hits = library.search(Request("关于", sort=DATE)).hits
    order = [(hit.published_at, hit.path) for hit in hits]
    assert order == sorted(sorted(order, key=lambda one: one[1]), key=lambda one: one[0], reverse=True)
    assert len(order) > 2


def test_namesakes_come_newest_first(library: SearchBackend) -> None:
    assert paths(library.search(Request("同名")))[:3] == ["rare/16", "rare/14", "rare/15"]


def test_what_nobody_wrote_is_sought_in_part(library: SearchBackend) -> None:
    answer = library.search(Request("营商环境怎么评价才好"))
    assert answer.relaxed
    assert paths(answer)[0] == "zcwj/2021/9"
    assert not library.search(Request("营商环境")).relaxed


def test_words_that_are_nowhere_do_not_stand_in_the_way_of_others(library: SearchBackend) -> None:
    answer = library.search(Request("蝙蝠衫去哪领营商环境奖牌"))
    assert answer.relaxed and answer.total >= 3
    assert all("营商环境" in fold(hit.title + "".join(text for text, _ in hit.excerpt)) for hit in answer.hits)


def test_choosing_a_facet_never_finds_more(library: SearchBackend) -> None:
    answer = library.search(Request("蝴蝶效应", facets={"topic": ["营商环境"]}))
    assert (answer.total, answer.hits, answer.relaxed) == (0, (), False)


def test_hits_say_what_they_found(library: SearchBackend) -> None:
    hit = library.search(Request("低保标准")).hits[0]
    assert (hit.path, hit.title, hit.published_at, hit.column, hit.authority) == (
        "mzj/2024/2", "低保标准调整", "2024-04-01 09:00", "mzj", "mzj",
    )  # fmt: skip
    assert ("低保标准", True) in hit.excerpt
    assert "".join(piece for piece, _ in hit.excerpt) == "低保标准提高到每月八百元。"


# ---------------------------------------------------------------- facets, days, pages


def test_each_count_is_what_choosing_it_shows(library: SearchBackend) -> None:
    chosen: dict[str, list[str]] = {"kind": ["policy_document", "article"]}
    facets = library.search(Request("政务", facets=chosen)).facets
    assert facets.keys() == {"column", "authority", "kind", "year", "validity", "topic"}
    for name, counts in facets.items():
        for value, count in counts.items():
            only = Request("政务", facets=chosen | {name: [value]})
            assert library.search(only).total == count, (name, value)


def test_several_values_of_a_facet_are_any_of_them(library: SearchBackend) -> None:
    def total(*years: str) -> int:
        return library.search(Request("公开", facets={"year": years})).total

    assert total("2022", "2024") == total("2022") + total("2024") > total("2024")


def test_days_are_both_included(library: SearchBackend) -> None:
    def found(since: str, until: str) -> list[str]:
        return paths(library.search(Request("营商环境", since=since, until=until)))

    assert found("2021-12-31", "2021-12-31") == ["zcwj/2021/9"]
    assert found("2022-01-01", "2022-12-31") == []
    assert len(found("", "2021-12-31")) == 1
    assert len(found("2024-03-01", "")) == 3


def test_pages_show_each_hit_once(shelf: Shelf) -> None:
    documents = many(140)
    backend = shelf(documents)
    for sort in ("relevance", DATE):
        first = backend.search(Request("关于", sort=sort))
        assert first.total == 140
        shown = [path for page in range(1, 16) for path in paths(backend.search(Request("关于", sort=sort, page=page)))]
        assert sorted(shown) == sorted(document.path for document in documents)


@pytest.mark.parametrize("page", [-1, 0, LAST_PAGE + 1, 10**12])
def test_pages_that_are_none_are_empty(library: SearchBackend, page: int) -> None:
    assert library.search(Request("政务公开", page=page)).hits == ()


def test_a_page_after_the_last_is_empty(library: SearchBackend) -> None:
    answer = library.search(Request("政务公开", page=LAST_PAGE))
    assert answer.hits == ()
    assert answer.total == library.search(Request("政务公开")).total


# ---------------------------------------------------------------- changes


def agree(backend: SearchBackend, documents: Sequence[Document], queries: Sequence[str]) -> None:
    """As a new one of these documents would answer: queries that need no sketch, which may be an older one's."""
    fresh = Oracle(LEXICON)
    fresh.upsert(documents)
    for words in queries:
        assert not needs_sketch(parse(words, LEXICON)), words
        for options in REQUESTS:
            asked = Request(words, **options)
            assert bare(backend.search(asked)) == bare(fresh.search(asked)), asked
    for number in (number for document in documents[:8] for number in document.numbers):
        assert bare(backend.search(Request(number))) == bare(fresh.search(Request(number))), number


SHORT = ("政务公开", "标准", "公开", "同名", "2022", "3号", "蝴蝶效应", "崭新", "甲 乙", "营商")


def test_an_empty_one_finds_nothing(shelf: Shelf) -> None:
    backend = shelf(())
    assert bare(backend.search(Request("政务公开"))) == Answer(relaxed=True)
    assert bare(backend.search(Request(""))) == Answer()
    backend.upsert(LIBRARY[:1])
    agree(backend, LIBRARY[:1], ("政务公开",))


def test_a_changed_document_is_found_by_what_it_says_now(shelf: Shelf) -> None:
    backend = shelf(LIBRARY)
    changed = text(
        "zwgk/2022/7", "崭新的标题", "蝴蝶效应。", "崭新〔2025〕1号", published_at="2025-05-05 05:05", columns=("news",)
    )
    backend.upsert([changed])
    kept = [document for document in LIBRARY if document.path != changed.path]
    assert backend.search(Request("湘政办发〔2022〕3号")).narrowed is False
    assert paths(backend.search(Request("崭新2025 1号"))) == [changed.path]
    agree(backend, [*kept, changed], SHORT)


def test_added_and_removed(shelf: Shelf) -> None:
    backend = shelf(LIBRARY[:20])
    backend.upsert(LIBRARY[20:])
    backend.delete([document.path for document in LIBRARY[5:12]])
    agree(backend, [*LIBRARY[:5], *LIBRARY[12:]], SHORT)
    backend.upsert(LIBRARY[5:12])
    agree(backend, LIBRARY, SHORT)


def test_the_last_of_the_same_path_counts(shelf: Shelf) -> None:
    backend = shelf(LIBRARY[:3])
    older, newer = text("a/1", "前一稿", "旧的。"), text("a/1", "后一稿", "崭新。")
    backend.upsert([older, newer])
    agree(backend, [*LIBRARY[:3], newer], (*SHORT, "前一稿", "后一稿"))


def test_removing_what_is_not_there_changes_nothing(shelf: Shelf) -> None:
    backend = shelf(LIBRARY[:6])
    backend.delete(["没有/这篇", "zwgk", ""])
    backend.delete([])
    backend.upsert([])
    agree(backend, LIBRARY[:6], SHORT)


def test_all_removed(shelf: Shelf) -> None:
    backend = shelf(LIBRARY[:6])
    backend.delete(document.path for document in LIBRARY[:6])
    assert bare(backend.search(Request("政务公开"))) == Answer(relaxed=True)


def test_after_many_small_changes(shelf: Shelf) -> None:
    """Also for queries that need the sketch: nothing is missed, and the count is not below the truth."""
    documents = {document.path: document for document in many(60)}
    backend = shelf(list(documents.values()))
    for round_, document in enumerate(many(10, seed=2)):
        gone = sorted(documents)[round_ * 2]
        backend.upsert([document])
        backend.delete([gone])
        documents[document.path] = document
        documents.pop(gone)
    left = list(documents.values())
    agree(backend, left, ("政务公开", "湘政", "营商环境", "2023"))
    for words in ("最低生活保障 一件事一次办", "关于加强医疗保障的通知", "不动产登记管理办法"):
        asked = parse(words, LEXICON)
        met = {path for path, one in documents.items() if _meets(one, asked.groups)}
        if met:
            assert met <= set(everything_found(backend, words)), words


def _meets(document: Document, groups: Sequence[Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]) -> bool:
    oracle = Oracle()
    oracle.upsert([document])
    return all(any(all(oracle.frequency(term) for term in must) for must, _ in group) for group in groups)


# ---------------------------------------------------------------- the tests themselves


def test_the_traps_are_set(truth: Oracle) -> None:
    """That the oracle's answers are not all alike: each flag and each order comes up."""
    answers: Mapping[str, Answer] = {words: truth.search(Request(words)) for words in QUERIES}
    assert sum(answer.relaxed for answer in answers.values()) >= 3
    assert sum(answer.narrowed for answer in answers.values()) >= 5
    assert sum(answer.approximate for answer in answers.values()) >= 5
    assert sum(len({hit.exact for hit in answer.hits}) == 2 for answer in answers.values()) >= 3
    assert {name for answer in answers.values() for name in answer.facets} == set(FACETS)
