"""The verbs through Pelican: their exit status and what they say."""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.finding import Finding, Location, Severity
from plugins import host
from plugins.summary import SHOWN, Summary, say
from tests.fixtures import AS_OF, ROOT, TABLES, THEME, Site, SiteFolder, differing, item, run_tasks

YW = "xw/yw/2026/00001.md"


def test_a_build_through_pelican_is_the_build(site: Site) -> None:
    folder = site({YW: item()})
    done = folder.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "条目 1 个：已发布 1，已撤回 0，暂不发布 0，有错未采用 0；本次重读 1 个。" in done.stdout
    assert "Processed" not in done.stdout and "article" not in done.stdout
    again = folder.build()
    assert again.written == 0


def test_findings_go_to_the_error_stream_and_the_status(site: Site) -> None:
    others = {"00002": item(authority="none"), "00003": item(), "NO": item()}
    folder = site({YW: item(at="2026-02")} | {f"xw/yw/2026/{name}.md": text for name, text in others.items()})
    done = folder.run()
    assert done.returncode == 1
    places = [line.partition(" 错误 ")[0] for line in done.stderr.splitlines()]
    assert places == [f"content/{YW}:4:7:", "content/xw/yw/2026/00002.md:3:7:", "content/xw/yw/2026/NO.md:1:1:"]
    assert "条目 4 个：已发布 1，已撤回 0，暂不发布 0，有错未采用 3；" in done.stdout
    assert "Traceback" not in done.stderr


def test_many_warnings_crowd_no_error_out(capsys: pytest.CaptureFixture[str]) -> None:
    places = [Location("content/a.md", line, 1) for line in range(1, 2 * SHOWN)]
    warnings = [Finding(place, "field-unknown", Severity.WARNING, "未知字段") for place in places]
    error = Finding(Location("content/b.md", 1, 1), "source-empty", Severity.ERROR, "文件是空的")
    say(Summary((error, *warnings), ()))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == SHOWN + 1 and told[SHOWN - 1].startswith("content/b.md:1:1: 错误")
    assert f"另有 {SHOWN} 个问题" in told[-1]


def test_broken_tables_stop_the_build_and_leave_the_output(site: Site) -> None:
    folder = site({YW: item()})
    before = folder.build()
    folder.write({"site.yaml": "网站名称: 甲\n"})
    done = folder.run()
    assert done.returncode == 1 and "没有生成" in done.stdout
    assert differing(before.tree, {p: (folder.output / p).read_bytes() for p in before.tree}) == []


@pytest.mark.parametrize(
    "change",
    [
        ("authorities.yaml", "  名称: 小城人民政府", "  名稱: 小城人民政府"),
        ("authorities.yaml", "  名称: 小城人民政府", "  名称:小城人民政府"),
        ("authorities.yaml", "- 代号: xc-gov", "- 代号: xc-gvo"),
        ("site.yaml", "门户机关: xc-gov", "门户机关: xc-gvo"),
    ],
)
def test_a_slip_in_the_row_of_the_portal_is_told_alone(site: Site, change: tuple[str, str, str]) -> None:
    name, right, wrong = change
    folder = site({f"xw/yw/2026/0000{n}.md": item() for n in range(1, 9)} | {name: TABLES[name].replace(right, wrong)})
    done = folder.run()
    assert done.returncode == 1 and "没有生成：基础表有" in done.stdout
    assert f"content/{name}" in done.stderr and done.stderr.count("错误") <= 2, done.stderr


def test_what_follows_from_one_fault_of_a_table_is_counted_and_not_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    orphans = [Finding(Location(f"content/{n:02d}.md", 3, 7), "plan-orphan", Severity.ERROR, "甲") for n in range(40)]
    alone = Finding(Location("content/99.md", 3, 7), "plan-orphan", Severity.ERROR, "乙")
    say(Summary((*orphans, alone), (), (0,) * 9))
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert len(lines) == 4 and lines[2].endswith("（另有 37 处同样，没有逐处列出）") and "乙" in lines[3]
    assert "发现错误 41 个" in told.out


@pytest.mark.parametrize("day", ["2026-13-45", "2026-02", "明天", "2026-2-3", "20260203"])
def test_a_day_that_is_none_is_refused(site: Site, day: str) -> None:
    folder = site({YW: item()})
    places = ["--content", str(folder.content), "--output", str(folder.output), "--store", str(folder.store)]
    done = run_tasks("build", *places, "--as-of", day)
    assert done.returncode == 2 and "请写成 YYYY-MM-DD" in done.stderr and not folder.output.exists()


def test_what_cannot_run_says_why(site: Site, tmp_path: Path) -> None:
    folder = site({YW: item()})
    done = run_tasks(
        "build", "--content", str(tmp_path / "none"), "--output", str(folder.output), "--store", str(folder.store)
    )
    assert done.returncode == 2 and "找不到内容目录" in done.stderr
    folder.output.mkdir()
    (folder.output / "mine.txt").touch()
    done = folder.run()
    assert done.returncode == 2 and "不是本系统生成的文件" in done.stderr and "Traceback" not in done.stderr


