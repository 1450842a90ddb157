"""The weekly census by question and by form, and the announcement of an end, from the command to the files."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.census import read_censuses
from pipeline.environment import Refused
from pipeline.tables import read_tables
from plugins import account_desk
from tests.fixtures import Site, SiteFolder

ACCOUNTS = """\
- {账号名称: 小城发布, 账号ID: xc, 平台: 微信订阅号, 主办单位: xc-gov, 状态: 正常运行, 最近更新日期: 2026-11-10, 联系电话: 0380-8000001}
- {账号名称: 小城发布, 账号ID: xcwb, 平台: 新浪微博, 主办单位: xc-gov, 状态: 正常运行, 替代账号: xc, 停更公告日期: 2026-11-20}
- {账号名称: 小城教育, 账号ID: "=1+1", 平台: 微信订阅号, 主办单位: xc-jyj, 状态: 正常运行}
- {账号名称: 老账号, 账号ID: old, 平台: 抖音, 主办单位: xc-gov, 状态: 已关停, 关停日期: 2020-01-01}
"""
DAY = "2026-11-18"
CSV = "census/2026-47.csv"


@pytest.fixture
def folder(site: Site) -> SiteFolder:
    return site(tables={"accounts.yaml": ACCOUNTS})


def answering(*answers: str | type[BaseException]) -> Any:
    given: Iterator[str | type[BaseException]] = iter(answers)

    def ask(question: str) -> str:
        answer = next(given, EOFError)
        if isinstance(answer, str):
            return answer
        raise answer

    return ask


def ask(folder: SiteFolder, *answers: str | type[BaseException]) -> int:
    return account_desk.ask_census(DAY, str(folder.content), answering(*answers))


def seen(folder: SiteFolder) -> dict[str, tuple[str | None, bool, bool | None, str | None, str | None]]:
    tables = read_tables(folder.content)
    found = read_censuses(folder.content, tables.accounts)
    assert not found.findings
    rows = (found.weeks[0].rows or {}) if found.weeks else {}
    return {key[1]: (r.updated_on, r.usable, r.answers, r.on, r.remarks) for key, (r, _) in rows.items()}


def test_every_account_is_asked_for_once(folder: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    status = ask(folder, "2026-11-17", "是", "", "", "无", "否", "否", '打不开,"白屏"', "2026-11-18", "是", "是", "")
    assert status == 0
    assert seen(folder) == {
        "xc": ("2026-11-17", True, None, DAY, None),
        "xcwb": (None, False, False, DAY, '打不开,"白屏"'),
        "=1+1": (DAY, True, True, DAY, None),
    }
    assert "老账号" not in capsys.readouterr().out
    assert ask(folder) == 0


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt, "q"])
def test_what_is_cut_short_is_kept_and_gone_on_with(folder: SiteFolder, end: Any) -> None:
    assert ask(folder, "2026-11-17", "是", "是", "", "2026-11-16", "是", end) == 1
    assert set(seen(folder)) == {"xc"}
    assert ask(folder, "", "2026-11-16", "是", "", "") == 1
    assert set(seen(folder)) == {"xc", "=1+1"}


def test_wrong_answers_are_asked_again(folder: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    ask(folder, "11月17日", "2026-11-19", "2026-11-17", "可以", "是", "行", "", "")
    assert seen(folder)["xc"] == ("2026-11-17", True, None, DAY, None)
    told = capsys.readouterr().out
    assert all(words in told for words in ("写成 YYYY-MM-DD", "2026-11-19 还没有到", "请写“是”或“否”"))


def test_what_stands_in_the_file_is_kept(folder: SiteFolder) -> None:
    folder.write({CSV: "\ufeff能否使用,账号ID,平台,最近更新日期,备注\r\n是,xcwb,新浪微博,2026-11-12,好\r\n"})
    assert ask(folder, "2026-11-17", "是", "是", "") == 1
    found = seen(folder)
    assert found["xcwb"] == ("2026-11-12", True, None, None, "好")
    assert found["xc"][0] == "2026-11-17"


def test_a_file_with_faults_is_left_alone(folder: SiteFolder) -> None:
    wrong = "平台,账号ID,最近更新日期,能否使用\n新浪微博,没有的,2026-11-12,是\n"
    folder.write({CSV: wrong})
    with pytest.raises(Refused, match="有以上错误"):
        ask(folder, "2026-11-17", "是", "是", "")
    assert (folder.content / CSV).read_text("utf-8") == wrong


def test_a_file_that_is_spoilt_between_two_answers(folder: SiteFolder) -> None:
    """What was answered before stays, and nobody is shown a traceback."""
    given = iter(["2026-11-17", "是", "是", "", "2026-11-16", "是", "", ""])

    def answer(question: str) -> str:
        if "备注" in question and seen(folder):
            with (folder.content / CSV).open("a", encoding="utf-8") as file:
                file.write("新浪微博,没有的,,2026-11-12,是,,,\n")
        return next(given)

    with pytest.raises(Refused, match="有以上错误"):
        account_desk.ask_census(DAY, str(folder.content), answer)
    assert "xc," in (folder.content / CSV).read_text("utf-8")


# by form ------------------------------------------------------------------------------------------------------------


def form(folder: SiteFolder) -> Path:
    out = folder.root / "form.xlsx"
    assert account_desk.make_form("2026-47", str(out), DAY, str(folder.content)) == 0
    return out


def fill(path: Path, cells: dict[str, Any]) -> None:
    book = load_workbook(path)
    for address, value in cells.items():
        sheet, _, place = address.rpartition("!")
        book[sheet or "普查"][place] = value
    book.save(path)


def bring_in(folder: SiteFolder, path: Path, **more: bool) -> int:
    return account_desk.import_form(str(path), as_of=DAY, content=str(folder.content), **more)


@pytest.mark.parametrize("name", ["没有.xlsx", "content"])
def test_a_form_that_is_not_there_could_not_be_read(folder: SiteFolder, name: str) -> None:
    with pytest.raises(Refused, match=name):
        bring_in(folder, folder.content.parent / name)


def test_a_form_out_and_in(folder: SiteFolder) -> None:
    path = form(folder)
    sheet = load_workbook(path)["普查"]
    assert [cell.value for cell in sheet[2]][:5] == ["微信订阅号", "xc", "小城发布", "市政府", "2026-11-10"]
    assert sheet["B4"].value == "=1+1"
    assert sheet["B4"].data_type == "s"
    assert len(sheet.data_validations.dataValidation) == 1
    fill(path, {"F2": datetime(2026, 11, 17), "G2": "是", "H2": "否", "I2": "2026-11-18", "J2": "留言\n关了"})
    assert bring_in(folder, path) == 1, "two accounts are still to be looked at"
    assert seen(folder) == {"xc": ("2026-11-17", True, False, "2026-11-18", "留言 关了")}


def test_an_imported_row_is_not_written_over_unasked(folder: SiteFolder) -> None:
    path = form(folder)
    fill(path, {"F2": "2026-11-17", "G2": "是", "I2": "2026-11-18"})
    bring_in(folder, path)
    before = (folder.content / CSV).read_bytes()
    fill(path, {"F2": "2026-11-18", "F3": "2026-11-18", "G3": "是", "I3": "2026-11-18"})
    assert bring_in(folder, path) == 1
    assert (folder.content / CSV).read_bytes() == before
    bring_in(folder, path, replace=True)
    assert {key: row[0] for key, row in seen(folder).items()} == {"xc": "2026-11-18", "xcwb": "2026-11-18"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"G2": "可以"}, "“普查”G2 “能否使用”是“可以”"),
        ({"G2": None, "J2": "忘了"}, "“普查”G2 “能否使用”是“”"),
        ({"H2": "y"}, "“普查”H2 “能否互动”是“y”"),
        ({"F2": "11月17日"}, "“普查”F2 “最近更新日期”的“11月17日”不是日期"),
        ({"F2": "=TODAY()"}, "“普查”F2 是公式"),
        ({"I2": None}, "“普查”I2 没有写“普查日期”"),
        ({"I2": "2026-11-23"}, "“普查”I2 普查日期 2026-11-23 不在这一周"),
        ({"F2": "2026-11-19"}, "“普查”F2 最近更新日期 2026-11-19 晚于普查日期"),
        ({"I2": "2026-11-20"}, "“普查”I2 普查日期 2026-11-20 还没有到（今天是 2026-11-18）"),
        ({"F2": datetime(1900, 1, 3)}, "“普查”F2 最近更新日期 1900-01-03 早于任何新媒体"),
        ({"F2": "无"}, "没有看到更新的，最近更新日期空着"),
        ({"B2": "xd"}, "“普查”B2 账号“微信订阅号 xd”没有登记，是否应为"),
        ({"A3": "微信订阅号", "B3": "xc", "G3": "是", "I3": "2026-11-18"}, "填了两行"),
        ({"G1": "可用"}, "首行应有且只有一列“能否使用”"),
        ({"说明!B1": "47周"}, "“说明”B1 看不出是哪一周的"),
    ],
)
def test_each_fault_names_its_cell_and_nothing_is_taken(
    folder: SiteFolder, capsys: pytest.CaptureFixture[str], cells: dict[str, Any], told: str
) -> None:
    path = form(folder)
    fill(path, {"F2": "2026-11-17", "G2": "是", "I2": "2026-11-18"} | cells)
    assert bring_in(folder, path) == 1
    assert told in capsys.readouterr().out
    assert not (folder.content / CSV).exists()


def test_no_workbook_at_all(folder: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder.root / "form.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    assert bring_in(folder, path) == 1
    told = capsys.readouterr().out
    assert "已损坏" in told and told.count("form.xlsx") == 1


def test_a_form_is_the_same_whenever_it_is_made(folder: SiteFolder) -> None:
    first = form(folder).read_bytes()
    (folder.root / "form.xlsx").unlink()
    assert form(folder).read_bytes() == first
    with pytest.raises(Refused, match="没有覆盖"):
        form(folder)


def test_a_week_to_come_has_no_form(folder: SiteFolder) -> None:
    for week in ("2026-48", "2026-54", "47"):
        with pytest.raises(Refused):
            account_desk.make_form(week, None, DAY, str(folder.content))


# the end of an account ----------------------------------------------------------------------------------------------


def test_the_announcement_of_an_end(folder: SiteFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert account_desk.close_account("xcwb", "xw/tz", DAY, str(folder.content)) == 0
    draft = folder.content / "xw/tz/2026/00001.md"
    text = draft.read_text("utf-8")
    assert "标题: 关于整合新浪微博“小城发布”的公告" in text
    assert "状态: 草稿" in text
    assert "自2026年11月20日起停止更新" in text
    assert "由微信订阅号“小城发布”发布" in text
    told = capsys.readouterr().out
    assert "停更公告: xw/tz/2026/00001" in told
    assert "状态: 停更公示" in told
    built = folder.build()
    assert not built.findings
    assert built.held == {"xw/tz/2026/00001"}


def test_a_successor_of_a_name_that_several_bear(folder: SiteFolder) -> None:
    folder.write({"accounts.yaml": ACCOUNTS.replace("替代账号: xc,", "替代账号: 小城发布,")})
    account_desk.close_account("xcwb", "xw/tz", DAY, str(folder.content))
    assert "由“小城发布”发布" in (folder.content / "xw/tz/2026/00001.md").read_text("utf-8")


def test_an_end_without_successor(folder: SiteFolder) -> None:
    account_desk.close_account("微信订阅号 xc", "xw/tz", DAY, str(folder.content))
    text = (folder.content / "xw/tz/2026/00001.md").read_text("utf-8")
    assert "关于关停微信订阅号“小城发布”的公告" in text
    assert "https://www.xiaocheng.example.gov.cn" in text
    assert "咨询电话：0380-8000001" in text


@pytest.mark.parametrize(
    ("account", "column", "told"),
    [
        ("小城发布", "xw/tz", "对上了 2 个账号"),
        ("无此账号", "xw/tz", "台账里没有账号"),
        ("xc", "xw", "只收下级栏目"),
        ("xc", "zcjd", "形态是“政策解读”"),
    ],
)
def test_no_announcement(folder: SiteFolder, account: str, column: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        account_desk.close_account(account, column, DAY, str(folder.content))
    assert not (folder.content / "xw").exists() and not (folder.content / "zcjd").exists()


def test_days_of_a_week_are_those_of_the_calendar(folder: SiteFolder) -> None:
    """New Year's Eve 2026 lies in week 53, the first of January 2027 too."""
    account_desk.ask_census("2027-01-01", str(folder.content), answering("2026-12-30", "是", "", ""))
    assert (folder.content / "census/2026-53.csv").is_file()
    assert date(2027, 1, 1).isocalendar()[:2] == (2026, 53)
    assert io.StringIO((folder.content / "census/2026-53.csv").read_text("utf-8")).readline().startswith("平台,账号ID")
