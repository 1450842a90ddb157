"""Header values -> a model, or one Chinese finding for each fault, at its line and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import EnumMeta
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from pipeline.finding import Finding, Location, Severity
from pipeline.header_plain import Place
from pipeline.kind import field_labels
from pipeline.pattern import later
from pipeline.phrases import (
    ENTRY,
    ITEM_FAULTS,
    SOURCE_FAULTS,
    WHOLE,
    WITHIN,
    WITHIN_HEADER,
    listing,
    near,
    nearest,
    sentence,
    words_in,
)
from pipeline.shapes import DOTS, group_form, written_form
from pipeline.source import Source

_THOUSANDS = later(r"\d{3}(?:\.\d+)?", re.ASCII)
Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], value: Any, source: Source, at: Place = ()) -> Model | None:
    """The typed model, or None with the faults added to `source.findings`. `at` is where `value` stands in the file."""
    lost = list(_lost_keys(model, source, at)) if source.blank else []
    source.findings.extend(_finding(model, fault, source, at) for fault in lost)
    try:
        typed = model.model_validate(value)
        return None if lost else typed
    except ValidationError as error:
        faults: list[Any] = [fault for fault in error.errors(include_url=False) if not _only_seems_short(fault)]
        meant = {_meant(model, tuple(fault["loc"])) for fault in (*faults, *lost) if fault["type"] in _UNKNOWN}
        faults = [fault for fault in faults if fault["type"] != "missing" or tuple(fault["loc"]) not in meant]
        said = {finding.location for finding in source.findings if finding.blocks}
        found = (_finding(model, fault, source, at) for fault in faults)
        # A value that reading has refused already is no right value either; that need not be said twice.
        source.findings.extend(fault for fault in found if fault.check != "field-value" or fault.location not in said)
        return None


def say_joined(source: Source, entries: Sequence[str], *place: str | int) -> None:
    """Entries of a list that look like several: to YAML they are one text, which nobody will look for."""
    for n, entry in enumerate(entries):
        words = words_in(entry)
        if len(words) < 2:
            continue
        facts = {"field": place[-1], "value": _shown(entry), "count": len(words), "offer": _shown(", ".join(words))}
        message, hint = (text.format(**facts) for text in ITEM_FAULTS["joined-words"])
        place_of = source.location(*place, n)
        source.findings.append(Finding(place_of, "field-joined-words", Severity.WARNING, message, hint=hint))


def _only_seems_short(fault: Mapping[str, Any]) -> bool:
    """Pydantic does not count the entries that it refused, each of which has a fault of its own."""
    return bool(fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"])


_UNKNOWN = ("extra_forbidden", "blank_entry")
_TIGHT_KEY = later("([^:\uff1a]{1,40})([:\uff1a])(.+)")


def _meant(model: type[BaseModel], place: Place) -> Place:
    """Where the field stands that an unknown key was meant for; that it is missing need not be told as well."""
    labels, written = field_labels(owner_of(model, place)), str(place[-1])
    tight = _TIGHT_KEY.fullmatch(written)
    return (*place[:-1], tight[1] if tight and tight[1] in labels else nearest(written, labels))


def _lost_keys(model: type[BaseModel], source: Source, at: Place) -> Iterator[dict[str, Any]]:
    """Keys that nothing stands behind and no model knows: in `{name:text}`, without a space, the text is in the key."""
    for place in source.blank:
        below = place[len(at) :]
        if place[: len(at)] != at or not below:
            continue
        owner = owner_of(model, below)
        if below[-1] not in field_labels(owner):
            yield {"type": "blank_entry" if _is_mapping(owner, below[-2:-1]) else "extra_forbidden", "loc": below}


def _is_mapping(owner: type[BaseModel], field: Place) -> bool:
    """Whether the field takes keys of the editor's choice."""
    kinds = [info.annotation for info in owner.model_fields.values() if info.alias in field]
    return any(get_origin(kind) is dict for kind in kinds)


