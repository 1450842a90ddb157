"""What arrived -> the draft of an item: its text, its header, its files, and all that must be said of it."""

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline.attachment import ALLOWED
from pipeline.body import render_body
from pipeline.fresh_header import Words, header_lines, is_blank, mapping, scalar, sequence
from pipeline.importing.accounting import form, lost
from pipeline.importing.arrival import Arrived, Remark, Unfit, excerpt, parts_of, readable, unquoted
from pipeline.importing.converter import Block, convert
from pipeline.importing.dataset import data_of
from pipeline.importing.docx import TITLE
from pipeline.importing.escaping import squeezed
from pipeline.importing.header import Recognised, recognise
from pipeline.importing.pictures import Album
from pipeline.importing.runs import Leads, Run, markdown
from pipeline.kind import Imported, Kind
from pipeline.markdown_links import resolve
from pipeline.markdown_parts import LinkKind, NoteCode
from pipeline.model import Authority
from pipeline.new_item import code_of, now_of, wants_number
from pipeline.outline import rank_of
from pipeline.source import FORBIDDEN, read_item_source
from pipeline.tables import ColumnNode, Tables
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.validation import validate

MOST_HTML = 8_000_000
"""Characters; no body may be half as long."""
_PLACE = "x/2000/00001"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_WORD = re.compile(r"\w")
_BAD_NAME = re.compile(r"[\\/:*?\"<>|\s#%]+")
_UNSURE = frozenset({"whole-page", "several-regions", "bad-bytes"})
"""Remarks with which no page goes on as published."""
_LEADS = frozenset({LinkKind.EXTERNAL, LinkKind.MAIL})


class Places(Protocol):
    """What gives out free places and numbers; see `serials.Serials`."""

    def number(self, code: str, year: str) -> str: ...

    def item(self, folder: str) -> str: ...


@dataclass(frozen=True)
class Target:
    """Where drafts go: the column with its kind, and what was asked for on the command line ("" for nothing).

    Of a page that moves house: `moment` of its publishing, its `address`, and whether an item that lacks nothing goes
    on as published; `usual_authority` serves where the page names nobody.
    """

    content: Path
    tables: Tables
    node: ColumnNode
    kind_key: str
    kind: type[Kind]
    title: str = ""
    authority: str = ""
    keep_original: bool = False
    moment: str = ""
    address: str = ""
    moves: bool = False
    usual_authority: str = ""


@dataclass(slots=True)
class Draft:
    """`path`: below content/ without suffix; `files`: name -> bytes, or the file to copy; `is_open`: it goes on as
    published.
    """

    path: str
    raw: bytes
    files: dict[str, bytes | Path]
    blanks: tuple[str, ...]
    remarks: list[Remark] = field(default_factory=list)
    title: str = ""
    is_open: bool = False
    said: dict[str, list[str]] = field(default_factory=dict)


class Links:
    """Where addresses of a file lead: addresses of the web stay, files that came along stand beside the item."""

    def __init__(self, arrived: Arrived, remarks: list[Remark], inner: Leads | None) -> None:
        self.files: dict[str, Path] = {}
        self._arrived, self._remarks, self._inner = arrived, remarks, inner

    def lead(self, address: str) -> str | None:
        own = self._arrived.files.get(address)
        if own is not None:
            return self.keep(own)
        moved = self._inner(address) if self._inner else None
        if moved is not None:
            return moved
        resolved = resolve(address, _PLACE)
        if resolved.href is not None and resolved.kind in _LEADS and resolved.code is None:
            return resolved.href
        suffix = parts_of(address).path.rpartition(".")[2].lower()
        code = "attachment-missing" if suffix in ALLOWED else "link" if resolved.code is None else "link-refused"
        self._remarks.append(Remark(code, "", address[:80]))
        return None

    def keep(self, path: Path) -> str:
        name = file_name(path.name)
        stem, dot, suffix = name.rpartition(".")
        number = 1
        while name in self.files and self.files[name] != path:
            number += 1
            name = f"{stem}-{number}{dot}{suffix}"
        self.files[name] = path
        return name


def file_name(name: str) -> str:
    """A name that an attachment can bear: as it was, less the signs that no system or address takes."""
    return _BAD_NAME.sub("_", FORBIDDEN.sub("", readable(unquoted(name)))).lstrip(".")[-120:] or "attachment"


