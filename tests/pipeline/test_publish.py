"""A release is copied whole and made live by one rename; whatever happens, what is live is one whole site."""

import gzip
import hashlib
import json
import os
import shutil
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import brotli
import pytest

from pipeline import publish
from pipeline.packing import pack
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


class Clock(datetime):
    """A second later at every look."""

    seconds = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        cls.seconds += 1
        return cls(2026, 11, 18, 9, 0, cls.seconds, tzinfo=tz)


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


@pytest.mark.parametrize("spoilt", ["spoilt by someone", "samE"])
def test_a_file_spoilt_on_the_live_site_is_not_carried_on(tmp_path: Path, spoilt: str) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    released(out, target)
    (target / "current/a/b.html").write_text(spoilt)
    released(output(out, index="2"), target)
    assert live(target)["a/b.html"] == b"same"


def test_a_packed_form_spoilt_on_the_live_site_is_not_carried_on(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out", long="text " * 2000), tmp_path / "live"
    released(out, target)
    packed = target / "current/long.html.gz"
    packed.write_bytes(packed.read_bytes()[:-1] + b"x")
    released(output(out, long="text " * 2000, index="2"), target)
    assert gzip.decompress(live(target)["long.html.gz"]) == b"text " * 2000


def test_what_a_killed_run_left_goes_even_when_there_is_nothing_new(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    released(out, target)
    (target / "releases/.20261118-090000-0123abcd.part/site").mkdir(parents=True)
    assert release(out, target) is None
    assert len(list((target / "releases").iterdir())) == 1


def test_what_a_killed_run_left_goes_before_room_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    left = target / "releases/.20261118-090000-0123abcd.part/site"
    left.mkdir(parents=True)

    def copy(*_: object) -> None:
        assert not left.exists()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", copy)
    with pytest.raises(OSError, match="No space"):
        release(out, target)
    assert list((target / "releases").iterdir()) == []


def test_pruning_that_was_killed_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "datetime", Clock)
    out, target = output(tmp_path / "out"), tmp_path / "live"
    first = released(out, target).name
    (target / "releases" / first / MANIFEST).unlink()
    for n in range(KEPT):
        released(output(out, index=str(n)), target)
    assert not (target / "releases" / first).exists()


def test_what_is_no_release_is_left_alone(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out"), tmp_path / "live"
    (target / "releases/of somebody").mkdir(parents=True)
    (target / "releases/a file").touch()
    for n in range(KEPT + 2):
        released(output(out, index=str(n)), target)
    assert (target / "releases/of somebody").is_dir() and (target / "releases/a file").is_file()


def test_five_releases_are_kept_and_the_live_one_always(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "datetime", Clock)
    target = tmp_path / "live"
    names = [released(output(tmp_path / "out", index=str(n)), target).name for n in range(8)]
    assert sorted(entry.name for entry in (target / "releases").iterdir()) == sorted(names)[-KEPT:]
    assert live(target)["index.html"] == b"7"


CSS = "theme/css/site.{}.css"


def styled(folder: Path, mark: str) -> Path:
    """An output whose one style sheet has a name of its own, large enough to be packed."""
    output(folder, index=f"styled by {mark}")
    (folder / "theme/css").mkdir(parents=True)
    (folder / CSS.format(mark)).write_text(f"body{{color:#{mark[:6]}}}" * 50)
    return folder


def test_files_of_the_theme_outlive_their_release_by_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "datetime", Clock)
    out, target = tmp_path / "out", tmp_path / "live"
    first = CSS.format("aaaaaaaa")
    sites = []
    for mark in ("aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"):
        released(styled(out, mark), target)
        sites.append(live(target))
    assert [first in site for site in sites] == [True, True, True, False]
    assert [first + ".gz" in site for site in sites] == [True, True, True, False]
    assert sites[2][first] == sites[0][first]
    assert release(out, target) is None, "what is only kept for late readers is no new content"


def test_a_style_that_comes_back_is_current_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "datetime", Clock)
    out, target = tmp_path / "out", tmp_path / "live"
    made = [released(styled(out, mark), target) for mark in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa")]
    manifest = json.loads((target / "releases" / made[-1].name / MANIFEST).read_text())
    assert set(manifest["outdated"]) == {CSS.format("bbbbbbbb") + end for end in ("", ".br", ".gz")}
    assert CSS.format("aaaaaaaa") in manifest["files"]


def test_other_files_that_are_gone_are_gone_at_once_with_their_packed_forms(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out", secret="不该公开" * 200), tmp_path / "live"
    released(out, target)
    assert {"secret.html", "secret.html.gz", "secret.html.br"} <= live(target).keys()
    released(output(out), target)
    assert not [path for path in live(target) if "secret" in path]


def test_packed_forms_unpack_to_the_file_and_stand_in_the_manifest(tmp_path: Path) -> None:
    out, target = output(tmp_path / "out", long="公开" * 500), tmp_path / "live"
    (out / "noise.csv").write_bytes(os.urandom(4000))
    (out / "film.mp4").write_bytes(b"0" * 4000)
    made = released(out, target)
    site = live(target)
    packed = {path for path in site if path.endswith((".gz", ".br"))}
    assert packed == {"long.html.gz", "long.html.br"}, "small, incompressible and packed kinds are left alone"
    assert gzip.decompress(site["long.html.gz"]) == brotli.decompress(site["long.html.br"]) == site["long.html"]
    manifest = json.loads((target / "releases" / made.name / MANIFEST).read_text())
    assert manifest["packed"] == {path: hashlib.sha256(site[path]).hexdigest() for path in packed}
    assert made.packed == 2


def test_packed_forms_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    sites = []
    for name in ("one", "other"):
        released(output(tmp_path / name / "out", long="公开" * 500), tmp_path / name / "live")
        sites.append(live(tmp_path / name / "live"))
    assert sites[0] == sites[1]


def test_only_changed_files_are_packed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, target = output(tmp_path / "out", long="公开" * 500, other="条例" * 500), tmp_path / "live"
    released(out, target)
    asked: list[str] = []

    def noting(folder: Path, paths: Any, workers: int = 0) -> dict[str, str]:
        asked.extend(paths)
        return pack(folder, paths, workers)

    monkeypatch.setattr(publish, "pack", noting)
    released(output(out, long="公开" * 500, other="办法" * 500), target)
    assert asked == ["other.html"]
    assert {"long.html.gz", "other.html.gz"} <= live(target).keys()
    inodes = [os.stat(folder / "site/long.html.gz").st_ino for folder in (target / "releases").iterdir()]
    assert len(set(inodes)) == 1


@pytest.mark.parametrize("lost", ["long.html.gz", "long.html.br"])
def test_a_packed_form_lost_on_the_live_site_is_made_anew(tmp_path: Path, lost: str) -> None:
    out, target = output(tmp_path / "out", long="公开" * 500), tmp_path / "live"
    released(out, target)
    before = live(target)
    (target / "current" / lost).unlink()
    old = (target / "current").resolve()
    released(output(out, long="公开" * 500, index="2"), target)
    assert live(target)[lost] == before[lost]
    assert lost not in tree(old)


def test_another_way_of_packing_packs_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, target = output(tmp_path / "out", long="公开" * 500), tmp_path / "live"
    monkeypatch.setattr(publish, "style", lambda: "older")
    released(out, target)
    first = (target / "current").resolve()
    monkeypatch.undo()
    monkeypatch.setattr(os, "sync", lambda: None)
    released(output(out, long="公开" * 500, index="2"), target)
    assert os.stat(first / "long.html.gz").st_ino != os.stat(target / "current/long.html.gz").st_ino
    assert gzip.decompress(live(target)["long.html.gz"]) == live(target)["long.html"]


STEPS = ("os.link", "os.rename", "os.replace", "os.sync", "shutil.copyfile")


@pytest.mark.parametrize("fault", [Killed, OSError(28, "No space left on device")], ids=["killed", "no space"])
@pytest.mark.parametrize("step", range(1, 13))
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
        except (Killed, OSError) as died:
            done = False
            left = list((target / "releases").glob(".*.part"))
            assert isinstance(died, Killed) or not left, "a full disk stays full"
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

    patch.setattr(publish, "pack", dying(pack))
    for name in STEPS:
        module, _, function = name.partition(".")
        patch.setattr(f"pipeline.publish.{name}", dying(getattr({"os": os, "shutil": shutil}[module], function)))
