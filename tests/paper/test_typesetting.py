"""Papers by typst: the same bytes each time, texts that stay texts, signs in place of shapes that no font has."""

import io
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.paper import fonts as fonts_room
from pipeline.paper.coverage import Coverage, Span, coverage_of
from pipeline.paper.fonts import VARIABLE, fonts
from pipeline.paper.press import SHAPELESS
from pipeline.paper.typesetting import NoFonts, NotSet, Press, paper_mark, typeset

FORM, DAY = "annual_report", "2026-01-14"
LIVELY = '#eval("1 + 1") $x^2$ \\ ` *粗* #import "x.typ" @label <x> // 注释 /* 注释 */ [方] {花}'


def paper(text: str, **more: Any) -> dict[str, Any]:
    runs = [{"text": text, "style": [], "link": ""}]
    block = {"form": "text", "runs": runs}
    return {
        "lines": ["样例市某局"],
        "author": "样例市某局",
        "day": "2026年1月14日",
        "opening": [block],
        "sections": [],
    } | more


def pages(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def test_same_values_give_the_same_bytes() -> None:
    first, second = typeset(FORM, paper("甲"), DAY), typeset(FORM, paper("甲"), DAY)
    assert first == second and first.startswith(b"%PDF-")
    press = Press()
    assert typeset(FORM, paper("乙"), DAY) != first
    press.close()


def test_the_day_is_the_one_told() -> None:
    facts = PdfReader(io.BytesIO(typeset(FORM, paper("甲"), DAY))).metadata
    assert facts and str(facts["/CreationDate"]).startswith("D:20260114")


@pytest.mark.parametrize("text", [LIVELY, "#", "$", '"', "\\", "\n\n", "= 甲", "<b>&amp;</b>", "\u2028"])
def test_texts_stay_texts(text: str) -> None:
    told = pages(typeset(FORM, paper(text), DAY))
    assert all(word in told for word in text.split() if word.isascii() and word.isprintable())


def test_no_shape_is_told_and_not_shown_as_a_box() -> None:
    told = pages(typeset(FORM, paper("甲\U0010fff0乙"), DAY))
    assert f"甲{SHAPELESS}乙" in "".join(told.split())
    assert "U+10FFF0" in told


def test_all_shapes_there_no_note() -> None:
    assert "U+" not in pages(typeset(FORM, paper("甲乙"), DAY))


def test_styles_and_tables_are_set() -> None:
    styled = {
        "text": "样",
        "style": ["bold", "italic", "strike", "sub", "sup", "code", "image"],
        "link": "https://a.cn/",
    }
    cell = {"runs": [styled], "across": 1, "down": 1}
    blocks = [
        {"form": "heading", "level": 3, "runs": [styled]},
        {"form": "list", "ordered": True, "start": 2, "items": [[{"form": "text", "runs": [styled]}], []]},
        {"form": "list", "ordered": False, "start": 1, "items": []},
        {"form": "quote", "blocks": []},
        {"form": "table", "columns": 2, "head": 1, "rows": [[cell, cell], [cell | {"across": 2}]]},
        {"form": "table", "columns": 0, "head": 0, "rows": []},
        {"form": "code", "text": "a\n  b"},
        {"form": "rule"},
    ]
    assert pages(typeset(FORM, paper("甲", opening=blocks), DAY)).count("〔图：样〕") == 5


def test_what_typst_says_comes_back() -> None:
    with pytest.raises(NotSet, match="No such file"):
        typeset("no_such_form", paper("甲"), DAY)
    assert typeset(FORM, paper("甲"), DAY)


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    fonts.cache_clear()
    yield
    monkeypatch.undo()
    fonts.cache_clear()


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_nothing_is_set() -> None:
    assert fonts() is None and paper_mark() is None
    with pytest.raises(NoFonts):
        typeset(FORM, paper("甲"), DAY)


def test_a_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = fonts()
    assert known
    name, beginning = "NotoSerifCJK-Regular.ttc", fonts_room.TEXT_FONTS[0][0]
    found = next(file for folder in known.folders for file in Path(folder).iterdir() if beginning in file.name.lower())
    (tmp_path / name).symlink_to(found)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    fonts.cache_clear()
    try:
        own = fonts()
        assert own and own.folders == (tmp_path.as_posix(),) and own.mark != known.mark and own.heads == own.text
    finally:
        monkeypatch.undo()
        fonts.cache_clear()


def _set(number: int) -> int:
    return len(typeset(FORM, paper(str(number)), DAY))


def test_workers_forked_afterwards_set_too() -> None:
    """typst keeps threads that a fork loses: in the process of the build itself it would wait for ever."""
    _set(0)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        assert all(executor.map(_set, range(4), timeout=60))


def test_coverage_of_a_font() -> None:
    known = fonts()
    assert known
    file = next(file for folder in known.folders for file in Path(folder).glob("NotoSerifCJK-Regular.ttc"))
    held = coverage_of(file, 2)
    assert all(character in held for character in "一龥〇（）aZ0—\u3000")
    assert all(character not in held for character in "\U0010fff0\u0000\U0001f600")


def test_coverage_by_segments() -> None:
    """Format 4 is what older fonts have alone."""
    file = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not file.exists():
        pytest.skip("no DejaVu fonts here")
    held = coverage_of(file)
    assert "a" in held and "é" in held and "一" not in held


def test_spans_end_where_they_end() -> None:
    held = Coverage([Span(5, 7), Span(1, 2)])
    assert [number for number in range(9) if chr(number) in held] == [1, 2, 5, 6, 7]


@pytest.mark.parametrize("content", [b"x", b"\0\1\0\0\0\1" + b"\0" * 6, b"ttcf" + b"\0" * 20])
def test_what_is_no_font(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.ttf"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"cmap|a\.ttf"):
        coverage_of(file)
