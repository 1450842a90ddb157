"""Progress of long work: a bar on a terminal, silence elsewhere."""

import sys
import time
from types import TracebackType
from typing import Any, Self

TITLES = {"read": "读取内容", "render": "生成页面", "check": "检查"}
AFTER = 0.5
"""Seconds of work before a bar is worth showing."""


class Progress:
    """Call with (done, total). The bar's library is loaded only when the bar is shown."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.started = time.monotonic()
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        if self.bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self.started < AFTER:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            self.bar = Bar(console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task(TITLES[self.what], total=total)
        self.bar.update(self.task, completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
