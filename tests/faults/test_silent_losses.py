"""What a plain generator loses, invents or overwrites without a word: here each is either published whole or told.

The numbers are those of the table of measured losses that this project was begun for.
"""

import os
import re

import pytest

from pipeline.finding import Severity
from tests.faults.cases import GOOD, TITLE, WHEN, WHO, YW, lines, without
from tests.faults.test_faults import GOOD_PATH
from tests.fixtures import PDF, Site, SiteFolder, dates_in, document, item

Sources = dict[str, str | bytes]
OTHER = "xw/yw/2026/00002.md"


def at(moment: str) -> Sources:
    return {YW: item(at=moment)}


ROWS: dict[str, Sources] = {
    "04 no date": {YW: without("发布时间")},
    "05 no title": {YW: without("标题")},
    "06 impossible date": at("2026-13-45"),
    "06 Chinese date": at("2026年2月1日"),
    "06 zero date": at("0000-00-00"),
    "07 month": at("2026-02"),
    "07 weekday": at("Friday"),
    "07 clock": at("09:30"),
    "07 slashes": at("03/04/2026"),
    "10 status typo": {YW: item(status="pubished")},
    "11 same slug twice": {YW: lines(TITLE, WHO, WHEN, "slug: x"), OTHER: lines(TITLE, WHO, WHEN, "slug: x")},
    "12 slug that climbs": {YW: lines(TITLE, WHO, WHEN, "slug: ../../etc/x")},
    "12 absolute save_as": {YW: lines(TITLE, WHO, WHEN, "save_as: /etc/x")},
    "13 save_as beside the output": {YW: lines(TITLE, WHO, WHEN, "save_as: ../output2/x.html")},
    "14 save_as over the home page": {YW: lines(TITLE, WHO, WHEN, "save_as: index.html")},
    "15 save_as over a feed": {YW: lines(TITLE, WHO, WHEN, "save_as: rss.xml")},
    "17 GBK": {YW: item().encode("gb18030")},
    "17 UTF-16": {YW: item().encode("utf-16")},
    "17 broken tail": {YW: item().encode()[:-3]},
    "19 NUL": {YW: item(body="甲\0乙\n")},
    "19 control": {YW: item("甲\x07乙")},
    "21 alias bomb": {YW: lines("a: &a [x]", "b: [*a, *a]", TITLE, WHO, WHEN)},
    "21 unclosed quote": {YW: lines('标题: "没关', WHO, WHEN)},
    "22 long name": {f"xw/yw/2026/{'a' * 240}.md": item()},
    "22 long title": {YW: item("长" * 2001)},
    "24 direction": {YW: item("甲\u202e乙")},
    "24 zero width": {YW: item("甲\u200b乙")},
    "25 case": {"xw/yw/2026/ab.md": item(), "xw/yw/2026/AB.md": item()},
    "44 active files": {
        "xw/yw/2026/00001/a.svg": "<svg/>",
        "xw/yw/.htaccess": "x",
        "xw/yw/a.php": "x",
        "xw/a.bak": "x",
    },
}


@pytest.mark.parametrize("row", ROWS)
def test_refused_and_told(site: Site, row: str) -> None:
    built = site(GOOD | ROWS[row]).build()
    for path in ROWS[row]:
        told = [finding for finding in built.of(path) if finding.severity is Severity.ERROR]
        assert told and all(re.search("[\u4e00-\u9fff]", finding.message) and finding.hint for finding in told), path
        assert stem(path) not in built.shown
    assert built.status == 1
    assert built.shown == {GOOD_PATH}
    assert dates_in(*(raw for path, raw in built.tree.items() if path.startswith("xw/yw/"))) <= {b"2026-03-02"}


def stem(path: str) -> str:
    return path.removesuffix(".md")


def test_08_a_future_item_reaches_nothing(site: Site) -> None:
    built = site(at("2099-01-01")).build()
    assert built.held == {"xw/yw/2026/00001"} and not any("00001" in path for path in built.tree)


