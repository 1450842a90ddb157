"""synonyms.yaml and the hot words: what editors are told of them, and what search makes of them."""

import json
import os

import pytest

from pipeline.search.lexicon import lexicon_file, lexicon_of
from pipeline.search.query import MOST_TERMS, parse
from pipeline.tables import Tables, read_tables
from tests.fixtures import ROOT, TABLES, Site, item

PAIR = "同义词:\n  - {俗称: 低保, 规范用语: 最低生活保障}\n"
LONG = "最低生活保障标准调整工作实施细则解读问答"


def told(tables: Tables) -> list[tuple[str, str]]:
    return [(str(finding.location), finding.check) for finding in tables.findings]


def with_words(site: Site, words: str) -> Tables:
    return read_tables(site({"synonyms.yaml": words}).content)


def with_hot_words(site: Site, words: str) -> Tables:
    return read_tables(site({"site.yaml": TABLES["site.yaml"] + f"热搜词: {words}\n"}).content)


@pytest.mark.parametrize(
    ("words", "place", "check", "said"),
    [
        ("同义词:\n  - {俗称: 低保}\n", "2:5", "field-missing", "规范用语"),
        ("同义词:\n  - {俗称: [], 规范用语: 社会保险}\n", "2:10", "field-value", "俗称"),
        ("同义词:\n  - {俗称: 低保, 规范用语: 最低生活保障, 单向: 是}\n", "2:28", "field-unknown", "双向"),
        ("同义词:\n  - {俗称: 低保, 规范用语: 最低生活保障, 双向: 有时}\n", "2:32", "field-value", "双向"),
        ("同义词:\n  - {俗称: ——, 规范用语: 社会保险}\n", "2:10", "table-word-empty", "——"),
        (f"同义词:\n  - {{俗称: 低保, 规范用语: [{LONG}]}}\n", "2:21", "table-word-long", "16"),
        (PAIR + "  - {俗称: 低保, 规范用语: 社会救助}\n", "3:10", "table-word-repeated", "content/synonyms.yaml:2:10"),
        (PAIR + "  - {俗称: ＡＢ低保, 规范用语: 救助}\n  - {俗称: ab低保, 规范用语: 补助}\n", "4:10", "table-word-repeated", "3:10"),
        ("同义词:\n  - {俗称: 社保, 规范用语: [社会保险, 社会保险]}\n", "2:27", "table-word-repeated", "社会保险"),
        ("同义词:\n  - {俗称: [社保, 五险], 规范用语: [社会保险, 五险]}\n", "2:33", "table-word-same", "五险"),
        (PAIR + "  - {俗称: 最低生活保障, 规范用语: 低保}\n", "2:10", "table-word-circle", "低保 → 最低生活保障 → 低保"),
        ("同义词:\n  - {俗称: 甲一, 规范用语: 乙一}\n  - {俗称: 乙一, 规范用语: 丙一}\n  - {俗称: 丙一, 规范用语: 甲一}\n", "2:10", "table-word-circle", "甲一 → 乙一 → 丙一 → 甲一"),
        ("同义词:\n  - {俗称: 考编, 规范用语: [事业单位公开招聘, 机关公开招考公务员, 公开选调工作人员]}\n", "2:10", "table-word-many", "考编"),
        (PAIR + "问句用语: [怎么, 怎么]\n", "3:12", "table-word-repeated", "怎么"),
        (PAIR + "问句用语: [生活]\n", "3:8", "table-filler-swallows", "最低生活保障"),
        (PAIR + "问句用语: [请问低保]\n", "3:8", "table-filler-swallows", "低保"),
        (PAIR + "问句用语: [解读]\n", "3:8", "table-filler-swallows", "政策解读"),
        (PAIR + "问句用语: [教育]\n", "3:8", "table-filler-swallows", "小城教育局"),
        ("同义词: 低保\n", "1:6", "field-value", "同义词"),
        ("- {俗称: 低保, 规范用语: 最低生活保障}\n", "1:1", "field-value", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(site: Site, words: str, place: str, check: str, said: str) -> None:
    found = with_words(site, words)
    assert told(found) == [(f"content/synonyms.yaml:{place}", check)]
    (finding,) = found.findings
    assert said in f"{finding.message} {finding.hint}" and finding.hint and finding.blocks


def test_no_file_is_no_fault(site: Site) -> None:
    found = read_tables(site({}).content)
    assert found.findings == [] and found.search_words is None
    assert json.loads(lexicon_file(found)) == {"synonyms": {}, "fillers": []}


def test_a_link_in_its_place_is_not_followed(site: Site) -> None:
    content = site({"other.txt": PAIR}).content
    os.symlink(content / "other.txt", content / "synonyms.yaml")
    assert told(read_tables(content)) == [("content/synonyms.yaml", "table-no-table")]


@pytest.mark.parametrize(
    ("words", "place", "check"),
    [
        ("[停车, 低保, 停车]", "18:15", "table-word-repeated"),
        ("[。。]", "18:7", "table-word-empty"),
        (f"[停车, {LONG}]", "18:11", "table-word-long"),
        (f"[{', '.join(f'热词{number}' for number in range(13))}]", "18:6", "field-value"),
    ],
)
def test_hot_words_are_looked_at(site: Site, words: str, place: str, check: str) -> None:
    assert told(with_hot_words(site, words)) == [(f"content/site.yaml:{place}", check)]


def test_one_hot_word_needs_no_list(site: Site) -> None:
    found = with_hot_words(site, "停车")
    assert found.findings == [] and found.site and found.site.hot_words == ("停车",)


def test_plain_words_lead_to_official_ones_and_back_only_where_that_is_wanted(site: Site) -> None:
    found = with_words(
        site,
        "同义词:\n  - {俗称: [低保, 低保户], 规范用语: 最低生活保障, 双向: 是}\n"
        "  - {俗称: ＣＴ检查, 规范用语: [断层扫描, 影像检查]}\n问句用语: [怎么, 请问]\n",
    )
    assert found.findings == []
    lexicon = lexicon_of(found)
    assert lexicon.synonyms == {
        "低保": ("最低生活保障",),
        "低保户": ("最低生活保障",),
        "最低生活保障": ("低保", "低保户"),
        "ct检查": ("断层扫描", "影像检查"),
    }
    assert lexicon.fillers == ("怎么", "请问")
    assert json.loads(lexicon_file(found)) == {
        "synonyms": {word: list(others) for word, others in lexicon.synonyms.items()},
        "fillers": ["怎么", "请问"],
    }


def test_the_table_belongs_to_the_site(site: Site) -> None:
    """It is no stray file, and a fault in it stops the build as one in any table does."""
    place = site({"synonyms.yaml": PAIR, "xw/yw/2026/00001.md": item("要闻一则")})
    assert not [finding for finding in place.build().findings if "synonyms" in finding.location.path]
    (place.content / "synonyms.yaml").write_text(PAIR + "问句用语: [生活]\n", encoding="utf-8")
    assert [finding.check for finding in place.build().findings if finding.blocks] == ["table-filler-swallows"]


def test_the_demonstration_speaks_as_people_do() -> None:
    found = read_tables(ROOT / "content")
    assert found.findings == [] and found.search_words and found.site
    pairs = {
        (plain, official) for row in found.search_words.synonyms for plain in row.plain for official in row.official
    }
    assert len(pairs) >= 60 and len(found.search_words.fillers) >= 20
    assert 5 <= len(found.site.hot_words) <= 12
    lexicon = lexicon_of(found)
    for plain, officials in lexicon.synonyms.items():
        asked = parse(plain, lexicon)
        (group,) = asked.groups
        assert len(group) == 1 + len(officials), plain
        assert sum(len(wording.must) for wording in group) <= MOST_TERMS


@pytest.mark.parametrize(
    ("question", "subject"),
    [("请问低保怎么申请", "低保"), ("老年卡在哪里办理", "老年卡"), ("驾照丢了怎么补办", "驾照")],
)
def test_of_a_question_its_subject_is_asked(question: str, subject: str) -> None:
    lexicon = lexicon_of(read_tables(ROOT / "content"))
    groups = parse(question, lexicon).groups
    wordings = {wording.must for wording in groups[0]}
    assert wordings == {wording.must for wording in parse(subject, lexicon).groups[0]}
    assert all("怎么" not in wording.must for group in groups for wording in group)
