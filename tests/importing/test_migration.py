"""A saved site becomes items: what its labels say, what it brings along, where its old addresses lead; what was not
understood stands in a ledger; a run that was killed goes on.
"""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tasks
from pipeline.importing import moving
from pipeline.importing.days import day_of
from pipeline.importing.moving import Move, Moved, migrate
from pipeline.importing.placing import Taken, Waiting
from pipeline.source import read_item_source
from pipeline.tables import read_tables
from tests.fixtures import ROOT, SiteFolder
from tests.importing.conftest import WORDS
from tests.importing.crawls import SITE, large, page, small
from tests.importing.documents import picture

Run = Callable[..., Moved]


def state(content: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(content.rglob("*")) if path.is_file()}


@pytest.fixture
def run(tmp_path: Path, content: Path) -> Run:
    def run(folder: Path | None = None, **more: Any) -> Moved:
        asked: dict[str, Any] = {"columns": {}, "authority": "", "today": "2026-11-18"} | more
        return migrate(Move(folder or small(tmp_path), SITE, content, words=WORDS, **asked), workers=1)

    return run


def item(content: Path, path: str) -> Any:
    return read_item_source("", (content / f"{path}.md").read_bytes())


def test_a_page_becomes_an_item_with_its_evidence_and_files(content: Path, run: Run) -> None:
    moved = run()
    assert moved.made == ["xw/tz/2017/00002", "xw/tz/2018/00001", "xw/tz/2019/00001", "zcwj/2019/00001"]
    source = item(content, "xw/tz/2019/00001")
    assert source.header == {
        "标题": "关于放假的通知",
        "发文机关": "xc-gov",
        "发布时间": "2019-05-06 09:30",
        "来源": "小城人民政府",
        "附件": ["W02.pdf"],
        "导入": {"来源": f"{SITE}/zwgk/tz/201905/t20190506_11.html", "日期": "2019-05-06"},
    }
    assert source.body.strip().split("\n\n") == [
        "放假三天。",
        "![日历](image-1.png)",
        "附件：[值班表](W02.pdf) [上一篇](/xw/tz/2018/00001.md) [文件](/zcwj/2019/00001.md)"
        f" [草稿]({SITE}/zwgk/tz/201703/t7.html)",
    ]
    assert sorted(path.name for path in (content / "xw/tz/2019/00001").iterdir()) == ["W02.pdf", "image-1.png"]


def test_a_table_of_labels_fills_the_header_of_a_document(content: Path, run: Run) -> None:
    run()
    header = item(content, "zcwj/2019/00001").header
    assert header["索引号"] == "11990900MB0F00012Y/2019-00031"
    assert (header["发文字号"], header["成文日期"]) == ("小政发〔2019〕5号", "2019-05-05")
    assert (header["主题分类"], header["有效性"]) == ("综合政务\\其他", "有效")
    assert "状态" not in header


def test_what_lacks_something_becomes_a_draft(content: Path, run: Run) -> None:
    moved = run()
    assert moved.drafts == ["xw/tz/2017/00001"]
    source = item(content, "xw/tz/2017/00001")
    assert source.header["状态"] == "草稿"
    assert "发文机关" not in source.header
    assert ("draft", "draft", "发文机关") in [(row.result, row.code, row.what) for row in moved.rows]


def test_redirects_lead_from_what_was_to_what_is(content: Path, run: Run) -> None:
    (content / "redirects.yaml").write_text("- 原地址: /a.html\n  新地址: /xw/tz/\n", encoding="utf-8")
    run()
    tables = read_tables(content)
    assert not tables.findings
    assert {redirect.old: redirect.new for redirect in tables.redirects} == {
        "/a.html": "/xw/tz/",
        "/zwgk/tz/": "/xw/tz/",
        "/zwgk/tz/201905/t20190506_11.html": "/xw/tz/2019/00001.html",
        "/zwgk/tz/201801/t20180102_10.html": "/xw/tz/2018/00001.html",
        "/zwgk/copy/t20180102_10.html": "/xw/tz/2018/00001.html",
        "/zwgk/wj/201905/t1.html": "/zcwj/2019/00001.html",
    }


