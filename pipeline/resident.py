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


class Resident:
    """`words`: where the preview's build is: content, output, store and theme from `root`, and the day or ""."""

    def __init__(self, root: Path, words: tuple[str, ...]) -> None:
        self.root, self.words = root, words
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Start it, or start it anew: tables, theme or program are not as they were."""
        with self._lock:
            self._leave()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "plugins.instant", *self.words],
                cwd=self.root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
            self._heard(STARTING)

    def ask(self, **question: Any) -> dict[str, Any] | None:
        """None where there is no answer."""
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return None
            try:
                self._process.stdin.write(json.dumps(question).encode() + b"\n")
                self._process.stdin.flush()
            except OSError:
                self._leave()
                return None
            answer = self._heard(ANSWERING)
        return None if answer is None or "fault" in answer else answer

    def end(self) -> None:
        with self._lock:
            self._leave()

    def _heard(self, seconds: float) -> dict[str, Any] | None:
        assert self._process is not None and self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            self._leave()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _leave(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
