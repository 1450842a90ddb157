"""The program knows itself: code and libraries, however they were installed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import codebase


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for packages that comes first on the path."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    codebase._versions.cache_clear()
    yield tmp_path
    codebase._versions.cache_clear()


@pytest.mark.parametrize("folder", ["feedgen-9.1.dist-info", "feedgen-9.1-py3.11.egg-info", "feedgen-9.1.egg-info"])
def test_a_library_is_known_however_pip_left_it(installed: Path, folder: str) -> None:
    (installed / folder).mkdir()
    assert codebase._versions()["feedgen"] == "9.1"


def test_another_version_makes_another_digest(installed: Path) -> None:
    before = codebase.channel_digest("feeds", ["feedgen"])
    codebase._versions.cache_clear()
    (installed / "feedgen-9.1-py3.11.egg-info").mkdir()
    assert codebase.channel_digest("feeds", ["feedgen"]) != before


def test_every_library_that_shapes_output_is_found() -> None:
    shaping = {*codebase.READING_LIBRARIES, *codebase.RENDERING_LIBRARIES, *codebase.CHECKING_LIBRARIES}
    assert {codebase._plain(name) for name in shaping} <= codebase._versions().keys()
