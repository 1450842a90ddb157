"""A fresh draft: at a free place, with a number nobody has, that reads as soon as its blanks are filled."""

import os
import re
import time
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest

import tasks
from pipeline.item import read_item
from pipeline.kinds import KINDS
from pipeline.new_item import Made, NotMade, Words, new_item
from pipeline.standards import INDEX_NUMBER
from plugins import new_desk
from tests.plugins.test_outfile import room_for

WORDS = Words("发布前核对", "选填")
CODE, OTHER = "11990100MB0F00012M", "11990100MB0F00127U"
SITE = """\
网站名称: 甲市人民政府门户网站
网站域名: www.jia.example.gov.cn
网站标识码: "9901000001"
网址: https://www.jia.example.gov.cn
网站描述: 甲市政府信息
ICP备案号: 示ICP备99000001号
公安备案号: 示公网安备1号
主办单位: 甲市人民政府办公室
承办单位: 甲市数据局
联系电话: 0380-1
门户机关: jia
演示日期: 2026-03-02
"""
AUTHORITIES = f"""\
- {{代号: jia, 名称: 甲市人民政府, 层级: 政府, 统一社会信用代码: {CODE}}}
- {{代号: yi, 名称: 乙局, 层级: 部门, 统一社会信用代码: {OTHER}, 索引号前缀: "00256789X"}}
- {{代号: bing, 名称: 丙局, 层级: 部门}}
"""
BLANKS = {
    "成文日期": "2026-03-01",
    "征集开始": "2026-03-01",
    "征集截止": "2026-04-01",
    "数据": "数据.csv",
    "解读文件": f"[{CODE}/2026-00001]",
    "解读形式": "文字解读",
    "来信类别": "咨询",
    "来信时间": "2026-02-01 09:00",
    "来信内容": "请问何时开放?",
    "开始时间": "2026-03-01 09:00",
    "年度": "2025",
}
"""What an editor writes behind a blank, by its label."""


