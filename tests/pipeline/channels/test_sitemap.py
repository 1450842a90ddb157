"""sitemap.xml after sitemaps.org 0.9, in parts that grow at the newest end, and robots.txt."""

from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from pipeline.channels import sitemap
from tests.pipeline.channels.desks import ADDRESS, SECRETS, Place, furnish, site

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def entries(text: str, root: str = "urlset", element: str = "url") -> dict[str, str]:
    """Address -> lastmod, "" if there is none; checks the form."""
    tree = ElementTree.fromstring(text)
    assert tree.tag == f"{S}{root}"
    assert {child.tag for child in tree} <= {f"{S}{element}"}
    found = {child.findtext(f"{S}loc", ""): child.findtext(f"{S}lastmod", "") for child in tree}
    assert len(found) == len(tree), "an address twice"
    assert all(address.startswith(f"{ADDRESS}/") for address in found)
    return found


def test_the_index_names_every_part_and_the_parts_every_page(place: Place) -> None:
    made = furnish(place).texts("sitemap")
    parts = entries(made["sitemap.xml"], "sitemapindex", "sitemap")
    assert {part.removeprefix(f"{ADDRESS}/") for part in parts} == made.keys() - {"sitemap.xml", "robots.txt"}
    items = {name: entries(made[name]) for name in made if name.startswith("sitemap-") and name != "sitemap-pages.xml"}
    assert items == {
        "sitemap-zwgk-2025.xml": {f"{ADDRESS}/zwgk/zcwj/2025/00001.html": "2025-12-31"},
        "sitemap-zwgk-2026.xml": {
            f"{ADDRESS}/zwgk/gzzj/2026/00001.html": "2026-01-05",
            f"{ADDRESS}/zwgk/zcwj/2026/00001.html": "2026-04-01",
        },
        "sitemap-xwzx-2026.xml": {f"{ADDRESS}/xwzx/2026/00001.html": "2026-11-20"},
    }


def test_pages_beside_items(place: Place) -> None:
    pages = {address.removeprefix(ADDRESS) for address in entries(furnish(place).texts("sitemap")["sitemap-pages.xml"])}
    assert {
        "/",
        "/mulu/",
        "/rss/",
        "/ditu/",
        "/zwgk/",
        "/zwgk/zcwj/",
        "/kong/",
        "/ztzl/yshj/",
        "/jigou/",
        "/jigou/sf-jyj/",
    } <= pages
    assert {"/zfxxgkpt/", "/zfxxgkpt/sf-gov/", "/zfxxgkpt/sf-gov/zn/", "/zfxxgkpt/sf-gov/fdzdgknr/15/"} <= pages
    assert not [page for page in pages if page.startswith("/zfxxgkpt/sf-jyj/")], "it has no platform"
    assert not pages & {"/404.html", "/search/"}


def test_a_page_whose_template_the_theme_lacks_is_not_listed(place: Place) -> None:
    desk, store = furnish(place).desk()
    desk.closures = {"home.html": b""}
    with store:
        made = {file.path: sitemap.make(file, desk, store).decode() for file in sitemap.plan(desk, store)}
    assert entries(made["sitemap-pages.xml"]) == {f"{ADDRESS}/": ""}


def test_nothing_unpublished_is_listed(place: Place) -> None:
    text = "".join(furnish(place).texts("sitemap").values())
    assert not [secret for secret in SECRETS if secret in text]


def test_a_long_year_is_cut_from_its_oldest_end(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    for n in range(1, 8):
        place.item(f"xwzx/2026/{n:05d}", f"要闻{n}", f"2026-05-{n:02d} 09:00")
    before = place.outputs(["sitemap"])
    sizes = {path: len(entries(before[path].content.decode())) for path in before if "xwzx" in path}
    assert sizes == {"sitemap-xwzx-2026.xml": 3, "sitemap-xwzx-2026-2.xml": 3, "sitemap-xwzx-2026-3.xml": 1}
    place.item("xwzx/2026/00008", "要闻8", "2026-05-08 09:00")
    after = place.outputs(["sitemap"])
    assert {path for path in after if after[path].file.fingerprint != before[path].file.fingerprint} == {
        "sitemap-xwzx-2026-3.xml"
    }


def test_a_new_year_touches_the_index_and_its_own_part(place: Place) -> None:
    before = furnish(place).outputs(["sitemap"])
    place.item("xwzx/2024/00001", "旧闻", "2024-05-01 09:00")
    after = place.outputs(["sitemap"])
    fresh = {
        path for path in after if path not in before or after[path].file.fingerprint != before[path].file.fingerprint
    }
    assert fresh == {"sitemap.xml", "sitemap-xwzx-2024.xml"}


def test_both_forms_of_characters_are_listed_and_name_each_other(place: Place) -> None:
    before = furnish(place).texts("sitemap")
    place.write("site.yaml", site(繁体版="是"))
    made = place.texts("sitemap")
    assert {name for name in made if made[name] != before[name]} == made.keys() - {"sitemap.xml", "robots.txt"}
    for name in made.keys() - {"sitemap.xml", "robots.txt"}:
        simple = entries(before[name])
        doubled = {address.replace(ADDRESS, f"{ADDRESS}/hant"): day for address, day in simple.items()}
        assert entries(made[name]) == simple | doubled
        for one in ElementTree.fromstring(made[name]):
            links = {link.attrib["hreflang"]: link.attrib["href"] for link in one if link.tag == XHTML_LINK}
            own = links["zh-Hans"]
            assert links == {"zh-Hans": own, "zh-Hant": own.replace(ADDRESS, f"{ADDRESS}/hant"), "x-default": own}
            assert one.findtext(f"{S}loc") in links.values()


def test_robots_may_read_all_and_find_the_sitemap(place: Place) -> None:
    robots = RobotFileParser()
    robots.parse(place.texts("sitemap")["robots.txt"].splitlines())
    assert robots.can_fetch("anything", f"{ADDRESS}/zwgk/zcwj/2026/00001.html")
    assert robots.site_maps() == [f"{ADDRESS}/sitemap.xml"]
