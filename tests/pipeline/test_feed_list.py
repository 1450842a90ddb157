"""The list of feeds: its rule agrees with what is made, and it offers no feed that is not."""

from pathlib import Path

import pytest

from pipeline import feed_list
from pipeline.feed_list import feed_directory
from tests.pipeline.channels.desks import Place, furnish, planned, site


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return furnish(Place(tmp_path))


def test_the_directory_groups_feeds_as_readers_look_for_them(place: Place) -> None:
    desk, store = place.desk()
    store.db.close()
    listed = {group: [(title, url) for title, url, *_ in feeds] for group, feeds in feed_directory(desk)}
    assert listed == {
        "全站": [("示范市人民政府门户网站", "/")],
        "栏目": [
            ("政务公开", "/zwgk/"),
            ("政务公开 / 政策文件", "/zwgk/zcwj/"),
            ("政务公开 / 工作总结", "/zwgk/gzzj/"),
            ("新闻中心", "/xwzx/"),
            ("空栏目", "/kong/"),
        ],
        "专题专栏": [("专题专栏", "/ztzl/"), ("专题专栏 / 优化营商环境", "/ztzl/yshj/")],
        "机关": [("示范市人民政府", "/jigou/sf-gov/"), ("示范市教育局", "/jigou/sf-jyj/")],
        "主题分类": [("国民经济管理、国有资产监管", "/mulu/zt/03/"), ("科技、教育", "/mulu/zt/11/")],
    }


def test_every_feed_listed_is_made_and_every_feed_made_is_listed(place: Place) -> None:
    desk, store = place.desk()
    with store:
        made = {f"/{path}" for path in planned(desk, store, ["feeds"])}
    listed = [address for _, feeds in feed_directory(desk) for _, _, *own in feeds for address in own]
    assert len(listed) == len(set(listed))
    assert set(listed) == made


def test_pages_find_their_feed_by_the_same_rule(place: Place) -> None:
    desk, store = place.desk()
    store.db.close()
    listed = {url: tuple(own) for _, feeds in feed_directory(desk) for _, url, *own in feeds}
    assert feed_list.feed_of_site() == listed["/"] == ("/rss.xml", "/atom.xml", "/feed.json")
    names = ("rss.xml", "atom.xml", "feed.json")
    assert feed_list.feed_of_column("zwgk/zcwj") == listed["/zwgk/zcwj/"] == tuple(f"/zwgk/zcwj/{n}" for n in names)
    assert feed_list.feed_of_authority("sf-jyj") == listed["/jigou/sf-jyj/"]
    assert feed_list.feed_of_topic("11") == listed["/mulu/zt/11/"] == tuple(f"/mulu/zt/11/{n}" for n in names)


def test_a_site_without_the_channel_lists_no_feed(place: Place) -> None:
    place.write("site.yaml", site(渠道=["sitemap"]))
    desk, store = place.desk()
    store.db.close()
    assert not feed_list.has_feeds(desk.site)
    assert feed_directory(desk) == []
