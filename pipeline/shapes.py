"""What a field of a model holds: words of an enum, a group of fields, a list; and how it is written in a header."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args, get_origin

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

DOTS = "\u2026"
MOST = 8
"""Fields of a group that a line names."""


def choices(field: FieldInfo) -> list[str]:
    """The words that an enum field takes, in the order of the vocabulary."""
    enums = (found for found in types_of(field.annotation) if isinstance(found, type) and issubclass(found, StrEnum))
    return [word.value for enum in enums for word in enum]


def nested(field: FieldInfo) -> type[BaseModel] | None:
    """The group of fields that this field holds, one or a list of them."""
    shapes = (found for found in types_of(field.annotation) if isinstance(found, type) and issubclass(found, BaseModel))
    return next(shapes, None)


def types_of(annotation: Any) -> Iterator[Any]:
    """The annotation and every type inside it, outside first."""
    yield annotation
    for inner in get_args(annotation):
        if isinstance(inner, type) or get_args(inner):
            yield from types_of(inner)


def marks_of(annotation: Any) -> Iterator[Any]:
    """What `Annotated` says at any depth of the annotation."""
    for mark in getattr(annotation, "__metadata__", ()):
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
    for inner in get_args(annotation):
        yield from marks_of(inner)


def is_list(annotation: Any) -> bool:
    """Whether several values are meant."""
    return any(get_origin(found) is tuple for found in types_of(annotation))


def written_form(field: FieldInfo) -> str:
    """How a value of several parts stands on one line, dots for each part; "" for a value of one part, and for a group
    of groups, which no line holds.
    """
    inner = nested(field)
    entry = group_form(inner) if inner else DOTS
    if is_list(field.annotation):
        most = next((mark.max_length for mark in _marks(field) if isinstance(mark, MaxLen)), 0)
        return f"[{', '.join([entry] * (most or (1 if inner else 2)))}]" if entry else ""
    if any(get_origin(found) is dict for found in types_of(field.annotation)):
        return f"{{{DOTS}: {DOTS}}}"
    return entry if inner else ""


def group_form(shape: type[BaseModel]) -> str:
    """The first fields of a group; "" where it holds groups itself."""
    fields = list(shape.model_fields.values())
    if any(nested(field) for field in fields):
        return ""
    parts = [f"{field.alias}: {DOTS}" for field in fields[:MOST]]
    return f"{{{', '.join(parts + [DOTS] * (len(fields) > MOST))}}}"


def _marks(field: FieldInfo) -> Iterator[Any]:
    """Of a list itself, not of its entries."""
    for mark in field.metadata:
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
