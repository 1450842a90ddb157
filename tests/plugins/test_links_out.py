"""`check --external`: what it says, what it refuses, what stays when everything is cleaned away."""

import fcntl
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.link_patrol import Round
from pipeline.outbound import Ledger, Link, Status, read_ledger, write_ledger
from plugins import host, links_out
from tests.checks.site import build_site


@pytest.fixture
def site(tmp_path: Path) -> tuple[str, str]:
    """(content, store) of a small site."""
    build_site(tmp_path, {}).store.db.close()
    return str(tmp_path / "content"), str(tmp_path / "store.sqlite")


def answering(monkeypatch: pytest.MonkeyPatch, done: Round) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    def patrol(*words: Any) -> Round:
        calls.append(words)
        return done

    monkeypatch.setattr(links_out, "patrol", patrol)
    return calls


def test_what_is_said(
    site: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = answering(monkeypatch, Round(5, 4, 1, True, Counter({Status.GOOD: 3, Status.DEAD: 2})))
    assert links_out.look_out(None, *site, 30, None) == ""
    said = capsys.readouterr()
    assert "站外链接 5 个，本次检查 3 个。打不开 2，正常 3。" in said.out and "1 个站外链接没有查成" in said.err
    assert calls[0][-1] == 30


def test_a_network_that_is_down_is_said(
    site: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, Round(5, 5, 5, False, Counter({Status.UNCHECKED: 5})))
    assert links_out.look_out(None, *site, 7, None) == ""
    assert "网络不通，站外链接这次未检查" in capsys.readouterr().err


def test_a_damaged_ledger_stops_the_look(
    site: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outbound.json").write_text("{")
    assert "台账读不出来" in links_out.look_out(None, *site, 7, None)
    assert (tmp_path / "outbound.json").read_text() == "{"
    assert "outbound.json:1:2: 错误 不是外链台账的格式" in capsys.readouterr().err


def test_a_title_is_accepted(site: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Round(0, 0, 0, True, Counter()))
    kept = tmp_path / "outbound.json"
    link = Link("2026-11-01", ("content/a.md:1",), Status.RETITLED, title="旧", title_now="新", checked_on="2026-11-18")
    write_ledger(Ledger({"http://a.example.com/": link}), kept)
    assert links_out.look_out(None, *site, 7, "a.example.com") == ""
    ledger = read_ledger(kept)
    assert ledger and (ledger.links["http://a.example.com/"].title, ledger.links["http://a.example.com/"].status) == (
        "新",
        Status.GOOD,
    )


@pytest.mark.parametrize("named", ["b.example.com", "http://b.example.com/x", ""])
def test_a_host_without_a_changed_title_is_not_accepted(site: tuple[str, str], tmp_path: Path, named: str) -> None:
    write_ledger(Ledger({"http://a.example.com/": Link("2026-11-01", (), Status.RETITLED)}), tmp_path / "outbound.json")
    before = (tmp_path / "outbound.json").read_bytes()
    assert "没有“标题变了”的网址" in links_out.look_out(None, *site, 7, named or "nobody")
    assert (tmp_path / "outbound.json").read_bytes() == before


def test_what_cannot_be_asked_is_refused(
    site: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, store = site
    output = str(tmp_path / "output")
    assert host.check(output=output, content=content, store=store, accept="a.example.com") == 2
    assert host.check(output=output, content=content, store=store, external=True, max_age=-1) == 2
    assert "--accept 要和 --external" in (said := capsys.readouterr().err) and "--max-age" in said


def test_two_looks_take_turns(site: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each writes the whole ledger: the second begins when the first has written its own."""
    held: list[bool] = []

    def look_out(*_: Any) -> str:
        with (tmp_path / "outbound.json.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held.append(True)
        return "够了"

    monkeypatch.setattr(links_out, "look_out", look_out)
    content, store = site
    assert host.check(output=str(tmp_path / "output"), content=content, store=store, external=True) == 2
    assert held == [True]


def test_cleaning_keeps_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    host.clean()
    for name in (
        "output/index.html",
        "var/store.sqlite",
        "var/outbound.json",
        "var/outbound.csv",
        "var/preview/index.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    host.clean()
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["outbound.csv", "outbound.json"]
