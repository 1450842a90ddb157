"""Ctrl-C: told in a word whenever it comes, never lost, and no worker has anything to add."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures import ROOT

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
BEGUN = "import sys; sys.argv[0] = 'tasks.py'; import pipeline.interrupts\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BEGUN + code], capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=30
    )


def test_before_any_verb_runs() -> None:
    done = run("raise KeyboardInterrupt")
    assert done.stderr.strip() == "已中断。" and done.returncode in (130, -signal.SIGINT)
    assert "Traceback" in run("1/0").stderr, "a fault of the program is told as ever"


def test_while_something_is_taken_apart() -> None:
    done = run(
        "import time\n"
        "class Last:\n"
        "    def __del__(self): raise KeyboardInterrupt\n"
        "last = Last(); del last\n"
        "time.sleep(5); print('lost')"
    )
    assert "lost" not in done.stdout and done.stderr.strip() == "已中断。"


def test_workers_leave_it_to_the_one_that_sent_for_them() -> None:
    code = (
        "import time\n"
        "from pipeline.workers import open_workers\n"
        "with open_workers(1000, 2) as workers:\n"
        "    jobs = [workers.submit(time.sleep, 0.3) for _ in range(200)]\n"
        "    jobs[0].result(); print('begun', flush=True)\n"
        "    [job.result() for job in jobs]\n"
    )
    work = subprocess.Popen(
        [sys.executable, "-c", BEGUN + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    assert work.stdout and work.stdout.readline() == "begun\n"
    begun = time.monotonic()
    os.killpg(work.pid, signal.SIGINT)
    _, told = work.communicate(timeout=20)
    assert time.monotonic() - begun < 10 and told.strip() == "已中断。"


def test_output_that_goes_nowhere() -> None:
    for ending in (">&-", ">&- 2>&-"):
        done = subprocess.run(
            ["sh", "-c", f'"$0" tasks.py -l {ending}', sys.executable], cwd=ROOT, capture_output=True, encoding="utf-8"
        )
        assert (done.returncode, done.stderr) == (0, ""), ending
    done = subprocess.run(
        ["sh", "-c", '"$0" tasks.py -l > /dev/full', sys.executable], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 2 and done.stderr.startswith("错误 没有完成：磁盘已满")


def test_a_machine_without_chinese_is_spoken_to_in_utf8() -> None:
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PATH": os.environ["PATH"]}
    for words, status in ((["-l"], 0), (["biuld"], 2)):
        done = subprocess.run([sys.executable, "tasks.py", *words], cwd=ROOT, capture_output=True, env=plain)
        assert done.returncode == status and ("动词" in (done.stdout + done.stderr).decode("utf-8"))


LONG = """
import subprocess, sys, time
try:
    own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("begun", own.pid, flush=True)
    {body}
finally:
    own.kill()
    own.wait()
    print("tidied up", flush=True)
"""


def ended(tmp_path: Path, body: str, *, everyone: bool) -> tuple[int, str, str]:
    """Status and words of a verb that is interrupted while it waits for a program."""
    (tmp_path / "long_work.py").write_text(LONG.format(body=body), encoding="utf-8")
    code = f"from pipeline.own_tools import run; run('long_work', [], {str(ROOT)!r})"
    surroundings = ENVIRONMENT | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    pipe = subprocess.PIPE
    work = subprocess.Popen(
        [sys.executable, "-c", BEGUN + code],
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
        env=surroundings,
        start_new_session=True,
    )
    assert work.stdout
    own = int(work.stdout.readline().removeprefix("begun "))
    (os.killpg if everyone else os.kill)(work.pid, signal.SIGINT)
    out, told = work.communicate(timeout=30)
    assert not Path(f"/proc/{own}").exists(), "an orphan"
    return work.returncode, out, told


@pytest.mark.parametrize("everyone", [True, False], ids=["by a terminal", "by another program"])
def test_a_program_that_a_verb_waits_for_tidies_up_and_is_silent(tmp_path: Path, everyone: bool) -> None:
    status, out, told = ended(tmp_path, "time.sleep(60)", everyone=everyone)
    assert (status, out, told.strip()) == (-signal.SIGINT, "tidied up\n", "已中断。")


def test_statuses_of_such_a_program(tmp_path: Path) -> None:
    (tmp_path / "own_work.py").write_text("import sys; sys.exit(int(sys.argv[1]))", encoding="utf-8")
    code = "from pipeline.own_tools import run; print([run('own_work', [w], '.') for w in ('0', '1', '2', '4')])"
    done = subprocess.run(
        [sys.executable, "-c", BEGUN + code],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
    )
    assert done.stdout == "[0, 1, 2, 2]\n"
