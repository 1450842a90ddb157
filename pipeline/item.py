"""One item: its source file -> what the store keeps, or findings. Runs in workers;
touches nothing but its own files.
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import to_json

from pipeline.attachment import Missing, find, own_name, read_csv
from pipeline.body import Body, render_body
from pipeline.finding import Finding, Location, Severity
from pipeline.kind import Kind, field_labels
from pipeline.kinds import KINDS
from pipeline.phrases import (
    ATTACHMENT_FAULTS,
    BODY_FAULTS,
    BODY_OTHERWISE,
    DECISIVE_KEYS,
    DECISIVE_WORDS,
    FOREIGN_KEYS,
    ITEM_FAULTS,
    KEY_FAULTS,
    REFUSED_KEYS,
    listing,
    near,
    nearest,
)
from pipeline.rows import AttachmentRow, IndexRow, ItemRecord, PackedBody, as_json
from pipeline.source import Source, read_item_source
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.validation import say_joined, validate

SUMMARY_LENGTH = 90
LISTED = IndexRow._fields.index("refs")
"""How many fields of a row lists may show."""
REFERENCES = ("interprets", "amends", "repeals", "replaces")
LISTS_OF_NAMES = ("keywords", "also_in", *REFERENCES)
"""Lists whose entries are single words, never sentences."""
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"(?:19|20)\d{2}")


class ItemRead(NamedTuple):
    """`record` is None when the item cannot be published; then `findings` says why."""

    path: str
    record: ItemRecord | None
    findings: tuple[Finding, ...]


def read_item(content: Path, path: str, kind_key: str, raw: bytes) -> ItemRead:
    """`path` is below content/ without `.md`; `raw` the file's bytes; `kind_key` comes from its column."""
    source = read_item_source(f"content/{path}.md", raw)
    header = _typed(source, KINDS[kind_key]) if not source.findings or source.header else None
    body = render_body(source.body, path, source.body_line)
    _say_notes(source, body)
    if header is None:
        return ItemRead(path, None, tuple(source.findings))
    files = _files(content, path, source, header, body)
    rows = _rows(content, source, header, files)
    _demand(source, header, body)
    if any(finding.severity is Severity.ERROR for finding in source.findings):
        return ItemRead(path, None, tuple(source.findings))
    record = _record(path, kind_key, source, header, body, files, rows)
    return ItemRead(path, record, tuple(source.findings))


def _typed(source: Source, kind: type[Kind]) -> Kind | None:
    """The header as its kind; unknown keys are reported and left out, so that one slip does not hide the others."""
    known = field_labels(kind)
    values = {}
    for key, value in source.header.items():
        if key in known:
            values[key] = value
        else:
            _unknown_key(source, key, value, list(known))
    for place in [place for place in source.blank if len(place) == 1 and place[0] not in known]:
        source.blank.remove(place)
        _unknown_key(source, str(place[0]), None, list(known))
    return validate(kind, values, source)


def _unknown_key(source: Source, key: str, value: Any, known: list[str]) -> None:
    code, severity = "unknown", Severity.WARNING
    if key.lower() in REFUSED_KEYS:
        code, severity = "refused", Severity.ERROR
    elif key.lower() in FOREIGN_KEYS:
        code, severity = "foreign", Severity.ERROR
    elif _decides(key, value, known):
        severity = Severity.ERROR
    facts = {
        "key": key[:40],
        "offer": FOREIGN_KEYS.get(key.lower(), ""),
        "near": near(key, known),
        "known": listing(known),
    }
    _add(source, f"field-{code}", source.location("key", key), KEY_FAULTS[code], severity, facts)


def _decides(key: str, value: Any, known: list[str]) -> bool:
    """Whether an unknown field may be a misspelt decision on publishing, by its name or by what it says."""
    decided = value in {*ItemStatus, *DisclosureMode} if isinstance(value, str) else False
    return decided or nearest(key, known) in DECISIVE_KEYS or any(word in key for word in DECISIVE_WORDS)


def _say_notes(source: Source, body: Body) -> None:
    for note in body.notes:
        severity = Severity.ERROR if note.blocking else Severity.WARNING
        words = BODY_FAULTS.get(note.code, BODY_OTHERWISE)
        place = Location(source.path, note.line, 1)
        _add(source, f"body-{note.code}", place, words, severity, {"value": note.value[:120], "code": note.code})


def _files(content: Path, path: str, source: Source, header: Kind, body: Body) -> list[AttachmentRow]:
    """Every file the item names, in the editor's order: listed attachments, then those that fields or the body use."""
    found: dict[str, AttachmentRow] = {}
    named = _named_files(path, source, header, body)
    linked = bool(named) and (content / path).is_symlink()
    for written, place, listed in named:
        name = own_name(path, written)
        if name in found:
            if listed:
                _add(
                    source,
                    "attachment-twice",
                    place,
                    ITEM_FAULTS["duplicate-attachment"],
                    Severity.WARNING,
                    {"name": name},
                )
            continue
        row = Missing(written, "not-regular") if linked else find(content, path, written, listed)
        if isinstance(row, Missing):
            facts = {"name": row.name, "folder": path.rpartition("/")[2]}
            _add(source, f"attachment-{row.code}", place, ATTACHMENT_FAULTS[row.code], Severity.ERROR, facts)
        else:
            found[name] = row
    return list(found.values())


