"""RSS 2.0 and Atom: required elements, absolute addresses, stable identities, no clock, text that stays text."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedgen.entry
import feedgen.feed
import feedparser
import pytest

from pipeline.channels import feeds
from pipeline.china_time import SHANGHAI
from tests.pipeline.channels.desks import ADDRESS, AUTHORITIES, COLUMNS, Place, column, furnish, site

A = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0800"
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def texts_of(root: ElementTree.Element, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path)]


def one(root: ElementTree.Element, path: str) -> str:
    """The text of an element that must be there once and not be empty."""
    found = texts_of(root, path)
    assert len(found) == 1, f"{path}: {found}"
    assert found[0].strip(), path
    return found[0]


def check_atom(path: str, text: str) -> int:
    """RFC 4287, 4.1.1 and 4.1.2; gives the number of entries."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{A}feed"
    assert one(root, f"{A}id") == f"{ADDRESS}/{path}"
    assert one(root, f"{A}title")
    assert one(root, f"{A}author/{A}name")
    assert RFC3339.fullmatch(one(root, f"{A}updated"))
    links = {link.get("rel", "alternate"): link.get("href") for link in root.findall(f"{A}link")}
    assert links == {"self": f"{ADDRESS}/{path}", "alternate": f"{ADDRESS}/{path.removesuffix('atom.xml')}"}
    entries = root.findall(f"{A}entry")
    for entry in entries:
        check_entry(entry)
    ids = [one(entry, f"{A}id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert one(root, f"{A}updated") == max(
        [one(entry, f"{A}updated") for entry in entries], default="2008-05-01T00:00:00+08:00"
    )
    return len(entries)


def check_entry(entry: ElementTree.Element) -> None:
    address = one(entry, f"{A}id")
    assert re.fullmatch(rf"{re.escape(ADDRESS)}/[a-z0-9/_-]+\.html", address)
    assert [link.get("href") for link in entry.findall(f"{A}link")] == [address]
    assert one(entry, f"{A}title")
    assert one(entry, f"{A}author/{A}name")
    assert one(entry, f"{A}summary")
    published, updated = one(entry, f"{A}published"), one(entry, f"{A}updated")
    assert RFC3339.fullmatch(published)
    assert RFC3339.fullmatch(updated)
    assert datetime.fromisoformat(published) <= datetime.fromisoformat(updated)
    assert all(category.get("term") for category in entry.findall(f"{A}category"))


def check_rss(path: str, text: str) -> int:
    """RSS 2.0 and the advice of its advisory board; gives the number of items."""
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    channel = root[0]
    assert one(channel, "title")
    assert one(channel, "description")
    assert one(channel, "link") == f"{ADDRESS}/{path.removesuffix('rss.xml')}"
    assert one(channel, "language") == "zh-CN"
    assert int(one(channel, "ttl")) > 0
    assert RFC822.fullmatch(one(channel, "lastBuildDate"))
    (own,) = channel.findall(f"{A}link")
    assert own.attrib == {"href": f"{ADDRESS}/{path}", "rel": "self", "type": "application/rss+xml"}
    items = channel.findall("item")
    for item in items:
        assert one(item, "title")
        assert one(item, f"{DC}creator")
        assert not item.findall("author"), "an RSS author must be an e-mail address"
        assert RFC822.fullmatch(one(item, "pubDate"))
        assert [guid.get("isPermaLink") for guid in item.findall("guid")] == ["true"]
        assert one(item, "guid") == one(item, "link")
        assert one(item, "link").startswith(f"{ADDRESS}/")
    guids = [one(item, "guid") for item in items]
    assert len(guids) == len(set(guids))
    moments = [parsedate_to_datetime(one(item, "pubDate")) for item in items]
    assert moments == sorted(moments, reverse=True)
    return len(items)


def check_json(path: str, text: str) -> int:
    """JSON Feed 1.1: what it demands, and what it advises; gives the number of items."""
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].strip()
    assert feed["feed_url"] == f"{ADDRESS}/{path}"
    assert feed["home_page_url"] == f"{ADDRESS}/{path.removesuffix('feed.json')}"
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert item["title"].strip()
        assert "content_text" in item
        assert RFC3339.fullmatch(item["date_published"])
        assert item["date_published"] < item.get("date_modified", "9")
        assert item["authors"][0]["name"]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return len(feed["items"])


def test_every_feed_of_a_site_is_valid_and_all_formats_tell_the_same(place: Place) -> None:
    made = furnish(place).texts("feeds")
    folders = {path.rpartition("/")[0] for path in made}
    assert folders == {
        "", "zwgk", "zwgk/zcwj", "zwgk/gzzj", "xwzx", "kong", "ztzl", "ztzl/yshj", "jigou/sf-gov", "jigou/sf-jyj",
        "mulu/zt/03", "mulu/zt/11",
    }  # fmt: skip
    counts = {}
    for folder in folders:
        rss, atom, plain = (f"{folder}/{name}".lstrip("/") for name in ("rss.xml", "atom.xml", "feed.json"))
        counts[folder] = check_rss(rss, made[rss])
        assert check_atom(atom, made[atom]) == check_json(plain, made[plain]) == counts[folder]
        addresses = [entry.link for entry in feedparser.parse(made[rss]).entries]
        assert [item["id"] for item in json.loads(made[plain])["items"]] == addresses
    assert counts == {
        "": 4, "zwgk": 3, "zwgk/zcwj": 2, "zwgk/gzzj": 1, "xwzx": 1, "kong": 0, "ztzl": 1, "ztzl/yshj": 1,
        "jigou/sf-gov": 3, "jigou/sf-jyj": 1, "mulu/zt/03": 1, "mulu/zt/11": 1,
    }  # fmt: skip


