"""The handbook says what the code says, and its examples are read as it promises."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import tasks
from pipeline import handbook
from pipeline.body import render_body
from pipeline.census import FOLDER, read_censuses
from pipeline.channels import CHANNELS
from pipeline.checks import CHECKS
from pipeline.handbook import TABLES, UnknownPart, VerbText, every_part, parts_of, refresh, rewritten, stale
from pipeline.indicators import INDICATORS
from pipeline.item import read_item
from pipeline.kind import Kind
from pipeline.model import Column, Site
from pipeline.reports import FORMATS
from pipeline.scan import SPECIAL_KIND
from pipeline.source import read_table_source
from pipeline.tables import SPECIAL, read_tables
from pipeline.validation import validate

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
VERBS = (
    VerbText(
        "go", "去。", {"where": "哪里", "as_of": "哪天", "dry": "不做"}, {"where": ..., "as_of": "今天", "dry": False}
    ),
    VerbText("rest", "歇。", {}, {}),
)
_FENCE = re.compile(
    r"^```(\w+) (item|wrong|says|file|table)(?: (\S+))?(?: with (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


_QUOTED = re.compile(r"^.*:\d+:\d+: (\S+) .*\[([a-z-]+)\]\n *依据：(.*)$", re.MULTILINE)
"""A finding as the report shows it."""


# ---------------------------------------------------------------- generated parts


def test_generated_parts_are_as_the_code_says() -> None:
    found = [page.relative_to(ROOT).as_posix() for page in stale(DOCS, tasks.verb_texts())]
    assert not found, f"run python3 tasks.py handbook: {found}"


def test_every_part_is_asked_for_once() -> None:
    asked = [part for page in DOCS.rglob("*.md") for part in parts_of(page.read_text(encoding="utf-8"))]
    assert sorted(asked) == sorted(every_part())


def page_with(part: str, heads: str = "甲 | 乙 | 丙 | 丁 | 戊 | 己") -> str:
    return f"前\n\n<!-- begin: {part} | {heads} -->\n旧\n<!-- end -->\n\n后\n"


def test_a_part_is_replaced_and_the_rest_is_kept() -> None:
    text = rewritten(page_with("fields redirect", "字段 | 必填 | 说明 | 可填"), VERBS)
    assert text == (
        "前\n\n<!-- begin: fields redirect | 字段 | 必填 | 说明 | 可填 -->\n\n"
        "| 字段 | 必填 | 说明 | 可填 |\n| --- | --- | --- | --- |\n| 原地址 | 是 | 以 / 开头的旧网址路径 |  |\n| 新地址 | 是 | 以 / 开头的新网址路径 |  |\n"
        "\n<!-- end -->\n\n后\n"
    )
    assert rewritten(text, VERBS) == text


def test_refresh_writes_only_what_is_stale(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(page_with("statutory"), encoding="utf-8")
    (tmp_path / "b.md").write_text("没有\n", encoding="utf-8")
    assert refresh(tmp_path, VERBS) == [tmp_path / "a.md"]
    assert refresh(tmp_path, VERBS) == []


@pytest.mark.parametrize(
    "text",
    [
        page_with("fields nothing"),
        page_with("checks nowhere"),
        page_with("faults never"),
        page_with("nonsense"),
        page_with("verbs too"),
        page_with("subjects too"),
        "<!-- begin: verbs | 甲 -->\n没有结束\n",
    ],
)
def test_an_unknown_part_stops(text: str) -> None:
    with pytest.raises(UnknownPart):
        rewritten(text, VERBS)


def test_verbs_show_what_must_be_given_and_what_is_preset() -> None:
    text = rewritten(page_with("verbs", "选项 | 必填 | 说明 | 不写时"), VERBS)
    assert "## go\n\n```\npython3 tasks.py go --where …\n```\n\n去。\n\n| 选项 | 必填 | 说明 | 不写时 |\n" in text
    assert "| `--where` | 是 | 哪里 |  |\n| `--as-of` |  | 哪天 | 今天 |\n| `--dry` |  | 不做 |  |\n" in text
    assert text.endswith("## rest\n\n```\npython3 tasks.py rest\n```\n\n歇。\n\n<!-- end -->\n\n后\n")


def rows(shape: type) -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1:]) for row in handbook.field_rows(shape)}


def test_fields_tell_what_may_be_written() -> None:
    item, site, column = rows(Kind), rows(Site), rows(Column)
    assert item["发布时间"][0] == "是"
    assert item["发布时间"][2] == "YYYY-MM-DD HH:MM"
    assert item["状态"][0] == ""
    assert item["状态"][2] == "草稿、**已发布**、已撤回"
    assert item["法定公开"][2] == "1–15"
    assert item["撤回 › 日期"] == ("是", "YYYY-MM-DD", "YYYY-MM-DD")
    assert item["关键词"][2] == "[…, …]"
    assert site["每页条数"][2] == "5–200 **20**"
    assert site["友情链接"][2] == "- …"
    assert "友情链接 › 链接 › 网址" in site
    assert column["必备"][2] == "是、**否**"
    assert column["子栏目"][2] == "- …"
    assert not [name for name in column if name.startswith("子栏目 ›")]


def test_cells_hold_no_markup_of_their_own() -> None:
    assert handbook._cell("a|b <c>\n![图](文件)") == "a\\|b \\<c> ![图]\\(文件)"


# ---------------------------------------------------------------- what is written by hand


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def test_every_channel_report_and_indicator_is_told() -> None:
    assert not [name for name in CHANNELS if f"`{name}`" not in text_of("tables.md")]
    assert not [
        name for name in FORMATS if name not in text_of("checks.md") + text_of("inspection.md") and name != "terminal"
    ]
    assert not [indicator.code for indicator in INDICATORS if f"| {indicator.code} |" not in text_of("checks.md")]


def test_a_finding_is_quoted_as_its_check_tells_it() -> None:
    pages = (ROOT / "README.md", DOCS / "checks.md", DOCS / "quick-start.md")
    quoted = [found for page in pages for found in _QUOTED.findall(page.read_text(encoding="utf-8"))]
    assert len(quoted) >= len(pages)
    for severity, name, clause in quoted:
        assert (severity, clause) == (CHECKS[name].severity.label, CHECKS[name].clause.cited)


def test_the_front_page_leads_to_every_page() -> None:
    assert not [
        page.name
        for page in DOCS.glob("*.md")
        if page.name != "README.md" and f"({page.name})" not in text_of("README.md")
    ]


# ---------------------------------------------------------------- examples


class Example(NamedTuple):
    """A fenced block: `said` is what the block after a wrong item promises."""

    page: str
    what: str
    path: str
    files: tuple[str, ...]
    text: str
    said: str


def examples() -> Iterator[Example]:
    for page in sorted(DOCS.glob("*.md")):
        found = _FENCE.findall(page.read_text(encoding="utf-8"))
        for n, (_, what, path, files, text) in enumerate(found):
            said = found[n + 1][4] if what == "wrong" else ""
            assert what != "wrong" or found[n + 1][1] == "says", f"{page.name}: {path} is wrong without saying how"
            yield Example(page.name, what, path, tuple(filter(None, files.split(","))), text, said)


def of(what: str) -> list[Example]:
    return [example for example in examples() if example.what == what]


def named(example: Example) -> str:
    return f"{example.page}:{example.path}"


def kind_of(path: str) -> str:
    """By the demonstration's columns, as the examples are taken from there."""
    columns = read_tables(ROOT / "content").columns
    kind = columns[path.rpartition("/")[0].rpartition("/")[0]].kind
    return SPECIAL_KIND if kind == SPECIAL else kind


