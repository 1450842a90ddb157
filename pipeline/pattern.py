"""Patterns that are compiled when first used: a build after one edit needs few of those that its rooms hold."""

import re
from typing import Any, cast


class _Later:
    """Looks like a compiled pattern."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)  # so that it is asked for once
        return found


def later(text: str, flags: int = 0) -> re.Pattern[str]:
    return cast("re.Pattern[str]", _Later(text, flags))
