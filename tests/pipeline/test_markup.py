"""Plain markup read in one pass tells what a parser tells; what a parser would put elsewhere is not plain."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.parts import Parsed, Plain
from pipeline.rendered import RenderedPage
from tests.fixtures import Site, document, item

HEADER = b'<header class="h"><a href="/"><b>m</b></a><h2>s</h2></header>\n'
FOOTER = b'<footer><a href="/map/">m</a></footer>\n'
HEAD = b'<meta charset="utf-8">\n<title>%s</title>\n<meta name="A" content="a">\n<link rel="canonical" href="https://x.gov.cn/x">\n'
OUTWARD = ("http", "//")


def whole(main: bytes, *, head: bytes = b"", after: bytes = b"", title: bytes = b"t") -> bytes:
    start = b'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n' + HEAD % title + head + b"</head>\n<body>\n"
    return start + HEADER + b"<main>" + main + b"</main>\n" + FOOTER + after + b"</body>\n</html>\n"


def read(html: bytes) -> RenderedPage:
    return RenderedPage("/x", "/x", html)


def is_plain(page: RenderedPage) -> bool:
    assert page.is_plain == isinstance(page.rest, Plain)
    return page.is_plain


def facts(page: RenderedPage) -> list[object]:
    """All that is told of a plain page without a parser."""
    addresses = [
        (sorted(a.items()), sorted(held)) for name in ("style", "hidden") for a, held in page.rest.bearing(name)
    ]
    lang, canonical = page.first("html", "lang"), page.first("link", "rel", "canonical")
    return [
        Counter(page.links), Counter(page.ids), page.anchors, page.labels, page.title, page.is_redirect, sorted(addresses),
        lang and lang["lang"], canonical and canonical["href"], [level for level, _ in page.gather(lambda p: p.outline)],
        Counter(page.gather(lambda p: p.outward)),
    ]  # fmt: skip


def _as_browsers_read(href: str) -> str:
    return re.sub(r"^[\0- ]+", "", re.sub("[\t\r\n]", "", href).replace("\\", "/")).lower()


def parsed_facts(html: bytes) -> list[object]:
    tree, own = LexborHTMLParser(html), Parsed(html)
    addresses = [(sorted(a.items()), sorted(held)) for name in ("style", "hidden") for a, held in own.bearing(name)]
    labels: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        labels.setdefault(node.attributes["name"] or "", node.attributes.get("content") or "")
    title, lang, canonical = (
        tree.css_first("head > title"),
        tree.css_first("html[lang]"),
        tree.css_first("link[rel=canonical]"),
    )
    return [
        Counter(own.links), Counter(own.ids), frozenset(own.ids) | frozenset(own.old_anchors), labels,
        title.text(strip=True) if title else "", tree.css_first('meta[http-equiv="refresh" i]') is not None, sorted(addresses),
        lang and lang.attributes["lang"], canonical and canonical.attributes["href"],
        [int(str(node.tag)[1]) for node in tree.css("h1,h2,h3,h4,h5,h6")],
        Counter(href for href in own.links if _as_browsers_read(href).startswith(OUTWARD)),
    ]  # fmt: skip


BITS = st.sampled_from(
    [
        b"<p>", b"</p>", b"<div>", b"</div>", b'<a href="/a">', b'<a href="https://o.com/?a=1&amp;b=2">', b'<a href=" //o.com">', b'<a href="/\\o.com/">', b"</a>", b"<b>", b"</b>", b"<ul>",
        b"</ul>", b"<li>", b"</li>", b"<table>", b"</table>", b"<tr>", b"</tr>", b"<td>", b"</td>", b"<tbody>", b"</tbody>", b"x", b"<!-- ",
        b" -->", b"<script>", b"</script>", b'<p style="display:none">', b"<div hidden>", b"<h2>y</h2>", b"<h2></h2>", b"<h3>", b"</h3>",
        b'<img src="1.png" alt="x>y">', b'<img src="2.png" alt="">', b'<img srcset="3.png 2x" src="2.png">', b"<br>", b"<br/>", b"<form>",
        b"</form>", b"<dl>", b"</dl>", b"<dt>", b"</dt>", b"<select>", b"</select>", b"<svg>", b"</svg>", b'<p ID="q">', b'<i id="q">',
        b"</i>", b'<a name="old" href="#q">', b'<meta name="B" content="b">', b"<button>", b"</button>", b"<textarea>", b"</textarea>",
        b"<>", b"</main>", b"</body>", b"<body id='b'>", b"<title>n</title>", b'<input id="f">', b"a < b", b"\x00", b'<p id="&copy;">', b"&lt;p",
        b"<frameset>", b"<template>", b"</template>", b'<link rel="canonical" href="/o">', b"\xff", b'<p id="1" id="2">', b"<hr>", b"</span>",
        b"<span>", b"<label>", b"</label>", b"<caption>", b"</caption>", b"<th>", b"</th>", b"<nobr>", b'<td id="t">', b"<p/>", b"<h1>",
        b'<path d="M1 1h2z"/>', b'<path d="M1 1">', b"</path>", b'<path id="p" d=""/>', b'<svg viewBox="0 0 9 9" id="v">', b"<path/>",
        b"<picture>", b"</picture>", b'<source srcset="4.webp, //o.com/5.webp 2x">',
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        b"p",
        b"div",
        b"ul",
        b"li",
        b"span",
        b"b",
        b"a",
        b"table",
        b"tr",
        b"td",
        b"h2",
        b"dl",
        b"dt",
        b"form",
        b"button",
        b"script",
    ]
)
ATTRIBUTES = st.sampled_from(
    [b"", b' href="/k"', b' id="k"', b" hidden", b' class="c" title="&lt;"', b' style="color:red"', b' src="//o.com/s"']
)
FAIR = st.sampled_from(
    [
        b"x",
        b"\n",
        b"<br>",
        b'<img src="/i.png" alt="">',
        b"<hr>",
        b'<a href="/j">y</a>',
        b"<p></p>",
        b'<input id="i">',
        b"&lt;",
        b'<svg class="c" viewBox="0 0 9 9" role="img"><path fill="#fff" d="M0 0h9z"/><path d="M1 1h2"/></svg>',
    ]
)


def nested(bits: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[bytes]]:
    return st.lists(st.recursive(bits, _around, max_leaves=6), max_size=4)


def _around(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda name, attributes, held: b"<" + name + attributes + b">" + b"".join(held) + b"</" + name + b">",
        NAMES,
        ATTRIBUTES,
        st.lists(inner, max_size=3),
    )


@settings(max_examples=800, deadline=None)
@given(nested(FAIR) | nested(FAIR | BITS), st.lists(BITS, max_size=2), st.lists(BITS, max_size=2))
def test_a_plain_page_tells_what_a_parser_tells(main: list[bytes], head: list[bytes], after: list[bytes]) -> None:
    html = whole(b"".join(main), head=b"".join(head), after=b"".join(after))
    page = read(html)
    if is_plain(page):
        assert facts(page) == parsed_facts(html)


@pytest.mark.parametrize(
    "main",
    [
        b"",
        b"<p>x</p>\n<p>a <b>b</b> <a href=\"/k?a=1&amp;b=2\">c</a><br>d</p><ul>\n<li>x</li></ul>",
        b'<div hidden><a href="https://o.com/">x</a><div><a href="/i">y</a></div></div><a href="/k">z</a>',
        b'<table class="t">\n<caption>c</caption><thead><tr><th scope="col">x</th></tr></thead><tbody><tr><td><p>y</p></td></tr></tbody></table>',
        b'<h1 id="a">x</h1><h2>&nbsp;</h2><h2><b>y</b></h2><dl><div><dt>k</dt><dd>v</dd></div></dl><form action="/s"><input id="q"></form>',
        b'<p style="display:none"><a href="/x">x</a></p><figure><img src="/i.png" alt="i"><figcaption>f</figcaption></figure>',
        b'<p><picture><source type="image/webp" srcset="/i.webp 1x, /j.webp"><img srcset="/k.png" src="/l.png" alt="l"></picture></p>',
        b'<a href="/k"><svg id="v" viewBox="0 0 9 9" role="img"><path d="M0 0h9z"/>\n<path stroke="#000" d="M1 1h2"/></svg></a><p>x</p>',
    ],
)  # fmt: skip
def test_what_the_theme_writes_is_plain(main: bytes) -> None:
    html = whole(main, head=b'<meta name="B" content="1 &amp; 2">\n<script>{"a": 1}</script>\n', title=b"t &amp; u")
    page = read(html)
    assert is_plain(page)
    assert facts(page) == parsed_facts(html)


@pytest.mark.parametrize(
    "main",
    [
        b"<!-- <p> -->", b"<p>x", b"</p>", b"<p><div></div></p>", b"<a href='/x'>y</a>", b"<A href=\"/x\">y</A>", b'<a href="/x"><a href="/y"></a></a>',
        b'<b><p id="x"></b></p>', b'<table><p id="x"></p></table>', b'<td id="x"></td>', b"<tr></tr>", b"<form><form></form></form>", b"a < b",
        b'<p title="a>b"></p>', b"<script><p></p></script>", b'<svg><a href="/x"></a></svg>', b'<p id="&copy;"></p>', b"<p id=\"\xff\"></p>",
        b'<p id="1" id="2"></p>', b"<div/>", b"<title>x</title>", b"<h2><h3></h3></h2>", b"<li></li>", b"<noscript></noscript>",
        b'<path d="M0 0"/>', b'<svg><path d="M0 0"></path></svg>', b'<svg><path id="p" d="M0 0"/></svg>', b"<svg><p>x</p></svg>", b"<svg/>",
        b'<svg viewbox="0 0 1 1"><path d="a>b"/></svg>', b'<svg><svg></svg></svg>', b'<svg><title>x</title></svg>', b'<svg VIEWBOX="0"></svg>',
    ],
)  # fmt: skip
def test_what_a_parser_must_read_is_not_plain(main: bytes) -> None:
    assert not is_plain(read(whole(main)))


CHOICE = b'<select data-mode="c"><option value="1" selected>x</option></select><a href="https://o.com/" id="f">o</a><h2>s</h2>'
"""What a header may hold, though the pass refuses it."""


def test_a_header_is_asked_of_its_own_elements_though_only_a_parser_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    html = whole(b"<p>x</p>").replace(b"<h2>s</h2>", CHOICE)
    page = read(html)
    assert is_plain(page)
    assert facts(page) == parsed_facts(html)
    may = [
        note
        for note in ("select", "[hidden]", "outward", "img", "insecure", "moving", "[style]")
        if page.may_have(note)
    ]
    assert may == ["select", "outward"]
    monkeypatch.setattr("pipeline.parts.Plain.parsed", property(lambda plain: pytest.fail("read by a parser")))
    assert page.labels == {"A": "a"} and not page.is_redirect and page.title == "t"


def test_nearly_all_that_the_theme_writes_is_read_in_one_pass(site: Site) -> None:
    """A parser reads a page all the same, but checking then takes twice as long, which no other test would tell."""
    here = site({"zcwj/2026/00001.md": document(), "xw/yw/2026/00001.md": item(), "zcjd/2026/00001.md": READING})
    here.build()
    pages = [path for path in here.output.rglob("*.html") if b"<header" in path.read_bytes()]
    # a site has one of each, or few; they hold choices, words for those without scripts, or drawn patterns
    left = {path.relative_to(here.output).as_posix() for path in pages if not is_plain(read(path.read_bytes()))}
    assert len(pages) > 20 and left <= FOR_A_PARSER


FOR_A_PARSER = {
    "index.html",
    "rss/dingyue/index.html",
    "search/index.html",
    "wza/index.html",
    "zt/index.html",
    "zt/fx/index.html",
}
READING = item("解读", interprets='["11990900MB0F00012Y/2026-00001"]', form="[文字解读]")


def test_the_first_of_repeated_labels_counts() -> None:
    twice = b'<meta name="B" content="1">\n<meta name="B" content="2">\n'
    assert read(whole(b"", head=twice)).labels == {"A": "a", "B": "1"}
    assert read(whole(b"", head=twice.replace(b"1", b"1&amp;"))).labels == {"A": "a", "B": "1&"}
    assert read(whole(b"", head=twice.replace(b"2", b"2&amp;"))).labels == {"A": "a", "B": "1"}


def test_hidden_around_a_header_is_for_a_parser() -> None:
    html = whole(b"").replace(b"<body>", b'<body style="display:none">')
    assert not is_plain(read(html))


def test_tags_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.markup.MOST_KNOWN", 3)
    for number in range(9):
        hidden = b'<p id="p%d"><a href="/%d">x</a></p><div hidden><a href="/h%d">y</a></div>' % (number, number, number)
        html = whole(hidden, after=b'<p id="q%d">z</p>' % number)  # reading what is behind forgets what was before
        assert facts(read(html)) == parsed_facts(html)
