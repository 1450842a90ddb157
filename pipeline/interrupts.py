"""Ctrl-C, whenever it comes: told in a word, and never lost. Importing this sees to it where tasks.py is the program.

Standard library only, and of that what every program has loaded anyway: it comes before all other imports.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

INTERRUPTED = "\n已中断。"
SOON = 0.01


def _told(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if kind is KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
    else:
        sys.__excepthook__(kind, fault, trace)


def _once_more(lost: sys.UnraisableHookArgs) -> None:
    """Python loses an interrupt that comes while it takes something apart: then it is to come again."""
    if lost.exc_type is KeyboardInterrupt:
        import _thread
        import threading

        later = threading.Timer(SOON, _thread.interrupt_main)  # at once it would be lost in here
        later.daemon = True
        later.start()
    else:
        sys.__unraisablehook__(lost)


def hush() -> None:
    """For a program that another waits for: that one tells of the interrupt."""
    sys.excepthook = _hushed


def _hushed(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if kind is not KeyboardInterrupt:
        sys.__excepthook__(kind, fault, trace)


if os.path.basename(sys.argv[0]) == "tasks.py":
    sys.excepthook, sys.unraisablehook = _told, _once_more
