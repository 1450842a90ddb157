"""opensearch.xml: what OpenSearch 1.1 demands of a description document."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.pipeline.channels.desks import ADDRESS, Place, site

NS = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def described(place: Place) -> ElementTree.Element:
    made = place.texts("opensearch")
    assert list(made) == ["opensearch.xml"]
    root = ElementTree.fromstring(made["opensearch.xml"])
    assert root.tag == f"{NS}OpenSearchDescription"
    return root


def test_it_leads_to_the_search_page(place: Place) -> None:
    root = described(place)
    found = {url.get("type"): url.get("template") for url in root.findall(f"{NS}Url")}
    assert found == {
        "text/html": f"{ADDRESS}/search/?q={{searchTerms}}",
        "application/opensearchdescription+xml": f"{ADDRESS}/opensearch.xml",
    }
    assert root.findtext(f"{NS}ShortName") == "示范市人民政府门户网站"
    assert root.findtext(f"{NS}InputEncoding") == "UTF-8"


def test_names_keep_to_the_lengths_allowed(place: Place) -> None:
    place.write("site.yaml", site(网站名称="示范市<高新技术产业开发区>管理委员会&门户" * 4, 网站描述="述" * 2000))
    root = described(place)
    assert root.findtext(f"{NS}ShortName") == "示范市"
    assert len(root.findtext(f"{NS}LongName", "")) == 48
    assert len(root.findtext(f"{NS}Description", "")) == 1024


def test_without_a_place_the_name_is_cut(place: Place) -> None:
    facts = site(网站名称="示范市高新技术产业开发区管理委员会门户网站")
    del facts["地区"]
    place.write("site.yaml", facts)
    assert described(place).findtext(f"{NS}ShortName") == "示范市高新技术产业开发区管理委员"
