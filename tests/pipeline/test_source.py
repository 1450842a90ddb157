"""One file -> header values with their places, and the body."""

import os
from pathlib import Path

import pytest

from pipeline.source import MAX_BYTES, read_file, read_item_source, read_table_source

TEXT = "---\n标题: 甲\n关键词:\n  - 乙\n  - 丙\n审核: {责编: 丁}\n---\n正文。\n"


def test_values_and_places() -> None:
    source = read_item_source("content/a.md", TEXT.encode())
    assert source.findings == []
    assert source.header == {"标题": "甲", "关键词": ["乙", "丙"], "审核": {"责编": "丁"}}
    assert (source.body, source.body_line) == ("正文。\n", 8)
    assert str(source.location("标题")) == "content/a.md:2:5"
    assert str(source.location("关键词", 1)) == "content/a.md:5:5"
    assert str(source.location("审核", "责编")) == "content/a.md:6:10"
    assert str(source.location("key", "审核")) == "content/a.md:6:1"


def test_the_nearest_enclosing_place_stands_for_one_that_has_none() -> None:
    source = read_item_source("content/a.md", TEXT.encode())
    assert str(source.location("审核", "终审")) == "content/a.md:6:5"
    assert str(source.location("来源")) == "content/a.md:1:1"


@pytest.mark.parametrize(
    "written", ["0123", "12:30", "no", "1e3", "2026-03-02", "0x1F", "1_000", "真", ".5", "=", "true"]
)
def test_scalars_stay_text(written: str) -> None:
    assert read_item_source("a.md", f"---\n标题: {written}\n---\n".encode()).header == {"标题": written}


@pytest.mark.parametrize("blank", ["", "~", "null", "  # 只有注释"])
def test_blank_is_absent(blank: str) -> None:
    source = read_item_source("a.md", f"---\n标题: {blank}\n作者: 乙\n---\n".encode())
    assert source.header == {"作者": "乙"}
    assert ("key", "标题") in source.marks


def test_a_quoted_blank_is_text() -> None:
    assert read_item_source("a.md", '---\n标题: "~"\n作者: ""\n---\n'.encode()).header == {"标题": "~", "作者": ""}


def test_a_wide_colon_after_a_key_is_forgiven() -> None:
    source = read_item_source("a.md", "---\n标题：甲：乙\n作者: 丙\n---\n".encode())
    assert (source.header, source.findings) == ({"标题": "甲：乙", "作者": "丙"}, [])


def test_a_wide_colon_in_a_quoted_text_stays() -> None:
    text = '---\n标题: "甲\n乙：丙"\n---\n'
    assert read_item_source("a.md", text.encode()).header == {"标题": "甲 乙：丙"}


def test_text_behind_a_number_sign_is_told() -> None:
    (finding,) = read_item_source("a.md", "---\n标题: 关于 #3 楼\n---\n".encode()).findings
    assert str(finding).startswith("a.md:2:8: 警告 “#3 楼”按注释处理")


@pytest.mark.parametrize(
    ("header", "place", "offer"),
    [
        ("标题: 甲\n来源:市政府\n作者: 乙\n", "3:3", "来源: 市政府"),
        ("标题: 甲\n来源:市政府\n", "3:3", "来源: 市政府"),
        ("标题:甲\n", "2:3", "标题: 甲"),
        ("审核:\n  责编: 甲\n  初审:乙\n", "4:5", "初审: 乙"),
    ],
)
def test_a_colon_without_its_space_is_told_where_it_stands(header: str, place: str, offer: str) -> None:
    (finding,) = read_item_source("a.md", f"---\n{header}---\n正文\n".encode()).findings
    assert str(finding).startswith(f"a.md:{place}: 错误 ") and finding.hint == f"改为“{offer}”"


def test_what_goes_wrong_at_the_end_is_told_at_the_last_line() -> None:
    (finding,) = read_item_source("a.md", "---\n标题: 甲\n%YAML 1.2\n---\n".encode()).findings
    assert str(finding).startswith("a.md:3:1: 错误 这一行写法有误：%YAML 1.2 ")


