"""What a document says of itself -> fields of the header. Nothing is guessed: what is in doubt becomes a comment."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.fresh_header import scalar, sequence
from pipeline.importing.converter import Block
from pipeline.importing.days import day_of, looks_like_day
from pipeline.importing.escaping import squeezed
from pipeline.importing.labels import ZONE, labelled, values
from pipeline.importing.wording import (
    ABOUT,
    GENRES,
    LETTERHEAD,
    MODES,
    NO_VALUE,
    OF,
    SECRECY,
    SEPARATORS,
    comment,
)
from pipeline.kind import Kind
from pipeline.phrases import listing
from pipeline.standards import DOCUMENT_NUMBER, INDEX_NUMBER, ORDER_NUMBER, normal_document_number
from pipeline.tables import Tables
from pipeline.terms import SUBJECTS, DisclosureMode, Genre, Validity

TAIL = 15
"""Blocks from the end in which the date under a document is looked for."""
LONGEST_TITLE = 120
_GENRES = "|".join(sorted(GENRES, key=len, reverse=True))
_TITLE = re.compile(
    rf"(?P<who>.{{0,60}}?){ABOUT}.{{2,90}}{OF}(?:{_GENRES})(?:[\uff08(][^\uff08\uff09()]{{1,20}}[\uff09)])?"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,15}\s*[\[\uff3b\u3010(\uff08\u3014\u3018]\s*\d{4}\s*[\]\uff3d\u3011)\uff09\u3015\u3019]\s*\u7b2c?\s*\d+\s*\u53f7"
)
_BRACKETED = re.compile(r"[\uff08(](.+?)[\uff09)]")
_SECRET = re.compile(rf"(?:{'|'.join(SECRECY)})(?:\s*[\u2605*].{{0,12}})?")
_SUBJECTS = frozenset(SUBJECTS) | {f"{first}\\{second}" for first, below in SUBJECTS.items() for second in below}
_LINE_SIGNS = re.compile(r"[>/\u3001\\-]+")


@dataclass(slots=True)
class Recognised:
    """`values`: identifier -> text as the header keeps it; `said`: identifier -> comments; `taken`: numbers of the
    blocks that the header or a comment now holds; `notes`: comments of no field; `secret`: a mark of secrecy.
    """

    values: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    secret: str = ""

    def doubt(self, name: str, code: str, **facts: str) -> None:
        self.said.setdefault(name, []).append(comment(code, **facts))


def recognise(
    blocks: list[Block], kind: type[Kind], tables: Tables, told: Iterable[tuple[str, str]] = ()
) -> Recognised:
    """`told`: what the file says beside its text, by identifier, which its text may not contradict."""
    found = Recognised()
    found.secret = next((b.text for b in blocks[:3] if b.form == "text" and _SECRET.fullmatch(b.text.strip())), "")
    pairs, found.taken = labelled(blocks)
    each: dict[str, list[str]] = {}
    for name, text in (*told, *values(pairs)):
        if text.strip() not in NO_VALUE:
            each.setdefault(name, []).append(text.strip())
    _title(blocks, each, tables, found)
    _numbers(blocks, each, found)
    _foot(blocks, each, tables, found)
    _mode(blocks, each)
    for name, texts in each.items():
        if name not in kind.model_fields:
            _tell(found, name, texts)
        else:
            _keep(found, name, texts, tables)
    return found


def _labels(kind: type[Kind]) -> Iterator[tuple[str, str]]:
    return ((name, str(info.alias)) for name, info in kind.model_fields.items())


def _tell(found: Recognised, name: str, texts: list[str]) -> None:
    """What this kind has no field for stands in a comment, so that nothing is lost."""
    for text in dict.fromkeys(texts):
        found.notes.append(comment("told", label=_LABEL_OF.get(name, name), value=text))


def _keep(found: Recognised, name: str, texts: list[str], tables: Tables) -> None:
    read = _READERS.get(name, _as_it_is)
    kept = [(text, read(text, tables)) for text in dict.fromkeys(texts)]
    right = dict.fromkeys(value for _, value in kept if value)
    if len(right) > 1 and not (name == "published_at" and len({value[:10] for value in right}) == 1):
        found.doubt(name, "several", value=listing(dict.fromkeys(texts)))
        return
    for text in (text for text, value in kept if not value):
        _wrong(found, name, text)
    if right:
        found.values[name] = max(right, key=len)


def _wrong(found: Recognised, name: str, text: str) -> None:
    offer = ""
    code = _WRONG.get(name, "enum")
    if name == "document_number" and (normal := normal_document_number(text)):
        offer = comment("offer", value=normal)
    found.doubt(name, code, value=text, offer=offer)


# values -------------------------------------------------------------------------------------------------------------


def _as_it_is(text: str, tables: Tables) -> str:
    return scalar(" ".join(text.split()))


def _day(text: str, tables: Tables) -> str:
    return day_of(text)[:10]


def _moment(text: str, tables: Tables) -> str:
    return day_of(text)


def _authority(text: str, tables: Tables) -> str:
    name = squeezed(text)
    keys = [
        key
        for key, body in tables.authorities.items()
        if name in (squeezed(body.name), squeezed(body.short_name or ""))
    ]
    return keys[0] if len(keys) == 1 else ""


def _document_number(text: str, tables: Tables) -> str:
    plain = squeezed(text)
    return plain if DOCUMENT_NUMBER.fullmatch(plain) or ORDER_NUMBER.fullmatch(plain) else ""


def _index_number(text: str, tables: Tables) -> str:
    plain = squeezed(text)
    return plain if INDEX_NUMBER.fullmatch(plain) else ""


def _topic(text: str, tables: Tables) -> str:
    plain = squeezed(text)
    ways = (plain, _LINE_SIGNS.sub(lambda _: "\\", plain))
    return next((scalar(way) for way in ways if way in _SUBJECTS), "")


def _keywords(text: str, tables: Tables) -> str:
    parts = re.split(f"[{SEPARATORS}\\s]+", text.strip())
    return sequence(dict.fromkeys(part for part in parts if part))


def _one_of(words: Iterable[str]) -> Callable[[str, Tables], str]:
    known = frozenset(map(str, words))
    return lambda text, tables: squeezed(text) if squeezed(text) in known else ""


_READERS: dict[str, Callable[[str, Tables], str]] = {
    "dated_on": _day,
    "effective_on": _day,
    "expires_on": _day,
    "repealed_on": _day,
    "published_at": _moment,
    "authority": _authority,
    "document_number": _document_number,
    "index_number": _index_number,
    "topic": _topic,
    "keywords": _keywords,
    "validity": _one_of(Validity),
    "genre": _one_of(Genre),
    "disclosure_mode": _one_of(DisclosureMode),
}
_WRONG = {
    **dict.fromkeys(("dated_on", "effective_on", "expires_on", "repealed_on", "published_at"), "date"),
    **{name: name for name in ("authority", "document_number", "index_number", "topic")},
}


def _fields_of_all() -> Iterator[tuple[str, str]]:
    from pipeline.kinds import KINDS

    for kind in KINDS.values():
        yield from _labels(kind)


_LABEL_OF = dict(_fields_of_all())


# the text -----------------------------------------------------------------------------------------------------------


def _title(blocks: list[Block], each: dict[str, list[str]], tables: Tables, found: Recognised) -> None:
    """The paragraph in the style of a title, the only heading of the first level, or a line that says it is a document
    about something; with the line above it where that is the name of a body.
    """
    place = _place_of_title(blocks, each)
    if place is None:
        return
    title = "".join(blocks[place].text.split("\n"))
    found.taken.add(place)
    above = place - 1
    if above >= 0 and (blocks[above].is_title or (title.startswith(ABOUT) and _names_body(blocks[above], tables))):
        title = squeezed(blocks[above].text) + title
        found.taken.add(above)
    if squeezed(title) not in map(squeezed, each.get("title", ())):
        each.setdefault("title", []).append(title)


def _names_body(block: Block, tables: Tables) -> bool:
    return block.form in ("text", "heading") and bool(_authority(block.text, tables))


def _who(title: str) -> str:
    """What stands before the subject in a title: the body, as documents are named (GB/T 9704-2012, 7.3.1)."""
    return squeezed(title).partition(ABOUT)[0]


def _place_of_title(blocks: list[Block], each: dict[str, list[str]]) -> int | None:
    styled = [n for n, block in enumerate(blocks[:ZONE]) if block.is_title]
    if styled:
        return styled[-1] if styled == list(range(styled[0], styled[0] + len(styled))) else styled[0]
    given = {squeezed(text) for text in each.get("title", ())}
    for number, block in enumerate(blocks[: ZONE * 2]):
        if given and block.form in ("text", "heading") and squeezed(block.text) in given:
            return number
    if given:
        return None
    firsts = [n for n, block in enumerate(blocks) if block.form == "heading" and block.level == 1]
    if len(firsts) == 1 and firsts[0] < ZONE and all(b.form != "heading" for b in blocks[: firsts[0]]):
        return firsts[0]
    lines = [
        n
        for n, block in enumerate(blocks[:ZONE])
        if block.form in ("text", "heading")
        and len(block.text) <= LONGEST_TITLE
        and _TITLE.fullmatch("".join(block.text.split("\n")))
    ]
    return lines[0] if len(lines) == 1 else None


def _numbers(blocks: list[Block], each: dict[str, list[str]], found: Recognised) -> None:
    """A line that is a document number and nothing else, and the letterhead above it."""
    for number, block in enumerate(blocks[:ZONE]):
        plain = squeezed(block.text)
        if block.form != "text" or number in found.taken:
            continue
        if DOCUMENT_NUMBER.fullmatch(plain) or _NUMBER.fullmatch(block.text.strip()):
            each.setdefault("document_number", []).append(plain)
            found.taken.add(number)
            above = squeezed(blocks[number - 1].text) if number else ""
            if above.endswith(LETTERHEAD) and len(above) < 40 and number - 1 not in found.taken:
                found.notes.append(comment("letterhead", value=above))
                found.taken.add(number - 1)


def _foot(blocks: list[Block], each: dict[str, list[str]], tables: Tables, found: Recognised) -> None:
    """The date on a line of its own under the text, and the body named above it; both stay where they are."""
    start = max(len(blocks) - TAIL, 0)
    lines = [(n, line) for n in range(start, len(blocks)) for line in _texts(blocks[n]) if n not in found.taken]
    days = [place for place, (_, line) in enumerate(lines) if looks_like_day(line)]
    under = [
        line for n, block in enumerate(blocks[:ZONE]) if n in {t + 1 for t in found.taken} for line in _texts(block)
    ]
    bracketed = [one[1] for line in under if (one := _BRACKETED.fullmatch(line)) and looks_like_day(one[1])]
    if "dated_on" not in each and (days or bracketed):
        each["dated_on"] = [*(lines[place][1] for place in days), *bracketed]
    if "authority" not in each:
        names = [lines[place - 1][1] for place in days if place and _authority(lines[place - 1][1], tables)]
        begun = [name for text in each.get("title", ()) if (name := _who(text)) and _authority(name, tables)]
        sources = [text for text in each.get("content_source", ()) if _authority(text, tables)]
        if names or begun or sources:
            each["authority"] = names or begun or sources


def _texts(block: Block) -> list[str]:
    return [line.strip() for line in block.text.split("\n") if line.strip()] if block.form == "text" else []


def _mode(blocks: list[Block], each: dict[str, list[str]]) -> None:
    for block in (*blocks[:ZONE], *blocks[-TAIL:]):
        plain = squeezed(block.text).strip("\uff08\uff09()")
        if plain in MODES and "disclosure_mode" not in each:
            each["disclosure_mode"] = [MODES[plain]]
