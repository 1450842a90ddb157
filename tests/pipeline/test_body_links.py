"""Where links lead, and which are refused."""

import pytest

from pipeline.body import INDEX_LINK, Link, LinkKind, NoteCode, reference_body, render_body

ITEM = "zwgk/gzzj/2024/00017"
HERE = "/zwgk/gzzj/2024/00017/"


@pytest.mark.parametrize(
    ("written", "kind", "target", "href"),
    [
        ("索引号:11440203MB2D24470A/2024-00017", LinkKind.INDEX, "11440203MB2D24470A/2024-00017", f"{INDEX_LINK}11440203MB2D24470A/2024-00017"),
        ("索引号：11440203MB2D24470A/2024-00017", LinkKind.INDEX, "11440203MB2D24470A/2024-00017", f"{INDEX_LINK}11440203MB2D24470A/2024-00017"),
        ("index:11440203MB2D24470A/2024-00017", LinkKind.INDEX, "11440203MB2D24470A/2024-00017", f"{INDEX_LINK}11440203MB2D24470A/2024-00017"),
        ("00018.md", LinkKind.ITEM, "zwgk/gzzj/2024/00018", "/zwgk/gzzj/2024/00018.html"),
        ("../2023/00009.md#section-1-2", LinkKind.ITEM, "zwgk/gzzj/2023/00009", "/zwgk/gzzj/2023/00009.html#section-1-2"),
        ("/zcjd/2026/00003.html", LinkKind.ITEM, "zcjd/2026/00003", "/zcjd/2026/00003.html"),
        ("/zcjd/2026/00003.md", LinkKind.ITEM, "zcjd/2026/00003", "/zcjd/2026/00003.html"),
        ("/zcjd/index.html", LinkKind.PAGE, "/zcjd/", "/zcjd/"),
        ("/x/y/", LinkKind.PAGE, "/x/y/", "/x/y/"),
        ("/", LinkKind.PAGE, "/", "/"),
        ("../", LinkKind.PAGE, "/zwgk/gzzj/", "/zwgk/gzzj/"),
        ("表.xlsx", LinkKind.FILE, "表.xlsx", HERE + "%E8%A1%A8.xlsx"),
        ("00017/表.xlsx", LinkKind.FILE, "表.xlsx", HERE + "%E8%A1%A8.xlsx"),
        ("./表.xlsx", LinkKind.FILE, "表.xlsx", HERE + "%E8%A1%A8.xlsx"),
        (HERE + "表.xlsx", LinkKind.FILE, "表.xlsx", HERE + "%E8%A1%A8.xlsx"),
        ("../2023/00009/a.pdf", LinkKind.FILE, "/zwgk/gzzj/2023/00009/a.pdf", "/zwgk/gzzj/2023/00009/a.pdf"),
        ("增长5%.xlsx", LinkKind.FILE, "增长5%.xlsx", HERE + "%E5%A2%9E%E9%95%BF5%25.xlsx"),
        ("%E8%A1%A8%201.xlsx", LinkKind.FILE, "表 1.xlsx", HERE + "%E8%A1%A8%201.xlsx"),
        ("100%25.pdf", LinkKind.FILE, "100%25.pdf", HERE + "100%2525.pdf"),
        ("a#1?+b.pdf", LinkKind.FILE, "a#1?+b.pdf", HERE + "a%231%3F%2Bb.pdf"),
        ("附件 1.docx", LinkKind.FILE, "附件 1.docx", HERE + "%E9%99%84%E4%BB%B6%201.docx"),
        ("附件1:表.xlsx", LinkKind.FILE, "附件1:表.xlsx", HERE + "%E9%99%84%E4%BB%B61%3A%E8%A1%A8.xlsx"),
        ("#section-1", LinkKind.FRAGMENT, "section-1", "#section-1"),
        ("#other", LinkKind.FRAGMENT, "u-other", "#u-other"),
        ("mailto:zwgk@wj.gov.cn", LinkKind.MAIL, "zwgk@wj.gov.cn", "mailto:zwgk@wj.gov.cn"),
        ("tel:0751-8912345", LinkKind.MAIL, "0751-8912345", "tel:0751-8912345"),
    ],
)  # fmt: skip
def test_links_inside_the_site(written: str, kind: LinkKind, target: str, href: str) -> None:
    body = render_body(f"正文\n\n见[文件]({written})。", ITEM, 12)
    assert body == reference_body(f"正文\n\n见[文件]({written})。", ITEM, 12)
    assert body.links == (Link(kind, target, 14),)
    assert f'<a href="{href}">文件</a>' in body.html
    assert body.notes == ()


