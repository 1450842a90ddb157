"""Addresses of a site that lies in a folder of its host: each gets the folder once, and nothing else changes."""

import re
from pathlib import Path

import pytest

from pipeline.policy import script_hash
from plugins.below import below
from tests.fixtures import TABLES, SiteFolder, item


@pytest.mark.parametrize(
    ("page", "moved"),
    [
        ('<a href="/">x</a>', '<a href="/p/">x</a>'),
        ('<a href="/a/b.html#c" title="/t">x</a>', '<a href="/p/a/b.html#c" title="/t">x</a>'),
        ("<img alt='/' src='/a.png'>", "<img alt='/' src='/p/a.png'>"),
        ('<form action="/search/"><script src="/theme/x.js"></script>', '<form action="/p/search/"><script src="/p/theme/x.js"></script>'),
        ('<meta http-equiv="refresh" content="0; url=/new.html">', '<meta http-equiv="refresh" content="0; url=/p/new.html">'),
        ('<img srcset="/a.png 1x, /b.png 2x">', '<img srcset="/p/a.png 1x, /p/b.png 2x">'),
        ('<a href="//www.gov.cn/">x</a>', None),
        ('<a href="https://www.gov.cn/">x</a>', None),
        ('<a href="#a">x</a><a href="b.html">x</a><a href="?q=/">x</a>', None),
        ('<meta name="description" content="/etc">', None),
        ('<p>写作 href="/a"，或 &lt;a href="/a"></p>', None),
        ('<p title="> href=&quot;/a">x</p>', None),
        ('<i data-href="/a" data-x=" href=">', None),
    ],
)  # fmt: skip
def test_addresses_get_the_folder(page: str, moved: str | None) -> None:
    assert below("/p", page.encode()).decode() == (moved or page)


MADE_OF_ADDRESSES = re.compile(r" d=\"M[^\"]*\"|'sha256-[^']*'")
"""What a QR code draws is the page's address, and the block of data that the policy names tells addresses."""
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def test_a_site_below_differs_in_nothing_else(tmp_path: Path) -> None:
    """The same site built for a host of its own, and for a folder: taken out again, the folder leaves no trace."""
    made = []
    for name, base in (("own", ""), ("folder", "/portal")):
        folder = SiteFolder(tmp_path / name)
        site = TABLES["site.yaml"].replace(
            "xiaocheng.example.gov.cn\n网站描述", f"xiaocheng.example.gov.cn{base}\n网站描述"
        )
        body = '[一](/zcwj/) [二](https://www.gov.cn/) `href="/x"`\n'
        folder.write(TABLES | {"site.yaml": site, "xw/yw/2026/00001.md": item("要闻", body)})
        folder.build()
        pages = sorted(folder.output.rglob("*.html"))
        said = [(one.check, one.message.replace("/portal", "")) for one in folder.inspect().findings]
        made.append(({page.relative_to(folder.output): page.read_text("utf-8") for page in pages}, said))
    (own, said_of_own), (portal, said_of_portal) = made
    assert said_of_portal == said_of_own
    assert own.keys() == portal.keys() and len(own) > 20
    assert any("/portal/zcwj/" in page for page in portal.values())
    for path, page in portal.items():
        assert re.search(r'="/(?!portal/|/)', re.sub(r"<code>.*?</code>", "", page)) is None, path
        assert MADE_OF_ADDRESSES.sub("", page.replace("/portal", "")) == MADE_OF_ADDRESSES.sub("", own[path])
        assert all(script_hash(block) in page for block in DATA.findall(page)), path


def test_links_of_a_site_below_are_checked_as_those_of_any(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    site = TABLES["site.yaml"].replace(
        "xiaocheng.example.gov.cn\n网站描述", "xiaocheng.example.gov.cn/portal\n网站描述"
    )
    folder.write(TABLES | {"site.yaml": site, "xw/yw/2026/00001.md": item("要闻", "正文。\n")})
    folder.build()
    assert not [one for one in folder.inspect().findings if one.check in ("page-links", "site-links")]
    page = folder.output / "xw/yw/2026/00001.html"
    page.write_bytes(
        page.read_bytes().replace(b"</main>", b'<a href="/portal/gone.html">x</a><a href="/other/">y</a></main>')
    )
    found = [one for one in folder.inspect().findings if one.check in ("page-links", "site-links")]
    assert len(found) == 1 and "/portal/gone.html" in found[0].message
