"""The verbs: from a template to a draft in content/ and back to a workbook, and nothing half done when something is wrong."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.annual.cells import CELLS, number_of, values_of
from pipeline.annual.draft import Damaged, put_tables, reports_in, with_tables
from pipeline.annual.identities import consolidated
from pipeline.annual.reading import read_workbook
from pipeline.annual.workbook import Facts, filled
from pipeline.environment import Refused
from pipeline.item import read_item
from pipeline.kinds.annual_report import DETAILS
from pipeline.tables import read_tables
from plugins import report_desk
from tests.annual.reports import Values, report, typed_in
from tests.checks.site import SITE, column

AUTHORITIES: list[dict[str, Any]] = [
    {"代号": "yl-gov", "名称": "样例市人民政府", "层级": "政府", "统一社会信用代码": "11990000123456788L"},
    {
        "代号": "yl-czj",
        "名称": "样例市财政局",
        "层级": "部门",
        "上级": "yl-gov",
        "统一社会信用代码": "11990000876543210R",
    },
    {
        "代号": "yl-sjj",
        "名称": "样例市审计局",
        "层级": "部门",
        "上级": "yl-gov",
        "统一社会信用代码": "11990000135792463A",
    },
]
FINANCE = Facts("样例市财政局", "yl-czj", 2025)
SECTIONS = "".join(f"\n## {title}\n\n本部分的情况。没有收取信息处理费。\n" for title in (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
))  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with one column for reports, as the working directory."""
    monkeypatch.chdir(tmp_path)
    columns = [column("nb", "年度报告", 责任部门="yl-gov"), column("xw", "文章")]
    site = SITE | {"演示日期": "2026-01-20"}
    for name, rows in (("site.yaml", site), ("authorities.yaml", AUTHORITIES), ("columns.yaml", columns)):
        (tmp_path / "content").mkdir(exist_ok=True)
        (tmp_path / "content" / name).write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), "utf-8")
    return tmp_path


def published(place: Path, facts: Facts, values: Values, number: int = 1, header: str = "") -> Path:
    """A report that is there already; some of its lines are written as no program would write them."""
    path = place / f"content/nb/{facts.year + 1}/{number:05d}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        f"---\n标题: {facts.name}{facts.year}年政府信息公开工作年度报告\n发文机关: {facts.key}\n# 手写的一行\n"
        f"成文日期: {facts.year + 1}-01-10\n发布时间: {facts.year + 1}-01-12 09:00\n年度: {facts.year}\n"
        f"索引号: 11990000876543210R/{facts.year + 1}-{number:05d}\n{header}---\n{SECTIONS}"
    )
    path.write_text(with_tables(lines, values, facts.year), "utf-8")
    return path


def content_of(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in (place / "content").rglob("*.*")}


def stored(path: Path, place: Path) -> dict[str, Any]:
    """The item as the store would keep it, with what an editor adds before it is published."""
    text = path.read_text("utf-8").replace("成文日期:\n", "成文日期: 2026-01-19\n")
    read = read_item(place / "content", "nb/2026/00001", "annual_report", text.encode())
    assert read.record is not None, read.findings
    import json

    details: dict[str, Any] = json.loads(read.record.body.details)
    return details


def test_a_workbook_becomes_a_draft_and_the_draft_the_same_workbook(place: Path, capsys: Any) -> None:
    for number in range(5):
        values = report(random.Random(number))
        facts = FINANCE._replace(year=2021 + number % 4)
        (place / "填.xlsx").write_bytes(typed_in(values, facts))
        assert report_desk.import_report("填.xlsx") == 0
        made = next(
            one for one in reports_in(place / "content", read_tables(place / "content")) if one.year == facts.year
        )
        details = stored(made.path, place)
        assert (made.status, details["title"]) == ("草稿", f"样例市财政局{facts.year}年政府信息公开工作年度报告")
        assert values_of(details) == values
        (place / "出.xlsx").write_bytes(filled(facts, values_of(details)))
        assert list(read_workbook(place / "出.xlsx").values) == values
        made.path.unlink()
    assert "已导入" in capsys.readouterr().out


def test_blank_cells_stay_blank_unless_they_are_said_to_be_nothing(place: Path, capsys: Any) -> None:
    values = report(random.Random(1))
    licences = number_of("disclosed", "licences")
    values[licences] = None
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE))
    assert report_desk.import_report("填.xlsx") == 0
    assert "工作表“第二表”B8 格（第二表“行政许可”列“本年处理决定数量”）空着" in capsys.readouterr().out
    (made,) = reports_in(place / "content", read_tables(place / "content"))
    assert made.values is not None and list(made.values) == values
    assert report_desk.import_report("填.xlsx", replace=True, blanks_are_zero=True) == 0
    (made,) = reports_in(place / "content", read_tables(place / "content"))
    assert made.values is not None and made.values[licences] == 0


