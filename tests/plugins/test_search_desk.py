"""`search`, `search-index` and `search-service` as an editor and an operator meet them."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

import tasks
from plugins import search_desk
from plugins.search_site import suggested
from tests.fixtures import ROOT, SiteFolder, document, item

FILES = {
    "zcwj/2026/00001.md": document(1, "优化营商环境，办事更方便。\n", title="优化营商环境条例实施细则"),
    "zcwj/2026/00002.md": document(2, "办事指南。\n", title="关于政务服务的通知"),
    "xw/yw/2026/00001.md": item("营商环境座谈会", "与企业家座谈，谈营商环境。\n"),
    "xw/yw/2026/00002.md": item("草稿", "营商环境。\n", status="草稿"),
    "synonyms.yaml": "同义词:\n  - 俗称: [生意环境]\n    规范用语: [营商环境]\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    """A site that was built, in the folder where the verbs run."""
    folder = SiteFolder(tmp_path)
    from tests.fixtures import TABLES

    folder.write(TABLES | FILES)
    folder.build()
    monkeypatch.setattr(tasks.LINE, "root", str(tmp_path))
    monkeypatch.setattr("plugins.days.moment", lambda *_: "2026-11-18 23:59")
    monkeypatch.chdir(tmp_path)
    return folder


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        self.status = tasks.main(list(words))
        self.out, self.err = capsys.readouterr()

    @property
    def files(self) -> list[str]:
        return re.findall(r"^   (content/\S+\.md)$", self.out, re.MULTILINE)


def test_what_is_found_is_shown_with_its_file(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search", "营商环境")
    assert said.status == 0
    assert said.out.startswith("找到 2 条，第 1 页，共 1 页。\n")
    assert said.files == ["content/xw/yw/2026/00001.md", "content/zcwj/2026/00001.md"]
    assert "与企业家座谈，谈【营商环境】。" in said.out
    assert "2. 优化营商环境条例实施细则（完全匹配）" in said.out
    assert all((here.root / file).is_file() for file in said.files)


def test_several_words(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "search", "营商环境", "座谈").files == ["content/xw/yw/2026/00001.md"]
    assert Said(capsys, "search", "座谈", "--column", "xw/yw", "营商环境").files == ["content/xw/yw/2026/00001.md"]


def test_nothing_found_is_1(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search", "量子纠缠")
    assert (said.status, said.out) == (1, "没有找到“量子纠缠”。可以换个说法，或减少条件。\n")
    assert Said(capsys, "search", "营商环境", "--page", "2").status == 1


def test_a_number_finds_its_document(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search", "11990900mb0f00012y 2026-00002")
    assert said.files == ["content/zcwj/2026/00002.md"]
    assert "加 --everything" in said.out


def test_what_is_only_near_is_said(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search", "营商环境量子")
    assert said.status == 0
    assert "没有内容符合全部要求" in said.out


def test_conditions(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "search", "营商环境", "--column", "zcwj").files == ["content/zcwj/2026/00001.md"]
    assert len(Said(capsys, "search", "营商环境", "--column", "zcwj，xw/yw", "--year=2026").files) == 2
    assert Said(capsys, "search", "营商环境", "--until", "2025-12-31").status == 1
    assert len(Said(capsys, "search", "营商环境", "--authority", "xc-gov", "--sort", "date").files) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--column", "zwcj"], "没有栏目“zwcj”。是否应为 zcwj？"),
        (["--column", "￥"], "没有栏目“￥”。代号见 content/columns.yaml。"),
        (["--authority", "xc-go"], "没有机关“xc-go”。是否应为 xc-gov？"),
        (["--since", "2026-02-30"], "日期“2026-02-30”不对，请写成 YYYY-MM-DD。"),
        (["--sort", "新"], "排序“新”不对，请写 relevance（相关度）或 date（时间）。"),
        (["--since", "2026-02-02", "--until", "2026-02-01"], "起始日期 2026-02-02 晚于截止日期 2026-02-01，请对调。"),
        (["--year", "2026,今年"], "年份“今年”不对，请写四位数字，多个用逗号隔开，如 2025,2026。"),
        (["--page", "101"], "页码应在 1 到 100 之间。"),
    ],
)
def test_a_slip_is_told(here: SiteFolder, capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    said = Said(capsys, "search", "营商环境", *words)
    assert (said.status, said.err) == (2, f"错误 {told}\n")


def test_an_unknown_kind_is_told_with_those_there_are(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search", "营商环境", "--kind", "文章")
    assert said.status == 2 and re.match("错误 没有类别“文章”。可以写 .*article（文章）", said.err)
    assert Said(capsys, "search", "营商环境", "--kind", "article, ").files == ["content/xw/yw/2026/00001.md"]


def test_traditional_characters_find_too(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(Said(capsys, "search", "營商環境").files) == 2
    said = Said(capsys, "search", "無此一事")
    assert said.status == 1 and "無此一事" in said.out


def test_without_words(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "search")
    assert (said.status, said.err) == (2, "错误 search 还需要：要找的词，可以不止一个；有引号、空格也照原样查。\n")


def test_before_the_first_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for words in (["search", "甲"], ["search-index"], ["search-service"]):
        said = Said(capsys, *words)
        assert (said.status, said.err) == (2, "错误 还没有生成过网站，请先运行 python3 tasks.py build。\n")


def test_an_edit_is_found_after_the_next_build(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "search", "量子").status == 1
    before = (here.root / "var/whoosh/current").readlink()
    here.write({"zcwj/2026/00002.md": document(2, "量子通信。\n"), "xw/yw/2026/00003.md": item("量子馆开馆")})
    here.remove("xw/yw/2026/00001.md")
    here.build()
    said = Said(capsys, "search", "量子")
    assert sorted(said.files) == ["content/xw/yw/2026/00003.md", "content/zcwj/2026/00002.md"]
    assert Said(capsys, "search", "座谈").status == 1
    assert (here.root / "var/whoosh/current").readlink() != before


def test_nothing_changed_costs_no_new_index(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert Said(capsys, "search-index").out == "搜索索引已是最新：共 3 条内容，在 var/whoosh/。\n"
    before = (here.root / "var/whoosh/current").readlink()
    Said(capsys, "search-index")
    assert (here.root / "var/whoosh/current").readlink() == before
    Said(capsys, "search-index", "--full")
    assert (here.root / "var/whoosh/current").readlink() != before


def test_a_damaged_index_is_made_anew(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "search-index")
    table = next((here.root / "var/whoosh/current").resolve().glob("*.toc"))
    table.write_bytes(table.read_bytes()[:-1])
    said = Said(capsys, "search", "营商环境")
    assert (said.status, len(said.files)) == (0, 2)
    assert said.err == "搜索索引的文件与清单不符，已全部重做。\n"


def test_an_index_of_others_is_left_alone(here: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "search-index")
    folder = (here.root / "var/whoosh/current").resolve()
    folder.chmod(0o777)
    said = Said(capsys, "search", "营商环境")
    assert said.status == 2
    assert re.fullmatch(r"错误 \S+ 属于其他用户，或者其他用户可以写入，为安全起见没有打开。请检查后删除。\n", said.err)


def test_a_new_index_that_fails_its_trial_is_not_used(
    here: SiteFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.search.whoosh_writing._keys", lambda _: [])
    said = Said(capsys, "search-index")
    assert said.status == 2
    assert "新的搜索索引查不到" in said.err and "仍用原来的索引" in said.err


def test_text_from_content_cannot_steer_the_terminal() -> None:
    said = "".join(search_desk._shown(1, _hit("甲\x1b]0;坏\x07乙\x1b[31m\u202e")))
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert "【词】" in said


def _hit(words: str):  # type: ignore[no-untyped-def]
    from pipeline.search.backend import Hit

    return Hit("a/1", words, (words,), "2026-01-01 00:00", "a", "b", "article", False, ((words, False), ("词", True)))


def test_hints_are_those_of_the_last_build(here: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "营商环境座谈会" in [one.text for one in suggested("营商")]
    here.write({"xw/yw/2026/00001.md": item("营商政策宣讲会")})
    here.build()
    assert "营商政策宣讲会" in [one.text for one in suggested("营商")]
    monkeypatch.setattr("plugins.search_site.KEPT_FOR", 2)
    assert len({str(suggested("营商")) for _ in range(7)}) == 1
    (here.output / "search/manifest.bin").unlink()
    assert suggested("营商") == []


def test_the_service_serves_what_was_built(here: SiteFolder) -> None:
    code = (
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); from plugins import search_desk; "
        "search_desk.STORE = search_desk.Path('none'); sys.exit(search_desk.serve(0, 1))"
    )
    search_desk.bring_up_to_date()
    with subprocess.Popen([sys.executable, "-c", code], cwd=here.root, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout
        address = re.search(r"http://\S+?q=", served.stdout.readline())
        try:
            assert address
            with urlopen(address[0] + quote("营商环境"), timeout=20) as answered:
                found = json.load(answered)
            assert [hit["path"] for hit in found["hits"]] == ["xw/yw/2026/00001", "zcwj/2026/00001"]
        finally:
            served.send_signal(signal.SIGTERM)
        assert served.wait(10) == 0
