"""The process that makes one page at once (`plugins/instant.py`), as the preview sees it: asked and answered by lines.

It may be away (no build yet, tables with errors, a fault): then there is no answer, and the whole build shows what is.
"""

import json
import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

STARTING, ANSWERING = 60.0, 5.0
"""Seconds that it may take to have the site in mind, and to answer."""
Process = subprocess.Popen[bytes]


class Resident:
    """`words`: where the preview's build is: content, output, store and theme from `root`, and the day or ""."""

    def __init__(self, root: Path, words: tuple[str, ...]) -> None:
        self.root, self.words = root, words
        self._process: Process | None = None
        self._next: Process | None = None
        self._lock = threading.Lock()
        self._ended = False

    def begin(self) -> None:
        """Start it anew: tables, theme or program are not as they were. The old one answers until the new one can."""
        with self._lock:
            if self._ended:
                return
            fresh = self._next = subprocess.Popen(
                [sys.executable, "-m", "plugins.instant", *self.words],
                cwd=self.root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
        ready = _heard(fresh, STARTING) is not None
        with self._lock:
            good = ready and not self._ended
            _leave(self._process)
            if not good:
                _leave(fresh)
            self._process, self._next = fresh if good else None, None

    def ask(self, **question: Any) -> dict[str, Any] | None:
        """None where there is no answer."""
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return None
            try:
                self._process.stdin.write(json.dumps(question).encode() + b"\n")
                self._process.stdin.flush()
                answer = _heard(self._process, ANSWERING)
            except OSError:
                answer = None
            if answer is None:
                _leave(self._process)
                self._process = None
        return None if answer is None or "fault" in answer else answer

    def end(self) -> None:
        with self._lock:
            self._ended = True
            _leave(self._process)
            self._process = None
            if self._next is not None:
                self._next.kill()  # whoever waits for it leaves it


def _heard(process: Process, seconds: float) -> dict[str, Any] | None:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    line = process.stdout.readline() if ready else b""
    if not line:
        return None
    answer: dict[str, Any] = json.loads(line)
    return answer


def _leave(process: Process | None) -> None:
    if process is not None:
        process.kill()
        process.communicate()
