"""The verb: what an editor reads, and its exit status."""

from pathlib import Path

import pytest

from pipeline.environment import Refused
from plugins import media_desk
from tests.media.sites import item, site_of


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(out: str = "packages") -> int:
    return media_desk.packages("2026-11-18", out, "content", "store.sqlite", 1)


def test_clean(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site_of(here, {"2026/00002.md": item("标题样例", "正文。")}, ["微信"])
    assert run() == 0
    assert "新做 2 个，沿用 0 个，清除 0 个，都可以发出" in capsys.readouterr().out
    assert run() == 0
    assert "新做 0 个，沿用 2 个" in capsys.readouterr().out


def test_findings(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site_of(here, {"2026/00002.md": item("标" * 40, "正文。")}, ["微信"])
    assert run() == 1
    told = capsys.readouterr().out
    assert "content/article/2026/00002.md:2:5: 警告 微信：标题有 40 字，微信最多 32 字 [item-media-limits]" in told
    assert "有问题暂不能发出的条目 1 个" in told


@pytest.mark.parametrize("out", ["content/x", "output", ".", "var"])
def test_places_that_are_taken(here: Path, out: str) -> None:
    site_of(here, {"2026/00002.md": item("标题样例", "正文。")}, ["微信"])
    with pytest.raises(Refused, match="重叠"):
        run(out)


def test_foreign_folders_and_missing_stores(here: Path) -> None:
    with pytest.raises(Refused, match="build"):
        run()
    site_of(here, {"2026/00002.md": item("标题样例", "正文。")}, ["微信"])
    (here / "packages").mkdir()
    (here / "packages/note.txt").write_text("mine")
    with pytest.raises(Refused, match="不是发布包"):
        run()
    with pytest.raises(Refused, match="日期"):
        media_desk.packages("2026-13-01", "other", "content", "store.sqlite")
    assert (here / "packages/note.txt").read_text() == "mine"
