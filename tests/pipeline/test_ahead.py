"""A look ahead tells how the files and the store differ."""

import os

from pipeline.ahead import look, look_of
from tests.fixtures import Site, SiteFolder, item

MANY = 30


def built(site: Site) -> SiteFolder:
    folder = site({f"xw/yw/2026/{n:05d}.md": item(f"第{n}号消息", "正文。" * 40) for n in range(1, MANY + 1)})
    for path in folder.content.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # a file just written is looked at again in any case
    folder.build()
    return folder


def test_it_tells_what_moved_what_is_strange_and_what_is_gone(site: Site) -> None:
    folder = built(site)
    (folder.content / "xw/yw/2026/00001.md").write_text(item("改过的消息", "正文。"), encoding="utf-8")
    (folder.content / "xw/yw/2026/00002.md").unlink()
    (folder.content / "xw/yw/2026/00900.md").write_text(item("新来的消息", "正文。"), encoding="utf-8")
    (folder.output / "index.html").unlink()
    found = look_of(list(look(folder.content, folder.output, folder.store)))
    assert found is not None and len(found.rows) == MANY
    assert [entry.path for entry in found.content.moved] == ["xw/yw/2026/00001.md"]
    assert "xw/yw/2026/00900.md" in {entry.path for entry in found.content.strange}
    assert found.content.gone == ["xw/yw/2026/00002.md"]
    assert found.output.gone == ["index.html"]


def test_without_a_store_there_is_no_look(site: Site) -> None:
    folder = site({})
    assert look_of(list(look(folder.content, folder.output, folder.store))) is None