def _finding(model: type[BaseModel], fault: dict[str, Any], source: Source, at: Place) -> Finding:
    kind: str = fault["type"]
    place: Place = tuple(fault["loc"])
    field = _spoken(place) or (WHOLE if not at else ENTRY.format(number=int(at[-1]) + 1))
    facts = dict(fault.get("ctx") or {}) | {"field": field, "value": _shown(fault.get("input"))}
    facts |= {"leaf": place[-1] if place else "", "within": _within(source, place)}
    if kind == "missing" and (*at, *place[:-1], "key", place[-1]) in source.marks:
        kind = "missing_value"
    if kind in _UNKNOWN:
        labels = field_labels(owner_of(model, place))
        tight = _TIGHT_KEY.fullmatch(str(place[-1]))
        if tight and (kind == "blank_entry" or tight[1] in labels):
            return _no_space(_location(source, at, place, "extra_forbidden"), *tight.groups())
        facts |= {"near": near(str(place[-1]), labels), "known": listing(labels)}
    if kind in ("too_short", "too_long") and isinstance(fault.get("input"), str):
        kind = f"string_{kind}"
    if kind in ("tuple_type", "dict_type", "model_type"):
        facts["form"] = _form(model, place or at[-1:], fault.get("input"))
    if kind == "string_pattern_mismatch":
        facts["help"] = _help(model, place)
    if kind in ("enum", "literal_error"):
        values = [value.strip("' ") for value in _expected(facts)]
        facts |= {"near": near(facts["value"], values), "expected": listing(values)}
    told = "thousands" if kind == "extra_forbidden" and _THOUSANDS.fullmatch(str(place[-1])) else kind
    message, hint = sentence(told, facts)
    severity = Severity.ERROR
    return Finding(_location(source, at, place, kind), f"field-{_code(kind)}", severity, message, hint=hint)


def _no_space(place: Location, key: str, colon: str, value: str) -> Finding:
    code = "colon" if colon == ":" else "wide-colon"
    message, hint = (text.format(key=key, value=value.strip()) for text in SOURCE_FAULTS[code])
    return Finding(place, f"source-{code}", Severity.ERROR, message, hint=hint)


def _location(source: Source, at: Place, place: Place, kind: str) -> Any:
    if kind in ("extra_forbidden", "missing_value") and (*at, *place[:-1], "key", place[-1]) in source.marks:
        return source.location(*at, *place[:-1], "key", place[-1])
    if kind == "missing" and len(place) == 1 and not at:
        return source.location()
    return source.location(*at, *place)


def _code(kind: str) -> str:
    if kind in ("missing", "missing_value"):
        return "missing"
    if kind == "extra_forbidden":
        return "unknown"
    return "date" if kind.startswith(("day", "clock")) else "value"


def _expected(facts: dict[str, Any]) -> list[str]:
    return str(facts.get("expected", "")).replace(" or ", ", ").split(",")


def _spoken(place: Place) -> str:
    """The path to a value as a person would say it: fields by name, list entries by number."""
    parts = [ENTRY.format(number=part + 1) if isinstance(part, int) else str(part) for part in place if part != "[key]"]
    return " ".join(parts)


def _within(source: Source, place: Place) -> str:
    group = _spoken(place[:-1])
    return WITHIN.format(group=group) if group else WITHIN_HEADER if source.path.endswith(".md") else ""


def _shown(value: Any) -> str:
    text = (
        " ".join(value.split())
        if isinstance(value, str)
        else ""
        if value is None or isinstance(value, (dict, list, tuple))
        else str(value)
    )
    return text if len(text) <= 60 else text[:57] + "…"


def owner_of(model: type[BaseModel], place: Place) -> type[BaseModel]:
    """The model that lacks the key at the end of `place`: walks the aliases down."""
    owner: type[BaseModel] = model
    for part in place[:-1]:
        if isinstance(part, int):
            continue
        info = next((info for info in owner.model_fields.values() if info.alias == part), None)
        inner = _model_in(info.annotation) if info else None
        if inner is None:
            return owner
        owner = inner
    return owner


def _help(model: type[BaseModel], place: Place) -> str:
    """What the handbook says of the field."""
    fields = [info for info in owner_of(model, place).model_fields.values() if info.alias in place[-2:]]
    return next((info.description for info in fields if info.description), "")


def _form(model: type[BaseModel], place: Place, value: Any) -> str:
    """How the line should stand; the words that were written are kept where they only lack their brackets."""
    names = [part for part in place if isinstance(part, str)]
    fields = [info for info in owner_of(model, tuple(names)).model_fields.values() if info.alias in names[-1:]]
    form = written_form(fields[0]) if fields else group_form(model) if not names else ""
    words = words_in(value) if isinstance(value, str) else []
    if not place:
        return form or f"{DOTS}: {DOTS}"
    if isinstance(place[-1], int):
        return f"- {form.strip('[]') or DOTS}"
    if form.startswith(f"[{DOTS}") and len(words) > 1:
        form = f"[{', '.join(words)}]"
    return f"{names[-1]}: {form or DOTS}"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, EnumMeta) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