def test_the_ledger_tells_what_was_not_understood(run: Run) -> None:
    found = {(row.file.rpartition("/")[2], row.code) for row in run().rows if row.result == "refused"}
    assert found == {
        ("index.html", "no-title"),
        ("nodate.html", "no-date"),
        ("baddate.html", "bad-date"),
        ("future.html", "future"),
        ("unknown.html", "unknown-column"),
        ("q.html", "unknown-column"),
        ("orphan.doc", "not-page"),
    }


def test_a_mapping_by_name_and_by_address(content: Path, run: Run) -> None:
    moved = run(columns={"老栏目": "xw/yw", "/zwgk/x/unk": "xw/yw"})
    assert {"xw/yw/2017/00001", "xw/yw/2017/00002"} <= set(moved.made)


def test_whom_to_take_where_a_page_names_nobody(content: Path, run: Run) -> None:
    moved = run(authority="xc-jyj")
    assert not moved.drafts
    assert item(content, "xw/tz/2017/00001").header["发文机关"] == "xc-jyj"


def test_every_page_is_accounted_for(tmp_path: Path, run: Run) -> None:
    folder = small(tmp_path)
    moved = run(folder)
    pages = {path.relative_to(folder / "www.old.example.gov.cn").as_posix() for path in folder.rglob("*.html")}
    told = {row.file for row in moved.rows if row.result != "note"}
    assert len(pages - told) == len(moved.made)


def test_what_moved_builds_and_is_no_forgery(content: Path, run: Run) -> None:
    run(authority="xc-jyj")
    (content / "site.yaml").write_text(
        (content / "site.yaml").read_text(encoding="utf-8") + "建站日期: 2026-01-01\n", encoding="utf-8"
    )
    root = content.parent
    own = ["git", "-c", "user.name=a", "-c", "user.email=a@example.gov.cn"]
    subprocess.run([*own, "init", "-q"], cwd=root, check=True)
    subprocess.run([*own, "add", "content"], cwd=root, check=True)
    subprocess.run([*own, "commit", "-qm", "moved"], cwd=root, check=True)
    site = SiteFolder(root)
    built = site.build()
    assert not [str(finding) for finding in built.findings]
    bad = {
        "site-provenance",
        "site-redirects",
        "item-links",
        "page-links",
        "item-attachments",
        "site-index-number-unique",
    }
    assert not [str(finding) for finding in site.inspect().findings if finding.check in bad]


def test_a_page_whose_text_is_nowhere_to_be_found_becomes_a_draft(tmp_path: Path, content: Path, run: Run) -> None:
    folder = small(tmp_path)
    file = folder / "www.old.example.gov.cn/zwgk/tz/201801/t20180102_10.html"
    file.write_text(file.read_text(encoding="utf-8").replace("TRS_Editor", "own"), encoding="utf-8")
    (folder / "www.old.example.gov.cn/zwgk/copy/t20180102_10.html").unlink()
    assert "xw/tz/2018/00001" in run(folder).drafts
    again = content.parent / "again/content"
    again.mkdir(parents=True)
    for table in content.glob("*.yaml"):
        (again / table.name).write_bytes(table.read_bytes())
    (again / "redirects.yaml").unlink()
    moved = migrate(Move(folder, SITE, again, {}, "", "2026-11-18", WORDS, ".own"), workers=1)
    assert "xw/tz/2018/00001" in moved.made


