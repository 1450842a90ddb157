"""One source file -> header values with their marks, and the body. Knows text and YAML, nothing of the domain."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from pipeline.finding import Finding, Location, Severity
from pipeline.header_plain import Marks, Place, plain_header, pointed_at
from pipeline.phrases import NOT_TEXT, SOURCE_FAULTS

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # libyaml is absent on some platforms; the pure loader reads the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 16 * 1024 * 1024
MAX_HEADER = 256 * 1024
MAX_KEYS = 500
MAX_NESTING = 40

_FENCE = re.compile(r"-{3}[ \t]*\Z")
_WIDE_COLON = re.compile(r"^([^\s:#'\"\-\[\]{}][^:\uff1a'\"\[\]{}#]{0,30})\uff1a[ \t]*", re.MULTILINE)
_WIDE_KEY = re.compile(r"[ ]*(?:- )?([^\s:\uff1a#'\"\[\]{},]{1,12})\uff1a(.*)")
_TIGHT = re.compile(r"[ ]*(?:- )?([^\s:#'\"\[\]{}]*[\u4e00-\u9fff][^\s:#'\"\[\]{}]*):(?!//)([^\s:].*)")
_NEWLINES = re.compile("\r\n|\r|\x85|\u2028|\u2029")
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{_NONCHARACTERS}]"
    "|[\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters by name, with nothing to see."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BRACKETS = re.compile(r"[\[\]{}]")
_MARKED = re.compile(r"(?:^|:)[ ]+(?:- +)*([&*!])|^(?:- +)*([&*!])")
_MOST_CHARACTERS = 20
_BYTE_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


@dataclass(slots=True)
class Source:
    """`header`: plain str/list/dict;
    `marks`: place in it -> where its value stands, keys under `(…, "key", name)`;
    `blank`: places of the keys that nothing was written behind, which `header` lacks.
    """

    path: str
    header: dict[str, Any] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    findings: list[Finding] = field(default_factory=list)
    blank: list[Place] = field(default_factory=list)

    def location(self, *place: str | int) -> Location:
        """Where a value stands; the nearest enclosing place when that one has no mark of its own."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.marks:
                return Location(self.path, *pointed_at(self.marks[place[:end]], place[end:]))
        return Location(self.path, 1, 1)

    def fault(
        self, code: str, line: int, column: int = 1, *, severity: Severity = Severity.ERROR, **facts: Any
    ) -> None:
        message, hint = SOURCE_FAULTS[code]
        place = Location(self.path, line, column)
        self.findings.append(
            Finding(place, f"source-{code}", severity, message.format(**facts), hint=hint.format(**facts))
        )


def read_file(path: str | Path) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes (one too many, at most, for reading to refuse) and its state after reading;
    raises OSError, and BlockingIOError when it changed meanwhile.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        before = os.fstat(handle)
        raw = os.read(handle, min(before.st_size, MAX_BYTES) + 1)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    whole = min(after.st_size, MAX_BYTES + 1)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(raw) != whole:
        raise BlockingIOError
    return raw, after


def read_item_source(path: str, raw: bytes) -> Source:
    """An item: `---`, header, `---`, Markdown. Never raises for bad content; see `Source.findings`."""
    source = Source(path)
    text = _decode(source, raw)
    if text is None:
        return source
    opened = _FENCE.match(text.partition("\n")[0])
    if not text.strip() or not opened:
        source.fault("empty" if not text.strip() else "no-header", 1)
        return source
    header, body, body_line = _split(text)
    if header is None:
        source.fault("unclosed-header", 1)
        return source
    source.body, source.body_line = body, body_line
    _read_header(source, header, first_line=2)
    return source


def read_table_source(path: str, raw: bytes) -> tuple[Source, Any]:
    """A table: one YAML document, mapping or list; the value comes back with the marks in `Source`."""
    source = Source(path)
    text = _decode(source, raw)
    if text is None:
        return source, None
    if not text.strip():
        source.fault("empty-table", 1)
        return source, None
    # Else marks of its end would stand on a line that is not there.
    whole = text if text.endswith("\n") else text + "\n"
    return source, _compose(source, whole, first_line=1, limit=MAX_BYTES)


def read_text_source(path: str, raw: bytes) -> tuple[Source, str | None]:
    """Any other text with its line ends made alike; None, and a finding in `Source`, for what is none."""
    source = Source(path)
    text = _decode(source, raw)
    return source, text


