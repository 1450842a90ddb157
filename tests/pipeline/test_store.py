"""The one state kept between builds."""

import sqlite3
from pathlib import Path

import pytest

from pipeline.finding import Finding, Location, Severity
from pipeline.item import read_item
from pipeline.store import SCHEMA_VERSION, ItemRecord, Outdated, Store
from tests.fixtures import PDF, Site, differing, document, item, tree


def record(folder: Path, path: str = "zcwj/2026/00001", **more: str) -> ItemRecord:
    found = read_item(folder, path, "document", document(1, **more).encode()).record
    assert found is not None
    return found


def test_what_is_put_is_what_is_got(tmp_path: Path) -> None:
    (tmp_path / "zcwj/2026/00001").mkdir(parents=True)
    (tmp_path / "zcwj/2026/00001/a.pdf").write_bytes(PDF)
    kept = record(tmp_path, attachments="[a.pdf]", keywords="[甲, 乙]")
    with Store(tmp_path / "var/store.sqlite") as store:
        store.put_items([kept])
        assert store.index() == [kept.row]
        assert store.body(kept.row.path) == kept.body.opened()
        assert store.attachments(kept.row.path) == list(kept.attachments) == store.all_attachments()
    with Store(tmp_path / "var/store.sqlite", readonly=True) as store:
        assert store.index() == [kept.row]


def test_an_item_put_again_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    (tmp_path / "zcwj/2026").mkdir(parents=True)
    (tmp_path / "zcwj/2026/a.pdf").write_bytes(PDF)
    with Store(tmp_path / "s.sqlite") as store:
        store.put_items([record(tmp_path, attachments="[a.pdf]")])
        store.put_items([record(tmp_path)])
        assert len(store.index()) == 1 and store.all_attachments() == []


def test_a_forgotten_source_takes_all_with_it(tmp_path: Path) -> None:
    finding = Finding(Location("content/zcwj/2026/00001.md", 2, 1), "x", Severity.WARNING, "甲")
    with Store(tmp_path / "s.sqlite") as store:
        store.put_items([record(tmp_path)])
        store.put_sources([("zcwj/2026/00001.md", "stamp", b"digest", b"key")])
        store.put_findings("zcwj/2026/00001.md", [finding])
        assert store.findings() == [finding]
        store.forget(["zcwj/2026/00001.md"])
        assert (store.index(), store.findings(), store.stamps(), list(store.bodies())) == ([], [], {}, [])


def test_findings_come_sorted_and_whole(tmp_path: Path) -> None:
    findings = [
        Finding(Location("b.md", 1, 1), "x", Severity.REVIEW, "甲", clause="条例", hint="改"),
        Finding(Location("a.md", 10, 1), "x", Severity.ERROR, "乙"),
        Finding(Location("a.md", 9, 3), "y", Severity.ERROR, "丙"),
    ]
    with Store(tmp_path / "s.sqlite") as store:
        store.put_findings("b.md", findings)
        assert store.findings() == [findings[2], findings[1], findings[0]]


@pytest.mark.parametrize("raw", [b"", b"rubbish" * 500, b"SQLite format 3\0" + b"\0" * 4000])
def test_a_damaged_store_is_made_anew(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "s.sqlite").write_bytes(raw)
    with Store(tmp_path / "s.sqlite") as store:
        assert store.index() == []
        assert store.notice == ("" if not raw else "store-damaged")


def test_a_store_of_another_version_is_made_anew_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.put_items([record(tmp_path)])
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(Outdated):
        Store(path, readonly=True)
    with Store(path) as store:
        assert (store.index(), store.notice) == ([], "store-damaged")


def test_nothing_is_kept_of_a_transaction_that_did_not_end(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store.begin()
        store.put_items([record(tmp_path)])
    with Store(tmp_path / "s.sqlite") as store:
        assert store.index() == []


def test_a_page_of_the_store_gone_bad_costs_time_only(site: Site) -> None:
    """Damage within the file shows only when that page is read."""
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条", "长文。" * 500) for n in range(1, 30)})
    first = folder.build()
    with sqlite3.connect(folder.store) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    raw = bytearray(folder.store.read_bytes())
    raw[8192:-8192] = b"\xa5" * (len(raw) - 16384)
    folder.store.write_bytes(raw)
    done = folder.run()
    assert done.returncode == 0 and "已弃用并重新生成" in done.stderr
    assert differing(tree(folder.output), first.tree) == []


def test_a_first_filling_cut_short_is_begun_again_without_alarm(tmp_path: Path) -> None:
    cut = Store(tmp_path / "s.sqlite")
    cut.begin()
    cut.put_items([record(tmp_path)])
    with pytest.raises(Outdated):
        Store(tmp_path / "s.sqlite", readonly=True)
    cut.db.close()
    with Store(tmp_path / "s.sqlite") as store:
        assert (store.index(), store.notice) == ([], "")
        store.begin()
        store.put_items([record(tmp_path)])
        store.commit()
        assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with Store(tmp_path / "s.sqlite", readonly=True) as store:
        assert len(store.index()) == 1
