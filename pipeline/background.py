"""A program that works in the background and gives way: it is held while somebody waits for something else."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

CALM = 0.3
"""Seconds without a reason to be held after which it goes on."""
SHARE = 0.5
"""It is left alone for this part of the time that it was held, whatever comes."""


class Background:
    """Runs a command, one run at a time; anybody may hold it, from any thread. `said` is told each line of output."""

    def __init__(self, command: Sequence[str], folder: Path, said: Callable[[str], None]) -> None:
        self.command, self.folder, self.said = command, folder, said
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._held_until = self._free_until = 0.0
        self._stopped = self._ended = False

    def run(self) -> tuple[int, list[str]]:
        """Wait until it is not held, then run it to its end: (exit status, lines)."""
        while (left := self._held_until - time.monotonic()) > 0:
            time.sleep(left)
        with self._lock:
            if self._ended:
                return -signal.SIGTERM, []
            build = self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
                process_group=0,  # with all that it starts it is held, goes on and ends
            )
        lines = []
        with build:
            for line in build.stdout or ():
                lines.append(line.rstrip("\n"))
                with suppress(OSError):  # nobody hears it any more, as after `| head`
                    self.said(line)
        with self._lock:
            self._process = None
        return build.returncode, lines

    def hold(self) -> None:
        """Let it rest from now on until nobody has asked for `CALM` seconds."""
        with self._lock:
            now = time.monotonic()
            if now < self._free_until:
                return
            self._held_until = now + CALM
            if self._process is not None and not self._stopped:
                self._stopped = self._signal(signal.SIGSTOP)
                threading.Thread(target=self._go_on, args=(now,), daemon=True).start()

    def end(self) -> None:
        """End it, and let none begin."""
        with self._lock:
            self._ended = True
            process = self._process
            self._signal(signal.SIGTERM)
            self._signal(signal.SIGCONT)
        if process is not None:
            process.wait()

    def _go_on(self, stopped_at: float) -> None:
        while (left := self._held_until - time.monotonic()) > 0:
            time.sleep(left)
        with self._lock:
            self._signal(signal.SIGCONT)
            self._stopped = False
            now = time.monotonic()
            self._free_until = now + SHARE * (now - stopped_at)

    def _signal(self, number: signal.Signals) -> bool:
        """Whether there is somebody to get it. A process that has ended is not waited for yet, so its id is its own."""
        if self._process is None or self._process.returncode is not None:
            return False
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        return True