def _decode(source: Source, raw: bytes) -> str | None:
    if len(raw) > MAX_BYTES:
        source.fault("too-large", 1, megabytes=MAX_BYTES // 2**20)
        return None
    what = next((what for mark, what in NOT_TEXT.items() if raw.startswith(mark)), "")
    if what:
        source.fault("not-text", 1, what=what)
        return None
    for mark, name in _BYTE_MARKS:
        if raw.startswith(mark):
            source.fault("encoding", 1, encoding=name)
            return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _name_encoding(source, raw, error.start)
        return None
    if "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        text = _NEWLINES.sub("\n", text)
    return text if _clean(source, text) else None


def _name_encoding(source: Source, raw: bytes, offset: int) -> None:
    line = raw.count(b"\n", 0, offset) + 1
    if b"\x00" in raw[:200]:
        source.fault("encoding", 1, encoding="UTF-16")
        return
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        source.fault("broken-utf8", line, offset=offset)
    else:
        source.fault("encoding", line, encoding="GBK/GB18030")


def _clean(source: Source, text: str) -> bool:
    """Report control, direction and invisible characters (errors) and private-use ones (warnings)."""
    # But for the fillers no refused character is printable: this look is ten times as quick as the two searches.
    if text.replace("\n", "").replace("\u3000", "").isprintable() and not any(map(text.__contains__, _FILLERS)):
        return True
    bad = list(islice(_places(FORBIDDEN, text), _MOST_CHARACTERS))
    for line, column, character in bad:
        source.fault("character", line, column, **_named(character))
    for line, column, character in islice(_places(_PRIVATE, text), _MOST_CHARACTERS):
        source.fault("private-character", line, column, severity=Severity.WARNING, codepoint=f"U+{ord(character):04X}")
    return not bad


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    for found in pattern.finditer(text):
        start = found.start()
        yield text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start), found.group()


def _named(character: str) -> dict[str, Any]:
    return {"codepoint": f"U+{ord(character):04X}", "name": unicodedata.name(character, "CONTROL CHARACTER")}


def _split(text: str) -> tuple[str | None, str, int]:
    """Header text, body text and the body's first line; the header is None when its end is missing."""
    start = text.find("\n") + 1
    before = text.find("\n---", start - 1) if start else -1
    while before >= 0:
        end = text.find("\n", before + 1)
        stop = len(text) if end < 0 else end
        if _FENCE.match(text[before + 1 : stop]):
            header = text[start : before + 1]
            return header, text[stop + 1 :], header.count("\n") + 3
        before = text.find("\n---", before + 1)
    return None, "", 1


def _read_header(source: Source, header: str, first_line: int) -> None:
    plain = plain_header(header, first_line)
    if plain is not None:
        source.header, source.marks = plain
        return
    value = _compose(source, header, first_line, MAX_HEADER)
    if isinstance(value, dict):
        source.header = value
    elif not source.findings:
        tight = [_tight_colon(source, line, number) for number, line in enumerate(header.split("\n"), first_line)]
        if not any(tight):
            source.fault("not-mapping", first_line)


