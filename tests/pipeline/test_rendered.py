"""The output read back."""

import pytest

from pipeline.rendered import RenderedPage, Target, file_of, page_url, resolver

HTML = """<!doctype html>
<html><head><meta name="SiteName" content="甲"><meta name="SiteName" content="乙"><link href="/c.css"></head>
<body id="top"><a name="old" href="/a&amp;b.html">x</a>
<a href='/a/b'>y</a><a href="/a">z</a>
<img src="1.png" srcset="1.png 1x, 2.png 2x"><p id="甲"></p></body></html>"""
PAGE = RenderedPage("/x/", "/x/index.html", HTML.encode())


def test_what_a_page_links_names_and_labels() -> None:
    assert PAGE.links == ["/c.css", "/a&b.html", "/a/b", "/a", "1.png", "1.png", "2.png"]
    assert PAGE.ids == ["top", "甲"]
    assert PAGE.anchors == {"top", "甲", "old"}
    assert PAGE.labels == {"SiteName": "甲"}
    assert not PAGE.is_redirect


@pytest.mark.parametrize(
    ("address", "line"), [("/a&b.html", 3), ("/a/b", 4), ("/a", 4), ("/c.css", 2), ("/nowhere", 0)]
)
def test_the_line_of_an_address(address: str, line: int) -> None:
    place = PAGE.at_address(address)
    assert (place.path, place.line) == ("output/x/index.html", line)


@pytest.mark.parametrize("tag", ["refresh", "Refresh", "REFRESH"])
def test_a_redirect_is_known_by_its_meta(tag: str) -> None:
    assert RenderedPage("/", "/index.html", f'<meta http-equiv="{tag}" content="0;url=/">'.encode()).is_redirect
    assert not RenderedPage("/", "/index.html", f"<p>http-equiv {tag}</p>".encode()).is_redirect


@pytest.mark.parametrize(
    ("base", "written", "target"),
    [
        ("/x/", "/a/b.html", Target("/a/b.html", "")),
        ("/x/", "b.html#c", Target("/x/b.html", "c")),
        ("/x/y.html", "../z/?q=1", Target("/z/", "")),
        ("/x/y.html", "#%E7%94%B2", Target("/x/y.html", "甲")),
        ("/x/y.html", "", Target("/x/y.html", "")),
        ("/x/", "?q=1", Target("/x/", "")),
        ("/x/", "/5%25%20a.txt", Target("/5% a.txt", "")),
        ("/x/", " /a ", Target("/a", "")),
        ("/x/", "https://www.x.gov.cn/a", Target("/a", "")),
        ("/x/", "https://WWW.X.GOV.CN", Target("/", "")),
        ("/x/", "//www.x.gov.cn/a", Target("/a", "")),
        ("/x/", "https://www.gov.cn/a", None),
        ("/x/", "mailto:a@x.gov.cn", None),
        ("/x/", "tel:12345", None),
        ("/x/", "data:image/png;base64,AA", None),
        ("/x/", "javascript:alert(1)", None),
    ],
)
def test_addresses_resolve_as_a_browser_does(base: str, written: str, target: Target | None) -> None:
    assert resolver("www.x.gov.cn")(base, written) == target


def test_pages_and_files() -> None:
    assert page_url("/x/index.html") == "/x/" and page_url("/x/y.html") == "/x/y.html"
    assert file_of("/") == "/index.html" and file_of("/x/y.html") == "/x/y.html"
