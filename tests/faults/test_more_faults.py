"""Faults that need more than one file, one build or one message."""

import gzip
import json
import os
import time
import unicodedata
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup

from pipeline import source as reading
from tests.faults.cases import FAULTS, GOOD, YW, Expected, Fault
from tests.faults.test_faults import GOOD_PATH, LONGEST, found
from tests.fixtures import PDF, TABLES, Site, differing, document, item

PAGE = "xw/yw/2026/00001.html"


# ---------------------------------------------------------------- 5, 15, 19, 20


def test_05_a_future_date_is_held_and_told(site: Site) -> None:
    folder = site({YW: item("将来的消息", "将来的正文。\n", at="2026-12-01 08:30")})
    done = folder.run()
    assert done.returncode == 0
    assert f"定时 2026-12-01 08:30 发布：content/{YW} 将来的消息" in done.stdout
    everything = "".join(_told(path, raw) for path, raw in folder.build().tree.items())
    assert "将来的" not in everything and not (folder.output / "drafts").exists()
    assert "将来的正文" in folder.build("2026-12-01").text(PAGE)


def test_05_a_draft_is_not_announced_as_scheduled(site: Site) -> None:
    done = site({YW: item("草稿", at="2026-12-01 08:30", status="草稿")}).run()
    assert "定时" not in done.stdout


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\x85", "\u2028"], ids=["crlf", "cr", "nel", "ls"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_15_line_ends_and_bom_leave_no_mark(site: Site, newline: str, mark: str) -> None:
    text = item("标题", "第一段。\n第二行。\n\n- 甲\n- 乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    plain = site({YW: text}).build()
    other = site({YW: mark + text.replace("\n", newline)}).build()
    assert other.messages == plain.messages == []
    assert differing(plain.tree, other.tree) == []


def test_19_composed_and_decomposed_titles_are_one(site: Site) -> None:
    text = item("é 与 ü 的标题", "正文。\n")
    one, other = (site({YW: unicodedata.normalize(form, text)}).build() for form in ("NFC", "NFD"))
    assert differing(one.tree, other.tree) == []


NASTY = "<script>alert(1)</script> & \"双\" '单' ]]> --> {{ 7*7 }} </title><img src=x onerror=alert(2)>"


def test_20_a_title_is_text_everywhere(site: Site) -> None:
    """In pages, labels, lists, feeds and JSON; also with a line break in it."""
    written = json.dumps(NASTY.replace(" & ", "\n& "), ensure_ascii=False)
    folder = site({"zcwj/2026/00001.md": document(1, title=written, keywords=f"[{written}]", summary=written)})
    built = folder.build()
    assert built.messages == []
    soup = BeautifulSoup(built.tree["zcwj/2026/00001.html"], "html.parser")
    assert soup.h1 is not None and soup.h1.get_text() == NASTY
    assert soup.find("meta", {"name": "ArticleTitle"})["content"] == NASTY  # type: ignore[index]
    for path, raw in built.tree.items():
        _is_inert(path, _told(path, raw))


def _told(path: str, raw: bytes) -> str:
    """What a file says; those of the search index are packed."""
    return gzip.decompress(raw).decode(errors="replace") if path.endswith(".bin") else raw.decode(errors="replace")


def _is_inert(path: str, text: str) -> None:
    if path.endswith(".html"):
        soup = BeautifulSoup(text, "html.parser")
        assert not soup.find(onerror=True), path
        assert all(
            "alert" not in (script.string or "") or script["type"] == "application/ld+json" for script in soup("script")
        ), path
        assert "7*7" not in text or "{{ 7*7 }}" in text, path
    elif path.endswith((".json",)):
        json.loads(text)
    elif path.endswith(("rss.xml", "atom.xml")):
        feed = feedparser.parse(text.encode())
        assert feed.bozo == 0, path
        assert all(_plain(entry.title) == NASTY for entry in feed.entries), path


def _plain(text: str) -> str:
    return " ".join(BeautifulSoup(text, "html.parser").get_text().split()) if "&lt;" in text else " ".join(text.split())


# ---------------------------------------------------------------- 31, 36, 37: told by the checks


@pytest.mark.parametrize(
    "target", ["{filename}/a.md", "{attach}a.pdf", "/xw/yw/2026/00099.html", "00099.md", "/no/such/", "#no-such-place"]
)
def test_31_a_broken_link_is_an_error_at_its_line(site: Site, target: str) -> None:
    folder = site({YW: item(body=f"第一段。\n\n见[那里]({target})。\n")})
    messages = folder.build().messages + [str(finding) for finding in folder.inspect().findings]
    assert any(text.startswith(f"content/{YW}:8:1: 错误 ") and "改法：" in text for text in messages), messages


def test_36_one_index_number_for_two_is_an_error_that_names_both(site: Site) -> None:
    folder = site({"zcwj/2026/00001.md": document(7), "zcwj/2026/00002.md": document(7)})
    folder.build()
    (finding,) = (f for f in folder.inspect().findings if f.check == "site-index-number-unique")
    assert str(finding).startswith("content/zcwj/2026/00002.md:5:6: 错误 ")
    assert "content/zcwj/2026/00001.md、content/zcwj/2026/00002.md" in finding.message and finding.hint


def test_37_titles_alike_have_their_own_address(site: Site) -> None:
    files = {
        f"xw/yw/2026/0000{n}.md": item(title) for n, title in enumerate(("石狮", "时事", "同名", "同名", '"!!!"'), 1)
    }
    built = site(files).build()
    assert built.status == 0
    assert {f"xw/yw/2026/0000{n}.html" for n in range(1, 6)} <= built.tree.keys()


# ---------------------------------------------------------------- 38, 40: what the file system may hold


def test_38_a_path_without_end(site: Site) -> None:
    """Deeper than any path may be, and deeper than a naive walk can go."""
    folder = site(GOOD)
    here = os.open(folder.content / "xw/yw/2026", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("aaaaaaaa", dir_fd=here)
        inner = os.open("aaaaaaaa", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    built = folder.build()
    assert built.status == 1 and built.shown == {GOOD_PATH}
    assert [f.check for f in built.findings] == ["source-name"] and "太长" in built.messages[0]
    _remove_deep(folder.content / "xw/yw/2026/aaaaaaaa")


def _remove_deep(place: Path) -> None:
    """Pull the chain up one by one, for no tool removes it by its path."""
    top = place.with_name("zzz")
    while place.exists():
        inner = place / "aaaaaaaa"
        if inner.exists():
            inner.rename(top)
            place.rmdir()
            top.rename(place)
        else:
            place.rmdir()


def test_40_what_cannot_be_read_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(GOOD | {YW: item()})
    deny(monkeypatch, YW)
    built = folder.build()
    assert built.messages == [f"content/{YW}:1:1: 错误 文件读不出来：没有权限 [source-unreadable] 改法：检查文件权限"]
    assert built.status == 1 and built.shown == {GOOD_PATH}


def test_40_a_table_that_cannot_be_read_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(GOOD)
    deny(monkeypatch, "authorities.yaml")
    built = folder.build()
    assert "content/authorities.yaml:1:1: 错误 authorities.yaml 读不出来" in built.messages[0]
    assert built.status == 1


def deny(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As for a reader without rights; the superuser, who may run these tests, is never refused."""
    whole = os.open

    def denying(path: Any, *words: Any, **more: Any) -> int:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *words, **more)

    monkeypatch.setattr(os, "open", denying)


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/etc/hostname", path)], ids=["fifo", "folder", "link"]
)
@pytest.mark.parametrize("name", ["00001/a.pdf", "a.pdf"], ids=["in its folder", "beside"])
def test_40_a_strange_attachment(site: Site, make: Any, name: str) -> None:
    folder = site(GOOD | {YW: item(attachments="[a.pdf]")})
    place = folder.content / "xw/yw/2026" / name
    place.parent.mkdir(exist_ok=True)
    make(place)
    built = folder.build()
    assert found(built, Expected(YW, 5, "attachment-not-regular", "附件“a.pdf”不是普通文件", "不要使用链接", 6))
    assert built.shown == {GOOD_PATH} and built.status == 1


def test_40_a_linked_folder_of_attachments(site: Site, tmp_path: Path) -> None:
    """What lies behind the link is not ours to publish."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.pdf").write_bytes(PDF + b"secret")
    folder = site(GOOD | {YW: item(attachments="[a.pdf]")})
    (folder.content / "xw/yw/2026/00001").symlink_to(tmp_path / "elsewhere")
    built = folder.build()
    assert found(built, Expected(YW, 5, "attachment-not-regular", "不是普通文件", "不要使用链接", 6))
    assert b"secret" not in b"".join(built.tree.values()) and built.status == 1


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: os.symlink("nowhere", path)], ids=["fifo", "folder", "link"]
)
@pytest.mark.parametrize("name", ["site.yaml", "redirects.yaml"])
def test_40_a_strange_table(site: Site, make: Any, name: str) -> None:
    folder = site(GOOD, tables={name: None})
    make(folder.content / name)
    built = folder.build()
    assert any(text.startswith(f"content/{name}") and "错误" in text for text in built.messages), built.messages
    assert built.status == 1


# ---------------------------------------------------------------- limits: nothing costs more than it should


BIG = {
    "controls": b"---\n" + b"\x01" * 4_000_000,
    "private use": item("\ue000" * 300, "\ue000" * 1_000_000).encode(),
    "newlines": b"---\n" * 1_000_000,
    "brackets in the header": b"---\n" + b"[" * 200_000 + b"\n---\n",
    "brackets in the body": item(body="[" * 200_000).encode(),
    "stars": item(body="*a " * 100_000).encode(),
    "quotes": item(body="> " * 5000 + "x").encode(),
    "beyond the limit": b"---\n" + b"a" * (reading.MAX_BYTES + 5),
    "long line": item(body="长" * 1_000_000).encode(),
    "many paragraphs": item(body="一段文字。\n\n" * 60_000).encode(),
    "wide table": item(body="|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + ("|" + "b|" * 5000 + "\n") * 20).encode(),
    "keys": b"---\n" + b"".join(b"k%d: v\n" % n for n in range(20_000)) + b"---\nx\n",
    "wide colons": ("---\n" + "甲：乙\n" * 10_000 + "---\nx\n").encode(),
    "nested list": item(body="".join("  " * n + "- a\n" for n in range(400))).encode(),
}


@pytest.mark.parametrize("name", BIG)
def test_no_source_costs_more_than_it_should(site: Site, name: str) -> None:
    folder = site(GOOD | {YW: BIG[name]})
    started = time.process_time()
    built = folder.build()
    assert time.process_time() - started < LONGEST
    assert GOOD_PATH in built.shown
    ended = built.of(YW) or "xw/yw/2026/00001" in built.shown
    assert ended


def test_a_sparse_giant_is_not_read(site: Site) -> None:
    folder = site(GOOD)
    with open(folder.content / YW, "wb") as file:
        file.truncate(8 * 2**30)
    built = folder.build()
    assert found(built, Expected(YW, 1, "source-too-large", "文件超过 16 MB", "拆分"))


# ---------------------------------------------------------------- all in one run


def together() -> tuple[dict[str, str | bytes], list[Expected]]:
    """Every fault of one file, each under a name of its own."""
    files: dict[str, str | bytes] = {}
    expected: list[Expected] = []
    for n, fault in enumerate(alone(), 1):
        path = f"{next(iter(fault.files)).rpartition('/')[0]}/{n:05d}.md"
        files[path] = next(iter(fault.files.values()))
        expected += [Expected(path, e.line, e.check, e.says, e.hint, e.column, e.severity) for e in fault.expected]
    return files, expected


def alone() -> list[Fault]:
    special = ("source-name", "source-collision", "source-stray", "table-", "plan-", "attachment-missing")
    return [
        fault
        for fault in FAULTS
        if len(fault.files) == 1 and not fault.prepare and not any(e.check.startswith(special) for e in fault.expected)
    ]


def test_one_run_tells_all(site: Site) -> None:
    files, expected = together()
    built = site(GOOD | files).build()
    missed = [e for e in expected if not found(built, e)]
    assert len(expected) >= 50 and missed == []
    assert GOOD_PATH in built.shown


def test_one_run_tells_faults_of_header_and_body_alike(site: Site) -> None:
    header = "标题: 关于安全\n发文机关: xc-gov\n发布时间: 2026-02\n有效期: 长期\n状态: 已发怖\n"
    built = site({YW: f"---\n{header}---\n见[内网](http://192.168.1.1/)。\n\n见[脚本](javascript:x)。\n"}).build()
    assert [(f.location.line, f.check) for f in built.findings] == [
        (4, "field-date"),
        (5, "field-unknown"),
        (6, "field-value"),
        (8, "body-intranet-link"),
        (10, "body-blocked-link"),
    ]


# ---------------------------------------------------------------- tables


TABLE_FAULTS: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    "unknown authority of an item": ({YW: item(authority="xc-gof")}, f"content/{YW}:3:7", "发文机关“xc-gof”未登记，条目没有发布，是否应为“xc-gov”？"),
    "redirect with a script": ({"redirects.yaml": "- 原地址: /a.html\n  新地址: 'javascript:alert(1)'\n"}, "content/redirects.yaml:1:3", "不是本站地址"),
    "redirect to another host": ({"redirects.yaml": "- 原地址: /a.html\n  新地址: //evil.example/\n"}, "content/redirects.yaml:1:3", "不是本站地址"),
    "redirect over a folder": ({"redirects.yaml": "- 原地址: /xw\n  新地址: /zcwj/\n"}, "content/redirects.yaml:1:3", "原地址“/xw”不能用"),
    "redirect of a long name": ({"redirects.yaml": f"- 原地址: /{'长' * 90}.html\n  新地址: /zcwj/\n"}, "content/redirects.yaml:1:3", "不能用"),
    "column named as a year": (
        {"columns.yaml": TABLES["columns.yaml"].replace("代号: zjdc", '代号: "2024"')},
        "content/columns.yaml:40:3",
        "栏目代号“2024”是年份",
    ),
    "column over a system page": ({"columns.yaml": TABLES["columns.yaml"].replace("代号: zjdc", "代号: mulu")}, "content/columns.yaml:40:3", "为系统保留"),
    "banner that is a page": (
        {"columns.yaml": TABLES["columns.yaml"].replace("开设日期:", "横幅: x.html\n      开设日期:"), "zt/fx/x.html": "<script>"},
        "content/columns.yaml:55:7",
        "“x.html”不是图片",
    ),
    "link with a script": (
        {"site.yaml": TABLES["site.yaml"] + "友情链接:\n  - 分组: 甲\n    链接: [{名称: 乙, 网址: 'javascript:alert(1)'}]\n"},
        "content/site.yaml:19:3",
        "链接“javascript:alert(1)”不是网址",
    ),
    "key written twice": ({"site.yaml": TABLES["site.yaml"] + "网站名称: 另一个\n"}, "content/site.yaml:18:1", "字段“网站名称”重复，第 1 行已有"),
    "alias": ({"site.yaml": TABLES["site.yaml"].replace("网站名称: ", "网站名称: &a ")}, "content/site.yaml:1:7", "不能使用引用"),
    "empty": ({"columns.yaml": ""}, "content/columns.yaml:1:1", "表是空的"),
    "GBK": ({"site.yaml": TABLES["site.yaml"].encode("gbk")}, "content/site.yaml:1:1", "GBK"),
    "not a list": ({"authorities.yaml": "代号: a\n"}, "content/authorities.yaml:1:1", "应为列表"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE_FAULTS)
def test_tables(site: Site, name: str) -> None:
    files, place, says = TABLE_FAULTS[name]
    built = site(GOOD | files).build()
    assert any(text.startswith(f"{place}: 错误 ") and says in text and "改法：" in text for text in built.messages), (
        built.messages
    )
    assert built.status == 1
    assert b"alert(1)" not in b"".join(built.tree.values())


def test_a_missing_table_is_told(site: Site) -> None:
    for name in ("site.yaml", "authorities.yaml", "columns.yaml"):
        built = site(GOOD, tables={name: None}).build()
        assert f"content/{name}: 错误 缺少 {name}" in built.messages[0] and built.status == 1