def _compose(source: Source, text: str, first_line: int, limit: int) -> Any:
    if len(text) > limit:
        source.fault("header-too-large", first_line, limit=limit // 1024)
        return None
    text = unicodedata.normalize("NFC", text)
    deep = _too_deep(text)
    if deep:
        source.fault("too-deep", first_line + deep - 1)
        return None
    node, fault = _node(text)
    if _WIDE_COLON.search(text) and not isinstance(node, yaml.MappingNode):
        # Only where the colons as written make no mapping: inside a quoted text they are the author's.
        text = _WIDE_COLON.sub(r"\1: ", text)
        node, fault = _node(text)
    if fault is not None:
        _yaml_fault(source, text, first_line, fault)
        return None
    return _Walk(source, text, first_line).value(node, ()) if node is not None else {}


def _node(text: str) -> tuple[yaml.Node | None, tuple[int, int] | None]:
    """The node graph, or the 0-based line and column of what is wrong."""
    try:
        return yaml.compose(text, Loader=Loader), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, (mark.line, mark.column) if mark else (0, 0)
    except (yaml.YAMLError, RecursionError):
        return None, (0, 0)


def _yaml_fault(source: Source, text: str, first_line: int, place: tuple[int, int]) -> None:
    line, column = place
    lines = text.split("\n")
    while line and not lines[min(line, len(lines) - 1)].strip():
        line, column = min(line, len(lines) - 1) - 1, 0  # the end of the header is where its last line went wrong
    written = lines[line]
    marked = _MARKED.search(written)
    if marked:
        mark = marked[1] or marked[2]
        word = written[marked.end() :].split(" ")[0][:40]
        source.fault("tag" if mark == "!" else "alias", first_line + line, marked.end(), written=word)
        return
    before = enumerate(lines[: line + 1])
    quoted = next((n for n, shown in before if shown.count('"') % 2 or shown.count("'") % 2), None)
    if quoted is not None and line >= len(lines) - 2:
        source.fault("unclosed-quote", first_line + quoted, excerpt=lines[quoted].strip()[:60])
        return
    if any(_tight_colon(source, lines[n], first_line + n) for n in (line, line - 1) if n >= 0):
        return
    for number, shown in enumerate(lines[: line + 1], first_line):
        wide = _WIDE_KEY.match(shown)
        if wide:
            source.fault("wide-colon", number, wide.end(1) + 1, key=wide[1], value=wide[2].strip()[:60])
            return
    source.fault("yaml", first_line + line, column + 1, excerpt=written.strip()[:60])


def _tight_colon(source: Source, line: str, number: int) -> bool:
    """Whether the line lacks the space behind its colon, the commonest slip; then that is told."""
    found = _TIGHT.match(line)
    if found:
        source.fault("colon", number, found.start(2), key=found[1], value=found[2].strip()[:60])
    return found is not None


def _too_deep(text: str) -> int:
    """1-based line where brackets, dashes or indents nest beyond `MAX_NESTING` (C parsers recurse), or 0."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        deepest = depth
        for sign in _BRACKETS.findall(line):
            depth = depth + 1 if sign in "[{" else max(depth - 1, 0)
            deepest = max(deepest, depth)
        dashes = len(line) - len(line.lstrip(" -?"))
        if deepest > MAX_NESTING or (dashes > 2 * MAX_NESTING and line.strip(" -?")):
            return number
    return 0


class _Walk:
    """Turns a node graph into plain values; refuses tags, anchors, aliases and repeated keys."""

    def __init__(self, source: Source, text: str, first_line: int) -> None:
        self.source = source
        self.lines = text.split("\n")
        self.first_line = first_line
        self.seen: set[int] = set()
        self.keys = 0
        self.is_item = source.path.endswith(".md")

    def value(self, node: yaml.Node, place: Place) -> Any:
        line, column = node.start_mark.line + self.first_line, node.start_mark.column + 1
        self.source.marks[place] = (line, column)
        if self._marked(node, line, column):
            return ""
        if isinstance(node, yaml.ScalarNode):
            if self.is_item and not node.style:
                self._after(node)
            return "" if self._escaped(node, line, column) else _scalar(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        return [self.value(child, (*place, n)) for n, child in enumerate(node.value)]

    def _marked(self, node: yaml.Node, line: int, column: int) -> bool:
        """Whether the value bears an anchor or a tag (which would vanish), or is one met before (an alias)."""
        written = self.lines[node.start_mark.line][node.start_mark.column :]
        again = id(node) in self.seen
        self.seen.add(id(node))
        if again:
            return True  # said where the anchor stands
        if written.startswith("&"):
            self.source.fault("alias", line, column)
        elif written.startswith("!"):
            self.source.fault("tag", line, column, written=written[1:].split(" ")[0][:40])
        else:
            return False
        return True

    def _escaped(self, node: yaml.ScalarNode, line: int, column: int) -> bool:
        """Whether an escape in double quotes makes a character that may not stand in the file as it is."""
        hidden = FORBIDDEN.search(node.value) if node.style == '"' else None
        if hidden:
            self.source.fault("character", line, column, **_named(hidden[0]))
        return hidden is not None

    def _after(self, node: yaml.Node) -> None:
        """What stands behind ` #` in a title is lost to YAML; the editor must know."""
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if rest[:1].isspace() and rest.lstrip().startswith("#"):
            column = len(rest) - len(rest.lstrip()) + end.column + 1
            self.source.fault(
                "comment",
                end.line + self.first_line,
                column,
                severity=Severity.WARNING,
                excerpt=rest.strip()[:60],
            )

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        marks = self.source.marks
        for key_node, child in node.value:
            line, column = key_node.start_mark.line + self.first_line, key_node.start_mark.column + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            self.keys += 1
            if isinstance(key_node, yaml.ScalarNode) and self._escaped(key_node, line, column):
                continue
            if key_node.tag.endswith(":merge"):
                self.source.fault("alias", line, column)
                continue
            if self.keys > MAX_KEYS and self.is_item:
                self.source.fault("too-many-keys", line, column, limit=MAX_KEYS)
                return values
            if key in values or (*place, "key", key) in marks:
                first = marks[(*place, "key", key)]
                self.source.fault("duplicate-key", line, column, key=key[:40], first=first[0])
                continue
            marks[(*place, "key", key)] = (line, column)
            value = self.value(child, (*place, key))
            if value is not None:
                values[key] = value
            else:
                self.source.blank.append((*place, key))
        return values


def _scalar(node: yaml.ScalarNode) -> str | None:
    """Text as written; an empty or null scalar is a field left blank, which is the same as absent."""
    if not node.style and node.value in ("", "~", "null", "Null", "NULL"):
        return None
    return str(node.value)