def test_a_report_that_is_there_is_touched_only_when_asked_and_only_in_its_tables(place: Path) -> None:
    path = published(place, FINANCE, report(random.Random(1)), header="空白按零: 否\n")
    before, values = path.read_text("utf-8"), report(random.Random(2))
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE))
    with pytest.raises(Refused, match="已经有了"):
        report_desk.import_report("填.xlsx")
    assert path.read_text("utf-8") == before
    assert report_desk.import_report("填.xlsx", replace=True) == 0
    assert path.read_text("utf-8") == with_tables(before, values, 2025)
    kept = [line for line in before.split("\n") if not line.startswith("  ")]
    assert [line for line in path.read_text("utf-8").split("\n") if not line.startswith("  ")] == kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"第三表!D5": "无", "第四表!A5": -1}, "共 2 处要改"),
        ({"基本信息!B4": "yl-cz"}, "机关代号“yl-cz”没有登记，是否应为“yl-czj”？代号见"),
        ({"基本信息!B3": "样例市财政厅"}, "机关名称“样例市财政厅”与代号“yl-czj”登记的“样例市财政局”不同"),
        ({"基本信息!B5": 2026}, "这一年还没有过完"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(place: Path, capsys: Any, changes: Any, words: str) -> None:
    before = content_of(place)
    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(1)), FINANCE, changes))
    assert report_desk.import_report("填.xlsx") == 1
    told = capsys.readouterr().out
    assert words in told and "没有导入" in told
    assert content_of(place) == before


def test_sums_that_are_wrong_are_told_with_the_address_and_the_cell_to_blame(place: Path, capsys: Any) -> None:
    values = report(random.Random(1))
    number = number_of("applications", "third_party", 1)
    values[number] = int(values[number] or 0) + 1
    before = content_of(place)
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE))
    assert report_desk.import_report("填.xlsx") == 1
    told = capsys.readouterr().out
    assert "工作表“第三表”J12 格：第三表“（三）不予公开／4.保护第三方合法权益”列“总计”写的是" in told
    assert f"第三表“（三）不予公开／4.保护第三方合法权益”列“商业企业”现为 {values[number]}，应为" in told
    assert content_of(place) == before


def test_a_cell_that_is_no_number_is_not_told_again_by_its_sums(place: Path, capsys: Any) -> None:
    """As a spreadsheet program would save it: its totals leave out what is no number."""
    values = report(random.Random(1))
    field = next(name for name in DETAILS if values[number_of("applications", name, 0)])
    text, row_total, total, whole = (
        number_of("applications", *where) for where in ((field, 0), (field, 6), ("total", 0), ("total", 6))
    )
    lost = values[text]
    assert lost
    for number in (row_total, total, whole):
        values[number] = int(values[number] or 0) - int(lost)
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE, {f"第三表!{CELLS[text].address}": f"{lost}件"}))
    assert report_desk.import_report("填.xlsx") == 1
    told = capsys.readouterr().out
    assert "共 1 处要改" in told and "不平" not in told


def test_a_file_that_is_not_there_could_not_be_read(place: Path) -> None:
    for file in ("没有.xlsx", "content"):
        with pytest.raises(Refused, match=file):
            report_desk.import_report(file)


def test_what_stands_beside_the_numbers_does_not_keep_a_workbook_out(place: Path, capsys: Any) -> None:
    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(1)), FINANCE, {"第三表!L6": "待核"}))
    assert report_desk.import_report("填.xlsx") == 0
    assert "注意：工作表“第三表”表外的内容没有导入：L6 格“待核”。" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(1)), FINANCE))
    before = content_of(place)
    monkeypatch.setattr("pipeline.annual.draft.os.replace", full)
    with pytest.raises(Refused, match="写不进去"):
        report_desk.import_report("填.xlsx")
    assert content_of(place) == before


def test_of_two_reports_on_one_year_none_is_changed(place: Path) -> None:
    published(place, FINANCE, report(random.Random(1)), 1)
    published(place, FINANCE, report(random.Random(2)), 2)
    before = content_of(place)
    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(3)), FINANCE))
    with pytest.raises(Refused, match=r"有 2 份：content/nb/2026/00001.md、content/nb/2026/00002.md"):
        report_desk.import_report("填.xlsx", replace=True)
    assert content_of(place) == before


def test_what_was_withdrawn_is_left_alone(place: Path) -> None:
    withdrawn = published(place, FINANCE, report(random.Random(1)), header="状态: 已撤回\n")
    before, values = withdrawn.read_bytes(), report(random.Random(2))
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE))
    assert report_desk.import_report("填.xlsx", replace=True) == 0
    assert withdrawn.read_bytes() == before
    assert report_desk.make_template("yl-czj", "2025", "新.xlsx") == 0
    number = number_of("applications", "received", 0)
    assert read_workbook(place / "新.xlsx").values[number] == values[number]


