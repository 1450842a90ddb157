"""The check of search, on an index as a site has it."""

from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.search.backend import Document
from pipeline.search.static_folder import StaticFolder
from tests.checks.site import build_site

ITEM = "---\n标题: {title}\n发文机关: yl-gov\n发布时间: 2026-11-1{n} 09:00\n---\n会议已经召开，部署了下一步工作。\n"
TITLES = ("样例市部署冬季清雪工作", "样例市公布供热服务电话", "样例市开放四所体育场馆")


def tried(place: Path, indexed: tuple[str, ...]) -> list[str]:
    files = {f"article/2026/0001{n}.md": ITEM.format(title=title, n=n) for n, title in enumerate(TITLES)}
    StaticFolder(place / "output").upsert(
        Document(
            f"article/2026/9000{n}", title, (), "2026-11-10 09:00", ("article",), "yl-gov", "article", "", "", title
        )
        for n, title in enumerate(("样例市召开工作会议", *indexed))
    )
    site = build_site(place, files).inspected()
    return [f"{found.location} {found.message}" for found in CHECKS["site-search"].ask(site)]


def test_items_are_found_by_their_titles(tmp_path: Path) -> None:
    assert tried(tmp_path, TITLES) == []


def test_a_title_that_search_does_not_know_is_told_at_the_item(tmp_path: Path) -> None:
    assert tried(tmp_path, TITLES[1:]) == [
        "content/article/2026/00010.md:2:5 按标题“样例市部署冬季清雪工作”搜索，第一页没有这一条"
    ]
