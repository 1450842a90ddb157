"""When .venv is made again, what stops it, and that two runs do not make it at once.

The making itself is proved by every fresh clone: the continuous checks begin with it.
"""

import importlib.util
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline import environment
from pipeline.environment import Refused

LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa
    # via -r requirements.in
setuptools==84.2.1 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via -r requirements.in
zeta==2.0 \\
    --hash=sha256:dd
"""


def room_is(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOM", str(room))
    monkeypatch.setattr(environment, "PYTHON", str(room / "bin/python"))
    monkeypatch.setattr(environment, "STAMP", str(room / "made-from"))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree whose .venv is made and stamped."""
    room = tmp_path / ".venv"
    (room / "bin").mkdir(parents=True)
    (tmp_path / "requirements.lock").write_text(LOCK, encoding="utf-8")
    (room / "bin/python").symlink_to(os.path.realpath(sys.executable))
    (room / "pyvenv.cfg").write_text("", encoding="utf-8")
    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "LOCK", str(tmp_path / "requirements.lock"))
    room_is(room, monkeypatch)
    (room / "made-from").write_text(environment.stamp(), encoding="utf-8")
    assert environment.is_current()
    return room


def test_a_changed_lock_needs_a_new_room(room: Path) -> None:
    (room.parent / "requirements.lock").write_text(LOCK.replace("2.0", "2.1"), encoding="utf-8")
    assert not environment.is_current()


def test_an_upgraded_python_needs_a_new_room(room: Path) -> None:
    (room / "bin/python").unlink()
    (room / "bin/python").symlink_to("/bin/sh")
    assert not environment.is_current()


def test_a_removed_python_needs_a_new_room(room: Path) -> None:
    gone = room.parent / "python3.99"
    gone.touch()
    (room / "bin/python").unlink()
    (room / "bin/python").symlink_to(gone)
    (room / "made-from").write_text(environment.stamp(), encoding="utf-8")
    assert environment.is_current()
    gone.unlink()
    assert not environment.is_current()


def test_a_moved_tree_needs_a_new_room(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = room.parent / "elsewhere/.venv"
    moved.parent.mkdir()
    room.rename(moved)
    room_is(moved, monkeypatch)
    assert not environment.is_current()


def test_trees_may_share_a_room_by_a_link(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked = room.parent / "second/.venv"
    linked.parent.mkdir()
    linked.symlink_to(room)
    room_is(linked, monkeypatch)
    assert environment.is_current()
    (room.parent / "requirements.lock").write_text(LOCK.replace("2.0", "2.1"), encoding="utf-8")
    assert not environment.is_current()


@pytest.mark.parametrize("lost", ["made-from", "bin/python", "pyvenv.cfg"])
def test_a_half_made_room_is_made_again(room: Path, lost: str) -> None:
    (room / lost).unlink()
    assert not environment.is_current()


def test_one_package_is_cut_out_of_the_lock(room: Path) -> None:
    assert environment._locked("setuptools") == (
        "setuptools==84.2.1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    )
    assert environment._locked("zeta").endswith("--hash=sha256:dd\n")


def test_the_real_lock_carries_the_builder() -> None:
    assert "--hash=sha256:" in environment._locked("setuptools")


def _pretend(room: Path, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    answer = subprocess.CompletedProcess[str]([], 1, stdout=says)
    monkeypatch.setattr(environment, "_quietly", lambda door, command: answer)


@pytest.mark.parametrize(
    ("pip_says", "told"),
    [
        ("WARNING: Retrying\nERROR: No matching distribution found for x\n", "连不上软件源"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n  Expected", "可能被篡改"),
    ],
)
def test_why_pip_failed(room: Path, monkeypatch: pytest.MonkeyPatch, pip_says: str, told: str) -> None:
    _pretend(room, monkeypatch, pip_says)
    with open(environment.LOCK, encoding="utf-8") as door, pytest.raises(Refused, match=told) as refusal:
        environment._install(door, ["pip"])
    assert "原始信息：ERROR" in str(refusal.value)


def test_without_venv_and_without_root_the_way_out_is_told(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with open(environment.LOCK, encoding="utf-8") as door, pytest.raises(Refused, match="apt-get install -y python3"):
        environment._empty_room(door)


def test_a_linked_room_is_never_cleared(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link may lead to an environment that others are using."""
    elsewhere = room.parent / "elsewhere"
    room.rename(elsewhere)
    room.symlink_to(elsewhere)
    (room.parent / "requirements.lock").write_text(LOCK + "#", encoding="utf-8")
    monkeypatch.setattr(environment, "_quietly", lambda door, command: pytest.fail(f"ran {command}"))
    with pytest.raises(Refused, match="不敢清空"):
        environment._make_alone()
    assert (elsewhere / "pyvenv.cfg").exists()


def test_two_at_once_make_one_room(tmp_path: Path) -> None:
    """The second waits at the door and finds the room made."""
    (tmp_path / "lock").touch()
    program = textwrap.dedent(f"""
        import os, time
        from pipeline import environment as e
        e.LOCK = {str(tmp_path / "lock")!r}
        made = {str(tmp_path / "made")!r}
        e.is_current = lambda: os.path.exists(made)
        def make(door):
            print("making")
            time.sleep(0.5)
            open(made, "x").close()
        e._make = make
        e._make_alone()
    """)
    command = [sys.executable, "-c", program]
    house = str(Path(__file__).parents[2])
    runs = [
        subprocess.Popen(command, cwd=house, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        for _ in range(3)
    ]
    outputs = [run.communicate(timeout=20)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], outputs
    assert "".join(outputs).count("making") == 1


# ---------------------------------------------------------------- locales of another encoding

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_words_of_another_encoding_go_on_as_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONUTF8", raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    assert environment._names_in_utf8(["甲"]) == ["甲".encode()] and "PYTHONUTF8" not in os.environ
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "gbk")
    assert environment._names_in_utf8(["甲", "b"]) == ["甲".encode(), b"b"]
    assert (os.environ["PYTHONUTF8"], os.environ["PYTHONIOENCODING"]) == ("1", "gbk")


def test_a_verb_reads_names_as_utf8_in_any_locale() -> None:
    """In a locale of GBK every attachment with a Chinese name was refused."""
    words = [sys.executable, "tasks.py", "new", "--column", "无此栏目", "--title", "甲"]
    surroundings = os.environ | ASCII | {"PYTHONIOENCODING": "gbk"}
    done = subprocess.run(words, cwd=Path(environment.__file__).parents[1], env=surroundings, capture_output=True)
    assert done.returncode == 2 and "没有栏目“无此栏目”" in done.stderr.decode("gbk")