def make_draft(
    arrived: Arrived, origin: Path, target: Target, serials: Places, words: Words, inner: Leads | None = None
) -> Draft:
    """Raises Unfit. Reserves a place and, where the item wants one, an index number.

    `inner`: where addresses lead that the rest of the same move knows.
    """
    if len(arrived.html) > MOST_HTML:
        raise Unfit(Remark("too-complex"))
    remarks = list(arrived.remarks)
    album, links = Album(arrived.pictures, remarks), Links(arrived, remarks, inner)
    converted = convert(arrived.html, links.lead, album.name, TITLE)
    remarks += converted.remarks
    if not converted.blocks and not target.moves and not arrived.files:
        raise Unfit(Remark("empty"), *remarks)
    told = [*arrived.labels, *([("title", target.title)] if target.title else [])]
    if target.title:
        told = [(name, text) for name, text in told if name != "title" or text == target.title]
    found = recognise(converted.blocks, target.kind, target.tables, told)
    if found.secret:
        raise Unfit(Remark("secret", "", found.secret))
    files: dict[str, bytes | Path] = {**album.files, **_attachments(arrived, links, origin, target, remarks)}
    listed = [name for name in files if name not in album.files]
    kept = [block for number, block in enumerate(converted.blocks) if number not in found.taken]
    data = data_of(kept) if "table" in target.kind.model_fields else None
    if data:
        name = _data_name(origin, files)
        kept = [part for block in kept for part in (_lines(data.above) if block is data.block else [block])]
        files[name], found.values["table"] = data.raw, name
        listed.append(name)
        remarks.append(Remark("data", "", name))
    body = _body(kept, [note for note, _ in converted.notes], target.kind, remarks)
    read = render_body(body, _PLACE)
    if any(note.code is NoteCode.TOO_COMPLEX for note in read.notes):
        raise Unfit(Remark("too-complex"))
    _say_of_pictures(body, remarks)
    _say_of_bold(kept, remarks)
    expected = [*(block.text for block in kept), *(text for _, text in converted.notes)]
    if _differ(read.text, expected, remarks):
        remarks.append(Remark("differs"))
    composer = _Composer(found, listed, origin, target, serials, words)
    draft = composer.draft(body, files, remarks)
    taken = [converted.blocks[number].text for number in found.taken] + ([data.block.text] if data else [])
    losses = list(_losses(arrived, [read.text, *taken]))
    draft.remarks += losses
    sure = not losses and _UNSURE.isdisjoint(remark.code for remark in arrived.remarks)
    if target.moves and sure and not draft.blanks and body.strip():
        draft.raw, draft.is_open = composer.opened(body), True
    return draft


def _data_name(origin: Path, files: Container[str]) -> str:
    stem = file_name(f"{origin.stem}.csv").rpartition(".")[0]
    return next(name for end in chain([""], map("-{}".format, count(2))) if (name := f"{stem}{end}.csv") not in files)


def _lines(texts: list[str]) -> list[Block]:
    return [Block("text", markdown([Run("text", text)]), text) for text in texts]


def _attachments(
    arrived: Arrived, links: Links, origin: Path, target: Target, remarks: list[Remark]
) -> dict[str, bytes | Path]:
    files: dict[str, bytes | Path] = dict(links.files)
    for path in arrived.files.values():
        if path not in files.values():
            files[links.keep(path)] = path
    if target.keep_original:
        name = file_name(origin.name)
        if name.rpartition(".")[2].lower() in ALLOWED:
            files[name] = origin
        else:
            remarks.append(Remark("original", "", readable(origin.name)))
    return files


def _body(kept: list[Block], notes: list[str], kind: type[Kind], remarks: list[Remark]) -> str:
    """The text, with the headings that the kind wants and that are not there, empty."""
    parts = [block.markdown for block in kept]
    there = {squeezed(block.text) for block in kept}
    for section in kind.sections:
        if squeezed(section) not in there:
            parts.append(f"## {section}")
            remarks.append(Remark("section", "", section))
    return "\n\n".join([*parts, *notes]) + "\n"


def _differ(text: str, expected: list[str], remarks: list[Remark]) -> bool:
    """Whether the page will show anything but the words of the blocks: one may change how another is read."""
    own = {"note-in-table", "section"}
    return not own & {remark.code for remark in remarks} and form(text) != form("".join(expected))


def _say_of_pictures(body: str, remarks: list[Remark]) -> None:
    for name in re.findall(r"!\[\]\(([^)]+)\)|<img src=\"([^\"]+)\" alt=\"\">", body):
        remarks.append(Remark("picture-text", "", name[0] or name[1]))
    signs = sorted({f"U+{ord(sign):04X}" for sign in _PRIVATE.findall(body)})
    if signs:
        remarks.append(Remark("private", "", " ".join(signs)))


def _say_of_bold(kept: list[Block], remarks: list[Remark]) -> None:
    """Headings made by bold letters alone: whoever wrote them knows which of these lines are some."""
    lines = [block.text for block in kept if block.is_bold and rank_of(block.text) is None and _WORD.search(block.text)]
    if lines:
        remarks.append(Remark("bold-lines", str(len(lines)), excerpt("\u201d\u201c".join(lines))))


def _losses(arrived: Arrived, shown: list[str]) -> Iterator[Remark]:
    yield from lost(arrived.words, shown, arrived.dropped)
    beside = [text for text in arrived.beside if text.strip()]
    yield from (Remark("lost-beside", "", remark.what) for remark in lost(beside, shown))


