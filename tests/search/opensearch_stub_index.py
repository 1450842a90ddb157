"""An index of the little OpenSearch: its mapping, what was written, and what of it can be found already."""

import re
import struct
from datetime import date
from typing import Any, NamedTuple

Body = dict[str, Any]
LONGEST_TERM = 32_766
"""Bytes of a term: Lucene's own bound."""
PARAMETERS = {
    "keyword": {"index", "doc_values", "ignore_above"},
    "date": {"format"},
    "rank_features": set(),
}


class Refused(Exception):
    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.status, self.kind, self.reason = status, kind, reason


class Stored(NamedTuple):
    """A document: `source` as it is given back; `terms` field -> indexed values; `features` field -> name -> float."""

    key: str
    source: Body
    terms: dict[str, tuple[str, ...]]
    features: dict[str, dict[str, float]]


def check_name(name: str) -> None:
    if name != name.lower() or re.search(r'[\s,:"*+/\\|?#<>]', name) or name[0] in "_-+":
        raise Refused(400, "invalid_index_name_exception", f"Invalid index name [{name}]")


def single(number: float) -> float:
    """As a float of 32 bits."""
    return float(struct.unpack("f", struct.pack("f", number))[0])


def nine_bits(number: float) -> float:
    """As a feature is kept: the upper 17 bits of its float, which leave 9 significant ones."""
    bits = struct.unpack("I", struct.pack("f", number))[0] >> 15 << 15
    return float(struct.unpack("f", struct.pack("I", bits))[0])


class Index:
    def __init__(self, name: str, settings: Body, mappings: Body) -> None:
        self.name = name
        self.settings: Body = settings.get("index", settings)
        unknown = self.settings.keys() - {"number_of_shards", "number_of_replicas", "refresh_interval"}
        if unknown:
            raise Refused(400, "illegal_argument_exception", f"unknown setting {sorted(unknown)}")
        self.mappings: Body = {}
        self.written: dict[str, Stored] = {}
        self.shown: dict[str, Stored] = {}
        self.merge(mappings)

    def merge(self, mappings: Body) -> None:
        unknown = mappings.keys() - {"dynamic", "_source", "_meta", "properties"}
        if unknown:
            raise Refused(
                400,
                "mapper_parsing_exception",
                f"Root mapping definition has unsupported parameters: {sorted(unknown)}",
            )
        there = self.mappings.get("properties", {})
        for name, wanted in mappings.get("properties", {}).items():
            _check_field(name, wanted)
            if there.get(name, wanted) != wanted:
                raise Refused(400, "illegal_argument_exception", f"Mapper for [{name}] conflicts with existing mapper")
        if "_source" in mappings and self.mappings.get("_source", mappings["_source"]) != mappings["_source"]:
            raise Refused(400, "illegal_argument_exception", "Mapper for [_source] conflicts with existing mapper")
        self.mappings = self.mappings | mappings | {"properties": there | mappings.get("properties", {})}

    def set(self, body: Body) -> None:
        wanted = body.get("index", body)
        if wanted.keys() - {"refresh_interval", "number_of_replicas"}:
            raise Refused(400, "illegal_argument_exception", f"Can't update non dynamic settings [{sorted(wanted)}]")
        self.settings = {name: value for name, value in (self.settings | wanted).items() if value is not None}

    def refresh(self) -> None:
        self.shown = dict(self.written)

    def field(self, name: str) -> Body:
        properties: dict[str, Body] = self.mappings["properties"]
        if name not in properties:
            raise Refused(400, "query_shard_exception", f"No mapping found for [{name}]")
        return properties[name]

    def searchable(self, name: str, *kinds: str) -> str:
        """`name`, when a term of it can be looked for."""
        found = self.field(name)
        if found["type"] == "rank_features":
            raise Refused(400, "query_shard_exception", "Queries on [rank_features] fields are not supported")
        if found["type"] not in kinds or not found.get("index", True):
            raise Refused(400, "query_shard_exception", f"Cannot search on field [{name}] since it is not indexed.")
        return name

    def sortable(self, name: str) -> str:
        """`name`, when its values lie in columns: for sorting and for counting."""
        found = self.field(name)
        if found["type"] == "rank_features" or not found.get("doc_values", True):
            raise Refused(400, "illegal_argument_exception", f"Can't load fielddata on [{name}]: doc values are off")
        return name

    def put(self, key: str, source: Body) -> tuple[str, int]:
        known = self.mappings["properties"]
        for name in source.keys() - known.keys():
            reason = f"mapping set to strict, dynamic introduction of [{name}] within [_doc] is not allowed"
            raise Refused(400, "strict_dynamic_mapping_exception", reason)
        terms: dict[str, tuple[str, ...]] = {}
        features: dict[str, dict[str, float]] = {}
        for name, value in source.items():
            if known[name]["type"] == "rank_features":
                features[name] = _features(name, value)
            else:
                terms[name] = _terms(name, known[name], value)
        hidden = self.mappings.get("_source", {}).get("excludes", ())
        kept = {name: value for name, value in source.items() if name not in hidden}
        result = ("updated", 200) if key in self.written else ("created", 201)
        self.written[key] = Stored(key, kept, terms, features)
        return result

    def remove(self, key: str) -> tuple[str, int]:
        return ("deleted", 200) if self.written.pop(key, None) else ("not_found", 404)


def _check_field(name: str, wanted: Body) -> None:
    kind = wanted.get("type")
    if kind not in PARAMETERS:
        raise Refused(400, "mapper_parsing_exception", f"No handler for type [{kind}] declared on field [{name}]")
    unknown = wanted.keys() - {"type"} - PARAMETERS[kind]
    if unknown:
        raise Refused(
            400, "mapper_parsing_exception", f"unknown parameter {sorted(unknown)} on mapper [{name}] of type [{kind}]"
        )


def _terms(name: str, field: Body, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise Refused(400, "mapper_parsing_exception", f"failed to parse field [{name}] of type [{field['type']}]")
    if field["type"] == "date":
        for one in values:
            _check_day(name, one)
    kept = [one for one in values if len(one) <= field.get("ignore_above", 1 << 31)]
    if not (field.get("index", True) or field.get("doc_values", True)):
        return ()
    if any(len(one.encode()) > LONGEST_TERM for one in kept):
        raise Refused(
            400, "illegal_argument_exception", f'Document contains at least one immense term in field="{name}"'
        )
    return tuple(kept)


def _check_day(name: str, text: str) -> None:
    try:
        if len(text) != 10 or not date.fromisoformat(text):
            raise ValueError
    except ValueError as error:
        raise Refused(
            400, "mapper_parsing_exception", f"failed to parse field [{name}] of type [date]: [{text}]"
        ) from error


def _features(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        reason = f"[rank_features] fields must be json objects, expected a START_OBJECT but got: {type(value).__name__}"
        raise Refused(400, "mapper_parsing_exception", reason)
    for feature, number in value.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not 2.0**-126 <= number < 2.0**128:
            reason = (
                f"featureValue must be a positive normal float, got: {number} for feature {feature} on field {name}"
            )
            raise Refused(400, "mapper_parsing_exception", reason)
        if len(feature.encode()) > LONGEST_TERM:
            raise Refused(
                400, "illegal_argument_exception", f'Document contains at least one immense term in field="{name}"'
            )
    return {feature: nine_bits(number) for feature, number in value.items()}
