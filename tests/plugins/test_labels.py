"""The mandated page labels: which stand on which page, in their order, and what they say."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.fixtures import Site, document, item

SITE = ["SiteName", "SiteDomain", "SiteIDCode"]
COLUMN = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]
ITEM = ["ArticleTitle", "PubDate", "ContentSource"]


def labels(html: str) -> list[tuple[str, str]]:
    found = BeautifulSoup(html, "html.parser")("meta")
    told = [(str(meta.get("name", "")), str(meta.get("content", ""))) for meta in found]
    return [(name, text) for name, text in told if name[:1].isupper()]


@pytest.fixture
def tree(site: Site) -> dict[str, bytes]:
    files = {
        "xw/yw/2026/00001.md": item("甲", keywords="[校园, 安全]", summary="摘要"),
        "zcwj/2026/00001.md": document(1),
        "xw/tz/2026/00001.md": item(
            "撤", "秘密。\n", status="已撤回", keywords="[密]", withdrawal="{日期: 2026-05-01, 原因: 误}"
        ),
    }
    return site(files).build().tree


def test_every_page_bears_the_labels_of_its_sort(tree: dict[str, bytes]) -> None:
    for path, raw in tree.items():
        if path.endswith(".html"):
            names = [name for name, _ in labels(raw.decode())]
            wanted = (
                SITE if path == "index.html" else SITE + COLUMN + (ITEM if re.search(r"/\d{5}\.html$", path) else [])
            )
            assert names[: len(wanted)] == wanted, path
            assert all(text.strip() for _, text in labels(raw.decode())), path
            assert len(names) == len(set(names)), path


def test_an_item_says_what_it_is(tree: dict[str, bytes]) -> None:
    told = dict(labels(tree["xw/yw/2026/00001.html"].decode()))
    assert told["SiteIDCode"] == "9901000009" and told["SiteDomain"] == "www.xiaocheng.example.gov.cn"
    assert (told["ColumnName"], told["ColumnType"]) == ("要闻", "工作动态")
    assert (told["ArticleTitle"], told["PubDate"]) == ("甲", "2026-03-02 09:00")
    assert told["ContentSource"] == "小城人民政府"
    assert (told["Keywords"], told["Description"]) == ("校园,安全", "摘要")
    assert told["Url"] == "https://www.xiaocheng.example.gov.cn/xw/yw/2026/00001.html"


def test_a_withdrawn_item_says_no_more_than_that(tree: dict[str, bytes]) -> None:
    text = tree["xw/tz/2026/00001.html"].decode()
    told = dict(labels(text))
    assert "Keywords" not in told and "秘密" not in text and "密]" not in text
    assert 'content="noindex"' in text


def test_pages_that_are_no_column_name_themselves(tree: dict[str, bytes]) -> None:
    told = dict(labels(tree["mulu/index.html"].decode()))
    assert (told["ColumnName"], told["ColumnType"]) == ("政府信息公开目录", "信息公开目录")
