"""Tables of many numbers cast from a mould: a macro is run once with a sign in the place of every number."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, pass_environment
from markupsafe import Markup

_SIGN = re.compile(r"@@(\d+)@@")
_moulds: "WeakKeyDictionary[Environment, dict[tuple[str, int], tuple[str, ...]]]" = WeakKeyDictionary()
"""(name of the macro, how many numbers) -> text, place of a number, text, …"""


@pass_environment
def cast(environment: Environment, macro: Callable[[Any], Markup], part: Any) -> Markup:
    """What `macro(part)` gives, for a `part` of dicts and lists of numbers, all of which it prints as they come.

    Running the macro anew for the two hundred numbers of a report costs fifty times as much.
    """
    numbers = list(_leaves(part))
    moulds = _moulds.setdefault(environment, {})
    key = (str(getattr(macro, "name", macro)), len(numbers))
    if key not in moulds:
        moulds[key] = tuple(_SIGN.split(str(macro(_signed(part, iter(range(len(numbers))))))))
    pieces = list(moulds[key])
    pieces[1::2] = [plain_number(numbers[int(place)]) for place in pieces[1::2]]
    return Markup("".join(pieces))


def plain_number(value: float | None) -> str:
    """As in the official tables: no separators, no trailing `.0`; a dash where there is none."""
    if value is None:
        return "\u2014"
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)).normalize(), "f")


def _leaves(part: Any) -> Iterator[Any]:
    if isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _leaves(inner)
    else:
        yield part


def _signed(part: Any, places: Iterator[int]) -> Any:
    if isinstance(part, dict):
        return {name: _signed(inner, places) for name, inner in part.items()}
    if isinstance(part, list | tuple):
        return [_signed(inner, places) for inner in part]
    return f"@@{next(places)}@@"