def test_a_reader_sees_what_the_editor_wrote(place: Place) -> None:
    made = furnish(place).texts("feeds")
    rss = feedparser.parse(made["rss.xml"])
    assert not rss.bozo, rss
    assert rss.feed.title == "示范市人民政府门户网站"
    assert [entry.title for entry in rss.entries] == [
        "要闻一则",
        "关于教育工作的通知",
        "教育局工作总结",
        "关于营商环境的意见",
    ]
    newest, document, report, _ = rss.entries
    assert newest.link == newest.id == f"{ADDRESS}/xwzx/2026/00001.html"
    assert (newest.author, newest.dc_source) == ("示范市人民政府", "示范日报")
    assert (report.author, report.summary, report.tags[0].term) == ("示范市教育局", "一年的工作。", "工作总结")
    assert "dc_source" not in report
    assert document.published == "Mon, 02 Mar 2026 09:00:00 +0800"
    atom = feedparser.parse(made["zwgk/zcwj/atom.xml"])
    assert not atom.bozo
    assert atom.feed.title == "政策文件 - 示范市人民政府门户网站"
    assert (atom.entries[0].published, atom.entries[0].updated) == (
        "2026-03-02T09:00:00+08:00",
        "2026-04-01T00:00:00+08:00",
    )
    assert atom.feed.updated == "2026-04-01T00:00:00+08:00"


