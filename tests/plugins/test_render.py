"""The plan -> files: only what changed, by workers; what vanished is removed; nothing outside is touched."""

import os
import shutil
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from plugins.render import MARKER
from plugins.summary import ForeignOutput
from tests.fixtures import PDF, Site, differing, item

YW = "xw/yw/2026/00001.md"


def test_a_folder_of_strangers_is_not_ours(site: Site) -> None:
    folder = site({YW: item()})
    folder.output.mkdir()
    (folder.output / "thesis.txt").write_text("irreplaceable")
    with pytest.raises(ForeignOutput):
        folder.build()
    assert (folder.output / "thesis.txt").read_text() == "irreplaceable"
    assert [path.name for path in folder.output.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_claimed(site: Site) -> None:
    folder = site({YW: item()})
    folder.output.mkdir()
    folder.build()
    assert (folder.output / MARKER).exists()


def test_strangers_in_our_folder_are_removed_with_their_folders(site: Site) -> None:
    folder = site({YW: item()})
    first = folder.build()
    (folder.output / "x/y").mkdir(parents=True)
    (folder.output / "x/y/z.html").write_text("<script>")
    os.symlink("/etc/hostname", folder.output / "x/link")
    (folder.output / "empty").mkdir()
    second = folder.build()
    assert second.tree == first.tree
    assert not (folder.output / "x").exists()
    assert os.path.exists("/etc/hostname")


def test_removed_links_lead_to_files_that_stay(site: Site, tmp_path: Path) -> None:
    """A linked folder in the output is a stranger: it goes, what it leads to stays."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/file").write_text("stays")
    folder = site({YW: item()})
    folder.build()
    os.symlink(tmp_path / "other", folder.output / "other")
    folder.build()
    assert (tmp_path / "other/file").read_text() == "stays" and not (folder.output / "other").exists()


def test_an_attachment_is_copied_byte_for_byte_and_not_again(site: Site) -> None:
    folder = site({YW: item(attachments="['表 1%.pdf']"), "xw/yw/2026/00001/表 1%.pdf": PDF})
    assert folder.build().tree["xw/yw/2026/00001/表 1%.pdf"] == PDF
    assert 'href="/xw/yw/2026/00001/%E8%A1%A8%201%25.pdf"' in folder.build().text("xw/yw/2026/00001.html")
    before = (folder.output / "xw/yw/2026/00001/表 1%.pdf").stat().st_mtime_ns
    folder.write({"xw/yw/2026/00002.md": item("另一条")})
    folder.build()
    assert (folder.output / "xw/yw/2026/00001/表 1%.pdf").stat().st_mtime_ns == before


def test_a_name_that_a_template_does_not_know_stops_the_build_and_mends(site: Site) -> None:
    folder = site({YW: item()})
    first = folder.build()
    theme = folder.copy_theme()
    template = theme / "templates/kinds/article.html"
    whole = template.read_text()
    template.write_text(whole + "{% block meta %}{{ item.nonsense.more }}{% endblock %}")
    with pytest.raises(UndefinedError):
        folder.build()
    template.write_text(whole)
    assert differing(folder.build().tree, first.tree) == []


def test_the_output_may_be_moved(site: Site) -> None:
    """Stamps of the old place say nothing of the new: all is written again, and it is the same."""
    folder = site({YW: item()})
    first = folder.build()
    shutil.move(folder.output, folder.root / "elsewhere")
    shutil.copytree(folder.root / "elsewhere", folder.output)
    again = folder.build()
    assert again.tree == first.tree and again.written == len(first.tree)


def test_one_store_may_serve_two_outputs(site: Site) -> None:
    folder = site({YW: item()})
    first = folder.build()
    folder.output.rename(folder.root / "kept")
    assert folder.build().tree == first.tree