def test_pages_that_only_lead_elsewhere_give_their_address_to_where_they_lead(tmp_path: Path, run: Run) -> None:
    root = small(tmp_path) / "www.old.example.gov.cn"
    article = "/zwgk/tz/201905/t20190506_11.html"
    pages = {
        "script.html": f'<body>请稍候<script>window.location.href = "{article}";</script></body>',
        "again.html": '<script>location.replace("script.html")</script>',
        "meta.html": f'<meta content="0;url={SITE}{article}" http-equiv="refresh">',
        "draft.html": '<meta http-equiv=refresh content="1; URL=/zwgk/tz/201703/t7.html">',
        "out.html": '<script>location.href="http://other.example/"</script>',
        "round.html": '<script>location.href="round.html"</script>',
        "frames.html": '<frameset><frame src="a.html"></frameset>',
    }
    for name, text in pages.items():
        (root / name).write_text(text, encoding="utf-8")
    moved = run(root)
    assert {old: new for old, new in moved.redirects.items() if old.count("/") == 1 and old != "/"} == dict.fromkeys(
        ("/script.html", "/again.html", "/meta.html"), "/xw/tz/2019/00001.html"
    )
    told = {row.file: row.code for row in moved.rows if row.file in pages and row.code != "jump"}
    assert told == {
        "draft.html": "same-waiting", "out.html": "jump-lost", "round.html": "jump-lost", "frames.html": "frames",
    }  # fmt: skip


def test_names_in_the_signs_of_old_sites(tmp_path: Path, content: Path, run: Run) -> None:
    """Escaped in GBK on the page; on disk as UTF-8, as the bytes of GBK, or still escaped."""
    root = tmp_path / "crawl"
    folder = os.fsencode(root)
    os.makedirs(folder)
    body = '<p>附件：<a href="%B1%ED.pdf">甲</a><a href="%B5%A5.pdf">乙</a><a href="%C3%FB.pdf">丙</a></p>'
    names = ["表.pdf".encode(), "单.pdf".encode("gbk"), b"%C3%FB.pdf"]
    for name in names:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"%PDF-1.4\n%%EOF\n" + name)
    with open(os.path.join(folder, "中文.html".encode("gbk")), "w", encoding="gbk") as file:
        file.write(page("关于附件的通知", "2017-03-02 09:00", "通知公告", body=body).replace("utf-8", "gbk"))
    (root / "away.html").symlink_to("/etc/hostname")
    moved = run(root)
    assert moved.made == ["xw/tz/2017/00001"]
    assert {path.name for path in (content / "xw/tz/2017/00001").iterdir()} == {"表.pdf", "单.pdf", "名.pdf"}
    assert {(row.code, row.result) for row in moved.rows} == {("address", "note"), ("not-regular", "refused")}


def saved(text: str, mark: str) -> str:
    return text.replace("<!doctype html>", f"<!doctype html>\n<!-- {mark} -->\n")


def test_pages_saved_by_a_browser_know_where_they_came_from(tmp_path: Path, content: Path, run: Run) -> None:
    """Whatever a file is named, its old address is the one that the browser wrote into it."""
    folder = tmp_path / "saved"
    (folder / "放假_files").mkdir(parents=True)
    (folder / "放假_files/W01.png").write_bytes(picture().getvalue())
    first, second = f"{SITE}/zwgk/tz/201905/t1.html", f"{SITE}/zwgk/tz/201801/t%E4%BA%8C.html"
    body = f'<p>放假三天。</p><img src="./放假_files/W01.png" alt="日历"><a href="{second}">上一篇</a>'
    pages = {
        "放假.html": (page("关于放假的通知", "2019-05-06 09:30", "通知公告", body=body), first),
        "开放.html": (page("关于开放的通知", "2018-01-02 08:00", "通知公告"), second),
        "开放 (1).html": (page("关于开放的通知", "2018-01-02 08:00", "通知公告"), f"{SITE}/show.jsp?id=3&amp;x=1"),
        "别处.html": (page("关于别处的通知", "2017-01-02 08:00", "通知公告"), "http://other.example/zwgk/t9.html"),
        "栏目.html": (page(column="通知公告"), f"{SITE}/zwgk/tz/"),
    }
    for name, (text, url) in pages.items():
        (folder / name).write_text(saved(text, f"saved from url=({len(url):04d}){url}"), encoding="utf-8")
    moved = run(folder)
    assert moved.redirects == {
        "/zwgk/tz/201905/t1.html": "/xw/tz/2019/00001.html",
        "/zwgk/tz/201801/t二.html": "/xw/tz/2018/00001.html",
        "/zwgk/tz/": "/xw/tz/",
    }
    assert {row.file: row.code for row in moved.rows if row.code in ("address", "elsewhere")} == {
        "开放 (1).html": "address", "别处.html": "elsewhere",
    }  # fmt: skip
    source = item(content, "xw/tz/2019/00001")
    assert source.header["导入"]["来源"] == first
    assert "![日历](image-1.png)[上一篇](/xw/tz/2018/00001.md)" in source.body
    assert item(content, "xw/tz/2017/00001").header["导入"]["来源"] == "http://other.example/zwgk/t9.html"
    assert not run(folder).made


