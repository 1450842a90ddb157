"""QR codes made by sums are those that segno makes by itself."""

import re

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.codes import MASK, QUIET, code_of, code_svg


def by_segno(text: bytes) -> list[list[int]]:
    code = segno.make(text, mode="byte", error="l", boost_error=False, micro=False, mask=MASK)
    return [list(row) for row in code.matrix]


def by_sums(text: bytes) -> list[list[int]]:
    size, modules = code_of(text)
    bits = f"{modules:0{size * size}b}"
    return [[int(bit) for bit in bits[at : at + size]] for at in range(0, size * size, size)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["zcwj", "bmwj", "a"]), st.integers(2000, 2029), st.integers(1, 99999))
def test_a_code_is_what_segno_draws(column: str, year: int, serial: int) -> None:
    text = f"https://www.example.gov.cn/{column}/{year}/{serial:05d}.html".encode()
    assert by_sums(text) == by_segno(text)


@pytest.mark.parametrize("length", [1, 17, 18, 106, 107, 230, 231, 400])
def test_codes_of_every_version_are_linear(length: int) -> None:
    """Neighbours by one letter are summed, others are drawn whole, and then summed from there."""
    for text in (b"a" * length, b"a" * (length - 1) + b"b", b"~" * length, b"~" * (length - 1) + b"}"):
        assert by_sums(text) == by_segno(text)


def test_the_drawing_shows_the_code_with_its_quiet_zone() -> None:
    text = "https://www.example.gov.cn/zwgk/2026/00012.html"
    drawing = code_svg(text, "二维码")
    grid = by_segno(text.encode())
    side = len(grid) + 2 * QUIET
    assert f'viewBox="0 0 {side} {side}"' in drawing and 'aria-label="二维码"' in drawing
    seen = [[0] * len(grid) for _ in grid]
    for row in re.findall(rf"M{QUIET} (\d+)\.5((?:h\d+|m\d+ 0)*)", drawing):
        x = 0
        for way, steps in re.findall(r"([hm])(\d+)", row[1]):
            for _ in range(int(steps)):
                seen[int(row[0]) - QUIET][x] = int(way == "h")
                x += 1
    assert seen == grid


def test_an_address_cannot_break_out_of_the_drawing() -> None:
    assert "<script" not in code_svg("https://x/<script>", '"><script>alert(1)</script>')


def test_what_no_code_holds_is_refused() -> None:
    with pytest.raises(ValueError):
        code_of(b"x" * 3000)
