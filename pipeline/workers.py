"""Where work is done: in this process, in a pool of processes, or on a cluster; callers only see an Executor."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

T = TypeVar("T")
SMALL = 96
"""Below this many jobs a pool costs more than it saves."""


class Inline(Executor):
    """Does each job at once, here."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def open_workers(jobs: int, workers: int = 0) -> Executor:
    """An executor for about `jobs` jobs. `workers` 0 = one a core; the environment may name a dask scheduler."""
    scheduler = os.environ.get("GONGKAI_SCHEDULER")
    count = workers or os.cpu_count() or 1
    if jobs < SMALL or (count == 1 and not scheduler):
        return Inline()
    if scheduler:
        from distributed import Client  # type: ignore[import-not-found]

        executor: Executor = Client(scheduler).get_executor()
        return executor
    from pipeline.pool import Pool

    return Pool(count)


def batches(jobs: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(jobs), size):
        yield jobs[start : start + size]
