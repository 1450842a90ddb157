"""Banners of special columns: drawn from the path alone, well-formed, small, and not all alike."""

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.banners import HIGH, WIDE, banner, look_of
from plugins.schemes import SCHEMES

MOST = 1500
"""Characters: eight of them stand in the home page."""


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_a_banner_is_small_sound_and_the_same_again(path: str) -> None:
    drawing = banner(path)
    picture = ElementTree.fromstring(drawing)
    assert len(drawing) < MOST and drawing == banner(path)
    assert picture.get("viewBox") == f"0 0 {WIDE} {HIGH}" and picture.get("aria-hidden") == "true"
    assert look_of(path) in SCHEMES.values()


def test_banners_differ() -> None:
    paths = [f"ztzl/{number}" for number in range(40)]
    assert len({banner(path) for path in paths}) > 20
    assert len({look_of(path) for path in paths}) == len(SCHEMES)


@pytest.mark.parametrize("path", ["ztzl/yjs", "zt/<script>", "zt/&quot;"])
def test_nothing_of_the_path_is_in_the_drawing(path: str) -> None:
    assert path not in banner(path)
