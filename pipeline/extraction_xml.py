"""XML of documents, walked event by event: no document type, no tree, text of paragraphs and tables."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat

from pipeline.extraction_parts import Refused, Unread
from pipeline.personal_data import may_tell

Start = Callable[[str, dict[str, str]], None]
_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_TEXT = frozenset({"t", "delText"})
_SPACE = frozenset({"tab", "br", "cr", "ptab"})
_HYPHEN = frozenset({"noBreakHyphen", "softHyphen"})
SHORTEST = 7
"""No personal data is shorter, or as short."""
_OFF = frozenset({"0", "false", "off"})


@lru_cache(maxsize=4096)
def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def walk(stream: BinaryIO, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
    """Raises Refused for a document type declaration and for XML that is none. Names come without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(stream)
    except expat.ExpatError:
        raise Refused(Unread.DAMAGED) from None


def _refuse(*_: object) -> None:
    raise Refused(Unread.DOCTYPE)


def loose_text(stream: BinaryIO) -> list[str]:
    """Every piece of text as a line, and the values of attributes that may hold a number."""
    lines: list[str] = []
    walk(stream, lambda _, values: lines.extend(telling(values)), lambda _: None, lines.append)
    return lines


def telling(values: dict[str, str]) -> list[str]:
    """Attributes that may tell of a person, such as what is said of a picture; most are too short."""
    return [value for value in values.values() if len(value) > SHORTEST and may_tell(value)]


def elements(stream: BinaryIO, names: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, attributes without prefixes) of the elements of these names."""
    wanted, found = frozenset(names), list[tuple[str, dict[str, str]]]()

    def start(name: str, values: dict[str, str]) -> None:
        if name in wanted:
            found.append((name, {local(key): value for key, value in values.items()}))

    walk(stream, start, lambda _: None, lambda _: None)
    return iter(found)


class FlowText:
    """Paragraphs and tables of a text document or a slide.

    `lines` are the paragraphs outside tables, `tables` the rows of each outermost table, `deleted` the paragraphs as
    they were before tracked changes, `fields` the codes of fields, `said` what is said of pictures, links and the like,
    `shown` all paragraphs in order as they are seen: without hidden runs, and none of a hidden slide. A paragraph
    within a paragraph is a text box.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.deleted: list[str] = []
        self.fields: list[str] = []
        self.said: list[str] = []
        self.shown: list[str] = []
        self._run = self._vanished = self._slide_hidden = False
        self._paragraphs: list[list[tuple[str, str, bool]]] = []
        self._state: list[str] = []
        self._depth = 0
        self._cell: list[str] = []
        self._taking = self._code = ""

    def read(self, stream: BinaryIO) -> None:
        walk(stream, self._start, self._end, self._text)

    def _start(self, name: str, values: dict[str, str]) -> None:
        self.said.extend(telling(values))
        if name == "p":
            self._paragraphs.append([])
            self._code = ""
        elif name == "r":
            self._run, self._vanished = True, False
        elif name in ("vanish", "webHidden") and self._run:
            self._vanished |= not any(local(key) == "val" and value in _OFF for key, value in values.items())
        elif name == "sld":
            self._slide_hidden = values.get("show") in _OFF
        elif name in _TEXT or name == "instrText":
            self._taking = name
        elif name in _DELETED:
            self._state.append("deleted")
        elif name in _INSERTED:
            self._state.append("inserted")
        elif name in _SPACE or name in _HYPHEN:
            self._put(" " if name in _SPACE else "-", "")
        else:
            self._open(name)

    def _open(self, name: str) -> None:
        if name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and name == "tr":
            self.tables[-1].append([])
        elif self._depth == 1 and name == "tc":
            self._cell = []

    def _end(self, name: str) -> None:
        if name == "p" and self._paragraphs:
            self._close(self._paragraphs.pop())
            self.fields.append(self._code)
            self._code = ""
        elif name == "r":
            self._run = self._vanished = False
        elif name in _TEXT or name == "instrText":
            self._taking = ""
        elif name in _DELETED or name in _INSERTED:
            self._state.pop()
        elif name == "tbl":
            self._depth -= 1
        elif self._depth == 1 and name == "tc" and self.tables[-1]:
            self.tables[-1][-1].append("\n".join(self._cell))

    def _text(self, text: str) -> None:
        if self._taking == "instrText":
            self._code += text
        elif self._taking:
            self._put(text, self._taking)

    def _put(self, text: str, element: str) -> None:
        if self._paragraphs:
            state = "deleted" if element == "delText" else self._state[-1] if self._state else ""
            self._paragraphs[-1].append((text, state, self._vanished))

    def _close(self, pieces: list[tuple[str, str, bool]]) -> None:
        now = "".join(text for text, state, _ in pieces if state != "deleted")
        if any(state == "deleted" for _, state, _ in pieces):
            self.deleted.append("".join(text for text, state, _ in pieces if state != "inserted"))
        if not self._slide_hidden:
            self.shown.append("".join(text for text, state, vanished in pieces if state != "deleted" and not vanished))
        if now:
            (self._cell if self._depth else self.lines).append(now)