def column(key: str, kind: str, more: str = "") -> str:
    return (
        f"- {{代号: {key}, 名称: {key}, 类别: 其他, 形态: {kind}, 说明: 说明, 关键词: [一], 更新期限: 不要求{more}}}\n"
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A column for each kind, named like it; a group with one child, and a special column."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "authorities.yaml").write_text(AUTHORITIES, encoding="utf-8")
    columns = [column(key, kind.name, ", 责任部门: jia") for key, kind in KINDS.items()]
    child = column("below", "文章", ", 法定公开: 2").removeprefix("- ").strip()
    columns.append(column("group", "目录", f", 责任部门: yi, 子栏目: [{child}]"))
    columns += [column("special", "专题", ", 责任部门: jia"), column("nobody", "文章")]
    (folder / "columns.yaml").write_text("".join(columns), encoding="utf-8")
    return folder


def made(content: Path, column: str = "document", title: str = "关于甲的通知", authority: str | None = None) -> Made:
    return new_item(content, column, title, authority, WORDS)


def put(content: Path, path: str, text: str) -> None:
    (content / path).parent.mkdir(parents=True, exist_ok=True)
    (content / path).write_text(text, encoding="utf-8")


def test_the_header_of_a_document(content: Path) -> None:
    item = made(content)
    assert item == Made(content / "document/2026/00001.md", "jia", f"{CODE}/2026-00001", ("成文日期",))
    lines = item.path.read_text(encoding="utf-8").splitlines()
    assert lines[:4] == ["---", "标题: 关于甲的通知", "发文机关: jia", "# 发布前核对"]
    assert re.fullmatch(r"发布时间: 2026-03-02 \d\d:\d\d", lines[4])
    assert lines[5:7] == [f"索引号: {CODE}/2026-00001", "状态: 草稿"]
    assert lines[7:10] == ["# YYYY-MM-DD", "成文日期:", "# 选填"]
    assert "# 有效性 (有效、已修改、失效、废止)" in lines
    assert "# 撤回 (状态为已撤回时必填：日期、原因；写作 {日期: …, 原因: …})" in lines
    assert "# 关键词 (列表；用于页面标签、相关信息和专题收录；写作 […, …])" in lines
    assert lines[-1] == "---"


def filled(text: str) -> str:
    """The file with every blank filled as an editor would, the rest untouched."""

    for label, value in BLANKS.items():
        text = re.sub(f"^{label}:$", f"{label}: {value}", text, flags=re.MULTILINE)
    for group, value in (("申请办理情况", "[0, 0, 0, 0, 0, 0, 0]"), ("复议诉讼情况", "[0, 0, 0, 0, 0]")):
        start = text.find(f"\n{group}:") + 1
        end = re.compile(r"^\S", re.MULTILINE).search(text, text.find("\n", start) + 1)
        if start and end:
            block = re.sub(r"^(  \S+):$", rf"\1: {value}", text[start : end.start()], flags=re.MULTILINE)
            text = text[:start] + block + text[end.start() :]
    numbers = ("制发", "废止", "现行有效", "行政许可", "行政处罚", "行政强制", "行政事业性收费")
    return re.sub(rf"^( +(?:{'|'.join(numbers)})):$", r"\1: 0", text, flags=re.MULTILINE)


@pytest.mark.parametrize("key", KINDS)
def test_a_draft_reads_without_a_finding_once_its_blanks_are_filled(content: Path, key: str) -> None:
    item = made(content, key)
    put(content, f"{key}/2026/00001/数据.csv", "年份,数量\n2025,1\n")
    text = item.path.read_text(encoding="utf-8")
    path = str(item.path.relative_to(content).with_suffix(""))
    raw = read_item(content, path, key, text.encode())
    assert {finding.check for finding in raw.findings} <= {"field-missing"}
    assert bool(raw.findings) == bool(item.blanks)
    for label in item.blanks:
        assert re.search(f"^{label}:", text, re.MULTILINE)
    read = read_item(content, path, key, filled(text).encode())
    assert read.findings == ()
    assert read.record is not None
    assert read.record.row.status == "草稿"


def test_the_next_serial_counts_items_and_folders(content: Path) -> None:
    put(content, "article/2026/00007.md", "---\n---\n")
    put(content, "article/2026/00011/附件.pdf", "%PDF-")
    put(content, "article/2026/notice-99999.md", "---\n---\n")
    assert made(content, "article").path.name == "00012.md"
    assert made(content, "article").path.name == "00013.md"


def test_a_file_of_the_same_moment_is_kept(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(content, "article/2026/00001.md", "别人的")
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(()))
    assert made(content, "article").path.name == "00002.md"
    assert (content / "article/2026/00001.md").read_text(encoding="utf-8") == "别人的"


def test_a_draft_is_there_as_a_whole_or_not_at_all(content: Path) -> None:
    before = sorted(content.rglob("*.md"))
    with room_for(20), pytest.raises(OSError, match="too large"):
        new_item(content, "document", "写不下", None, WORDS)
    assert sorted(content.rglob("*.md")) == before


@pytest.mark.parametrize(
    ("moment", "year", "clock"),
    [("2025-12-31 15:59", "2025", "2025-12-31 23:59"), ("2025-12-31 16:00", "2026", "2026-01-01 00:00")],
)
def test_the_year_turns_in_shanghai_for_all_parts_at_once(
    content: Path, monkeypatch: pytest.MonkeyPatch, moment: str, year: str, clock: str
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, zone: tzinfo | None = None) -> Self:
            return cls.fromisoformat(f"{moment}+00:00").astimezone(zone)

    monkeypatch.setattr("pipeline.new_item.datetime", Clock)
    site = content / "site.yaml"
    site.write_text(re.sub("演示日期.*", "", site.read_text(encoding="utf-8")), encoding="utf-8")
    made = new_item(content, "document", "跨年", None, WORDS)
    assert made.path.parent.name == year and made.index_number.startswith(f"{CODE}/{year}-")
    assert f"发布时间: {clock}" in made.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("last", "following"), [("9999", "10000"), ("09999", "10000"), ("99999", "100000")])
def test_numbers_outgrow_their_places(content: Path, last: str, following: str) -> None:
    folder = content / "document/2026"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "09999.md").write_text(f"---\n标题: 末\n索引号: {CODE}/2026-{last}\n---\n", encoding="utf-8")
    made = new_item(content, "document", "又一篇", None, WORDS)
    assert made.index_number == f"{CODE}/2026-{following}" and made.path.stem == "10000"
    assert INDEX_NUMBER.fullmatch(made.index_number)


def test_the_next_index_number_is_above_every_one_mentioned(content: Path) -> None:
    put(content, "article/2026/00001.md", f"---\n索引号: {CODE}/2026-00041\n---\n{CODE}/2026-00900\n")
    put(content, "document/2025/00001.md", f"---\n索引号: {CODE}/2025-00300\n---\n")
    (content / "article/2026/00002.md").write_bytes(f"---\r\n索引号: {CODE}/2026-00042\r\n---\r\n".encode("gb18030"))
    assert made(content).index_number == f"{CODE}/2026-00043"
    assert made(content).index_number == f"{CODE}/2026-00044"
    assert made(content, authority="yi").index_number == "00256789X/2026-00001"


