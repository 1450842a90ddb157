"""What a document says of itself: kept where it is sure, in a comment where it is not, never guessed."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.importing.days import day_of
from pipeline.importing.labels import pairs_of_line, pairs_of_table
from pipeline.source import read_item_source
from tests.importing.conftest import Import
from tests.importing.word_parts import new, saved

HEAD = ["小城人民政府文件", "小政发〔2026〕7号", "小城人民政府关于做好防汛工作的通知", "各单位："]
FOOT = ["小城人民政府", "2026年5月20日"]


def header(
    tmp_path: Path, content: Path, bring: Import, texts: list[str], column: str = "zcwj", **more: str
) -> tuple[dict[str, Any], str]:
    """The header as values, and the whole draft."""
    document = new()
    for text in texts:
        document.add_paragraph(text)
    file = tmp_path / "a.docx"
    file.write_bytes(saved(document))
    [outcome] = bring([file], column, **more)
    raw = (content / f"{outcome.path}.md").read_bytes()
    return read_item_source("", raw).header, raw.decode()


def test_an_official_document(tmp_path: Path, content: Path, bring: Import) -> None:
    found, text = header(tmp_path, content, bring, [*HEAD, "请遵照执行。", *FOOT, "（此件公开发布）"])
    assert found["标题"] == "小城人民政府关于做好防汛工作的通知"
    assert found["发文机关"] == "xc-gov"
    assert found["发文字号"] == "小政发〔2026〕7号"
    assert found["成文日期"] == "2026-05-20"
    assert found["索引号"].startswith("11990900MB0F00012Y/20")
    assert found["状态"] == "草稿"
    assert "# 原文件的红头：小城人民政府文件\n" in text
    body = text.partition("\n---\n")[2]
    assert body == "\n各单位：\n\n请遵照执行。\n\n小城人民政府\n\n2026年5月20日\n\n（此件公开发布）\n"


@pytest.mark.parametrize(
    ("texts", "label", "comment"),
    [
        (["没有标题的一段话。"], "标题", "# 文件中没有认出标题，请补上（原文件：a.docx）"),
        ([*HEAD, "正文。", "某某委员会", "2026年5月20日"], "", ""),
        (
            ["关于甲的通知", "正文。", "某局", "2026年2月30日"],
            "成文日期",
            "# 文件中写的是“2026年2月30日”，不是完整的日期，没有采用",
        ),
        (
            ["关于甲的通知", "正文。", "2026年5月20日", "2026年5月21日"],
            "成文日期",
            "# 文件中有几种说法：2026年5月20日、2026年5月21日，没有采用",
        ),
        (
            ["小政发[2026]7号", "关于甲的通知", "正文。"],
            "发文字号",
            "# 文件中写的是“小政发[2026]7号”，不是“代字〔年份〕序号”的写法，没有采用，规范的写法是“小政发〔2026〕7号”",
        ),
        (
            ["发布机构：大城人民政府", "关于甲的通知", "正文。"],
            "发文机关",
            "# 文件中写的是“大城人民政府”，authorities.yaml 中没有这个名称，没有采用",
        ),
        (
            ["主题分类：天文", "关于甲的通知", "正文。"],
            "主题分类",
            "# 文件中写的是“天文”，不在统一的主题目录中，没有采用",
        ),
        (
            ["有效性：大概有效", "关于甲的通知", "正文。"],
            "有效性",
            "# 文件中写的是“大概有效”，不在规定的值之内，没有采用",
        ),
    ],
)
def test_what_is_in_doubt_stays_blank(
    tmp_path: Path, content: Path, bring: Import, texts: list[str], label: str, comment: str
) -> None:
    found, text = header(tmp_path, content, bring, texts)
    assert label not in found
    assert comment in text


def test_what_the_kind_has_no_field_for_is_told(tmp_path: Path, content: Path, bring: Import) -> None:
    found, text = header(tmp_path, content, bring, HEAD, "xw/yw")
    assert "发文字号" not in found
    assert "# 文件中写有 发文字号：小政发〔2026〕7号（这个栏目的条目没有这个字段）\n" in text


def test_what_was_asked_for_wins_and_what_the_file_says_is_told(tmp_path: Path, content: Path, bring: Import) -> None:
    found, text = header(tmp_path, content, bring, [*HEAD, *FOOT], title="另一个标题", authority="xc-jyj")
    assert (found["标题"], found["发文机关"]) == ("另一个标题", "xc-jyj")
    assert "小城人民政府关于做好防汛工作的通知" in text


def test_a_day_told_with_the_file_is_history_with_its_evidence(tmp_path: Path, content: Path, bring: Import) -> None:
    found, _ = header(
        tmp_path, content, bring, ["发布日期：2019-05-06 09:30", "来源：小城教育局", "关于甲的通知", "正文。"]
    )
    assert found["发布时间"] == "2019-05-06 09:30"
    assert found["导入"] == {"来源": "a.docx", "日期": "2019-05-06"}
    assert found["来源"] == "小城教育局"
    assert list((content / "zcwj").iterdir()) == [content / "zcwj/2019"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年3月12日", "2026-03-12"),
        ("2026-3-12", "2026-03-12"),
        ("2026/03/12 08:05:30", "2026-03-12 08:05"),
        ("2026.3.12", "2026-03-12"),
        ("二〇二六年三月十二日", "2026-03-12"),
        ("二○二六年十月三十一日", "2026-10-31"),
        ("二零二六年一月二十日", "2026-01-20"),
        ("2026年2月29日", ""),
        ("2026年3月", ""),
        ("三月十二日", ""),
        ("二〇二六年十三月一日", ""),
    ],
)
def test_days(written: str, day: str) -> None:
    assert day_of(written) == day


def test_lines_and_tables_of_labels() -> None:
    assert pairs_of_line("索引号：A/2026-1 发布日期: 2026-01-02") == [
        ("索引号", "A/2026-1"),
        ("发布日期", "2026-01-02"),
    ]
    assert pairs_of_line("[来源] ：甲局　作者：") == [("来源", "甲局"), ("作者", "")]
    assert pairs_of_line("请注明来源：甲局") == []
    rows = [["索引号", "A/1", "文 号：", ""], ["标题：甲", "", "别的", "话"]]
    assert pairs_of_table(rows) == ([("索引号", "A/1"), ("文号", "")], False)
