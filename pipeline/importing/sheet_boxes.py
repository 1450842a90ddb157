"""Words that lie over the cells of a workbook: its text boxes and shapes, by sheet."""

import posixpath
import zipfile
from io import BytesIO

from pipeline.extraction_xml import elements, local, walk

_DRAWING = "/drawing"
_ON = frozenset({"1", "true"})


def boxes(raw: bytes) -> dict[str, list[str]]:
    """Title of a sheet -> the paragraphs of its boxes in order. Raises extraction_parts.Refused."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        names = frozenset(package.namelist())
        files = _related(package, names, "xl/workbook.xml")
        found: dict[str, list[str]] = {}
        if "xl/workbook.xml" not in names:
            return found
        for _, values in elements(_part(package, "xl/workbook.xml"), ("sheet",)):
            sheet = files.get(values.get("id", ""), ("", ""))[1]
            drawings = [file for kind, file in _related(package, names, sheet).values() if kind.endswith(_DRAWING)]
            texts = [text for file in drawings if file in names for text in _Words().read(package, file)]
            if texts:
                found[values.get("name", "")] = texts
        return found


def _part(package: zipfile.ZipFile, name: str) -> BytesIO:
    """The gate has looked at the sizes of all parts before."""
    return BytesIO(package.read(name))


def _related(package: zipfile.ZipFile, names: frozenset[str], part: str) -> dict[str, tuple[str, str]]:
    """Identifier -> kind and part of what a part refers to."""
    folder, name = posixpath.split(part)
    told = f"{folder}/_rels/{name}.rels"
    rows = elements(_part(package, told), ("Relationship",)) if told in names else ()
    return {
        values.get("Id", ""): (
            values.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, values.get("Target", ""))).lstrip("/"),
        )
        for _, values in rows
    }


class _Words:
    """Paragraphs of the shapes of one drawing; of two forms of one shape the first, and none of what is hidden."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._pieces: list[str] = []
        self._above: list[str] = []
        self._hidden = 0
        """How deep the hidden shape lies; 0 outside."""

    def read(self, package: zipfile.ZipFile, part: str) -> list[str]:
        walk(_part(package, part), self._start, self._end, self._text)
        return self._found

    def _start(self, name: str, values: dict[str, str]) -> None:
        self._above.append(name)
        is_hidden = name == "cNvPr" and {local(key): text for key, text in values.items()}.get("hidden") in _ON
        if not self._hidden and (is_hidden or name == "Fallback"):
            self._hidden = len(self._above) - 2 if is_hidden else len(self._above)
        if name == "br" and self._pieces:
            self._pieces.append("\n")

    def _end(self, name: str) -> None:
        if name == "p" and "txBody" in self._above:
            text, self._pieces = "".join(self._pieces).strip(), []
            if text:
                self._found.append(text)
        self._above.pop()
        if self._hidden and len(self._above) < self._hidden:
            self._hidden = 0

    def _text(self, text: str) -> None:
        if self._above and self._above[-1] == "t" and "txBody" in self._above and not self._hidden:
            self._pieces.append(text)