def test_pages_that_httrack_renamed_know_where_they_came_from(tmp_path: Path, content: Path, run: Run) -> None:
    """It renames what has parameters and writes links anew, by where its files lie."""
    folder = tmp_path / "mirror/old.example.gov.cn"
    (folder / "art").mkdir(parents=True)
    (folder.parent / "index.html").write_text("<p>HTTrack</p>", encoding="utf-8")
    pages = {
        "art/index7b2f.html": ("关于放假的通知", "2019-05-06 09:30", "art/index.html?id=7", "x"),
        "art/t1-2.html": ("关于开放的通知", "2018-01-02 08:00", "art/t1.html", "t1.html"),
        "art/t1.html": ("关于开门的通知", "2018-01-03 08:00", "art/T1.html", "t1-2.html"),
    }
    for name, (title, day, address, link) in pages.items():
        text = page(
            title, day, "通知公告", body=f'<p>正文有二十个以上的字，说明有关情况。<a href="{link}">相关</a></p>'
        )
        mark = f"Mirrored from old.example.gov.cn/{address} by HTTrack Website Copier/3.x [XR&CO'2014], Mon"
        (folder / name).write_text(saved(text, mark), encoding="utf-8")
    moved = run(folder.parent)
    assert moved.redirects == {"/art/t1.html": "/xw/tz/2018/00001.html", "/art/T1.html": "/xw/tz/2018/00002.html"}
    assert [(row.file, row.code) for row in moved.rows if row.code == "address"] == [("art/index7b2f.html", "address")]
    assert "[相关](/xw/tz/2018/00002.md)" in item(content, "xw/tz/2018/00001").body
    assert "[相关](/xw/tz/2018/00001.md)" in item(content, "xw/tz/2018/00002").body
    assert item(content, "xw/tz/2019/00001").header["导入"]["来源"] == "http://old.example.gov.cn/art/index.html?id=7"


@pytest.mark.parametrize("folder", [".", "www.old.example.gov.cn"])
def test_a_mark_that_is_older_than_the_site_is_not_believed(tmp_path: Path, run: Run, folder: str) -> None:
    """Pages were made from saved ones long ago, and tell it still; one that lies by its address needs no mark."""
    names = ["甲.html", "乙.html", "丙.html"]
    place = tmp_path / "crawl" / folder
    place.mkdir(parents=True)
    for number, name in enumerate(names, 1):
        text = page(f"关于{name}的通知", f"2018-01-0{number} 08:00", "通知公告")
        told = "http://internet.e-mail" if folder == "." else f"{SITE}/other/{name}"
        (place / name).write_text(saved(text, f"saved from url=({len(told):04d}){told}"), encoding="utf-8")
    assert sorted(run(tmp_path / "crawl").redirects) == sorted(f"/{name}" for name in names)


