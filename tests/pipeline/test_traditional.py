"""The pages in traditional characters: what is converted, what stays, where links lead, and that nothing is stale."""

import json
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest

from pipeline.policy import script_hash
from pipeline.traditional import converted
from tests.fixtures import TABLES, THEME, Site, SiteFolder, differing, document, item

HOME = "https://www.xiaocheng.example.gov.cn"
ON = {"site.yaml": TABLES["site.yaml"] + "繁体版: 是\n"}
FILES = {
    "zcwj/2026/00001.md": document(1, body="依据国办发〔2024〕5号发展头发。\n\n`干部`与[这里](/xw/)和[附件](a.pdf)。"),
    "zcwj/2026/00001/a.pdf": b"%PDF-1.4\n1 0 obj<<>>endobj\n",
    "xw/yw/2026/00001.md": item("关于干部的体检", body="后台皇后，见[文件](/zcwj/2026/00001.html#a)。"),
}


def of(html: str) -> str:
    return converted(f'<html lang="zh-CN"><main id="main">{html}</main>', "/a/", f"{HOME}/a/")


@pytest.mark.parametrize(
    ("simple", "traditional"),
    [
        ("<p>头发发展</p>", "<p>頭髮發展</p>"),
        ("<p>头<b>发</b>展</p>", "<p>頭<b>發</b>展</p>"),
        ('<img alt="干部" src="/图/头发.png" id="头发">', '<img alt="幹部" src="/图/头发.png" id="头发">'),
        ('<a title="后台" href="/xw/发.html">发展</a>', '<a title="後臺" href="/hant/xw/发.html">發展</a>'),
        ('<a href="/">首页</a>', '<a href="/hant/">首頁</a>'),
        ('<a href="/xw/?a=发#头">问</a>', '<a href="/hant/xw/?a=发#头">問</a>'),
        ('<a href="/x/00001/头.pdf">问</a>', '<a href="/x/00001/头.pdf">問</a>'),
        ('<a href="/rss.xml">问</a>', '<a href="/rss.xml">問</a>'),
        ('<a href="#发">问</a>', '<a href="#发">問</a>'),
        ('<a href="https://x.example/发/">问</a>', '<a href="https://x.example/发/">問</a>'),
        ('<a href="//x.example/发/">问</a>', '<a href="//x.example/发/">問</a>'),
        ('<form action="/search/"></form>', '<form action="/hant/search/"></form>'),
        ("<p><code>发展</code>发展</p>", "<p><code>发展</code>發展</p>"),
        ("<pre>发展 <b>发</b></pre>", "<pre>发展 <b>发</b></pre>"),
        ('<script>const a = "发展";</script>', '<script>const a = "发展";</script>'),
        ('<td data-label="发布日期"></td>', '<td data-label="發佈日期"></td>'),
        ("<!-- 发展 -->", "<!-- 发展 -->"),
        ('<b translate="no">发展</b>发', '<b translate="no">发展</b>發'),
        ("<p>国办发〔2024〕5号</p>", "<p>国办发〔2024〕5号</p>"),
        ("<p>根据国办发〔2024〕5号发展</p>", "<p>根據国办发〔2024〕5号發展</p>"),
        ("<p>《通知》（示政办发〔2026〕12号）</p>", "<p>《通知》（示政办发〔2026〕12号）</p>"),
        ("<p>于2024年5号门</p>", "<p>於2024年5號門</p>"),
        ('<meta name="description" content="发展">', '<meta name="description" content="發展">'),
        ('<meta name="SiteName" content="发展">', '<meta name="SiteName" content="发展">'),
        ("<p>a &lt;发&gt; &amp;</p>", "<p>a &lt;發&gt; &amp;</p>"),
        ('<meta http-equiv="refresh" content="0; url=/xw/">', '<meta http-equiv="refresh" content="0; url=/hant/xw/">'),
    ],
)
def test_what_people_read_is_converted_and_nothing_else(simple: str, traditional: str) -> None:
    made = of(simple)
    assert traditional in made
    assert made.startswith('<html lang="zh-Hant">')


def test_linked_data_speaks_the_language_of_its_page_and_the_policy_names_it() -> None:
    data = (
        '{"@graph":[{"inLanguage":"zh-CN","name":"发展\\u003c头发","image":"%s/x/发.png","keywords":["里程","国办发〔2024〕5号"],'
        '"url":"%s/a/","target":"%s/search/?q={search_term_string}","item":"%s/"}]}' % ((HOME,) * 4)
    )
    policy = f"<meta content=\"script-src '{script_hash(data)}'\">"
    made = of(f'{policy}<script type="application/ld+json">{data}</script>')
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', made)
    assert found
    assert script_hash(found[1]) in made
    assert json.loads(found[1])["@graph"] == [
        {
            "inLanguage": "zh-Hant",
            "name": "發展<頭髮",
            "image": f"{HOME}/x/发.png",
            "keywords": ["里程", "国办发〔2024〕5号"],
            "url": f"{HOME}/hant/a/",
            "target": f"{HOME}/hant/search/?q={{search_term_string}}",
            "item": f"{HOME}/hant/",
        }
    ]