def test_09_a_draft_reaches_nothing_whatever_stands_before_its_status(site: Site) -> None:
    text = lines(TITLE, WHO, "关键词:", "  - 甲", "  - 乙", WHEN, "状态: 草稿")
    built = site({YW: text}).build()
    assert built.held == {"xw/yw/2026/00001"} and not any("drafts" in path or "00001" in path for path in built.tree)


def test_11_two_of_one_title_are_two_pages(site: Site) -> None:
    built = site({YW: item("同名", "甲文。\n"), OTHER: item("同名", "乙文。\n")}).build()
    assert "甲文" in built.text("xw/yw/2026/00001.html") and "乙文" in built.text("xw/yw/2026/00002.html")


def test_16_an_attachment_cannot_take_a_page(site: Site) -> None:
    """A folder beside the items may bear an item's whole name; what is in it is no page."""
    folder = site(GOOD | {YW: item(), "xw/yw/2026/00001.html/x.pdf": PDF})
    built = folder.build()
    assert "正文第一段" in built.text("xw/yw/2026/00001.html")
    assert [finding.check for finding in built.findings] == ["source-stray"]


def test_18_bom_and_crlf_are_no_fault(site: Site) -> None:
    assert site({YW: "\ufeff" + item().replace("\n", "\r\n")}).build().messages == []


def test_23_a_title_of_signs_is_a_page(site: Site) -> None:
    built = site({YW: item('"!!! ？？？"')}).build()
    assert built.status == 0 and "xw/yw/2026/00001.html" in built.tree and ".html" not in built.tree


def test_26_a_broken_link_stops_publishing(site: Site) -> None:
    folder = site({YW: item(body="[没有的]({filename}/none.md)\n")})
    assert folder.build().status or folder.inspect().exit_status


@pytest.mark.parametrize("target", ["/etc/hostname", "../../../columns.yaml", "/etc"])
def test_27_links_publish_nothing(site: Site, target: str) -> None:
    folder = site(GOOD | {OTHER: item(attachments="[a.pdf]")})
    for place in (YW, "xw/yw/2026/a.pdf", "xw/yw/2025"):
        os.symlink(target, folder.content / place)
    built = folder.build()
    assert built.shown == {GOOD_PATH} and built.status == 1
    assert {finding.location.path for finding in built.findings} >= {
        f"content/{YW}",
        f"content/{OTHER}",
        "content/xw/yw/2025",
    }
    assert not any(path.endswith(".pdf") for path in built.tree)


def test_28_a_loop_is_told_once(site: Site) -> None:
    folder = site(GOOD)
    os.symlink(".", folder.content / "xw/yw/again")
    built = folder.build()
    assert [finding.check for finding in built.findings] == ["source-not-regular"]
    assert built.shown == {GOOD_PATH}


def test_41_what_is_deleted_is_gone_everywhere(site: Site) -> None:
    files = {
        "zcwj/2026/00001.md": document(1, title="将要删除", keywords="[防汛]", attachments="[a.pdf]"),
        "zcwj/2026/00001/a.pdf": PDF,
    }
    folder = site(GOOD | files)
    assert traces(folder) > 5
    folder.remove(*files)
    assert traces(folder) == 0
    assert not (folder.output / "zcwj/2026").exists()


def test_41_what_is_withdrawn_leaves_its_notice_only(site: Site) -> None:
    folder = site(
        GOOD
        | {
            "zcwj/2026/00001.md": document(1, "机密正文。\n", title="将要撤回", attachments="[a.pdf]"),
            "zcwj/2026/00001/a.pdf": PDF,
        }
    )
    folder.build()
    folder.write(
        {
            "zcwj/2026/00001.md": document(
                1, "机密正文。\n", status="已撤回", withdrawal="{日期: 2026-05-05, 原因: 有误}"
            )
        }
    )
    built = folder.build()
    bearing = {path for path, raw in built.tree.items() if b"2026/00001" in raw}
    assert bearing == {"zcwj/2026/00001.html"}
    assert "机密正文" not in built.text("zcwj/2026/00001.html") and "zcwj/2026/00001/a.pdf" not in built.tree


def traces(folder: SiteFolder) -> int:
    return sum("将要删除".encode() in raw or path.startswith("zcwj/2026") for path, raw in folder.build().tree.items())