def test_a_draft_goes_where_the_reports_of_its_body_are(place: Path) -> None:
    columns = [column("nb", "年度报告", 责任部门="yl-gov"), column("cz", "年度报告", 责任部门="yl-czj")]
    (place / "content/columns.yaml").write_text(yaml.safe_dump(columns, allow_unicode=True), "utf-8")
    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(1)), FINANCE))
    with pytest.raises(Refused, match="用 --column 指定一个"):
        report_desk.import_report("填.xlsx")
    old = published(place, FINANCE._replace(year=2024), report(random.Random(1)))
    (place / "content/cz/2025").mkdir(parents=True)
    old.rename(place / "content/cz/2025/00001.md")
    assert report_desk.import_report("填.xlsx") == 0
    assert (place / "content/cz/2026/00001.md").is_file()


def test_a_draft_that_cannot_be_finished_leaves_no_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content_of(place)
    (place / "填.xlsx").write_bytes(typed_in(report(random.Random(1)), FINANCE))
    monkeypatch.setattr("pipeline.annual.draft.with_tables", lambda text, values, year: text)
    with pytest.raises(Refused, match="没有导入"):
        report_desk.import_report("填.xlsx")
    assert content_of(place) == before


def test_a_header_that_cannot_be_read_is_left_alone(place: Path) -> None:
    path = place / "坏.md"
    path.write_text("没有页头", "utf-8")
    with pytest.raises(Damaged):
        put_tables(path, report(random.Random(1)), 2025)
    assert [file.name for file in place.iterdir() if file.is_file()] == ["坏.md"]


def test_line_ends_of_another_system_stay(place: Path) -> None:
    text = "---\r\n标题: 样\r\n年度: 2024\r\n---\r\n正文\r\n"
    made = with_tables(text, report(random.Random(1)), 2025)
    assert made.count("\n") == made.count("\r\n") and "年度: 2025\r\n" in made and made.endswith("正文\r\n")


def test_a_template_knows_what_the_year_before_carried_out(place: Path, capsys: Any) -> None:
    before = report(random.Random(1))
    published(place, FINANCE._replace(year=2024), before)
    assert report_desk.make_template("yl-czj", "2025", "新.xlsx") == 0
    values = read_workbook(place / "新.xlsx").values
    for column_number in range(6):
        wanted = before[number_of("applications", "carried_out", column_number)]
        assert values[number_of("applications", "carried_in", column_number)] == wanted
    assert sum(value is not None for value in values) == 6
    assert "“上年结转”已按 2024 年度的报告填好" in capsys.readouterr().out
    with pytest.raises(Refused, match="没有覆盖"):
        report_desk.make_template("yl-czj", "2025", "新.xlsx")


@pytest.mark.parametrize(
    ("authority", "year", "words"), [("yl-cj", "2025", "没有登记"), ("yl-czj", "2019", "年度应为")]
)
def test_a_template_for_nobody_is_refused(place: Path, authority: str, year: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        report_desk.make_template(authority, year)
    assert not list(place.glob("*.xlsx"))


def test_what_differs_from_the_year_before_is_said_but_does_not_keep_a_workbook_out(place: Path, capsys: Any) -> None:
    before = report(random.Random(1))
    values = report(random.Random(2), before)
    stock = number_of("disclosed", "rules", "in_force")
    values[stock] = int(values[stock] or 0) + 1
    published(place, FINANCE._replace(year=2024), before)
    (place / "填.xlsx").write_bytes(typed_in(values, FINANCE))
    assert report_desk.import_report("填.xlsx") == 0
    assert "工作表“第二表”D4 格：第二表“规章”列“现行有效件数”是" in capsys.readouterr().out


def test_sums_of_the_bodies_below_are_compared_cell_by_cell(place: Path, capsys: Any) -> None:
    members = [report(random.Random(number)) for number in (1, 2)]
    published(place, FINANCE, members[0], 1)
    published(place, Facts("样例市审计局", "yl-sjj", 2025), members[1], 2)
    own: Values = [*consolidated(members)]
    path = published(place, Facts("样例市人民政府", "yl-gov", 2025), own, 3)
    assert report_desk.sum_reports("yl-gov", "2025", "和.xlsx") == 0
    assert f"{len(CELLS)} 格全部相同" in capsys.readouterr().out
    assert (place / "和.xlsx").is_file()
    own[0] = int(own[0] or 0) + 2
    path.write_text(with_tables(path.read_text("utf-8"), own, 2025), "utf-8")
    assert report_desk.sum_reports("yl-gov", "2025") == 1
    assert "差 2" in capsys.readouterr().out


def test_sums_leave_out_what_was_withdrawn_and_count_each_body_once(place: Path, capsys: Any) -> None:
    chance = random.Random(5)
    old, new, other = (report(chance) for _ in range(3))
    published(place, FINANCE, old, 1, header="状态: 已撤回\n")
    published(place, FINANCE, new, 2)
    published(place, Facts("样例市审计局", "yl-sjj", 2025), other, 3)
    published(place, Facts("样例市人民政府", "yl-gov", 2025), [*consolidated([new, other])], 4)
    assert report_desk.sum_reports("yl-gov", "2025") == 0
    assert "有报告的 2 个" in capsys.readouterr().out
