"""A process of our own that opens files of strangers: one question a line on its input, one answer a line on its
output, under limits of memory and time. Whatever a file does to it, the asker notices and says so.
"""

import contextlib
import json
import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from pipeline.codebase import ROOT
from pipeline.extraction_parts import Unread

OUT_OF_MEMORY = 3
"""Exit status of the child."""


class Fell(Exception):
    """The child gave no answer. `reason` is TIME, MEMORY or CRASH."""

    def __init__(self, reason: Unread) -> None:
        super().__init__(reason.value)
        self.reason = reason


class LimitedChild:
    """One process, started when first needed and again after it fell.

    `module` is run with `memory` (bytes) and `seconds` (for one answer); `longest`: bytes of an answer.
    """

    def __init__(self, module: str, memory: int, seconds: int, longest: int) -> None:
        self.module, self.memory, self.seconds, self.longest = module, memory, seconds, longest
        self.asked = 0
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, question: dict[str, Any]) -> Any:
        """The answer. Raises Fell; a child that answered others before may have fallen under what they left behind, so
        then a fresh one is tried first.
        """
        try:
            return self._ask(question)
        except Fell as fell:
            if fell.reason is Unread.TIME or self.asked < 2:
                raise
            return self._ask(question)

    def _ask(self, question: dict[str, Any]) -> Any:
        child = self.running()
        self.asked += 1
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            self.close()
            raise Fell(Unread.CRASH) from None
        return self._answer(child)

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self.asked = 0
            self._child = subprocess.Popen(
                [sys.executable, "-m", self.module, str(self.memory), str(self.seconds)],
                cwd=ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def _answer(self, child: subprocess.Popen[bytes]) -> Any:
        assert child.stdout is not None
        until, pieces, size = time.monotonic() + self.seconds, [], 0
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                self.close()
                raise Fell(Unread.TIME)
            piece = os.read(child.stdout.fileno(), 65536)
            size += len(piece)
            if not piece or size > self.longest:
                reason = _reason(child)
                self.close()
                raise Fell(reason)
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return json.loads(b"".join(pieces))


def _reason(child: subprocess.Popen[bytes]) -> Unread:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(1)
    if child.returncode == OUT_OF_MEMORY:
        return Unread.MEMORY
    return Unread.TIME if child.returncode == -24 else Unread.CRASH


def answer_questions(answer: Callable[[dict[str, Any]], Any], memory: int, seconds: int) -> None:
    """The child's side: limit this process, then answer until its input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for line in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        try:
            told = answer(json.loads(line))
        except MemoryError:
            sys.exit(OUT_OF_MEMORY)
        sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
        sys.stdout.flush()