def test_without_a_code_the_number_is_a_blank(content: Path) -> None:
    item = made(content, authority="bing")
    assert (item.index_number, item.blanks) == ("", ("索引号", "成文日期"))


def test_only_disclosed_information_gets_a_number(content: Path) -> None:
    assert made(content, "article").index_number == ""
    below = made(content, "group/below")
    assert (below.authority, below.index_number) == ("yi", "00256789X/2026-00001")
    assert "\n索引号: 00256789X/2026-00001\n" in below.path.read_text(encoding="utf-8")


def test_a_special_column_takes_articles(content: Path) -> None:
    item = made(content, "/content/special/")
    assert read_item(content, "special/2026/00001", "article", item.path.read_bytes()).findings == ()


@pytest.mark.parametrize(
    "title",
    ["甲: 乙", "甲 #1", "- 甲", "“甲”的通知", '"甲"', "'甲", "[甲]", "甲：乙", "2026", "no", "结尾:", "a\\b", "*甲*"],
)
def test_any_title_comes_back_as_it_was(content: Path, title: str) -> None:
    item = made(content, "article", title)
    record = read_item(content, "article/2026/00001", "article", item.path.read_bytes()).record
    assert record is not None
    assert record.row.title == title


@pytest.mark.parametrize(
    ("asked", "reason", "facts"),
    [
        ({"column": "documnt"}, "column", {"column": "documnt", "near": "，是否应为“document”？"}),
        ({"column": "group"}, "group", {"column": "group", "children": "group/below"}),
        ({"column": "nobody"}, "no-authority", {"column": "nobody"}),
        ({"authority": "jiaa"}, "authority", {"authority": "jiaa", "near": "，是否应为“jia”？"}),
        ({"authority": "甲市"}, "authority", {"authority": "甲市", "near": "，是否应为“jia”？"}),
        ({"title": "长" * 2001}, "title", {"finding": "“标题”过长，最多 2000 个字符"}),
        ({"title": "  "}, "title", {"finding": ""}),
        ({"title": "甲\u200b乙"}, "title", {"finding": "有不可见或控制字符 U+200B（ZERO WIDTH SPACE）"}),
        ({"title": "甲\udcff"}, "title", None),
    ],
)
def test_a_slip_makes_no_file(content: Path, asked: dict[str, str], reason: str, facts: dict[str, str] | None) -> None:
    before = sorted(content.rglob("*"))
    with pytest.raises(NotMade) as refused:
        made(content, **asked)
    assert refused.value.reason == reason
    assert facts is None or refused.value.facts == facts
    assert sorted(content.rglob("*")) == before


def test_broken_tables_are_told(content: Path) -> None:
    (content / "columns.yaml").unlink()
    with pytest.raises(NotMade) as refused:
        made(content)
    assert refused.value.reason == "tables"
    assert "columns.yaml" in refused.value.facts["finding"]


def test_every_reason_has_a_sentence() -> None:
    reasons = (NotMade.__doc__ or "").strip().splitlines()[-1].strip().split(", ")
    assert set(reasons) == set(new_desk.REASONS)


def test_the_verb_makes_a_draft_and_says_where(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks.LINE, "root", str(content.parent))
    assert tasks.main(["new", "--column", "document", "--title", "关于甲的通知"]) == 0
    assert capsys.readouterr().out == (
        "已新建草稿 content/document/2026/00001.md（发文机关 jia）。先补上：成文日期；写好正文，删去“状态: 草稿”一行，即可发布。\n"
    )
    assert tasks.main(["new", "documents", "关于甲的通知"]) == 2
    assert capsys.readouterr().err.startswith("错误 没有栏目“documents”，是否应为“document”？")


@pytest.mark.slow
def test_ten_thousand_items_are_looked_through(content: Path) -> None:
    for n in range(1, 10_001):
        folder = content / f"article/{2000 + n // 500}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{n:05d}.md").write_bytes(f"---\n索引号: {CODE}/2026-{n:05d}\n---\n正文\n".encode())
    started = time.perf_counter()
    assert made(content).index_number == f"{CODE}/2026-10001"
    print(f"{time.perf_counter() - started:.2f} s", os.cpu_count())
