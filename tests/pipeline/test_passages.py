"""The texts of an item, and where their pieces stand in the source."""

from pathlib import Path

from pipeline.check import CheckedItem, Inspected
from pipeline.passages import Passage, excerpt, passages
from tests.checks.site import build_site

ITEM = """---
标题: 关于**落实**工作的报告
发文机关: yl-gov
发布时间: 2026-11-10 09:00
摘要: 报告分两个部分
审核: {责编: 温以宁}
豁免: {item-sums: 数字以附表为准}
---
## 一、 总体情况

全年**办理**来信[三百件](https://www.gov.cn/a)，*同比*增长；
办理来访三百件。

| 单位 | 件数 |
| --- | --- |
| 甲   | 200 |

1. 来信
2. 来访 &amp; 来电
"""


def checked(tmp_path: Path, text: str = ITEM) -> tuple[CheckedItem, Inspected]:
    site = build_site(tmp_path, {"article/2026/00002.md": text}).inspected()
    return site.item("article/2026/00002"), site


def place(passage: Passage, site: Inspected, piece: str, number: int = 0) -> str:
    start = -1
    for _ in range(number + 1):
        start = passage.text.index(piece, start + 1)
    found = passage.at(site, start, start + len(piece))
    return f"{found.path}:{found.line}:{found.column}"


def test_prose_of_the_header_and_the_body_are_looked_at(tmp_path: Path) -> None:
    item, _ = checked(tmp_path)
    assert [passage.field for passage in passages(item)] == [("title",), ("summary",), ()]


def test_pieces_are_found_behind_marks_links_and_line_ends(tmp_path: Path) -> None:
    item, site = checked(tmp_path)
    title, _, body = passages(item)
    file = "content/article/2026/00002.md"
    assert place(title, site, "工作") == f"{file}:2:13"
    assert place(body, site, "总体情况") == f"{file}:9:7"
    assert place(body, site, "三百件") == f"{file}:11:12"
    assert place(body, site, "三百件", 1) == f"{file}:12:5"
    assert place(body, site, "办理来访") == f"{file}:12:1"
    assert place(body, site, "甲 200") == f"{file}:16:3"
    assert place(body, site, "来访 & 来电") == f"{file}:19:1"


def test_a_single_sign_is_found_in_its_own_cell(tmp_path: Path) -> None:
    rows = "见附表(续)。\n\n| 面积(亩) | 3 |\n| --- | --- |\n| 产量(吨) | 4 |\n| 产值(元) | 5 |\n"
    item, site = checked(tmp_path, ITEM.partition("## 一")[0] + rows)
    body = passages(item)[-1]
    places = [place(body, site, "(", number).partition("md:")[2] for number in range(4)]
    assert places == ["9:4", "11:5", "13:5", "14:5"]


def test_without_the_source_the_body_is_the_place(tmp_path: Path) -> None:
    item, site = checked(tmp_path)
    (site.content / "article/2026/00002.md").rename(tmp_path / "gone.md")
    assert place(passages(item)[2], site, "总体情况") == "content/article/2026/00002.md:9:1"


def test_an_excerpt_keeps_to_its_line() -> None:
    assert excerpt("前一行\n甲乙丙丁\n后", 5, 6, 8) == "甲乙丙丁"
    assert excerpt("一二三四五", 2, 3, 1) == "二三四"