def test_a_second_build_waits_for_the_first(site: Site) -> None:
    folder = site({YW: item()})
    folder.store.parent.mkdir()
    with open(f"{folder.store}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code = "import sys, tasks; sys.exit(tasks.main(sys.argv[1:]))"
        places = ["--content", str(folder.content), "--output", str(folder.output), "--store", str(folder.store)]
        waiting = subprocess.Popen(
            [sys.executable, "-c", code, "build", *places, "--as-of", AS_OF],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert waiting.stderr is not None
        assert "另一个任务正在进行" in waiting.stderr.readline().decode()
        assert not folder.output.exists()
    out, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0 and "已发布 1" in out.decode()


def test_pelican_alone_builds_too(site: Site) -> None:
    folder = site({YW: item(at="2026-02")})
    code = f"import sys, pelican; sys.argv = ['pelican', {str(folder.content)!r}, '-s', 'pelicanconf.py', '-o', {str(folder.output)!r}, '-e', 'GONGKAI_STORE=\"{folder.store}\"']; pelican.main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert f"content/{YW}:4:7: 错误 " in done.stderr and "Traceback" not in done.stderr
    assert done.returncode == 1
    assert (folder.output / "index.html").is_file()


# ---------------------------------------------------------------- check and publish, in a folder of their own


@pytest.fixture
def place(site: Site, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    folder = site({YW: item()})
    monkeypatch.chdir(folder.root)
    return folder


def test_check_without_a_build_is_refused(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert host.check() == 2
    assert "还没有生成过网站" in capsys.readouterr().err


def test_an_unknown_format_is_refused(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert host.check(formats=["html5"]) == 2
    assert "不认识的报告格式 html5" in capsys.readouterr().err


def test_publish_refuses_and_leaves_the_live_site(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    live = place.root / "live"
    (live / "releases/one/site").mkdir(parents=True)
    (live / "releases/one/site/index.html").write_text("old")
    (live / "current").symlink_to("releases/one/site")
    place.write({YW: item(at="2026-02")})
    assert host.publish(str(live), AS_OF) == 1
    assert "没有发布" in capsys.readouterr().err
    assert (live / "current/index.html").read_text() == "old"
    assert [entry.name for entry in (live / "releases").iterdir()] == ["one"]


@pytest.mark.parametrize("target", ["content", "output/live", ".", "content/../output", "themes/gov"])
def test_nothing_is_released_into_the_project(
    place: SiteFolder, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    assert host.publish(target, AS_OF) == 2
    assert "重叠" in capsys.readouterr().err
    assert not place.output.exists()


def test_a_folder_in_the_place_of_the_link_is_not_replaced(
    place: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (place.root / "live/current").mkdir(parents=True)
    assert host.publish("live", AS_OF) == 2
    assert "已有别的文件" in capsys.readouterr().err


@pytest.fixture
def sound(place: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    """A site that passes, without the work of building and inspecting it."""
    place.output.mkdir()
    (place.output / "index.html").write_text("new")
    monkeypatch.setattr(host, "_sound", lambda as_of: 0)
    return place


def test_the_web_server_can_read_what_is_released(sound: SiteFolder) -> None:
    before = os.umask(0o077)
    try:
        assert host.publish("live", AS_OF) == 0
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    page = (sound.root / "live/current/index.html").resolve()
    assert page.stat().st_mode & 0o777 == 0o644
    assert all(folder.stat().st_mode & 0o777 == 0o755 for folder in list(page.parents)[:4])


def test_a_full_disk_leaves_the_live_site(
    sound: SiteFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "live/x")

    monkeypatch.setattr(shutil, "copyfile", full)
    assert host.publish("live", AS_OF) == 2
    assert "没有发布到 live：磁盘已满。线上网站保持原样" in capsys.readouterr().err
    assert not (sound.root / "live/current").exists()


def test_nobody_builds_between_the_inspection_and_the_switch(
    sound: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import publish

    def look(output: Path, target: Path) -> None:
        with (sound.root / "var/store.sqlite.lock").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    monkeypatch.setattr(publish, "release", look)
    assert host.publish("live", AS_OF) == 0


def test_a_file_or_folder_in_the_place_of_the_other_is_told(
    place: SiteFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    content = str(place.content)
    assert host.build(content=content, store=str(tmp_path)) == 2
    assert "那里是一个目录" in capsys.readouterr().err and not Path(f"{tmp_path}.lock").exists()
    assert host.build(content=content, output=str(tmp_path / "file"), store=str(tmp_path / "s")) == 2
    assert "那里是一个文件" in capsys.readouterr().err
    assert host.check(out=str(tmp_path), formats=["json"]) == 2
    assert "那里是一个目录" in capsys.readouterr().err


def test_settings_that_cannot_be_read_are_told(
    place: SiteFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes/gov").symlink_to(THEME)
    (tmp_path / "pelicanconf.py").write_text("SITENAME = (\n", encoding="utf-8")
    monkeypatch.setattr(host, "ROOT", tmp_path)
    assert host.build(content=str(place.content), store=str(tmp_path / "s"), output=str(tmp_path / "o")) == 2
    assert "pelicanconf.py 读不出来（SyntaxError" in capsys.readouterr().err
