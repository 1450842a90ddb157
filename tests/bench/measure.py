"""One whole process, timed from outside: wall, processor, memory, and what it wrote."""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SAMPLE_MS = 50
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Run(NamedTuple):
    """Seconds and bytes. `cpu` and `largest` count the process and all its descendants, by the kernel's own account.

    `largest` is the peak of the largest single process; `tree` the peak of the sum over processes living at one moment,
    sampled: pages that forked processes share are counted once a process.
    """

    wall: float
    cpu: float
    largest: int
    tree: int
    written: int = 0
    files: int = 0


class Failed(Exception):
    """A contestant that did not finish has no time."""


def run(command: Sequence[str], folder: Path, *, memory: "Callable[[int], int] | None" = None) -> Run:
    """Run to the end in `folder`. `memory` gives the bytes of one process; resident pages unless told otherwise."""
    with (folder / "last.log").open("wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            tree = _watch(process.pid, memory or resident)
        except BaseException:
            process.kill()
            process.wait()
            raise
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        told = (folder / "last.log").read_text(encoding="utf-8", errors="replace")
        raise Failed(f"{command[0]} ended with {process.returncode}: {told[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, tree)


def _watch(pid: int, memory: Callable[[int], int]) -> int:
    """Peak of the summed memory of the tree, until its root ends."""
    handle = os.pidfd_open(pid)
    ended = select.poll()
    ended.register(handle, select.POLLIN)
    peak = 0
    try:
        while not ended.poll(SAMPLE_MS):
            peak = max(peak, sum(memory(member) for member in _tree(pid)))
    finally:
        os.close(handle)
    return peak


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        for thread in threads:
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                for child in file.read().split():
                    yield from _tree(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def resident(pid: int) -> int:
    """Bytes of resident pages; 0 when the process is gone."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * _PAGE
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0


def proportional(pid: int) -> int:
    """Bytes with each shared page divided among those that share it. Slow to ask for: not for timed runs."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (FileNotFoundError, ProcessLookupError, StopIteration):
        return 0


def weigh(folder: Path) -> tuple[int, int]:
    """Bytes and number of files below `folder`."""
    sizes = [os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names]
    return sum(sizes), len(sizes)
