"""A release is copied whole and made live by one rename; whatever happens, what is live is one whole site."""

import hashlib
import json
import os
import shutil
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest

from pipeline import publish
from pipeline.publish import KEPT, MANIFEST, release
from tests.fixtures import tree


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flushing every disk of the machine takes seconds when others write; what it is for cannot be tested here."""
    monkeypatch.setattr(os, "sync", lambda: None)


def output(folder: Path, **files: str) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in ({"index": "home", "a/b": "same"} | files).items():
        (folder / f"{name}.html").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.html").write_text(text)
    (folder / ".gongkai-output").touch()
    return folder


def live(target: Path) -> dict[str, bytes]:
    return tree((target / "current").resolve())


def released(folder: Path, target: Path) -> publish.Release:
    found = release(folder, target)
    assert found is not None
    return found


def test_a_release_is_the_output_with_its_manifest(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    made = released(out, target)
    assert live(target) == tree(out) and made.files == 2 and made.carried == 0
    manifest = json.loads((target / "releases" / made.name / MANIFEST).read_text())
    assert manifest["files"] == {path: hashlib.sha256(raw).hexdigest() for path, raw in tree(out).items()}
    assert os.readlink(target / "current") == f"releases/{made.name}/site"
    assert not (target / "current/.gongkai-output").exists()


def test_equal_files_are_shared_and_changing_the_output_never_changes_what_is_live(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    first = released(out, target)
    second = released(output(out, index="new home"), target)
    assert second.carried == 1 and live(target)["index.html"] == b"new home"
    with (out / "a/b.html").open("r+") as file:
        file.write("torn")
    for made, home in ((first, b"home"), (second, b"new home")):
        site = tree(target / "releases" / made.name / "site")
        assert site == {"index.html": home, "a/b.html": b"same"}


def test_unchanged_content_makes_no_release(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    released(out, target)
    assert release(out, target) is None
    assert len(list((target / "releases").iterdir())) == 1


def test_a_file_spoilt_on_the_live_site_is_not_carried_on(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    released(out, target)
    (target / "current/a/b.html").write_text("spoilt by someone")
    released(output(out, index="2"), target)
    assert live(target)["a/b.html"] == b"same"


class Clock(datetime):
    """A second later at every look."""

    seconds = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        cls.seconds += 1
        return cls(2026, 11, 18, 9, 0, cls.seconds, tzinfo=tz)


def test_five_releases_are_kept_and_the_live_one_always(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "datetime", Clock)
    target = tmp_path / "live"
    names = [released(output(tmp_path / "out", index=str(n)), target).name for n in range(8)]
    assert sorted(entry.name for entry in (target / "releases").iterdir()) == sorted(names)[-KEPT:]
    assert live(target)["index.html"] == b"7"


STEPS = ("os.link", "os.rename", "os.replace", "os.sync", "shutil.copyfile")


@pytest.mark.parametrize("fault", [Killed, OSError(28, "No space left on device")], ids=["killed", "no space"])
@pytest.mark.parametrize("step", range(1, 9))
def test_a_release_that_dies_anywhere_leaves_one_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, step: int
) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    released(out, target)
    old = live(target)
    output(out, index="new home", more="more")
    with monkeypatch.context() as patch:
        _die_at(patch, step, fault)
        try:
            release(out, target)
            done = True
        except (Killed, OSError):
            done = False
    assert live(target) == (tree(out) if done else live(target))
    assert live(target) in (old, tree(out))
    again = release(out, target)
    assert live(target) == tree(out) and (again is None) == done
    assert not [entry for entry in (target / "releases").iterdir() if entry.name.startswith(".")]


def _die_at(patch: pytest.MonkeyPatch, step: int, fault: Any) -> None:
    done = 0

    def dying(whole: Any) -> Any:
        def call(*words: Any, **more: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                raise fault
            return whole(*words, **more)

        return call

    for name in STEPS:
        module, _, function = name.partition(".")
        patch.setattr(f"pipeline.publish.{name}", dying(getattr({"os": os, "shutil": shutil}[module], function)))
