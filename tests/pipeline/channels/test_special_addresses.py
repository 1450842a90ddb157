"""Signs that XML gives a meaning to: no item's address can hold one, and where another's may, it is escaped."""

from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from tests.fixtures import PDF, TABLES, Site, item

GOOD = "xw/yw/2026/00001.md"
HOST = "a&b.example.cn"


@pytest.mark.parametrize("sign", "&<>\"'")
def test_no_item_and_no_column_can_have_such_an_address(site: Site, sign: str) -> None:
    built = site({GOOD: item(), f"xw/yw/2026/1{sign}2.md": item()}).build()
    assert [finding.check for finding in built.findings] == ["source-name"] and built.shown == {"xw/yw/2026/00001"}
    columns = TABLES["columns.yaml"].replace("代号: yw", f"代号: 'y{sign * 2 if sign == chr(39) else sign}w'")
    built = site({GOOD: item()}, tables={"columns.yaml": columns}).build()
    assert any("代号”的值" in message for message in built.messages) and not built.shown


def test_where_a_host_or_a_file_has_one_every_channel_still_reads_it(site: Site) -> None:
    tables = {"site.yaml": TABLES["site.yaml"].replace("https://www.xiaocheng.example.gov.cn", f"https://{HOST}")}
    folder = site({GOOD: item(attachments="['甲&乙.pdf']"), "xw/yw/2026/00001/甲&乙.pdf": PDF}, tables=tables)
    built = folder.build()
    assert built.messages == [] and "xw/yw/2026/00001/甲&乙.pdf" in built.tree
    base = f"https://{HOST}/"
    maps = {path: raw for path, raw in built.tree.items() if Path(path).match("sitemap*.xml")}
    found = [loc.text or "" for raw in maps.values() for loc in ElementTree.fromstring(raw).iterfind(".//{*}loc")]
    assert len(maps) > 2 and all(address.startswith(base) for address in found)
    assert f"{base}xw/yw/2026/00001.html" in found
    feeds = {path: raw for path, raw in built.tree.items() if path.endswith(("rss.xml", "atom.xml"))}
    links = [
        (feedparser.parse(raw).bozo, entry.link) for raw in feeds.values() for entry in feedparser.parse(raw).entries
    ]
    assert links and all(not bozo and link.startswith(base) and link.endswith("00001.html") for bozo, link in links)