def test_external_links() -> None:
    body = render_body("见[网](https://www.gov.cn/a?b=1&c=武#d)与<http://www.mof.gov.cn/>。", ITEM)
    assert (
        '<a class="external" href="https://www.gov.cn/a?b=1&amp;c=%E6%AD%A6#d" rel="noopener noreferrer">网</a>'
        in body.html
    )
    assert [link.kind for link in body.links] == [LinkKind.EXTERNAL, LinkKind.EXTERNAL]
    raw = render_body('<a href="https://a.gov.cn/" target="_blank">x</a>', ITEM).html
    assert raw == '<p><a class="external" href="https://a.gov.cn/" rel="noopener noreferrer">x</a></p>'


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript%3Aalert(1)", "&#106;avascript:alert(1)", "javascript&colon;alert(1)", "&#x6A&#x61vascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://a.cn/", "\\\\server\\share", "//evil.com/x", "/\\evil.com", "http:evil.com", "https:/evil.com",
        "http://a@b.cn/", "http://a.cn:99999/", "http://[::1", "mailto:a@b.cn?subject=x", "a:b.xlsx", "索引号:../x", "%6Aavascript:x", "java%0Ascript:x", "\u200bjavascript:x",
    ],
)  # fmt: skip
def test_dangerous_links_go_and_are_told(written: str) -> None:
    for text in (
        f"首行\n\n[坏]({written})",
        f'首行\n\n<a href="{written}">坏</a>',
        f"首行\n\n[坏][a]\n\n[a]: {written}",
    ):
        body = render_body(text, ITEM)
        assert "href" not in body.html and "坏" in body.text
        assert body.links == ()
        assert [(note.code, note.blocking) for note in body.notes] == [(NoteCode.BLOCKED_LINK, True)]
        assert body.notes[0].line in (3, 5)


@pytest.mark.parametrize("control", ["\t", "\n", "\r"])
def test_schemes_split_by_controls(control: str) -> None:
    body = render_body(f'<a href="java{control}script:alert(1)">坏</a>', ITEM)
    assert "href" not in body.html
    assert [note.code for note in body.notes] == [NoteCode.BLOCKED_LINK]


@pytest.mark.parametrize(
    "written",
    ["http://10.0.0.1/", "http://192.168.1.1:8080/x", "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
     "http://169.254.169.254/", "http://localhost/", "http://oa/index", "http://oa.local/", "http://１２７.0.0.1/", "http://100.64.0.1/"],
)  # fmt: skip
def test_links_into_the_intranet(written: str) -> None:
    body = render_body(f"[办公系统]({written})", ITEM)
    assert [(note.code, note.blocking) for note in body.notes] == [(NoteCode.INTRANET_LINK, True)]
    assert "href" not in body.html


@pytest.mark.parametrize(
    "written",
    ["../../../../../x.md", "../../../../../x.pdf", "/../x.pdf", "%2e%2e/%2E%2e/../../../../x.html", "../../../../../"],
)
def test_links_out_of_content(written: str) -> None:
    body = render_body(f"[外]({written})", ITEM)
    assert [(note.code, note.blocking) for note in body.notes] == [(NoteCode.OUTSIDE_LINK, True)]
    assert "href" not in body.html


def test_confusable_hosts() -> None:
    body = render_body("[假](http://www.\u0430pple.com/) [真](http://中国政府.政务.cn/)", ITEM)
    assert [(note.code, note.value, note.blocking) for note in body.notes] == [
        (NoteCode.CONFUSABLE_HOST, "www.xn--pple-43d.com", False)
    ]
    assert "http://xn--fiqs8sirgfmh.xn--zfr164b.cn/" in body.html
    assert render_body("[假](http://www.xn--pple-43d.com/)", ITEM).notes[0].code is NoteCode.CONFUSABLE_HOST


def test_pictures() -> None:
    body = render_body("![图一](图 1.png)", ITEM, 3)
    assert body.html == f'<p><img alt="图一" src="{HERE}%E5%9B%BE%201.png"></p>'
    assert body.links == (Link(LinkKind.FILE, "图 1.png", 3),)
    for source in ("https://a.com/x.png", "data:image/png;base64,AA", "javascript:x", "/x/"):
        body = render_body(f"![图]({source})", ITEM)
        assert body.html == "<p>图</p>"
        assert [note.code for note in body.notes] == [NoteCode.BLOCKED_LINK]


def test_lines_of_links_count_from_the_first_line() -> None:
    text = "[甲](/a.html)\n[乙](/b.html)\n\n| x | y |\n| - | - |\n| [丙](/a.html) | /b.html |\n\n- [丁](/b.html)"
    body = render_body(text, ITEM, 20)
    assert [link.line for link in body.links] == [20, 21, 25, 27]
    assert body == reference_body(text, ITEM, 20)


def test_titles_and_texts_cannot_break_out() -> None:
    for text in (
        '[x](/a.html "a\\" onclick=\\"x")',
        "[x](/a.html 'a\" onclick=\"x')",
        '[x][r]\n\n[r]: /a.html "\'><script>x</script>"',
        '[<b onclick="x">y</b>](/a.html)',
    ):
        body = render_body(text, ITEM)
        assert "onclick" not in body.html.replace("&quot;", "\x00").split("title=")[0]
        assert "<script" not in body.html
