"""What stands within a paragraph: runs of text with their styles, breaks, pictures and notes; and how both Markdown and
HTML write them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.importing.escaping import full, is_plain, light, opened, reads_back

TEXT = "-text"
_STYLES = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "del": "del",
    "s": "del",
    "strike": "del",
    "sub": "sub",
    "sup": "sup",
}
_ORDER = ("strong", "em", "del", "sub", "sup")
_MARKS = {"strong": "**", "em": "*"}
_WHITE = re.compile(r"[ \t\n\r\f]+")
_NOTE = re.compile(r"#((?:foot|end)note-\S+)")
_BREAK = "<br>"
_CHECKED, _UNCHECKED = "\u2611", "\u2610"
Leads = Callable[[str], str | None]
"""An address as the file writes it -> as the item writes it; None when it leads nowhere from there."""


class Run(NamedTuple):
    """`kind`: text, break, picture (`text` is what stands for it, `link` its file) or note (`text` is its label)."""

    kind: str
    text: str = ""
    styles: frozenset[str] = frozenset()
    link: str = ""


class Reading:
    """Runs out of nodes. `link` and `picture` tell where addresses lead; `note` gives the label of a note by its id."""

    def __init__(self, link: Leads, picture: Leads, note: Callable[[str], str], clean: Callable[[str], str]) -> None:
        self._link, self._picture, self._note, self._clean = link, picture, note, clean

    def runs(self, nodes: Iterable[LexborNode]) -> list[Run]:
        return _joined(self._runs(nodes, frozenset(), ""))

    def _runs(self, nodes: Iterable[LexborNode], styles: frozenset[str], link: str) -> Iterator[Run]:
        for node in nodes:
            tag = str(node.tag)
            if tag == TEXT:
                yield Run("text", self._clean(_WHITE.sub(" ", node.text() or "")), styles, link)
            elif tag == "br":
                yield Run("break")
            elif tag == "img":
                yield from self._image(node)
            elif tag == "input" and node.attributes.get("type") == "checkbox":
                yield Run("text", _CHECKED if "checked" in node.attributes else _UNCHECKED)
            elif tag == "a":
                yield from self._anchor(node, styles, link)
            elif not tag.startswith(("-", "!")):
                inner = styles | {_STYLES[tag]} if tag in _STYLES else styles
                yield from self._runs(children(node), inner, link)

    def _anchor(self, node: LexborNode, styles: frozenset[str], link: str) -> Iterator[Run]:
        href = (node.attributes.get("href") or "").strip()
        note = _NOTE.fullmatch(href)
        if note and "-ref-" not in href:
            yield Run("note", self._note(note[1]))
        elif not (note and "-ref-" in href):
            leads = self._link(href) if href and not href.startswith("#") else None
            yield from self._runs(children(node), styles, leads or link)

    def _image(self, node: LexborNode) -> Iterator[Run]:
        name = self._picture((node.attributes.get("src") or "").strip())
        if name:
            yield Run("picture", " ".join((node.attributes.get("alt") or "").split()), link=name)


def children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one style made one; no white space at the ends and around breaks, no two blanks in a row."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if run.kind == "text":
            at_start = last is None or last.kind == "break" or (last.kind == "text" and last.text.endswith(" "))
            text = run.text.lstrip(" \u3000") if last is None or last.kind == "break" else run.text
            text = text.lstrip(" ") if at_start else text
            if not text:
                continue
            # blanks belong to what they stand beside, and notes are always plain
            if (
                last is not None
                and last.kind == "text"
                and (last.styles == run.styles or not text.strip())
                and last.link == run.link
            ):
                found[-1] = last._replace(text=last.text + text)
                continue
            run = run._replace(text=text)
        elif run.kind == "break" and last is not None and last.kind == "text":
            found[-1] = last._replace(text=last.text.rstrip())
        found.append(run)
    while found and (found[-1].kind == "break" or (found[-1].kind == "text" and not found[-1].text.strip())):
        found.pop()
    while found and found[0].kind == "break":
        found.pop(0)
    if found and found[-1].kind == "text":
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip())
    return found


def plain(runs: Iterable[Run]) -> str:
    """The words, line by line."""
    return "".join("\n" if run.kind == "break" else run.text if run.kind == "text" else "" for run in runs)


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs between breaks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run.kind == "break":
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


# Markdown -----------------------------------------------------------------------------------------------------------


def markdown(runs: Sequence[Run], start: str = "") -> str:
    """One line; the first of several forms that reads back as the words do. `start`: a mark that stands before it."""
    text = plain(runs)
    if all(run.kind == "text" and not run.styles and not run.link for run in runs) and is_plain(text):
        return start + text
    ways = ((light, _starred), (full, _starred), (full, _tagged), (full, _bare))
    forms = [_written(runs, hide, wrap) for hide, wrap in ways]
    for form in forms:
        line = start + (form if start else opened(form))
        if reads_back(_without_notes(line), text):
            return line
    return start + (forms[-1] if start else opened(forms[-1]))


Wrap = Callable[[Run, str], str]


def _written(runs: Sequence[Run], hide: Callable[[str], str], wrap: Wrap) -> str:
    pieces = []
    for run in runs:
        if run.kind == "break":
            pieces.append(_BREAK)
        elif run.kind == "picture":
            pieces.append(f"![{full(run.text)}]({run.link})")
        elif run.kind == "note":
            pieces.append(f"[^{run.text}]")
        else:
            pieces.append(wrap(run, hide(run.text)))
    return "".join(pieces)


def _starred(run: Run, text: str) -> str:
    return _within(run, text, lambda style: (_MARKS[style],) * 2 if style in _MARKS else (f"<{style}>", f"</{style}>"))


def _tagged(run: Run, text: str) -> str:
    return _within(run, text, lambda style: (f"<{style}>", f"</{style}>"))


def _bare(run: Run, text: str) -> str:
    return _within(run._replace(styles=frozenset()), text, lambda _: ("", ""))


def _within(run: Run, text: str, marks: Callable[[str], tuple[str, ...]]) -> str:
    """Marks go close around the words, blanks stay outside."""
    words = text.strip()
    if not words:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for style in reversed([style for style in _ORDER if style in run.styles]):
        first, last = marks(style)
        words = f"{first}{words}{last}"
    if run.link:
        words = f"[{words}]({_address(run.link)})"
    return before + words + after


def _address(link: str) -> str:
    for sign, code in (
        (" ", "%20"),
        ("(", "%28"),
        (")", "%29"),
        ("<", "%3C"),
        (">", "%3E"),
        ('"', "%22"),
        ("\\", "%5C"),
    ):
        link = link.replace(sign, code)
    return link


_NOTE_MARK = re.compile(r"\[\^[^\]]+\]")


def _without_notes(line: str) -> str:
    return _NOTE_MARK.sub("", line)


# HTML ---------------------------------------------------------------------------------------------------------------


def html(runs: Sequence[Run]) -> str:
    """One line that may stand in a table written as HTML, where Markdown is not read."""
    pieces = []
    for run in runs:
        if run.kind == "break":
            pieces.append(_BREAK)
        elif run.kind == "picture":
            pieces.append(f'<img src="{escape(run.link)}" alt="{escape(run.text)}">')
        elif run.kind == "note":
            pieces.append(f"<sup>[{escape(run.text)}]</sup>")
        else:
            text = escape(run.text, quote=False)
            for style in reversed([style for style in _ORDER if style in run.styles]):
                text = f"<{style}>{text}</{style}>"
            pieces.append(f'<a href="{escape(run.link)}">{text}</a>' if run.link else text)
    return "".join(pieces)