def put_files(content: Path, example: Example) -> None:
    for name in example.files:
        (content / example.path).mkdir(parents=True, exist_ok=True)
        (content / example.path / name).write_bytes(b"-")
    for file in of("file"):
        (content / file.path).parent.mkdir(parents=True, exist_ok=True)
        (content / file.path).write_text(file.text, encoding="utf-8")


def test_there_is_an_example_of_every_kind() -> None:
    from pipeline.kinds import KINDS

    assert {kind_of(example.path) for example in of("item")} == set(KINDS)


@pytest.mark.parametrize("example", of("item"), ids=named)
def test_an_example_is_read_without_a_finding(example: Example, tmp_path: Path) -> None:
    put_files(tmp_path, example)
    read = read_item(tmp_path, example.path, kind_of(example.path), example.text.encode())
    assert read.findings == ()
    assert read.record is not None


@pytest.mark.parametrize("example", of("wrong"), ids=named)
def test_a_mistake_is_told_as_the_handbook_says(example: Example, tmp_path: Path) -> None:
    read = read_item(tmp_path, example.path, kind_of(example.path), example.text.encode())
    assert "\n".join(map(str, read.findings)) + "\n" == example.said


@pytest.mark.parametrize("example", of("table"), ids=named)
def test_an_example_of_a_table_is_valid(example: Example) -> None:
    source, value = read_table_source("table.yaml", example.text.encode())
    for n, row in enumerate([value] if isinstance(value, dict) else value):
        validate(TABLES[example.path], row, source, () if isinstance(value, dict) else (n,))
    assert source.findings == []


def test_every_table_has_an_example() -> None:
    assert {example.path for example in of("table")} == set(TABLES) - {"census"}


def test_the_example_of_a_census_is_read_without_a_finding(tmp_path: Path) -> None:
    [example] = [example for example in of("file") if example.path.startswith(FOLDER)]
    put_files(tmp_path, example)
    found = read_censuses(tmp_path, read_tables(ROOT / "content").accounts)
    assert found.findings == []
    assert len(found.weeks[0].rows or ()) == example.text.count("\n") - 1


def test_the_text_example_shows_every_construction() -> None:
    """Headings by outline and by sign, a list, a table, a footnote, a picture and all ways to link."""
    text = next(example.text for example in of("item") if "[^1]:" in example.text)
    body = render_body(text.partition("\n---\n")[2], "xwzx/tzgg/2026/00009")
    assert [heading.text for heading in body.headings] == [
        "一、开放时间",
        "（一）常设展厅",
        "二、怎样到达",
        "三、讲座场次",
    ]
    assert [heading.level for heading in body.headings] == [2, 3, 2, 2]
    assert {link.kind.value for link in body.links} == {"file", "page", "index", "item", "external", "mail"}
    for piece in ("<ol>", "<ul>", "<table>", "<strong>", "<blockquote>", "footnote", "<img "):
        assert piece in body.html
