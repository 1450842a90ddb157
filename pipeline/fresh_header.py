"""The header of a fresh item: what is known filled in, what must be filled left blank, the rest offered in comments."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from pipeline.kind import Kind
from pipeline.phrases import AND, FRESH_FORM, FRESH_REST, FRESH_TIME, listing
from pipeline.shapes import choices, nested, written_form

INDENT = "  "
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n\"]*")
_PLAIN_ENTRY = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<][^\n\",:#\[\]{}']*")
_NULLS = frozenset({"null", "Null", "NULL", "~"})


@dataclass(frozen=True, slots=True)
class Words:
    """What the comments of a fresh header say."""

    published_at: str = FRESH_TIME
    optional: str = FRESH_REST
    written: str = FRESH_FORM
    """Says how a value of several parts is written."""


def header_lines(
    kind: type[Kind], filled: Mapping[str, str], words: Words, said: Mapping[str, Sequence[str]] = {}
) -> Iterator[str]:
    """Filled lines first, in the order of the form; then what must be filled; then what may be, in comments.

    `filled`: identifier -> YAML as it stands behind the colon; `said`: identifier -> remarks that stand above its line.
    A comment has a line of its own: behind a value it would be taken for a lost part of the value.
    """
    fields = kind.model_fields
    for name in (name for name in fields if filled.get(name)):
        yield from _remarks(said.get(name, ()))
        if name == "published_at" and name not in said:
            yield f"# {words.published_at}"
        yield f"{fields[name].alias}: {filled[name]}"
    yield from _required(kind, [name for name in fields if not filled.get(name)], "", said)
    yield f"# {words.optional}"
    for name, field in fields.items():
        if not field.is_required() and not filled.get(name):
            yield from _remarks(said.get(name, ()))
            about = _told(_about(kind, name), written_form(field), words)
            yield f"# {field.alias} ({about})" if about else f"# {field.alias}"


def _required(
    shape: type[BaseModel], names: list[str], indent: str, said: Mapping[str, Sequence[str]] = {}
) -> Iterator[str]:
    for name in names:
        field = shape.model_fields[name]
        if field.is_required():
            about, inner = _about(shape, name), nested(field)
            if about:
                yield f"{indent}# {about}"
            yield from _remarks(said.get(name, ()))
            yield f"{indent}{field.alias}:"
            if inner is not None:
                yield from _required(inner, list(inner.model_fields), indent + INDENT)


def _told(about: str, form: str, words: Words) -> str:
    """What the comment of an optional field says: what belongs there, and how it is written."""
    return AND.join(filter(None, (about, form and words.written.format(form=form))))


def _remarks(remarks: Iterable[str]) -> Iterator[str]:
    return (f"# {' '.join(remark.split())}" for remark in remarks)


@cache
def _about(shape: type[BaseModel], name: str) -> str:
    """The field's help; an enum tells all its words, a group its fields."""
    field = shape.model_fields[name]
    inner = nested(field)
    inside = listing(str(part.alias) for part in inner.model_fields.values()) if inner else ""
    return listing(choices(field)) or field.description or inside


def is_blank(line: str) -> bool:
    """Whether a line of the first level waits for its value, or for those of the lines below it."""
    return line.endswith(":") and not line.startswith(("#", INDENT))


def sections(kind: type[Kind]) -> Iterator[str]:
    for title in kind.sections:
        yield from (f"## {title}", "")


def scalar(text: str) -> str:
    """The text as YAML reads it back: quoted where a plain one would be taken for something else."""
    plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text and not text.endswith((":", " "))
    return text if plain and text not in _NULLS else json.dumps(text, ensure_ascii=False)


def sequence(texts: Iterable[str]) -> str:
    """Several texts on one line."""
    return f"[{', '.join(map(_entry, texts))}]"


def mapping(pairs: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {_entry(text)}" for key, text in pairs.items()) + "}"


def _entry(text: str) -> str:
    plain = _PLAIN_ENTRY.fullmatch(text) and text == text.strip() and text not in _NULLS
    return text if plain else json.dumps(text, ensure_ascii=False)
