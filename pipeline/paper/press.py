"""The child process that runs typst: a line of JSON in, a length and a PDF out.

A process of its own, because the library keeps threads, which the forked workers of a build would wait for in vain.
Texts reach the template as values (`sys.inputs`), so nothing that an editor wrote is ever read as typst's language.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from pipeline.paper.coverage import Coverage, coverage_of

ROOM = Path(__file__).resolve().parent
SHAPELESS = "\u3013"
"""The geta mark, which printers put where they have no type (U+3013)."""
_SPACING = frozenset(" \n\t\u3000\u00a0")


def main() -> int:
    for line in sys.stdin.buffer:
        try:
            made, fault = _paper(json.loads(line)), b""
        except (RuntimeError, OSError, ValueError) as error:  # TypstError is a RuntimeError
            made, fault = b"", str(getattr(error, "diagnostic", error)).encode()
        out = sys.stdout.buffer
        out.write(f"{len(made)} {len(fault)}\n".encode())
        out.write(made + fault)
        out.flush()
    return 0


def _paper(asked: dict[str, Any]) -> bytes:
    families = (asked["text"], asked["heads"])
    held = [_coverage(family, tuple(asked["folders"])) for family in families]
    lacking: set[str] = set()
    data = _shaped(asked["data"], held, lacking)
    told = {"paper": data, "fonts": families, "lacking": [f"U+{ord(one):04X}" for one in sorted(lacking)]}
    made = _compiler(asked["form"], tuple(asked["folders"])).compile(
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        format="pdf",
        timestamp=datetime.fromisoformat(asked["made_on"]).replace(tzinfo=UTC),
        pdf_tags=asked["tags"],
    )
    assert isinstance(made, bytes)
    return made


def _shaped(value: Any, held: list[Coverage], lacking: set[str]) -> Any:
    """The same values; a character that no font has a shape for becomes a sign that says so."""
    if isinstance(value, str):
        return "".join(_sign(one, held, lacking) for one in value)
    if isinstance(value, list):
        return [_shaped(one, held, lacking) for one in value]
    if isinstance(value, dict):
        return {key: _shaped(one, held, lacking) for key, one in value.items()}
    return value


def _sign(character: str, held: list[Coverage], lacking: set[str]) -> str:
    if character in _SPACING or any(character in one for one in held):
        return character
    lacking.add(character)
    return SHAPELESS


@cache
def _faces(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def _coverage(family: str, folders: tuple[str, ...]) -> Coverage:
    def tried() -> Iterator[Coverage]:
        for face in _faces(folders).fonts():
            if face.family == family and face.path:
                yield coverage_of(Path(face.path), face.index)

    return next(tried(), Coverage([]))


@cache
def _compiler(form: str, folders: tuple[str, ...]) -> typst.Compiler:
    return typst.Compiler(
        ROOM / f"{form}.typ", root=ROOM, font_paths=_faces(folders), ignore_system_fonts=True, package_path=ROOM
    )


if __name__ == "__main__":
    raise SystemExit(main())
