"""All of a run or nothing of it, nothing overwritten, and content/ as it was when it ends early."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import tasks
from pipeline.importing import batch
from pipeline.importing.placing import Taken, Waiting
from tests.fixtures import ROOT
from tests.importing.conftest import Import
from tests.importing.documents import SAMPLES


def papers(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.docx").write_bytes(SAMPLES[name]().raw)
    return sorted(folder.iterdir())


def state(content: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(content.parent.rglob("*")) if path.is_file()}


def test_a_folder_in_one_go(tmp_path: Path, content: Path, bring: Import) -> None:
    files = papers(tmp_path / "in", "pictures", "paragraphs", "very_long")
    (tmp_path / "in/deeper").mkdir()
    (tmp_path / "in/deeper/x.txt").write_text("x", encoding="utf-8")
    (tmp_path / "in/~$lock.docx").write_bytes(b"x")
    outcomes = bring(list(batch.listed([tmp_path / "in"])))
    assert [outcome.file.name for outcome in outcomes] == [*(file.name for file in files), "x.txt"]
    year = outcomes[0].path.split("/")[1]
    assert [outcome.path for outcome in outcomes] == [f"zcwj/{year}/0000{n}" for n in (1, 2, 3)] + [""]
    assert not (content.parent / "var").exists()


def test_a_second_run_takes_the_next_places(tmp_path: Path, content: Path, bring: Import) -> None:
    files = papers(tmp_path / "in", "pictures")
    [first] = bring(files)
    before = state(content)
    [second] = bring(files)
    assert second.path > first.path
    assert before.items() <= state(content).items()


def test_another_in_its_place_ends_the_run_and_nothing_stays(
    tmp_path: Path, content: Path, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Waiting.place

    def late(self: Waiting) -> list[Path]:
        other = content / f"{self._paths[-1]}.md"
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text("another's", encoding="utf-8")
        return place(self)

    monkeypatch.setattr(Waiting, "place", late)
    with pytest.raises(Taken) as taken:
        bring(papers(tmp_path / "in", "pictures", "paragraphs"))
    assert taken.value.path.read_text(encoding="utf-8") == "another's"
    assert [path for path in content.rglob("*") if path.is_file() and path.parent.name.isdecimal()] == [
        taken.value.path
    ]


@pytest.mark.parametrize("when", ["reading", "placing"])
def test_an_interruption_leaves_everything_as_it_was(
    tmp_path: Path, content: Path, bring: Import, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    before = state(content)
    calls = [0]
    original: Any = batch._one if when == "reading" else Waiting._place

    def interrupted(*arguments: object) -> object:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        return original(*arguments)

    monkeypatch.setattr(batch if when == "reading" else Waiting, "_one" if when == "reading" else "_place", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bring(papers(tmp_path / "in", "pictures", "paragraphs"))
    assert state(content) == before
    assert not list(content.glob("zcwj*"))


def test_ctrl_c_on_the_command_line(tmp_path: Path, content: Path) -> None:
    papers(tmp_path / "in", "very_long")
    for number in range(40):
        (tmp_path / f"in/{number}.docx").write_bytes((tmp_path / "in/very_long.docx").read_bytes())
    before = state(content)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from plugins.import_desk import import_documents as f; f([{str(tmp_path / 'in')!r}], 'zcwj')"
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=content.parent,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 20
    while not (content.parent / "var/importing").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.3)
    for _ in range(3):  # Python drops one that falls into a destructor: a person presses again
        os.killpg(run.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            run.wait(1)
            break
    assert run.wait(20) != 0
    assert state(content) == before


# the verb -----------------------------------------------------------------------------------------------------------


def test_the_verb_reports_in_chinese(
    tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    papers(tmp_path / "in dir", "official_document")
    (tmp_path / "in dir/旧.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    monkeypatch.setattr(tasks.LINE, "_started_in", str(tmp_path))
    assert tasks.main(["import", "in dir", "--column", "zcwj", "--out", "report.md"]) == 1
    told = capsys.readouterr().out
    assert "没有导入 ../in dir/旧.txt\n- 不能导入这种文件；能导入的有：docx pdf xlsx htm html" in told
    assert "已导入 ../in dir/official_document.docx → content/zcwj/" in told
    assert "- 标题：小城人民政府关于做好防汛工作的通知\n" in told
    assert "共 2 个文件：导入 1 个，没有导入 1 个。" in told
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# 导入报告\n")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["in", "--column", "zcw"], "没有栏目“zcw”，是否应为“zcwj”？"),
        (["in", "--column", "xw"], "栏目“xw”只收下级栏目，请改为其中一个：xw/yw、xw/tz。"),
        (["in"], "还需要：放到哪个栏目"),
        (["--column", "zcwj"], "还需要：要导入的文件或文件夹"),
        (["empty", "--column", "zcwj"], "../empty 里没有文件。"),
        (["in", "--column", "zcwj", "--authority", "xc-jy"], "没有登记机关“xc-jy”，是否应为“xc-jyj”？"),
        (["in", "more", "--column", "zcwj", "--title", "甲"], "--title 只能用于一个文件"),
        (["in", "--column", "zcwj", "--out", "there.md"], "已有文件 ../there.md，没有覆盖"),
    ],
)
def test_wrong_use_is_answered_and_nothing_done(
    tmp_path: Path,
    content: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    answer: str,
) -> None:
    papers(tmp_path / "in", "paragraphs")
    papers(tmp_path / "more", "statute")
    (tmp_path / "empty").mkdir()
    (tmp_path / "there.md").write_text("x", encoding="utf-8")
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    monkeypatch.setattr(tasks.LINE, "_started_in", str(tmp_path))
    before = state(content)
    assert tasks.main(["import", *words]) == 2
    assert capsys.readouterr().err.startswith(f"错误 {answer}")
    assert state(content) == before


def test_invoke_takes_several_files() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "import", "--files", "a.docx", "--files", "b.docx", "--column", "none"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("错误 没有栏目“none”")