def test_two_pages_of_one_address_get_one_redirect(tmp_path: Path, run: Run) -> None:
    for name, title in (("甲.html", "关于开放的通知"), ("乙.html", "关于开放的通知（修订）")):
        text = saved(page(title, "2018-01-02 08:00", "通知公告"), f"saved from url=(0040){SITE}/zwgk/t1.html")
        (tmp_path / name).write_text(text, encoding="utf-8")
    moved = run(tmp_path)
    assert len(moved.made) == 2
    assert list(moved.redirects) == ["/zwgk/t1.html"]
    assert [row.code for row in moved.rows if row.code == "taken-address"] == ["taken-address"]


TEXT = "<p>正文有二十个以上的字，说明有关情况，请遵照执行，办理结果按期报送。</p>"


def filled(root: Path, pages: dict[str, str | bytes]) -> Path:
    for name, text in pages.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return root


def test_pages_in_every_code(tmp_path: Path, content: Path, run: Run) -> None:
    def undeclared(title: str, code: str, body: str = TEXT) -> bytes:
        text = page(title, "2019-05-06", "通知公告", body=body).replace('<meta charset="utf-8">', "")
        return text.encode(code, "xmlcharrefreplace")

    old = "<p>繁體正文內容有二十個以上的字，說明有關情況，請遵照執行辦理。</p>"
    damaged = page("关于坏字节的通知", "2019-05-06", "通知公告", body=TEXT + "<p>坏X字</p>").encode()
    pages: dict[str, str | bytes] = {
        "gbk.html": undeclared("关于国标码的通知", "gbk"),
        "gb18030.html": undeclared("关于生僻字𠮷的通知", "gb18030"),
        "big5.html": undeclared("關於繁體的通知", "big5", old),
        "wide.html": b"\xfe\xff" + undeclared("关于宽码的通知", "utf-16-be"),
        "damaged.html": damaged.replace(b"X", b"\xff"),
        "broken.html": damaged.replace(b"X", b"\xff" * 40),
    }
    moved = run(filled(tmp_path / "crawl", pages), columns={"/big5": "xw/tz"}, authority="xc-gov")
    titles = {item(content, path).header["标题"] for path in moved.made}
    assert titles == {"关于国标码的通知", "关于生僻字𠮷的通知", "關於繁體的通知", "关于宽码的通知"}
    assert [item(content, path).header["标题"] for path in moved.drafts] == ["关于坏字节的通知"]
    assert {("damaged.html", "bad-bytes"), ("broken.html", "encoding")} <= {(row.file, row.code) for row in moved.rows}


def test_pages_of_programs_are_pages_and_all_else_is_told(tmp_path: Path, run: Run) -> None:
    article = page("关于程序的通知", "2019-05-06", "通知公告", body=TEXT)
    names = ["show.jsp?id=5", "article/123", "b.asp", "c.php"]
    pages: dict[str, str | bytes] = {name: article.replace("程序", name[0]) for name in names}
    others: dict[str, str | bytes] = {"x.rar": b"Rar!", "saved.mhtml": b"MIME-Version: 1.0", "site.css": b"p{}"}
    moved = run(filled(tmp_path / "crawl", pages | others))
    assert len(moved.made) == 4
    assert {row.file for row in moved.rows if row.code == "address"} == set(names)
    assert {row.file for row in moved.rows if row.code == "not-page"} == {"x.rar", "saved.mhtml"}


def test_two_articles_on_a_page_and_two_pages_of_one_title_are_told(tmp_path: Path, run: Run) -> None:
    two = page("关于两篇的通知", "2019-05-06", "通知公告", body=TEXT)
    second = '<div class="TRS_Editor"><p>另一篇文章的正文也有二十个以上的字，说明另外的有关情况，比前一篇长。</p></div>'
    same = page("关于打印的通知", "2019-05-07", "通知公告", body=TEXT)
    pages: dict[str, str | bytes] = {
        "two.html": two.replace("</body>", f"{second}</body>"),
        "view.html": same,
        "print.html": same.replace("版权所有", "打印本页"),
    }
    moved = run(filled(tmp_path / "crawl", pages))
    assert len(moved.drafts) == 1
    assert {("two.html", "several-regions"), ("view.html", "twin")} <= {(row.file, row.code) for row in moved.rows}


