"""A fresh draft by question and answer: numbers, parts of names, what is nearest; and the editor, when asked for."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tasks
from pipeline.environment import Refused
from pipeline.fresh_header import Words
from pipeline.item import read_item
from pipeline.kinds import KINDS
from pipeline.new_item import new_item
from pipeline.tables import GROUP, read_tables
from plugins import new_desk
from plugins.new_desk import Choice, choose
from tests.fixtures import ROOT

DEMONSTRATION = ROOT / "content"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The demonstration's tables, without its items."""
    folder = tmp_path / "content"
    folder.mkdir()
    for file in DEMONSTRATION.glob("*.yaml"):
        shutil.copyfile(file, folder / file.name)
    return folder


def answers(*given: str) -> Iterator[str]:
    yield from given
    raise EOFError


def asking(monkeypatch: pytest.MonkeyPatch, *given: str) -> None:
    replies = answers(*given)
    monkeypatch.setattr("builtins.input", lambda _: next(replies))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)


def kinds_with_columns() -> list[str]:
    tables = read_tables(DEMONSTRATION)
    return sorted({new_desk.kind_of(tables, path) for path, node in tables.columns.items() if node.kind != GROUP})


def test_the_demonstration_has_every_kind() -> None:
    assert kinds_with_columns() == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_every_kind_reads_back_with_its_blanks_as_only_findings(content: Path, kind: str) -> None:
    tables = read_tables(content)
    columns = [
        path for path, node in tables.columns.items() if node.kind != GROUP and new_desk.kind_of(tables, path) == kind
    ]
    for column in columns[:2]:
        made = new_item(content, column, "关于试写一篇的说明", None, Words("核对", "选填"))
        raw = made.path.read_bytes()
        lines = raw.decode().split("\n")
        path = made.path.relative_to(content).with_suffix("").as_posix()
        findings = read_item(content, path, kind, raw).findings
        assert [str(found) for found in findings if not lines[found.location.line - 1].rstrip().endswith(":")] == []
        assert bool(findings) == bool(made.blanks)


def test_all_is_asked_for_and_each_answer_may_be_a_number_or_a_name(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    asking(monkeypatch, "公开文件", "市政府文件", "", "关于 甲的通知", "市教育局")
    assert tasks.main(["new"]) in (0, 2)
    told = capsys.readouterr()
    if told.err:
        pytest.fail(told.err)
    assert "写什么：\n" in told.out
    assert "标题不能空着。" in told.out
    assert "已新建草稿 content/zwgk/zcwj/szfwj/" in told.out


def test_only_what_is_missing_is_asked_for(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    asking(monkeypatch, "关于甲的通知")
    assert tasks.main(["new", "--column", "xwzx/tzgg", "--authority", "sf-gov"]) == 0
    assert "（发文机关 sf-gov）" in capsys.readouterr().out


def test_without_a_terminal_what_is_missing_is_told(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert tasks.main(["new"]) == 2
    assert capsys.readouterr().err == "错误 new 还需要：栏目路径，例如 zwgk/zcwj/szfwj。\n"
    assert tasks.main(["new", "xwzx/tzgg"]) == 2
    assert capsys.readouterr().err == "错误 new 还需要：标题，有空格时加引号。\n"


@pytest.mark.parametrize("ending", [EOFError, KeyboardInterrupt])
def test_who_ends_the_questions_leaves_everything_as_it_was(
    content: Path, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    before = sorted(content.rglob("*"))

    def ended(_: str) -> str:
        raise ending

    monkeypatch.setattr("builtins.input", ended)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert tasks.main(["new"]) == (2 if ending is EOFError else 130)
    assert sorted(content.rglob("*")) == before


CHOICES = [
    Choice("a/gzzj", "政务公开 / 工作总结（a/gzzj）"),
    Choice("a/gzjh", "政务公开 / 工作计划（a/gzjh）"),
    Choice("b", "新闻（b）"),
]


@pytest.mark.parametrize(
    ("given", "value", "said"),
    [
        (["2"], "a/gzjh", "栏目："),
        (["工作", "2"], "a/gzjh", "有 2 个符合“工作”：\n   1  政务公开 / 工作总结（a/gzzj）"),
        (["gzzj"], "a/gzzj", "栏目："),
        (["新文", "新闻"], "b", "没有“新文”，是不是“新闻（b）”？\n"),
        (["9", "0", "", "b"], "b", "没有“9”。"),
    ],
)
def test_choosing(given: list[str], value: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    replies = answers(*given)
    assert choose("栏目", CHOICES, lambda _: next(replies)) == value
    assert said in capsys.readouterr().out


def test_the_usual_answer_is_one_key() -> None:
    assert choose("机关", CHOICES, lambda _: "", "b") == "b"


def test_a_kind_that_does_not_fit_is_told(content: Path) -> None:
    for column, told in (("通知公告", "没有栏目“通知公告”，是否应为“xwzx/tzgg”？"), ("政策", "“zwgk/zcwj、")):
        with pytest.raises(Refused, match=told.replace("?", r"\?")):
            new_desk.new(column, "甲", None, None, content=str(content))
    for kind, told in (
        ("文章类", "没有形态“文章类”，是否应为“文章”？"),
        ("公开文件", "栏目“xwzx/tzgg”的形态是“文章”，不是“公开文件”"),
    ):
        with pytest.raises(Refused, match=told.replace("?", r"\?")):
            new_desk.new("xwzx/tzgg", "甲", None, kind, content=str(content))


def test_the_editor_opens_only_when_asked_for(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = tmp_path / "an editor"
    editor.write_text(f'#!/bin/sh\necho "$2" > {tmp_path}/opened\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", f"'{editor}' -w")
    new_desk.new("xwzx/tzgg", "甲的通知", None, None, content=str(content))
    assert not (tmp_path / "opened").exists()
    new_desk.new("xwzx/tzgg", "乙的通知", None, None, edit=True, content=str(content))
    assert (tmp_path / "opened").read_text(encoding="utf-8").strip().endswith("/00002.md")
    monkeypatch.setenv("VISUAL", os.fspath(tmp_path / "none"))
    new_desk.new("xwzx/tzgg", "丙的通知", None, None, edit=True, content=str(content))
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    new_desk.new("xwzx/tzgg", "丁的通知", None, None, edit=True, content=str(content))
    told = capsys.readouterr().out
    assert "打不开" in told
    assert "没有设置编辑器" in told
