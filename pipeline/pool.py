"""Worker processes that leave Ctrl-C to the one that sent for them."""

import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any


class Pool(ProcessPoolExecutor):
    """Forked, so that they share what is there. Whatever goes wrong here, the jobs not begun are let go."""

    def __init__(self, count: int, enter: Callable[..., None] | None = None, *given: Any) -> None:
        super().__init__(count, get_context("fork"), _begin, (enter, given))

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown(cancel_futures=kind is not None)


def _begin(enter: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if enter is not None:
        enter(*given)