def test_one_address_that_is_none_stops_nothing(tmp_path: Path, content: Path, run: Run) -> None:
    body = TEXT + '<p><a href="http://[bad">坏地址</a><img src="http://[bad"><a href="t.html">同目录</a></p>'
    text = page("关于地址的通知", "2019-05-06", "通知公告", body=body)
    pages: dict[str, str | bytes] = {
        "a.html": "<!-- saved from url=(0010)http://[bad -->" + text,
        "art/b.html": text.replace("地址", "基准").replace("<head>", f'<head><base href="{SITE}/tz/">'),
        "tz/t.html": page("关于目录的通知", "2019-05-05", "通知公告", body=TEXT),
    }
    moved = run(filled(tmp_path / "crawl", pages))
    assert len(moved.made) == 3
    based = next(source for path in moved.made if "基准" in (source := item(content, path)).header["标题"])
    assert "[同目录](/xw/tz/2019/00001.md)" in based.body


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2019年5月6日 09时30分", "2019-05-06 09:30"),
        ("2019-05-06T09:30:00+08:00", "2019-05-06 09:30"),
        ("\uff12\uff10\uff11\uff19\uff0d\uff10\uff15\uff0d\uff10\uff16", "2019-05-06"),
        ("2019-05-06T01:30:00Z", ""),
        ("06/05/2019", ""),
        ("2019-05-06 09:3000", ""),
    ],
)
def test_days_in_many_shapes(told: str, read: str) -> None:
    assert day_of(told) == read


# again, and killed --------------------------------------------------------------------------------------------------


def test_a_second_run_moves_nothing_twice(tmp_path: Path, content: Path, run: Run) -> None:
    folder = small(tmp_path)
    run(folder)
    before = state(content)
    moved = run(folder)
    assert (moved.made, moved.drafts) == ([], [])
    assert state(content) == before