def test_an_update_before_the_publication_counts_for_nothing(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻", "2026-03-02 09:00", 更新日期="2026-03-02")
    atom = feedparser.parse(place.texts("feeds")["xwzx/atom.xml"])
    assert atom.entries[0].updated == "2026-03-02T09:00:00+08:00"


HOSTILE = "<script>alert(1)</script> ]]> \"甲\" & '乙' &lt;b&gt; 𠮷"
INERT_HOSTILE = HOSTILE.replace("<script>", "&lt;script>").replace("</script>", "&lt;/script>")


def test_markup_in_a_title_or_summary_stays_text(place: Place) -> None:
    """Many readers show a title as HTML: a tag that does something is escaped once more, <b> is not."""
    assert feeds._inert("<b>甲</b> & 1 < 2") == "<b>甲</b> & 1 < 2"
    place.write("authorities.yaml", [AUTHORITIES[0] | {"名称": "示范市 <R&D> 办"}, AUTHORITIES[1]])
    place.item("xwzx/2026/00001", HOSTILE, "2026-03-02 09:00", 摘要=HOSTILE, 来源=HOSTILE)
    made = place.texts("feeds")
    rss, atom = (ElementTree.fromstring(made[f"xwzx/{name}.xml"]) for name in ("rss", "atom"))
    assert one(rss, "channel/item/title") == INERT_HOSTILE
    assert one(rss, f"channel/item/{DC}creator") == "示范市 <R&D> 办"
    assert one(rss, f"channel/item/{DC}source") == HOSTILE
    described = ElementTree.fromstring(f"<p>{one(rss, 'channel/item/description')}</p>")
    assert (described.text, len(described)) == (HOSTILE, 0), "as HTML, which readers take it for, it is text alone"
    assert one(atom, f"{A}entry/{A}title") == one(atom, f"{A}entry/{A}summary") == INERT_HOSTILE
    assert atom.find(f"{A}entry/{A}summary").attrib == {}  # type: ignore[union-attr]
    assert check_rss("xwzx/rss.xml", made["xwzx/rss.xml"]) == check_atom("xwzx/atom.xml", made["xwzx/atom.xml"]) == 1


def test_characters_that_xml_forbids_cost_themselves_only(place: Place) -> None:
    """Reading refuses them; should one come through, the feed must not die of it."""
    place.item("xwzx/2026/00001", "甲", "2026-03-02 09:00")
    desk, store = place.desk()
    with store:
        row = desk.register.rows["xwzx/2026/00001"]
        desk.register.rows[row.path] = row._replace(
            title="a\x00b\x0bc\ufffed\ud800e\U0001f600", summary="\x1b", source="\x7f\x85\x02"
        )
        file = next(file for file in feeds.plan(desk, store) if file.path == "xwzx/rss.xml")
        text = feeds.make(file, desk, store).decode()
        assert one(ElementTree.fromstring(text), "channel/item/title") == "abcde\U0001f600"
        plain = next(file for file in feeds.plan(desk, store) if file.path == "xwzx/feed.json")
        assert json.loads(feeds.make(plain, desk, store))["items"][0]["title"] == "abcde\U0001f600"
        desk.register.rows[row.path] = row._replace(title="\x00")
        text = feeds.make(file, desk, store).decode()
        assert one(ElementTree.fromstring(text), "channel/item/title") == f"{ADDRESS}/xwzx/2026/00001.html"


def test_a_feed_holds_the_newest_of_all_columns_below_each_once(place: Place) -> None:
    for n in range(15):
        place.document(
            f"zwgk/zcwj/2026/{n:05d}", f"文件{n}", f"2026-02-{n + 1:02d} 09:00", f"11990100MB0F00012M/2026-{n:05d}"
        )
        place.item(f"zwgk/gzzj/2026/{n:05d}", f"总结{n}", f"2026-02-{n + 1:02d} 10:00", 同时发布=["zwgk/zcwj"])
    made = place.texts("feeds")
    titles = [entry.title for entry in feedparser.parse(made["zwgk/rss.xml"]).entries]
    assert titles == [f"{name}{n}" for n in range(14, 4, -1) for name in ("总结", "文件")]
    assert titles == [entry.title for entry in feedparser.parse(made["zwgk/zcwj/atom.xml"]).entries]


class _AnyDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Later(datetime, metaclass=_AnyDatetime):
    """A clock that has moved on by decades."""

    @classmethod
    def now(cls, tz: object = None) -> "Later":
        return cls(2099, 12, 31, 23, 59, tzinfo=SHANGHAI)


def test_no_clock_reaches_a_feed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = furnish(place).texts("feeds")
    for module in (feedgen.feed, feedgen.entry):
        monkeypatch.setattr(module, "datetime", Later)
    assert "2099" in feedgen.feed.FeedGenerator().updated().isoformat()
    assert place.texts("feeds") == before
    assert "2008-05-01T00:00:00+08:00" in before["kong/atom.xml"]


def test_only_the_feeds_that_show_an_item_are_made_again(place: Place) -> None:
    before = {path: out.file.fingerprint for path, out in furnish(place).outputs(["feeds"]).items()}
    place.document(
        "zwgk/zcwj/2026/00002",
        "新文件",
        "2026-11-19 09:00",
        "11990100MB0F00012M/2026-00002",
        主题分类="科技、教育\\教育",
    )
    after = {path: out.file.fingerprint for path, out in place.outputs(["feeds"]).items()}
    assert after.keys() == before.keys()
    folders = ("", "zwgk/", "zwgk/zcwj/", "jigou/sf-gov/", "mulu/zt/11/")
    expected = {f"{folder}{name}" for folder in folders for name in ("rss.xml", "atom.xml", "feed.json")}
    assert {path for path in after if after[path] != before[path]} == expected


def test_a_hub_is_named_where_the_site_has_one(place: Place) -> None:
    before = furnish(place).outputs(["feeds"])
    assert not [path for path, out in before.items() if b"hub" in out.content]
    place.write("site.yaml", site(订阅中心="https://hub.example.gov.cn/"))
    after = place.outputs(["feeds"])
    assert all(after[path].file.fingerprint != before[path].file.fingerprint for path in before)
    rss, atom = (feedparser.parse(after[path].content) for path in ("rss.xml", "atom.xml"))
    for feed in (rss, atom):
        assert [link.href for link in feed.feed.links if link.rel == "hub"] == ["https://hub.example.gov.cn/"]
        assert feed.bozo == 0 and "hub" not in feed.feed.link
    assert json.loads(after["feed.json"].content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example.gov.cn/"}]


def test_identities_outlive_an_edit(place: Place) -> None:
    furnish(place)
    before = feedparser.parse(place.texts("feeds")["atom.xml"])
    place.item("xwzx/2026/00001", "要闻一则(更正)", "2026-11-20 11:58", 更新日期="2026-11-20")
    after = feedparser.parse(place.texts("feeds")["atom.xml"])
    assert after.entries[0].title != before.entries[0].title
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]


def test_a_special_column_feeds_what_it_collects(place: Place) -> None:
    special = column("yshj", "优化营商环境", "专题", 收录={"机关": ["sf-jyj"]})
    place.write("columns.yaml", [*COLUMNS[:3], column("ztzl", "专题专栏", "目录", special)])
    made = furnish(place).texts("feeds")
    assert [entry.title for entry in feedparser.parse(made["ztzl/yshj/rss.xml"]).entries] == ["教育局工作总结"]
    assert feedparser.parse(made["ztzl/rss.xml"]).entries == feedparser.parse(made["ztzl/yshj/rss.xml"]).entries


def test_an_authority_named_as_a_column_keeps_its_own_feed(place: Place) -> None:
    place.write("authorities.yaml", [*AUTHORITIES, {"代号": "xwzx", "名称": "示范市新闻中心", "层级": "部门"}])
    made = furnish(place).texts("feeds")
    folder, body = (ElementTree.fromstring(made[path]) for path in ("xwzx/rss.xml", "jigou/xwzx/rss.xml"))
    assert one(folder, "channel/description") == "新闻中心的说明。"
    assert one(body, "channel/description") == "示范市新闻中心主动公开的信息"
    assert (len(folder.findall("channel/item")), len(body.findall("channel/item"))) == (1, 0)
