"""Whatever happens between two builds, the second gives the bytes of a clean build."""

import os
import shutil
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.finding import Finding
from tests.fixtures import Built, Site, SiteFolder, differing
from tests.properties.edits import EDITS, FILES, TABLES_OF_ALL, _linked

NAMES = sorted(EDITS)
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "8"))
"""Sequences of edits tried; set it to some hundreds for a night."""


def start(site: Site) -> SiteFolder:
    folder = site(FILES, tables=TABLES_OF_ALL)
    folder.copy_theme()
    return folder


def same(incremental: Built, clean: Built, told: str) -> None:
    assert _said(incremental.findings) == _said(clean.findings), told
    assert incremental.status == clean.status, told
    if clean.build.written is None:
        return  # the tables are too broken to build: the output stays as it was
    found = differing(incremental.tree, clean.tree)
    assert not found, "\n".join([f"after {told}: incremental / clean", *found])


def _said(findings: list[Finding]) -> list[str]:
    return sorted(map(str, findings))


def test_the_site_has_something_of_every_sort(site: Site) -> None:
    built = start(site).build()
    assert built.messages == []
    assert len(built.shown) == 21 and len(built.held) == 2 and len(built.withdrawn) == 1
    assert {"xw/yw/list-1.html", "zt/fx/index.html", "old/1.html", "xw/tz/2026/00001/表 1.pdf"} <= built.tree.keys()


def test_nothing_changed_nothing_written(site: Site) -> None:
    folder = start(site)
    first = folder.build()
    again = folder.build()
    assert again.written == 0
    assert again.tree == first.tree


UNSEEN = {
    "page deleted", "page changed", "feed changed", "style changed", "stranger comes", "folder deleted", "output deleted",
    "store deleted", "store is rubbish", "store emptied", "day after", "trusted hosts", "responsible", "demonstration",
}  # fmt: skip
"""Edits of no effect on the output: repaired damage, and facts that no page shows."""


@pytest.mark.parametrize("name", NAMES)
def test_one_edit_and_its_taking_back(site: Site, name: str) -> None:
    folder = start(site)
    first = folder.build()
    give_back = _kept(folder)
    EDITS[name](folder)
    after = folder.build()
    same(after, folder.build_clean(), name)
    assert after.tree != first.tree or after.messages != first.messages or name in UNSEEN, "the edit did nothing"
    give_back()
    last = folder.build()
    assert last.messages == first.messages
    assert differing(last.tree, first.tree) == [], "taken back"


def _kept(folder: SiteFolder) -> Callable[[], None]:
    """Call what this gives to have content, theme and day as they are now."""
    content, theme, as_of, kept = folder.content, folder.theme, folder.as_of, folder.root / "kept"
    shutil.copytree(content, kept / "content", copy_function=shutil.copy2)
    shutil.copytree(theme, kept / "theme", copy_function=shutil.copy2)

    def give_back() -> None:
        shutil.rmtree(content)
        shutil.rmtree(theme)
        (kept / "content").rename(content)
        (kept / "theme").rename(theme)
        folder.as_of = as_of

    return give_back


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=6))
@example(names=["authority goes", "account closed"])  # what planning said of one build must not stay for the next
def test_any_edits(site: Site, names: list[str]) -> None:
    folder = start(site)
    folder.build()
    for n, name in enumerate(names):
        EDITS[name](folder)
        same(folder.build(), folder.build_clean(), " > ".join(names[: n + 1]))


def test_a_link_in_the_output_is_not_written_through(site: Site) -> None:
    folder = start(site)
    folder.build()
    outside = _linked(folder)
    after = folder.build()
    assert outside.read_text() == "untouched"
    assert not (folder.output / "index.html").is_symlink()
    same(after, folder.build_clean(), "a page replaced by a link")
