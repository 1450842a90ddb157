"""A second process of this program, and what the two tell each other.

Marshal passes plain values between two processes of one program; nothing of it is ever kept.
"""

import marshal
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")
LENGTH = 8
"""Bytes before each value that say how many it has."""


class Gone(Exception):
    """The other process has ended, or can no longer be told anything."""


class Line:
    """To the other process, both ways."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = os.fdopen(reading, "rb")
        self._writing = os.fdopen(writing, "wb")

    def tell(self, value: Any) -> None:
        """A plain value: None, numbers, text, bytes, and tuples, lists and dicts of them. Raises Gone."""
        told = marshal.dumps(value)
        try:
            self._writing.write(len(told).to_bytes(LENGTH, "big"))
            self._writing.write(told)
            self._writing.flush()
        except OSError:
            raise Gone from None

    def hear(self) -> Any:
        """The next value that the other tells, waited for. Raises Gone."""
        length = int.from_bytes(self._reading.read(LENGTH), "big")
        told = self._reading.read(length)
        if not length or len(told) < length:
            raise Gone
        return marshal.loads(told)

    def close(self) -> None:
        for end in (self._reading, self._writing):
            with suppress(OSError):  # what was not told yet has nobody to hear it
                end.close()


class Second(Line):
    """The second process, begun when made: it does `work`, which is given the line to the first one."""

    def __init__(self, work: Callable[[Line], None]) -> None:
        (own_in, other_out), (other_in, own_out) = os.pipe(), os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(own_in)  # else it would wait for itself when the first has ended
            os.close(own_out)
            line = Line(other_in, other_out)
            # Else the first would go on waiting for workers that outlive this one.
            os.register_at_fork(after_in_child=line.close)
            _work(work, line)
        os.close(other_in)
        os.close(other_out)
        super().__init__(own_in, own_out)

    def end(self) -> None:
        """Let it end, and wait until it has: it goes as soon as it has nothing to hear."""
        self.close()
        os.waitpid(self._process, 0)


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """A second process works out a plain value while this one goes on, and is asked for it once; what it does not tell
    is worked out here.
    """
    second = Second(lambda first: first.tell(work()))

    def told() -> T:
        try:
            found: T = second.hear()
            return found
        except Gone:
            return work()

    try:
        yield told
    finally:
        second.end()


def _work(work: Callable[[Line], None], line: Line) -> None:
    """Never returns, whatever happens: what is behind it on the stack belongs to the first process."""
    try:
        with suppress(BaseException):  # the first process hears nothing, does the work itself and says what is wrong
            work(line)
    finally:
        os._exit(0)
