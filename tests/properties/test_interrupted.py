"""A build may end at any moment: the next one gives what a clean build gives. And an edit touches what it must, no more."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import read
from plugins.render import Workshop
from tests.fixtures import PYTHON, ROOT, Site, SiteFolder, differing, item
from tests.properties.edits import FILES, TABLES_OF_ALL, YW1, change


class Killed(BaseException):
    """As a signal would be: no handler for ordinary faults may swallow it."""


def start(site: Site) -> SiteFolder:
    return site(FILES, tables=TABLES_OF_ALL)


def kill_after(monkeypatch: pytest.MonkeyPatch, outputs: int, *, torn: bool) -> None:
    made = 0
    whole = Workshop.make

    def make(self: Workshop, path: str, planned: Any) -> str:
        nonlocal made
        made += 1
        stamp = whole(self, path, planned)
        if made > outputs:
            if torn:
                with open(self.output / path, "r+b") as file:
                    file.truncate(10)
            raise Killed
        return stamp

    monkeypatch.setattr(Workshop, "make", make)


@pytest.mark.parametrize("torn", [False, True], ids=["between files", "within a file"])
@pytest.mark.parametrize("outputs", [0, 1, 17, 60])
@pytest.mark.parametrize("first", [True, False], ids=["first build", "later build"])
def test_killed_while_rendering(
    site: Site, monkeypatch: pytest.MonkeyPatch, outputs: int, torn: bool, first: bool
) -> None:
    folder = start(site)
    if not first:
        folder.build()
        change("site.yaml", "0380-8000000", "0380-8222222")(folder)
    with monkeypatch.context() as patch:
        kill_after(patch, outputs, torn=torn)
        with pytest.raises(Killed):
            folder.build()
    assert differing(folder.build().tree, folder.build_clean().tree) == []


@pytest.mark.parametrize("jobs", [0, 5])
def test_killed_while_reading(site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    folder = start(site)
    folder.build()
    folder.write({path: text.replace("正文", "改文") for path, text in FILES.items() if isinstance(text, str)})
    done = 0

    def keep(*words: Any) -> None:
        nonlocal done
        done += 1
        whole(*words)
        raise Killed

    whole = read._keep
    with monkeypatch.context() as patch:
        patch.setattr(read, "_keep", keep)
        patch.setattr(read, "BATCH", 5)
        with pytest.raises(Killed):
            folder.build()
    assert done == 1
    assert differing(folder.build().tree, folder.build_clean().tree) == []


def test_killed_by_the_system(site: Site) -> None:
    """A real process, a real SIGKILL, early and late; the output then is a mixture that the next build must mend."""
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条消息") for n in range(1, 301)})
    places = ["--content", str(folder.content), "--output", str(folder.output), "--store", str(folder.store)]
    code = "import sys, tasks; sys.exit(tasks.main(sys.argv[1:]))"
    killed = 0
    for pause in (0.0, 0.05, 0.15):
        change("site.yaml", "0380-8", "0380-88")(folder)
        command = [PYTHON, "-X", "utf8", "-c", code, "build", *places, "--as-of", folder.as_of, "--workers", "2"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        wait_for(folder.output / ".gongkai-output" if killed == 0 else folder.store)
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed, "every build had ended before it was killed"
    assert differing(folder.build().tree, folder.build_clean().tree) == []


def wait_for(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.005)


def stamps(folder: SiteFolder) -> dict[str, int]:
    return {
        p.relative_to(folder.output).as_posix(): p.stat().st_mtime_ns for p in folder.output.rglob("*") if p.is_file()
    }


def touched(folder: SiteFolder) -> set[str]:
    before = stamps(folder)
    built = folder.build()
    after = stamps(folder)
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert built.written == sum(path in after for path in paths)
    return paths


LONG = "摘要取自正文的开头,这一段比摘要长。" * 8 + "\n\n正文第二段。\n"
"""So that an edit of the second paragraph does not change the summary, which lists and neighbours show."""


@pytest.fixture
def big(site: Site) -> SiteFolder:
    """60 items of one column, 12 pages of it: enough that most pages have nothing to do with one item."""
    times = {n: f"2026-03-02 {n // 6:02d}:{n % 6}0" for n in range(1, 61)}
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条消息", LONG, at=at) for n, at in times.items()})
    folder.build()
    return folder


def pages(paths: set[str]) -> set[str]:
    return {path for path in paths if path.endswith(".html")}


@pytest.mark.parametrize("number", [5, 60], ids=["old", "newest"])
def test_a_body_edit_touches_one_file(big: SiteFolder, number: int) -> None:
    """The index of search is not counted: a small site's is made anew (tests/search/test_segments.py)."""
    change(f"xw/yw/2026/{number:05d}.md", "正文第二段", "正文第二段(订正)")(big)
    assert {path for path in touched(big) if not path.startswith("search/")} == {f"xw/yw/2026/{number:05d}.html"}


def test_a_title_touches_its_page_its_neighbours_and_its_list(big: SiteFolder) -> None:
    change("xw/yw/2026/00013.md", "第13条消息", "第十三条消息")(big)
    found = {path.rpartition("/")[2] for path in pages(touched(big))}
    lists = {name for name in found if name.startswith("list-")}
    assert found - lists == {"00012.html", "00013.html", "00014.html"}
    assert len(lists) == 1


def test_a_new_item_leaves_old_list_pages_alone(big: SiteFolder) -> None:
    big.write({"xw/yw/2026/00061.md": item("最新消息", at="2026-11-01 09:00")})
    found = pages(touched(big))
    assert "xw/yw/2026/00061.html" in found and "xw/yw/2026/00060.html" in found
    assert sum("/list-" in path for path in found) <= 1
    assert len(found) <= 8, sorted(found)


def test_a_touched_file_of_the_same_bytes_touches_nothing(big: SiteFolder) -> None:
    for file in big.content.rglob("*.md"):
        os.utime(file)
    assert touched(big) == set()


def test_a_comment_in_a_header_touches_nothing(big: SiteFolder) -> None:
    change(YW1, "---\n标题", "---\n# 存档备查\n标题")(big)
    assert touched(big) == set()
