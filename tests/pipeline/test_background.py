"""A program in the background: held while others work, it loses nothing; it ends with all that it started."""

import os
import sys
import threading
import time
from pathlib import Path

from pipeline import background
from pipeline.background import Background

COUNTING = "import time\nfor n in range(20): print(n); time.sleep(0.02)\nraise SystemExit(3)"


def begun(work: Background) -> tuple[threading.Thread, list[tuple[int, list[str]]]]:
    told: list[tuple[int, list[str]]] = []
    thread = threading.Thread(target=lambda: told.append(work.run()))
    thread.start()
    return thread, told


def test_what_it_says_and_how_it_ended(tmp_path: Path) -> None:
    heard: list[str] = []
    work = Background([sys.executable, "-c", COUNTING], tmp_path, heard.append)
    assert work.run() == (3, [str(n) for n in range(20)]) == work.run()
    assert heard[:20] == [f"{n}\n" for n in range(20)]


def test_it_rests_while_it_is_held_and_then_goes_on(tmp_path: Path) -> None:
    heard: list[str] = []
    work = Background([sys.executable, "-c", COUNTING], tmp_path, heard.append)
    thread, told = begun(work)
    while len(heard) < 3:
        time.sleep(0.005)
    work.hold()
    time.sleep(0.05)
    before = len(heard)
    for _ in range(5):
        work.hold()
        time.sleep(background.CALM / 3)
    assert len(heard) == before < 20
    thread.join(20)
    assert told == [(3, [str(n) for n in range(20)])]


def test_whoever_holds_it_for_ever_leaves_it_its_share(tmp_path: Path) -> None:
    work = Background([sys.executable, "-c", COUNTING], tmp_path, lambda _: None)
    thread, told = begun(work)
    end = time.monotonic() + 20
    while thread.is_alive() and time.monotonic() < end:
        work.hold()
        time.sleep(background.CALM * 1.1)
    assert told and told[0][0] == 3


def test_it_ends_even_while_it_is_held_with_all_that_it_started(tmp_path: Path) -> None:
    heard: list[str] = []
    work = Background(["sh", "-c", "sleep 60 & echo $$; wait"], tmp_path, heard.append)
    thread, _ = begun(work)
    while not heard:
        time.sleep(0.01)
    work.hold()
    work.end()
    thread.join(10)
    assert not thread.is_alive()
    group = int(heard[0])
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.02)
    else:
        raise AssertionError("something is left")
    assert work.run()[0] != 0, "and none begins"