@pytest.mark.parametrize("cut", ["甲: 乙\n每页条", "甲: '乙", "甲: [乙", '- 甲: "乙', "甲: {乙: 丙\n\n"])
def test_a_table_cut_short_is_told_at_its_last_line(cut: str) -> None:
    source, value = read_table_source("content/site.yaml", cut.encode())
    (finding,) = source.findings or (None,)
    assert value is None and finding is not None and finding.location.line == len(cut.rstrip().split("\n"))


def test_a_table_may_end_in_a_key_of_nothing() -> None:
    source, value = read_table_source("content/site.yaml", b"? ")
    assert (value, source.blank, source.location("key", "").line) == ({}, [("",)], 1)


def test_keys_with_nothing_behind_them_are_remembered() -> None:
    source = read_item_source("a.md", "---\n标题: 甲\n审核: {责编: 乙, 终审:丙}\n标签:\n---\n".encode())
    assert source.header == {"标题": "甲", "审核": {"责编": "乙"}}
    assert source.blank == [("审核", "终审:丙"), ("标签",)]


@pytest.mark.parametrize("hidden", ["\u3164", "\u115f", "\xad", "\u180e", "\ufff9", "\u200b", "\ufeff"])
def test_what_cannot_be_seen_is_refused(hidden: str) -> None:
    (finding,) = read_item_source("a.md", f"---\n标题: 甲{hidden}乙\n---\n".encode()).findings
    assert str(finding).startswith(f"a.md:2:6: 错误 有不可见或控制字符 U+{ord(hidden):04X}")


@pytest.mark.parametrize("line", ["# 整行注释", '标题: "关于 #3 楼"', "标题: 关于#3楼"])
def test_what_is_no_comment_or_plainly_one_is_not(line: str) -> None:
    assert read_item_source("a.md", f"---\n{line}\n作者: 乙\n---\n".encode()).findings == []


@pytest.mark.parametrize(
    ("line", "place", "codepoint"),
    [
        ('标题: "甲\\0乙"', "2:5", "U+0000"),
        ('标题: "甲\\u202e乙"', "2:5", "U+202E"),
        ('关键词: [甲, "\\x07"]', "2:10", "U+0007"),
        ('"标\\u200b题": 甲', "2:1", "U+200B"),
    ],
)
def test_an_escape_makes_no_character_that_may_not_be_written(line: str, place: str, codepoint: str) -> None:
    (finding,) = read_item_source("a.md", f"---\n{line}\n---\n".encode()).findings
    assert str(finding).startswith(f"a.md:{place}: 错误 有不可见或控制字符 {codepoint}（")


def test_the_body_may_have_rules_and_the_end_may_lack_a_newline() -> None:
    assert read_item_source("a.md", "---\na: b\n---\n一\n\n---\n\n二".encode()).body == "一\n\n---\n\n二"
    assert read_item_source("a.md", b"---\na: b\n---").body == ""


def test_a_table_may_be_a_list() -> None:
    source, value = read_table_source("content/t.yaml", "- 代号: a\n- 代号: b\n".encode())
    assert value == [{"代号": "a"}, {"代号": "b"}]
    assert str(source.location(1, "代号")) == "content/t.yaml:2:7"


def test_faults_are_counted_with_an_end() -> None:
    source = read_item_source("a.md", b"---\n" + b"\x01" * 500)
    assert len(source.findings) == 20


def test_read_file_takes_one_byte_more_than_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    with file.open("wb") as opened:
        opened.truncate(MAX_BYTES * 3)
    assert len(read_file(file)[0]) == MAX_BYTES + 1


def test_read_file_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    os.symlink(__file__, tmp_path / "link.md")
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(OSError):
        read_file(tmp_path / "link.md")
    assert read_file(tmp_path / "pipe.md")[0] == b""


def test_a_file_that_changes_while_it_is_read_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"one")
    fstat = os.fstat

    def meddling(handle: int) -> os.stat_result:
        info = fstat(handle)
        with file.open("ab") as opened:
            opened.write(b"more")
        return info

    monkeypatch.setattr(os, "fstat", meddling)
    with pytest.raises(BlockingIOError):
        read_file(file)
