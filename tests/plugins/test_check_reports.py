"""What `check` writes, and where it refuses to."""

import errno
import json
import subprocess
from pathlib import Path

import pytest

from plugins import host
from tests.fixtures import AS_OF, Site, SiteFolder, item

YW = "xw/yw/2026/00001.md"


@pytest.fixture
def place(site: Site, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    folder = site({YW: item()})
    folder.build()
    monkeypatch.chdir(folder.root)
    return folder


def check(place: SiteFolder, *formats: str, out: str | None = None, **more: str | None) -> int:
    return host.check(
        AS_OF,
        str(place.output),
        formats or ("terminal",),
        out,
        content=str(place.content),
        store=str(place.store),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("where", ["output/report.html", "output/x/../y.html", "x/../output/deep/er/a.html"])
def test_a_report_is_never_written_where_it_would_be_published(
    place: SiteFolder, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.output == place.root / "output"
    assert check(place, "html", out=where) == 2
    assert "里面的文件都会发布到网上" in capsys.readouterr().err
    assert not list(place.output.rglob("report.html")) and not list(place.output.rglob("a.html"))


def test_a_link_into_the_output_is_no_way_round(place: SiteFolder) -> None:
    (place.root / "door").symlink_to(place.output)
    assert check(place, "html", out="door/a.html") == 2


def test_several_formats_get_suffixes_of_their_own(place: SiteFolder) -> None:
    from pipeline.reports import FORMATS

    status = check(place, *FORMATS, out="reports/all")
    written = {file.name for file in (place.root / "reports").iterdir()}
    assert written == {f"all{report.suffix}" for report in FORMATS.values()} and len(written) == len(FORMATS)
    assert status == json.loads((place.root / "reports/all.json").read_text("utf-8"))["exit_status"]


def test_the_same_bytes_every_time_whether_answers_were_kept_or_not(place: SiteFolder) -> None:
    from pipeline.reports import FORMATS

    check(place, *FORMATS, out="one/r")
    assert (place.store.parent / "checks.sqlite").is_file()
    check(place, *FORMATS, out="two/r")
    (place.store.parent / "checks.sqlite").unlink()
    check(place, *FORMATS, out="three/r")
    for file in (place.root / "one").iterdir():
        assert file.read_bytes() == (place.root / "two" / file.name).read_bytes(), file.name
        assert file.read_bytes() == (place.root / "three" / file.name).read_bytes(), file.name


def test_formats_are_parted_as_editors_part_words() -> None:
    assert host.asked_formats("json，HTML、 xlsx, json,") == ["json", "html", "xlsx"]
    assert host.asked_formats(" , ") == ["terminal"]


def test_a_dot_in_the_name_is_no_suffix(place: SiteFolder) -> None:
    for day in ("2026.11.17", "2026.11.18"):
        check(place, "json", "code-quality", out=f"reports/{day}")
    check(place, "json", "html", out="reports/board.html")
    assert {file.name for file in (place.root / "reports").iterdir()} == {
        "2026.11.17.json", "2026.11.17.codequality.json", "2026.11.18.json", "2026.11.18.codequality.json",
        "board.json", "board.html",
    }  # fmt: skip


def test_no_report_is_written_among_the_content(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    before = (place.content / "site.yaml").read_bytes()
    assert check(place, "json", out="content/site.yaml") == 2
    assert "那里只放网站的内容" in capsys.readouterr().err
    assert (place.content / "site.yaml").read_bytes() == before


def test_a_report_that_cannot_be_written_whole_leaves_the_one_before(
    place: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.root / "r.json").write_text("before", "utf-8")
    real = Path.write_bytes

    def full(path: Path, raw: bytes) -> int:
        if path.name.endswith(".part"):
            real(path, raw[:100])
            raise OSError(errno.ENOSPC, "full")
        return real(path, raw)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="full"):
        check(place, "json", out="r.json")
    assert (place.root / "r.json").read_text("utf-8") == "before"
    assert not list(place.root.glob(".*.part"))


def test_a_workbook_is_not_for_the_screen(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(place, "xlsx") == 2
    assert "--out" in capsys.readouterr().err


def test_a_trend_needs_its_folder_and_names_what_it_cannot_read(
    place: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(place, "html", out="r.html", history="none") == 2
    assert "找不到存放以往报告的目录" in capsys.readouterr().err
    (place.root / "past").mkdir()
    check(place, "json", out="past/a.json")
    older = (place.root / "past/a.json").read_text("utf-8").replace(AS_OF, "2026-01-02")
    (place.root / "past/a.json").write_text(older, "utf-8")
    (place.root / "past/b.json").write_text("{}", "utf-8")
    for n in range(5):
        (place.root / f"past/c{n}.json").write_text(older.replace("小城", "大城"), "utf-8")
    check(place, "html", out="r.html", history="past")
    told = capsys.readouterr().err
    assert "past/c0.json、past/c1.json、past/c2.json 等 5 个文件，是另一个网站的报告，没有计入趋势" in told
    assert "past/b.json 不是完整的 JSON 检查报告，没有计入趋势" in told
    assert "<h2>趋势</h2>" in (place.root / "r.html").read_text("utf-8")


def test_a_change_is_checked_from_its_base(place: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(place, changed="nowhere") == 2
    assert "不能与“nowhere”比较" in capsys.readouterr().err
    git = ("git", "-C", str(place.root), "-c", "user.name=x", "-c", "user.email=x@example.cn")
    for words in (("init", "-q"), ("add", "content"), ("commit", "-q", "-m", "x")):
        subprocess.run((*git, *words), check=True)
    place.write({YW: item().replace("---\n", "---\n主题分类: 没有这类\n", 1)})
    place.build()
    capsys.readouterr()
    assert check(place, changed="HEAD") == 1
    told = capsys.readouterr().out
    assert "item-topic" in told and "只检查自 HEAD 以来的改动可能影响的条目 1 个" in told


def test_publishing_asks_everything_anew(place: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import inspection

    kept: list[object] = []

    def spy(*_: object, **more: object) -> None:
        kept.append(more["kept"])
        raise SystemExit

    monkeypatch.setattr(inspection, "inspect", spy)
    monkeypatch.setattr(host, "build", lambda **_: 0)
    Path("var").mkdir(exist_ok=True)
    for old, new in ((place.content, "content"), (place.store, "var/store.sqlite")):
        if not Path(new).exists():
            Path(new).symlink_to(old)
    with pytest.raises(SystemExit):
        host.publish("live", AS_OF)
    assert kept == [None]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"formats": ["json5"]}, "不认识的报告格式 json5"),
        ({"as_of": "2027-02-30"}, "日期“2027-02-30”不对"),
        ({"as_of": "0001-01-01"}, "日期“0001-01-01”不对"),
        ({"changed": "origin/mian"}, "不能与“origin/mian”比较"),
        ({"accept": "a.example.com"}, "--accept 要和 --external 一起写"),
    ],
)
def test_what_is_asked_wrongly_is_refused_before_the_build(
    place: SiteFolder,
    more: dict[str, object],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(host, "build", lambda **_: pytest.fail("it was built"))
    assert host.check(content=str(place.content), store=str(place.store), fresh=True, **more) == 2  # type: ignore[arg-type]
    assert says in capsys.readouterr().err


def test_a_build_that_was_refused_is_not_inspected(place: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "build", lambda **_: 2)
    monkeypatch.setattr(host, "inspect_site", lambda *_, **__: pytest.fail("it was inspected"))
    assert host.check(AS_OF, str(place.output), content=str(place.content), store=str(place.store), fresh=True) == 2
