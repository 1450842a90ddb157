"""The plain reader of headers says what YAML says, at the same places, or leaves it to YAML."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.header_plain import Marks, Place, plain_header
from pipeline.source import _FILLERS, _PRIVATE, FORBIDDEN, Source, _compose, _split

ROOT = Path(__file__).resolve().parents[2]
ODD = st.text(alphabet="标题:： #'\"[]{},&*!|>%@`?=~<-_.0123456789年ab\t\u3000\\/()（）〔〕nulTRUEyo", max_size=14)
KEYS = st.sampled_from(["标题", "索引号", "发布时间", "关键词", "附件", "a", "null", "y", "<<", "-", "标 题"]) | ODD
VALUES = (
    st.sampled_from(
        ["2026-01-02 09:00", "12:30", "no", "null", "~", "0123", "[甲, 乙]", "[]", "[a]", "甲 #乙", "- 甲", "x:"]
    )
    | ODD
    | st.lists(ODD, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
)
HEADERS = st.lists(
    st.tuples(KEYS, st.sampled_from([": ", ":", "： ", " : ", ":  "]), VALUES), min_size=1, max_size=5
).map(lambda lines: "".join(f"{key}{colon}{value}\n" for key, colon, value in lines))


NUMBERS = st.sampled_from(["0", "12", "3.50", "007", "\u2014", "-1", "1e3", "0x1f", "1_000", "1:30", "", "甲"])
ROW_KEYS = st.sampled_from(["本年新收", "予以公开", "其他", "null", "y", "<<", "危及“三安全一稳定”"]) | ODD
CELLS = (
    NUMBERS
    | st.lists(NUMBERS, max_size=4).map(lambda cells: f"[{', '.join(cells)}]")
    | st.lists(st.tuples(ROW_KEYS, NUMBERS), max_size=4).map(
        lambda cells: f"{{{', '.join(f'{key}: {number}' for key, number in cells)}}}"
    )
)
ROWS = st.tuples(st.sampled_from(["  ", "  ", "  ", " ", "    ", ""]), ROW_KEYS, CELLS).map(
    lambda row: f"{row[0]}{row[1]}: {row[2]}\n"
)
TABLES = st.tuples(KEYS, st.lists(ROWS, max_size=4)).map(lambda table: f"{table[0]}:\n{''.join(table[1])}")


def by_yaml(header: str) -> Source:
    source = Source("content/x.md")
    value = _compose(source, header, 2, 1_000_000)
    source.header = value if isinstance(value, dict) else {"not": "a mapping"}
    return source


def _is_in_row(place: Place, marks: Marks) -> bool:
    return len(marks.get(place[:-1], ())) > 2


def agree(header: str) -> bool:
    """Whether the plain reader took the header; fails when it read otherwise than YAML."""
    plain = plain_header(header, 2)
    if plain is None:
        return False
    source = by_yaml(header)
    assert not source.findings, (header, source.findings)
    values, marks = plain
    read = Source("content/x.md", marks=marks)
    assert values == source.header, header
    assert {place for place in source.marks if not _is_in_row(place, marks)} == marks.keys(), header
    assert {place: read.location(*place) for place in source.marks} == {
        place: source.location(*place) for place in source.marks
    }, header
    return True


@given(HEADERS)
@settings(max_examples=3000, deadline=None)
@example("标题: 甲: 乙\n")
@example("标题: 甲\n标题: 乙\n")
@example("标题: =\n")
@example("标题: [甲, null]\n")
@example("标题: ---\n")
def test_plain_and_yaml_agree(header: str) -> None:
    agree(header)


@given(st.lists(TABLES | HEADERS, min_size=1, max_size=3).map("".join))
@settings(max_examples=3000, deadline=None)
@example("表:\n  甲: [1, 2]\n  甲: 3\n")
@example("表:\n  甲: {制发: 1, 制发: 2}\n")
@example("表:\n标题: 甲\n")
@example("表:\n")
@example("  甲: 1\n")
@example("表:\n  甲: 1\n表:\n  乙: 2\n")
def test_tables_of_numbers_agree(header: str) -> None:
    agree(header)


def test_tables_of_numbers_are_plain() -> None:
    header = "年度: 2025\n表:\n  规章: {制发: 1, 废止: 0, 现行有效: 9}\n  许可: 12\n  费: 3.5\n  新收: [1, \u2014, 30]\n甲: 乙\n"
    assert agree(header)


@given(
    st.dictionaries(st.sampled_from(["标题", "索引号", "来源", "作者"]), st.text(min_size=1, max_size=12), min_size=1)
)
@settings(max_examples=1500, deadline=None)
def test_any_text_agrees(header: dict[str, str]) -> None:
    agree("".join(f"{key}: {value}\n" for key, value in header.items()))


def test_most_demonstration_headers_are_plain() -> None:
    files = sorted((ROOT / "content").rglob("*.md"))
    headers = [str(_split(file.read_text(encoding="utf-8"))[0]) for file in files]
    assert sum(map(agree, headers)) > len(files) // 3


@pytest.mark.parametrize(
    "header", ["", "\n", "标题: 甲", "标题: 甲\n\n", "标题:\n", "标题: é\n".replace("é", "e\u0301")]
)
def test_left_to_yaml(header: str) -> None:
    assert plain_header(header, 2) is None


def test_no_refused_character_is_printable_but_for_those_looked_for() -> None:
    """What lets a clean text pass at one look (`_clean`) and what refuses characters must agree."""
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    assert [found for found in FORBIDDEN.findall(everything) if found.isprintable()] == list(_FILLERS)
    assert [hex(ord(found)) for found in _PRIVATE.findall(everything) if found.isprintable()] == []