def test_an_interrupted_run_leaves_content_alone_and_goes_on(
    tmp_path: Path, content: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = large(tmp_path, 200)
    before = state(content)
    original, calls = moving.convert_pages, [0]

    def interrupted(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(moving, "convert_pages", interrupted)
        patch.setattr(moving, "open_workers", lambda *_: moving_inline())
        with pytest.raises(KeyboardInterrupt):
            run(folder, authority="xc-gov")
    assert state(content) == before
    moved = run(folder, authority="xc-gov")
    assert moved.resumed == 0 or moved.resumed % moving.BATCH == 0
    assert len(moved.made) == 200
    first = state(content)
    other = tmp_path / "again/content"
    other.mkdir(parents=True)
    for name in before:
        (other / Path(name).name).write_bytes(before[name])
    migrate(Move(folder, SITE, other, {}, "xc-gov", "2026-11-18", WORDS), workers=1)
    assert {Path(name).relative_to(content): raw for name, raw in first.items()} == {
        Path(name).relative_to(other): raw for name, raw in state(other).items()
    }
    assert not (content.parent / "var").exists()


def moving_inline() -> Any:
    from pipeline.workers import Inline

    return Inline()


@pytest.mark.parametrize("when", ["place", "_add_redirects"])
def test_a_fault_while_placing_leaves_content_as_it_was(
    tmp_path: Path, content: Path, run: Run, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    folder = small(tmp_path)
    before = state(content)
    calls = [0]
    original = Waiting._place

    def late(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] == 3:
            raise KeyboardInterrupt
        return original(*arguments)

    def broken(*_: Any) -> None:
        raise OSError(28, "No space left on device", "redirects.yaml")

    with monkeypatch.context() as patch:
        if when == "place":
            patch.setattr(Waiting, "_place", late)
        else:
            patch.setattr(moving, "_add_redirects", broken)
        with pytest.raises((KeyboardInterrupt, OSError)):
            run(folder)
    assert state(content) == before
    assert not (content / "xw").exists()
    assert len(run(folder).made) == 4


def test_another_in_a_place_is_never_overwritten(
    tmp_path: Path, content: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small(tmp_path)
    original = moving._settle

    def late(*arguments: Any) -> None:
        (content / "xw/tz/2019").mkdir(parents=True)
        (content / "xw/tz/2019/00001.md").write_text("another's", encoding="utf-8")
        original(*arguments)

    monkeypatch.setattr(moving, "_settle", late)
    with pytest.raises(Taken):
        run(folder)
    assert (content / "xw/tz/2019/00001.md").read_text(encoding="utf-8") == "another's"
    assert len(list(content.rglob("*.md"))) == 1


def test_a_killed_process_goes_on(tmp_path: Path, content: Path) -> None:
    folder = large(tmp_path, 400)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from plugins.migrate_desk import migrate_site as f; sys.exit(f({str(folder)!r}, {SITE!r}, authority='xc-gov', out='l.csv', workers=1))"
    command = [sys.executable, "-c", code]
    first = subprocess.Popen(command, cwd=content.parent, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 30
    while not list(content.parent.glob("var/migrate/*/done.jsonl")) and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not list(content.rglob("*.md"))
    again = subprocess.run(command, cwd=content.parent, capture_output=True, encoding="utf-8", check=False)
    assert again.returncode == 0, again.stderr
    assert "接着上一次做：" in again.stdout
    assert "迁移 400 篇，草稿 0 篇" in again.stdout
    assert len(list(content.rglob("*.md"))) == 400


# the verb -----------------------------------------------------------------------------------------------------------


def test_the_verb_writes_a_ledger_that_no_spreadsheet_runs(
    tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small(tmp_path)
    (folder / "www.old.example.gov.cn/=1+1.html").write_text("<p>x</p>", encoding="utf-8")
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    monkeypatch.setattr(tasks.LINE, "_started_in", str(tmp_path))
    assert tasks.main(["migrate", "crawl", SITE, "--workers", "1"]) == 1
    assert "迁移 4 篇，草稿 1 篇，旧网址转址 5 个。" in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO((content.parent / "migration.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["原文件", "旧网址", "结果", "新位置", "说明"]
    assert [
        "zwgk/tz/baddate.html",
        "/zwgk/tz/baddate.html",
        "没有迁移",
        "",
        "PubDate 是“2017-03”，不是完整的日期",
    ] in rows
    assert any(row[0] == "'=1+1.html" for row in rows)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["none", SITE], "没有文件夹 "),
        (["hollow", SITE], "文件夹 ../hollow 是空的"),
        (["crawl", "www.old.example.gov.cn"], "旧网站的网址应为 "),
        (["crawl", SITE, "--authority", "xc"], "没有登记机关“xc”"),
        (["crawl", SITE, "--mapping", "none.csv"], "栏目对照表 "),
        (
            ["crawl", SITE, "--mapping", "map.csv"],
            "栏目对照表 ../map.csv 中“甲”的新栏目“xw/y”没有登记，是否应为“xw/yw”？",
        ),
        (["crawl", SITE, "--out", "map.csv"], "已有文件 ../map.csv，没有覆盖"),
        (["crawl", SITE, "--region", "#[["], "--region 应为 CSS 选择器"),
        (["crawl"], "migrate 还需要：旧网站的网址"),
    ],
)
def test_wrong_use_is_answered_and_nothing_done(
    tmp_path: Path,
    content: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    answer: str,
) -> None:
    small(tmp_path)
    (tmp_path / "hollow").mkdir()
    (tmp_path / "map.csv").write_text("甲,xw/y\n", encoding="utf-8")
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    monkeypatch.setattr(tasks.LINE, "_started_in", str(tmp_path))
    before = state(content)
    assert tasks.main(["migrate", *words]) == 2
    assert capsys.readouterr().err.startswith(f"错误 {answer}")
    assert state(content) == before