def _named_files(path: str, source: Source, header: Kind, body: Body) -> list[tuple[str, Location, bool]]:
    named = [
        (name, source.location(_label(header, "attachments"), n), True) for n, name in enumerate(header.attachments)
    ]
    for field in ("image", "table", "draft"):
        value = vars(header).get(field)
        if value and not (field == "draft" and "." not in value):
            named.append((value, source.location(_label(header, field)), False))
    for n, material in enumerate(vars(header).get("materials", ())):
        place = source.location(_label(header, "materials"), n)
        named.extend((name, place, False) for name in (material.blank, material.sample) if name)
    named.extend(
        (link.target, Location(source.path, link.line, 1), False) for link in body.links if link.kind == "file"
    )
    return named


def _label(header: Kind, field: str) -> str:
    return str(type(header).model_fields[field].alias)


def _rows(content: Path, source: Source, header: Kind, files: list[AttachmentRow]) -> Any:
    """The cells of a dataset's CSV, or None."""
    table = vars(header).get("table")
    file = next((row for row in files if row.name == own_name(source.path, table)), None) if table else None
    if file is None:
        return None
    rows, code = read_csv(content / file.file)
    if rows is None:
        place = source.location(_label(header, "table"))
        _add(source, f"attachment-{code}", place, ATTACHMENT_FAULTS[code], Severity.ERROR, {"name": file.name})
    return rows


def _demand(source: Source, header: Kind, body: Body) -> None:
    for field in LISTS_OF_NAMES:
        if entries := vars(header).get(field):
            say_joined(source, entries, _label(header, field))
    if header.status is ItemStatus.WITHDRAWN and header.withdrawal is None:
        _add(
            source,
            "field-missing",
            source.location(_label(header, "status")),
            ITEM_FAULTS["withdrawal"],
            Severity.ERROR,
            {},
        )
    if type(header).needs_body and not body.html.strip() and header.status is ItemStatus.PUBLISHED:
        _add(
            source, "body-empty", Location(source.path, source.body_line, 1), ITEM_FAULTS["no-body"], Severity.ERROR, {}
        )


def _add(
    source: Source, check: str, place: Location, words: tuple[str, str], severity: Severity, facts: dict[str, Any]
) -> None:
    message, hint = words
    source.findings.append(Finding(place, check, severity, message.format(**facts), hint=hint.format(**facts)))


def _record(
    path: str, kind_key: str, source: Source, header: Kind, body: Body, files: list[AttachmentRow], rows: Any
) -> ItemRecord:
    details = type(header).__pydantic_serializer__.to_json(header)
    if rows is not None:
        details = to_json(json.loads(details) | {"rows": rows})
    marks = {_place(place): mark for place, mark in source.marks.items() if "key" not in place}
    marks["body"] = (source.body_line, 1)
    headings = to_json([(heading.level, heading.id, heading.text) for heading in body.headings])
    kept = PackedBody(path, details, body.html.encode(), body.text.encode(), headings, to_json(marks))
    return ItemRecord(_index_row(path, kind_key, header, body, _digest(kept, files)), kept, tuple(files))


@lru_cache(maxsize=4096)
def _place(place: tuple[str | int, ...]) -> str:
    return "/".join(map(str, place))


def _digest(body: PackedBody, files: list[AttachmentRow]) -> bytes:
    """Over what reading made of the item, not its bytes: so it also changes when the code that reads does."""
    shown = (
        body.details,
        body.html,
        body.text,
        body.headings,
        *(f"{file.name}\0{file.sha256}".encode() for file in files),
    )
    return hashlib.blake2b(b"\0".join(shown), digest_size=16).digest()


def _index_row(path: str, kind_key: str, header: Kind, body: Body, digest: bytes) -> IndexRow:
    values = vars(header)  # a model raises and catches for each field that its kind lacks
    get = values.get
    references = {field: list(values[field]) for field in REFERENCES if values.get(field)}
    links = [[link.kind, link.target, link.line] for link in body.links if link.kind not in ("external", "mail")]
    row = IndexRow(
        path=path,
        column=_column_of(path),
        kind=kind_key,
        status=header.status.value,
        disclosure_mode=header.disclosure_mode.value,
        published_at=header.published_at,
        title=header.title,
        authority=header.authority,
        index_number=str(get("index_number") or ""),
        document_number=str(get("document_number") or ""),
        dated_on=str(get("dated_on") or ""),
        updated_on=str(get("updated_on") or ""),
        validity=str(get("validity") or ""),
        topic=str(get("topic") or ""),
        genre=str(get("genre") or ""),
        keywords="\n".join(header.keywords),
        summary=header.summary or _summary(body.text),
        image=str(get("image") or ""),
        source=str(get("content_source") or ""),
        also_in="\n".join(name.strip("/") for name in header.also_in),
        statutory=header.statutory or 0,
        opens_on=str(get("opens_on") or get("starts_at") or get("received_at") or ""),
        closes_on=str(get("closes_on") or get("ends_at") or get("replied_at") or ""),
        refs=as_json(references) if references else "",
        links=as_json(links) if links else "",
        digest=digest,
        card=b"",
        audience="\n".join(header.meant_for),
    )
    listed = "\x1f".join(map(str, row[:LISTED]))  # a sign that no source may hold
    return row._replace(card=hashlib.blake2b(listed.encode(), digest_size=8).digest())


def _column_of(path: str) -> str:
    """`zwgk/gzzj/2024/00017` -> `zwgk/gzzj`: the folder, less a year."""
    folder = path.rpartition("/")[0]
    parent, _, last = folder.rpartition("/")
    return parent if parent and _YEAR.fullmatch(last) else folder


def _summary(text: str) -> str:
    folded = _SPACE.sub(" ", text[: SUMMARY_LENGTH * 3]).strip()
    return folded if len(folded) <= SUMMARY_LENGTH else folded[:SUMMARY_LENGTH] + "…"
