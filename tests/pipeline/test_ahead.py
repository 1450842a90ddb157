"""A second process looks ahead; whether its look is taken or not, it ends."""

import os
import time

import pytest

from pipeline.ahead import Ahead
from tests.fixtures import Site, SiteFolder, item

MANY = 300
"""Items whose rows are more than a pipe holds."""


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
    look = Ahead(folder.content, folder.output, folder.store).take()
    assert look is not None and len(look.rows) == MANY
    assert [entry.path for entry in look.content.moved] == ["xw/yw/2026/00001.md"]
    assert "xw/yw/2026/00900.md" in {entry.path for entry in look.content.strange}
    assert look.content.gone == ["xw/yw/2026/00002.md"]
    assert look.output.gone == ["index.html"]


def test_a_look_that_nobody_takes_ends_by_itself(site: Site) -> None:
    folder = built(site)
    ahead = Ahead(folder.content, folder.output, folder.store)
    os.close(ahead._pipe)
    for _ in range(200):
        if os.waitpid(ahead._child, os.WNOHANG)[0]:
            return
        time.sleep(0.05)
    os.kill(ahead._child, 9)
    pytest.fail("the second process waits for ever")


def test_without_a_store_there_is_no_look(site: Site) -> None:
    folder = site({})
    assert Ahead(folder.content, folder.output, folder.store).take() is None