def _plain(value: str) -> str:
    return str(json.loads(value)) if value.startswith('"') else value


class _Composed(NamedTuple):
    raw: bytes
    lines: list[str]


class _Composer:
    """Writes the header; what reading it back refuses becomes a comment, and it is written again."""

    def __init__(
        self, found: Recognised, listed: list[str], origin: Path, target: Target, serials: Places, words: Words
    ) -> None:
        self._found, self._listed, self._origin = found, listed, origin
        self._target, self._serials, self._words = target, serials, words
        self._now = now_of(target.tables)
        self._settle()

    def _settle(self) -> None:
        values, target = self._found.values, self._target
        if target.title:
            values["title"] = scalar(" ".join(target.title.split()))
        if target.authority:
            values["authority"] = target.authority
        if "title" not in values:
            self._found.doubt("title", "no-title", value=readable(self._origin.name))
        if target.usual_authority and "authority" not in values:
            values["authority"] = target.usual_authority
        if "authority" not in values and "authority" not in self._found.said:
            self._say_whose()
        self._date()
        if self._listed:
            values["attachments"] = sequence(self._listed)
        values["status"] = ItemStatus.DRAFT.value
        if values.get("disclosure_mode") == DisclosureMode.PROACTIVE:
            del values["disclosure_mode"]
            self._found.notes.append(f"{Kind.model_fields['disclosure_mode'].alias}: {DisclosureMode.PROACTIVE.value}")
        self._number()

    def _say_whose(self) -> None:
        tables, node = self._target.tables, self._target.node
        above = [found.column.responsible for found in tables.ancestors(node.path) if found.column.responsible]
        if above:
            self._found.doubt("authority", "no-authority", value=above[-1] or "")
        else:
            self._found.doubt("authority", "no-authority-at-all")

    def _date(self) -> None:
        """A moment that the file tells is history, and bears its evidence; without one the draft is of today."""
        values, told = self._found.values, self._target.moment
        if told:
            values["published_at"] = told
        moment = values.get("published_at", "")
        if told or (moment and moment[:10] < self._now[:10]):
            source = self._target.address or readable(self._origin.name)
            alias = {name: str(info.alias) for name, info in Imported.model_fields.items()}
            self._found.said.setdefault("published_at", [])  # what is history is not to be changed before publishing
            values["imported"] = mapping({alias["source"]: source, alias["on"]: moment[:10]})
        elif not moment:
            values["published_at"] = self._now

    def _number(self) -> None:
        values, target = self._found.values, self._target
        if "index_number" in values or not wants_number(target.tables, target.node, target.kind):
            return
        body: Authority | None = target.tables.authorities.get(values.get("authority", ""))
        if body is None:
            self._found.doubt("index_number", "no-number")
        elif code_of(body):
            values["index_number"] = self._serials.number(code_of(body), values["published_at"][:4])

    def draft(self, body: str, files: dict[str, bytes | Path], remarks: list[Remark]) -> Draft:
        year = self._found.values["published_at"][:4]
        path = self._serials.item(f"{self._target.node.path}/{year}")
        while True:
            composed = self._compose(body)
            refused = self._refused(composed, path)
            if not refused:
                break
            for name, (value, why) in refused.items():
                del self._found.values[name]
                self._found.doubt(name, "refused", value=value, why=why)
        blanks = tuple(line.partition(":")[0] for line in composed.lines if is_blank(line))
        title = _plain(self._found.values.get("title", ""))
        return Draft(path, composed.raw, files, blanks, remarks, title, said=self._found.said)

    def opened(self, body: str) -> bytes:
        """The same without the mark of a draft."""
        del self._found.values["status"]
        return self._compose(body).raw

    def _compose(self, body: str) -> _Composed:
        lines = list(header_lines(self._target.kind, self._found.values, self._words, self._found.said))
        notes = [f"# {' '.join(note.split())}" for note in self._found.notes]
        lines = [*lines, *notes]
        return _Composed("\n".join(("---", *lines, "---", "", body)).encode(), lines)

    def _refused(self, composed: _Composed, path: str) -> dict[str, tuple[str, str]]:
        """Identifier -> (value, why) of each filled field that does not read back."""
        source = read_item_source(f"content/{path}.md", composed.raw)
        if not source.findings:
            validate(self._target.kind, source.header, source)
        labels = {str(info.alias): name for name, info in self._target.kind.model_fields.items()}
        found = {}
        text = composed.raw.decode().split("\n")
        for finding in source.findings:
            line = text[finding.location.line - 1] if finding.location.line else ""
            label, _, value = line.partition(":")
            name = labels.get(label, "")
            if name in self._found.values and name not in ("status", "published_at") and value.strip():
                found[name] = (value.strip(), excerpt(finding.message))
            elif line.strip() and not line.rstrip().endswith(":") and finding.check != "source-private-character":
                raise Unfit(Remark("unread", "", str(finding)))
        return found
