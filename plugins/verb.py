"""What a verb is: a function whose options are its keyword-only parameters, and a Chinese text for each of them.

Standard library only: verbs are read before .venv is entered.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Verb = Callable[..., int]

VERBS: dict[str, tuple[Verb, dict[str, str]]] = {}
"""Name -> function and option texts, in the order of the list that editors see."""
AS_OF = "按哪一天判断，格式 YYYY-MM-DD，默认今天"


def verb(**option_texts: str) -> Callable[[Verb], Verb]:
    """Register a verb. Its options are its keyword-only parameters; each needs a text here.

    The docstring is one Chinese line, what the list of verbs shows. Returns the exit status: 0, 1 or 2.
    """

    def register(function: Verb) -> Verb:
        VERBS[function.__name__.rstrip("_").replace("_", "-")] = (function, option_texts)
        return function

    return register
