"""The plain reader of headers says what YAML says, at the same places, or leaves it to YAML."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.header_plain import plain_header
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


def by_yaml(header: str) -> Source:
    source = Source("content/x.md")
    value = _compose(source, header, 2, 1_000_000)
    source.header = value if isinstance(value, dict) else {"not": "a mapping"}
    return source


def agree(header: str) -> bool:
    """Whether the plain reader took the header; fails when it read otherwise than YAML."""
    plain = plain_header(header, 2)
    if plain is None:
        return False
    source = by_yaml(header)
    assert not source.findings, (header, source.findings)
    assert plain == (source.header, source.marks), header
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


@given(
    st.dictionaries(st.sampled_from(["标题", "索引号", "来源", "作者"]), st.text(min_size=1, max_size=12), min_size=1)
)
@settings(max_examples=1500, deadline=None)
def test_any_text_agrees(header: dict[str, str]) -> None:
    agree("".join(f"{key}: {value}\n" for key, value in header.items()))


def test_most_demonstration_headers_are_plain() -> None:
    files = sorted((ROOT / "content").rglob("*.md"))
    headers = [str(_split(file.read_text(encoding="utf-8"))[0]) for file in files]
    assert sum(map(agree, headers)) > len(files) // 4


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