def test_words_of_scripts_are_turned_as_those_of_the_page() -> None:
    import opencc

    scripts = {name: (THEME / f"static/js/{name}.js").read_text() for name in ("modes", "modes-early", "site")}
    table = re.search(r'TRADITIONAL: "([^"]+)"', scripts["modes-early"])
    assert table
    pairs = dict(zip(table[1][::2], table[1][1::2], strict=True))
    said = {
        words
        for text in scripts.values()
        for part in re.findall(r'"[^"\n]*"|`[^`\n]*`', text.replace(table[1], ""))
        for words in re.findall(r"[\u3400-\u9fff]+", part)
    }
    assert len(said) > 25
    convert = opencc.OpenCC("s2t").convert
    for words in said - {"複製"}:
        turned = "".join(pairs.get(one, one) for one in words.replace("复制", "複製"))
        assert turned == convert(words), words


def test_a_page_says_what_it_is_and_where_its_original_is() -> None:
    made = of("<p>发</p>")
    note = re.search(r'<p class="notice script-note"[^>]*>(.*?)</p>', made)
    assert note
    assert 'href="/a/"' in note[1]
    assert "為準" in note[1]


@pytest.fixture
def folder(site: Site) -> SiteFolder:
    return site(FILES, tables=ON)


def test_every_page_has_its_like_and_both_know_each_other(folder: SiteFolder) -> None:
    built = folder.build()
    assert built.messages == []
    pages = {path for path in built.tree if path.endswith(".html") and not path.startswith("hant/")}
    assert {f"hant/{path}" for path in pages} == {path for path in built.tree if re.match(r"hant/.*\.html$", path)}
    for path in pages:
        simple, traditional = built.text(path), built.text(f"hant/{path}")
        own, other = (re.findall(r'<link rel="canonical" href="([^"]*)"', text)[0] for text in (simple, traditional))
        assert urlsplit(other).path == f"/hant{urlsplit(own).path}"
        told = [
            re.findall(r'hreflang="(zh-Han.|x-default)" href="(https[^"]*)"', text) for text in (simple, traditional)
        ]
        assert told[0] == told[1] == [("zh-Hans", own), ("zh-Hant", other), ("x-default", own)]
        assert f'href="{urlsplit(other).path}" translate="no">繁體版</a>' in simple
        assert f'href="{urlsplit(own).path}" translate="no">简体版</a>' in traditional


def test_links_between_pages_stay_in_the_tree_and_files_are_not_doubled(folder: SiteFolder) -> None:
    built = folder.build()
    for path, raw in built.tree.items():
        if not re.match(r"hant/.*\.html$", path):
            continue
        for address in re.findall(r'<(?:a|form)\b[^>]*? (?:href|action)="(/[^"]*)"', raw.decode()):
            parts = urlsplit(unescape(unquote(address)))
            file = f"{parts.path[1:]}index.html" if parts.path.endswith("/") else parts.path[1:]
            assert file in built.tree, (path, address)
            is_page = file.endswith(".html")
            is_original = f'href="{address}" hreflang="zh-Hans"' in raw.decode() or "script-switch" in raw.decode()
            assert not is_page or file.startswith("hant/") or is_original, (path, address)
    others = {path for path in built.tree if path.startswith("hant/") and not path.endswith(".html")}
    assert others == {"hant/search/characters.json"}
    page = built.text("hant/zcwj/2026/00001.html")
    assert "依據国办发〔2024〕5号發展頭髮" in page
    assert "<code>干部</code>" in page
    assert 'href="/zcwj/2026/00001/a.pdf"' in page


def test_the_table_of_characters_reads_what_is_typed(folder: SiteFolder) -> None:
    table = json.loads(folder.build().tree["search/characters.json"])
    known = dict(zip(table["from"], table["to"], strict=True))
    assert "".join(known.get(one, one) for one in "頭髮發展幹部體檢abc发") == "头发发展干部体检abc发"
    assert len(table["from"]) > 3000


def test_output_is_as_of_a_clean_build_after_any_edit(folder: SiteFolder) -> None:
    folder.build()
    folder.write({"xw/yw/2026/00001.md": item("关于头发的通知")})
    folder.write({"xw/yw/2026/00002.md": item("新的后台")})
    folder.remove("zcwj/2026/00001.md")
    assert differing(folder.build().tree, folder.build_clean().tree) == []
    folder.write({"site.yaml": TABLES["site.yaml"]})
    without = folder.build().tree
    assert not [path for path in without if path.startswith("hant/")]
    assert b"hreflang" not in without["index.html"]
    assert differing(without, folder.build_clean().tree) == []
    folder.write(ON)
    assert differing(folder.build().tree, folder.build_clean().tree) == []


def test_a_withdrawn_item_is_gone_in_both(folder: SiteFolder) -> None:
    folder.build()
    text = document(1, body="绝密头发", status="已撤回", withdrawal="{日期: 2026-11-17, 原因: 有误}")
    folder.write({"zcwj/2026/00001.md": text})
    tree = folder.build().tree
    assert not [path for path, raw in tree.items() if "頭髮".encode() in raw and path.startswith("hant/zcwj")]


def test_checks_look_at_the_originals_only(folder: SiteFolder) -> None:
    folder.build()
    with_both = {str(found) for found in folder.inspect().findings}
    assert not [found for found in with_both if "/hant/" in found]


def test_a_column_of_that_name_is_told(site: Site) -> None:
    tables = {
        name: text.replace("代号: zcwj", "代号: hant").replace("[zcwj]", "[hant]") for name, text in TABLES.items()
    }
    built = site(
        {"hant/2026/00001.md": document(1)}, tables=tables | {"site.yaml": f"{tables['site.yaml']}繁体版: 是\n"}
    ).build()
    assert built.status == 1
    assert "plan-collision" in {found.check for found in built.findings}
