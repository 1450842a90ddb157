"""Tables of many numbers cast from a mould: a macro is run once with a sign in the place of every number."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, pass_environment
from markupsafe import Markup

from pipeline.mould import Mould, sign

_PARTS = (dict, list, tuple)
_moulds: "WeakKeyDictionary[Environment, dict[tuple[str, int], Mould]]" = WeakKeyDictionary()
"""By the name of the macro, and how many numbers there are."""


@pass_environment
def cast(environment: Environment, macro: Callable[[Any], Markup], part: Any) -> Markup:
    """What `macro(part)` gives, for a `part` of dicts and lists of numbers, all of which it prints as they come."""
    numbers: list[Any] = []
    _gather(part, numbers)
    moulds = _moulds.setdefault(environment, {})
    key = (str(getattr(macro, "name", macro)), len(numbers))
    if key not in moulds:
        moulds[key] = Mould(str(macro(_signed(part, iter(range(len(numbers)))))))
    return Markup(moulds[key].cast([str(one) if type(one) is int else plain_number(one) for one in numbers]))


def plain_number(value: float | None) -> str:
    """As in the official tables: no separators, no trailing `.0`; a dash where there is none."""
    if value is None:
        return "\u2014"
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)).normalize(), "f")


def number_cells(numbers: Sequence[float | None]) -> Markup:
    """A cell of a table for each, as `plain_number` shows it."""
    return Markup("".join([f"<td>{plain_number(number)}</td>" for number in numbers]))


def _gather(part: Any, numbers: list[Any]) -> None:
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, _PARTS):
            _gather(inner, numbers)
        else:
            numbers.append(inner)


def _signed(part: Any, places: Iterator[int]) -> Any:
    if isinstance(part, dict):
        return {name: _signed(inner, places) for name, inner in part.items()}
    if isinstance(part, list | tuple):
        return [_signed(inner, places) for inner in part]
    return sign(next(places))
