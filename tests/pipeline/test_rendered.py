"""The output read back."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.parts import Tree
from pipeline.rendered import RenderedPage, Target, file_of, host_of, page_url, resolver

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


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("/portal/a/b.html", Target("/a/b.html", "")),
        ("/portal", Target("/", "")),
        ("/portal/", Target("/", "")),
        ("b.html", Target("/x/b.html", "")),
        ("../z/", Target("/z/", "")),
        ("../../z/", None),
        ("#a", Target("/x/y.html", "a")),
        ("", Target("/x/y.html", "")),
        ("https://www.x.gov.cn/portal/a", Target("/a", "")),
        ("https://www.x.gov.cn/", None),
        ("/a", None),
        ("/portal2/a", None),
    ],
)
def test_addresses_of_a_site_in_a_folder_of_its_host(written: str, target: Target | None) -> None:
    assert resolver("www.x.gov.cn", "/portal")("/x/y.html", written) == target


def test_pages_and_files() -> None:
    assert page_url("/x/index.html") == "/x/" and page_url("/x/y.html") == "/x/y.html"
    assert file_of("/") == "/index.html" and file_of("/x/y.html") == "/x/y.html"


# pages in parts -----------------------------------------------------------------------------------------------------

HEADER = (
    b'<header class="h" data-part="header"><a href="/">\xe9\xa6\x96\xe9\xa1\xb5</a><p id="top" hidden>x</p></header>\n'
)
FOOTER = b'<footer data-part="footer"><a href="/map/">m</a><img src="/f.png"></footer>\n'
QUERIES = (
    "[href]", "[src]", "[id]", "[style]", "[hidden]", "h1,h2,h3", "a[href]:empty", "img:not([alt])", "meta[name]", "table",
    "iframe[src],frame[src],marquee", "html[lang]", "head > title", "body *", "*", ":empty", "b", "footer a", "main h2",
)  # fmt: skip


def whole(main: bytes, header: bytes = HEADER, footer: bytes = FOOTER, head: bytes = b"", after: bytes = b"") -> bytes:
    start = b'<!doctype html>\n<html lang="zh-CN">\n<head>\n<title>x</title>' + head + b"</head>\n<body>\n"
    return start + header + b"<main>" + main + b"</main>\n" + footer + after + b"</body>\n</html>\n"


def elements(tree: Tree, query: str) -> Counter[str]:
    """What is around a part is there, but holds that part alone."""
    found = ((node, "" if node.tag in ("html", "body") else node.text()) for node in tree.css(query))
    return Counter(f"{node.tag} {sorted(node.attributes.items())} {text}" for node, text in found)


PIECES = st.lists(
    st.sampled_from(
        [
            b"<p>x", b"</p>", b"<div>", b"</div>", b'<a href="/a">', b"</a>", b"<b>", b"</b>", b"<!-- ", b" -->", b"<table><tr>",
            b"</table>", b"<td>", b"<script>", b"</script>", b"<textarea>", b"</main>", b"</body>", b"<h2>y</h2>", b"<x-cut data-cut></x-cut>",
            b'<p style="display:none">', b"<P HIDDEN>z</P>", b'<img src="1.png">', b"<header>", b"</header>\n", b"<footer>",
            b"</footer>\n", b"<select>", b"<title>", b'<iframe src="/i">', b"<form>", b"<li>", b"</ul>", b"<svg><a href='/s'>", b"</svg>",
            b"<plaintext>", b"<template>", b"</template>",
        ]
    ),
    max_size=7,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PIECES, PIECES, PIECES, PIECES, PIECES)
def test_a_page_in_parts_has_the_elements_of_the_whole(
    main: list[bytes], header: list[bytes], footer: list[bytes], head: list[bytes], after: list[bytes]
) -> None:
    html = whole(
        b"".join(main),
        HEADER.replace(b"</header>", b"".join(header) + b"</header>"),
        FOOTER.replace(b"</footer>", b"".join(footer) + b"</footer>"),
        b"".join(head),
        b"".join(after),
    )
    page, tree = RenderedPage("/x", "/x", html), LexborHTMLParser(html)
    for query in QUERIES:
        assert elements(page.tree, query) == elements(tree, query), query
    assert Counter(page.links) == Counter(
        RenderedPage("/x", "/x", b" " + html.replace(b"\n<body>\n", b"\n<body>")).links
    )


def test_a_usual_page_is_read_in_parts() -> None:
    page = RenderedPage("/x", "/x", whole(b'<h1>t</h1><p id="a"><a href="/y">y</a></p>'))
    assert page.links == ["/", "/y", "/map/", "/f.png"]
    assert page.ids == ["top", "a"]
    assert isinstance(page.tree, LexborHTMLParser) is False


@pytest.mark.parametrize("place", [b"<main>", b"</header>", b"</footer>", b"</head>"])
def test_a_page_with_a_mark_of_ours_is_read_as_a_whole(place: bytes) -> None:
    html = whole(b"<p>x</p>").replace(
        place, place + b"<p data-cut>y</p>" if place == b"<main>" else b"<x-cut DATA-CUT></x-cut>" + place
    )
    page = RenderedPage("/x", "/x", html)
    assert isinstance(page.tree, LexborHTMLParser)


@pytest.mark.parametrize("main", [b"<!-- ", b'<a href="/x">', b"<script>", b"<table>"])
def test_a_page_that_leaves_something_open_is_read_as_a_whole(main: bytes) -> None:
    assert isinstance(RenderedPage("/x", "/x", whole(main)).tree, LexborHTMLParser)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.gov.cn/x", "a.gov.cn"),
        ("https://A.GOV.CN.:8443/", "a.gov.cn"),
        ("https://a.gov.cn@b.example/", "b.example"),
        ("https://b.example\\.gov.cn/", "b.example"),
        ("\\\\b.example/x", "b.example"),
        ("https://b.example?.gov.cn", "b.example"),
        ("/x", ""),
        ("https://[", None),
    ],
)
def test_the_host_is_the_one_that_a_browser_goes_to(address: str, host: str | None) -> None:
    assert host_of(address) == host
