"""content/ -> store: only what changed is read, and every file is accounted for."""

import os
from pathlib import Path

import pytest

from pipeline import read, source
from pipeline.read import read_content
from pipeline.scan import scan_content
from pipeline.store import Store
from pipeline.tables import read_tables
from tests.fixtures import PDF, Site, SiteFolder, document, item

YW = "xw/yw/2026/00001.md"


def counts(folder: SiteFolder) -> tuple[int, int, int]:
    """Sources in all, read anew, refused."""
    report = folder.build().build.read
    assert report is not None
    return report.sources, report.read, report.rejected


def test_only_what_changed_is_read(site: Site) -> None:
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条") for n in range(1, 6)})
    assert counts(folder) == (5, 5, 0)
    assert counts(folder) == (5, 0, 0)
    folder.write({YW: item("改过")})
    assert counts(folder) == (5, 1, 0)


def test_a_refused_item_is_read_once_and_told_each_time(site: Site) -> None:
    folder = site({YW: item(at="2026-02")})
    first = folder.build()
    again = folder.build()
    assert again.messages == first.messages and len(first.messages) == 1
    assert again.build.read is not None and again.build.read.read == 0


def test_an_edit_in_the_same_instant_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of coarse grain gives two edits one stamp; a young file is therefore looked at again."""
    monkeypatch.setattr("pipeline.read.stamp_of", lambda info: "same")
    folder = site({YW: item("标题一")})
    assert "标题一" in folder.build().text("xw/yw/2026/00001.html")
    folder.write({YW: item("标题二")})
    assert "标题二" in folder.build().text("xw/yw/2026/00001.html")


def test_a_new_file_cures_what_lacked_it(site: Site) -> None:
    folder = site({YW: item(attachments="[a.pdf]")})
    assert folder.build().status == 1
    folder.write({"xw/yw/2026/a.pdf": PDF})
    built = folder.build()
    assert (built.status, built.messages) == (0, [])


def test_a_file_in_the_own_folder_comes_before_one_beside(site: Site) -> None:
    folder = site({YW: item(attachments="[a.pdf]"), "xw/yw/2026/a.pdf": PDF})
    assert folder.build().tree["xw/yw/2026/00001/a.pdf"] == PDF
    folder.write({"xw/yw/2026/00001/a.pdf": PDF + b"%own"})
    built = folder.build()
    assert built.tree["xw/yw/2026/00001/a.pdf"] == PDF + b"%own"
    assert [finding.check for finding in built.findings] == ["source-stray"]


def test_a_column_that_changes_its_kind_has_its_items_read_again(site: Site) -> None:
    folder = site({"zcwj/2026/00001.md": document(1)})
    folder.build()
    columns = folder.content / "columns.yaml"
    columns.write_text(columns.read_text().replace("形态: 公开文件", "形态: 文章"))
    assert [finding.check for finding in folder.build().findings] == ["field-unknown"]


def test_files_of_other_programs_are_passed_over_at_the_root_only(site: Site) -> None:
    folder = site({YW: item(), ".gitkeep": "", "README.md": "说明", "xw/.DS_Store": "", "xw/yw/README.md": "说明"})
    assert [str(finding.location) for finding in folder.build().findings] == ["content/xw/yw/README.md:1:1"]


def test_every_file_is_an_item_a_file_or_a_fault(site: Site) -> None:
    folder = site({YW: item(), "xw/yw/2026/a.pdf": PDF, "xw/yw/2026/B.md": "x", "nolan/a.md": "x", "xw/a.md": "x"})
    os.mkfifo(folder.content / "xw/pipe")
    scan = scan_content(folder.content, read_tables(folder.content))
    assert set(scan.items) == {YW}
    assert set(scan.others) == {"xw/yw/2026/a.pdf"}
    assert set(scan.faults) == {"xw/yw/2026/B.md", "nolan/a.md", "xw/a.md", "xw/pipe"}


def test_a_file_that_goes_while_it_is_looked_for_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({YW: item()})
    whole = source.read_file

    def gone(path: str) -> object:
        Path(path).unlink()
        return whole(path)

    monkeypatch.setattr(read, "read_file", gone)
    assert [finding.check for finding in folder.build().findings] == ["source-unreadable"]


def test_reading_in_workers_is_reading(site: Site, tmp_path: Path) -> None:
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条") for n in range(1, 121)})
    tables = read_tables(folder.content)
    kept = []
    for workers in (1, 2):
        with Store(tmp_path / f"{workers}.sqlite") as store:
            read_content(folder.content, store, tables, workers=workers)
            kept.append((store.index(), list(store.bodies()), store.findings()))
    assert kept[0] == kept[1] and len(kept[0][0]) == 120
