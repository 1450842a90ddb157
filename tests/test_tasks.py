"""The command line as an editor meets it."""

import errno
import os
import sqlite3
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

import tasks
from pipeline.environment import Refused

ROOT = Path(__file__).resolve().parents[1]


def run(*words: str, cwd: Path = ROOT) -> tuple[int, str, str]:
    """A process of its own, but past the door: a test must not remake the .venv that it runs in."""
    command = [sys.executable, "-c", "import sys, tasks; sys.exit(tasks.main(sys.argv[1:]))", *words]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=cwd, env=settings, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A verb `try-it` that only remembers how it was called; `--as-of 坏` makes it fail."""
    calls: list[dict[str, Any]] = []

    def try_it(*, file: str, as_of: str | None = None, workers: int = 0, no_build: bool = False) -> int:
        calls.append({"file": file, "as_of": as_of, "workers": workers, "no_build": no_build})
        if as_of == "坏":
            raise ZeroDivisionError("内部")
        return 1

    texts = {"file": "文件", "as_of": "日期", "workers": "进程数", "no_build": "不生成"}
    monkeypatch.setitem(tasks.VERBS, "try-it", (try_it, texts))
    return calls


def test_options_arrive(verb: list[dict[str, Any]]) -> None:
    assert tasks.main(["try-it", "a.md", "--as-of=2026-01-02", "--workers", "2", "--no-build"]) == 1
    assert verb == [{"file": "a.md", "as_of": "2026-01-02", "workers": 2, "no_build": True}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], "没有动词 biuld。是否应为 build？"),
        (["try-it"], "try-it 还需要：文件。"),
        (["try-it", "a", "--as-fo", "x"], "try-it 没有选项 --as-fo。是否应为 --as-of？"),
        (["try-it", "a", "--as-of"], "选项 --as-of 后面缺少内容。"),
        (["try-it", "a", "--as-of="], "选项 --as-of 后面缺少内容。"),
        (["try-it", "a", "--workers", "二"], "选项 --workers 应为 0 或更大的整数，现在是“二”。"),
        (["try-it", "a", "--workers", "²"], "选项 --workers 应为 0 或更大的整数，现在是“²”。"),
        (["try-it", "a", "--workers", "-1"], "选项 --workers 应为 0 或更大的整数，现在是“-1”。"),
        (["try-it", "a", "--as-of", "--workers", "2"], "选项 --as-of 后面缺少内容。"),
        (["try-it", "a", "b"], "try-it 多了“b”：内容里有空格的，整个加引号。可用："),
        (["try-it", "a", "-w"], "try-it 没有选项 -w。"),
        (["try-it", "a", "--no-build=x"], "选项 --no-build 后面不需要内容。"),
        (["clean", "--all"], "clean 没有选项 --all。"),
    ],
)
def test_a_slip_is_told_with_the_way_out(
    verb: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert tasks.main(words) == 2
    assert capsys.readouterr().err.startswith("错误 " + told)
    assert verb == []


def test_a_fault_of_the_program_is_one_sentence(verb: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert tasks.main(["try-it", "a", "--as-of", "坏"]) == 2
    assert capsys.readouterr().err == "错误 程序没有完成：ZeroDivisionError: 内部（加 --debug 可看到出错位置）\n"
    with pytest.raises(ZeroDivisionError):
        tasks.main(["try-it", "a", "--as-of", "坏", "--debug"])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "没有完成：磁盘已满。请腾出空间，再运行一次，没有写完的会补上。",
        ),
        (OSError(errno.ENOSPC, "x", "a", None, "b"), "没有完成：磁盘已满（b）。"),
        (OSError(errno.EROFS, "Read-only file system", "var"), "没有完成：目录是只读的（var）。请让目录可以写入，"),
        (
            PermissionError(errno.EACCES, "Permission denied", b"var"),
            "没有完成：没有权限（var）。请检查文件和目录的权限，",
        ),
        (sqlite3.OperationalError("database or disk is full"), "没有完成：磁盘已满。请腾出空间，"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "没有完成：目录是只读的。"),
        (MemoryError(), "没有完成：内存不足。请关掉别的程序或增加内存，"),
        (BrokenProcessPool("a process was terminated"), "没有完成：内存不足。"),
        (sqlite3.OperationalError("no such table: x"), "程序没有完成：OperationalError: no such table: x（加 --debug"),
    ],
)
def test_what_the_machine_refuses_is_told_with_the_way_out(
    fault: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> int:
        raise fault

    monkeypatch.setitem(tasks.VERBS, "refused", (refused, {}))
    assert tasks.main(["refused"]) == 2
    assert capsys.readouterr().err.startswith("错误 " + told)


def test_an_interrupt_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(tasks.VERBS, "clean", (interrupted, {}))
    assert tasks.main(["clean"]) == 130
    assert capsys.readouterr().err == "\n已中断。\n"


def test_paths_are_meant_from_where_the_editor_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.LINE, "_started_in", os.path.join(tasks.ROOT, "content"))
    assert tasks.parse("fix-encoding", ["a/b.md"]) == {"file": "content/a/b.md"}
    assert tasks.parse("publish", ["--target", "../live"]) == {"target": "live"}


def test_tests_get_their_words_untouched() -> None:
    assert tasks.parse("test", ["-k", "a or b", "--no-build"]) == {"args": "-k 'a or b' --no-build"}
    assert tasks._words("-k 'a or b' --no-build") == ["-k", "a or b", "--no-build"]


@pytest.mark.parametrize("name", tasks.VERBS)
def test_help_shows_every_option(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tasks.main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    for option, text in tasks.VERBS[name][1].items():
        assert option.replace("_", "-") in shown
        assert text in shown


def test_a_place_elsewhere_is_named_as_it_was_given(tmp_path: Path) -> None:
    assert tasks.LINE._path("file", f"{tmp_path}/稿.md") == f"{tmp_path}/稿.md"
    assert tasks.LINE._path("file", f"{tasks.ROOT}/docs/README.md") == "docs/README.md"


def test_verbs_run_from_anywhere(tmp_path: Path) -> None:
    status, listed, _ = run(cwd=tmp_path)
    assert status == 0
    assert listed == tasks.list_of_verbs() + "\n"


def test_fix_encoding_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "稿.md").write_bytes("标题: 甲\n".encode("gb18030"))
    status, said, _ = run("fix-encoding", "稿.md", cwd=tmp_path)
    assert status == 0
    assert "已转为 UTF-8" in said
    assert (tmp_path / "稿.md").read_text(encoding="utf-8") == "标题: 甲\n"
    status, _, wrong = run("fix-encoding", "稿.md", cwd=tmp_path)
    assert (status, "已经是 UTF-8" in wrong, "Traceback" in wrong) == (2, True, False)


def test_every_reason_not_to_turn_a_file_has_a_sentence() -> None:
    from pipeline.encoding import NotGB18030
    from pipeline.terms import ENCODING_REASONS

    reasons = (NotGB18030.__doc__ or "").strip().splitlines()[-1].strip().split(", ")
    assert set(reasons) == set(ENCODING_REASONS)


def test_refused_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise Refused("不行。")

    monkeypatch.setitem(tasks.VERBS, "clean", (refuse, {}))
    assert tasks.main(["clean", "--debug"]) == 2
    assert capsys.readouterr().err == "错误 不行。\n"


def test_inv_takes_the_same_options() -> None:
    command = [sys.executable, "-m", "invoke", "--help", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    for text in ("--as-of", "--no-build", "--format", *tasks.VERBS["check"][1].values()):
        assert text[:12] in done.stdout
