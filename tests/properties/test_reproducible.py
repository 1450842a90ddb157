"""The same content gives the same bytes wherever, whenever and however it is built."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures import AS_OF, PYTHON, ROOT, Site, SiteFolder, differing, item, tree
from tests.properties.edits import FILES, TABLES_OF_ALL

LATER = """\
import datetime as _d
class _Later(_d.datetime):
    @classmethod
    def now(cls, tz=None): return super().now(tz) + _d.timedelta(days=400)
    @classmethod
    def utcnow(cls): return cls.now(_d.timezone.utc).replace(tzinfo=None)
class _LaterDay(_d.date):
    @classmethod
    def today(cls): return _Later.now().date()
_d.datetime, _d.date = _Later, _LaterDay
"""
"""Puts the clock 400 days ahead for all that is imported afterwards."""
RUN = "import sys, os, tasks; os.umask({umask}); sys.exit(tasks.main(sys.argv[1:]))"
VARIANTS: dict[str, dict[str, Any]] = {
    "New York, C locale": {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    "Kiritimati, umask 077": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242", "umask": 0o077},
    "a year later, two workers": {"LATER": True, "PYTHONHASHSEED": "7", "workers": 2},
}


def build(folder: SiteFolder, **variant: Any) -> dict[str, bytes]:
    code = (LATER if variant.pop("LATER", False) else "") + RUN.format(umask=variant.pop("umask", 0o022))
    places = ["--content", str(folder.content), "--output", str(folder.output), "--store", str(folder.store)]
    words = ["build", *places, "--as-of", AS_OF, "--workers", str(variant.pop("workers", 1))]
    done = subprocess.run(
        [PYTHON, "-c", code, *words], cwd=ROOT, env=os.environ | variant, capture_output=True, timeout=240
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return tree(folder.output)


def copied(content: Path, place: Path) -> SiteFolder:
    place.mkdir(parents=True)
    shutil.copytree(content, place / "content", copy_function=shutil.copyfile)
    return SiteFolder(place)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A path that names as people give them."""
    yield tmp_path_factory.mktemp("x") / "公开 网站\nv2"


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_small_site(site: Site, places: Path, variant: str) -> None:
    here = site(FILES, tables=TABLES_OF_ALL)
    there = copied(here.content, places / variant)
    assert differing(here.build().tree, build(there, **VARIANTS[variant])) == []


def test_the_demonstration(tmp_path: Path) -> None:
    one, other = (copied(ROOT / "content", tmp_path / name) for name in ("a", "b"))
    first = build(one, PYTHONHASHSEED="1", TZ="UTC", workers=2)
    assert len(first) > 100
    assert differing(first, build(other, PYTHONHASHSEED="2", TZ="America/New_York", LATER=True)) == []


def test_the_order_of_folders(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    here = site(FILES, tables=TABLES_OF_ALL)
    first = here.build()
    scandir = os.scandir

    class Shuffled(list[Any]):
        def __init__(self, *words: Any) -> None:
            with scandir(*words) as entries:
                super().__init__(entries)
            random.Random(7).shuffle(self)

        def __enter__(self) -> "Shuffled":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", Shuffled)
        there = copied(here.content, here.root / "other").build()
    assert there.messages == first.messages
    assert differing(first.tree, there.tree) == []


def test_many_workers(site: Site) -> None:
    """Enough items for a real pool of processes, at reading and at rendering."""
    files = {f"xw/yw/2026/{n:05d}.md": item(f"第{n}条消息", keywords="[安全]") for n in range(1, 150)}
    here = site(files | {"xw/yw/2026/00200.md": "坏文件"})
    there = copied(here.content, here.root / "other")
    one, three = here.build(workers=1), there.build(workers=3)
    assert one.messages == three.messages
    assert differing(one.tree, three.tree) == []
