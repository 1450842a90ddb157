"""What of a row can be kept though some of it is wrong: one field costs neither its neighbours nor items."""

from collections.abc import Collection
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.validation import owner_of

Model = TypeVar("Model", bound=BaseModel)
MOST_FAULTS = 500
"""A row with more is kept out whole."""


def kept(model: type[Model], value: Any, whole: Collection[str] = ()) -> Model | None:
    """The model of `value` less what is wrong in it: a field that may be absent, or else the entry or group that needs
    it. None when the row itself needs it. Fields named in `whole` go as a whole: half a rule is another rule.
    """
    left = deepcopy(value)
    for _ in range(MOST_FAULTS):
        try:
            return model.model_validate(left)
        except ValidationError as error:
            fault = error.errors(include_url=False)[-1]
            if not _take_out(model, left, _wrong(left, tuple(fault["loc"]), fault["type"] == "missing", whole)):
                return None
    return None


def _wrong(value: Any, place: tuple[Any, ...], missing: bool, whole: Collection[str]) -> tuple[Any, ...]:
    """Where the wrong value itself stands: pydantic also counts entries of what is no list, and absent keys."""
    found: list[Any] = []
    for part in place[:-1] if missing else place:
        if not (isinstance(value, dict) and part in value) and not (isinstance(value, list) and isinstance(part, int)):
            break
        found.append(part)
        value = value[part]
        if part in whole:
            break
    return tuple(found)


def _take_out(model: type[BaseModel], value: Any, place: tuple[Any, ...]) -> bool:
    """Whether the innermost thing at `place` that may be absent was taken out of `value`."""
    while place:
        *above, last = place
        info = next((info for info in owner_of(model, place).model_fields.values() if info.alias == last), None)
        if isinstance(last, int) or info is None or not info.is_required():
            holder = value
            for part in above:
                holder = holder[part]
            del holder[last]
            return True
        place = tuple(above)
    return False
