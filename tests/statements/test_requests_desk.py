"""The verbs of the ledger: who must be answered when, and table 3 as a workbook that can be imported."""

from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.annual.cells import CELLS
from pipeline.annual.wording import SHEETS
from pipeline.environment import Refused
from plugins import statement_desk
from tests.checks.site import BuiltSite, build_site
from tests.statements.test_ledger import HEAD

LEDGER = (
    HEAD + "A-1,yl-czj,2026-10-20,自然人,,,,,,,\nA-2,yl-czj,2026-11-10,商业企业,,,,,,,\n"
    "A-3,yl-czj,2026-11-02,自然人,,,2026-11-05,,,,\nA-4,yl-gov,2026-03-02,其他,,,,,,2026-03-20,重复申请\n"
)


@pytest.fixture
def built(tmp_path: Path) -> BuiltSite:
    return build_site(tmp_path, {"requests/2026.csv": LEDGER})


def test_the_watch_tells_the_most_urgent_first(
    built: BuiltSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = statement_desk.watch_requests("2026-11-18", str(tmp_path / "watch.csv"), str(tmp_path / "content"))
    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert [line.split(" ")[2].split("，")[0] for line in lines[:3]] == ["A-1", "A-2", "A-3"]
    assert "content/requests/2026.csv:2:1" in lines[0] and "已超期 1 个工作日" in lines[0]
    assert "还有 14 个工作日" in lines[1] and "补正告知期限 2026-11-19" in lines[1]
    assert lines[2].endswith("征求意见")
    assert lines[3] == "截至 2026-11-18：没有办结的申请 3 件，已超期 1 件，3 个工作日内到期 0 件。"
    assert len((tmp_path / "watch.csv").read_text("utf-8-sig").splitlines()) == 4


def test_nothing_overdue_is_clean(built: BuiltSite, tmp_path: Path) -> None:
    assert statement_desk.watch_requests("2026-11-17", None, str(tmp_path / "content")) == 0


@pytest.mark.parametrize(
    ("day", "said"), [("2026-11-14", "已超期（"), ("2027-01-08", "已超期（"), ("2026-11-17", "2 个")]
)
def test_late_is_late_where_no_working_day_can_be_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str, said: str
) -> None:
    """Due on Friday 13 November: on the Saturday after it, and beyond the table of holidays."""
    row = "B-1,yl-czj,2026-10-16,自然人,,,,,,,\n"
    build_site(tmp_path, {"requests/2026.csv": HEAD + row})
    assert statement_desk.watch_requests(day, None, str(tmp_path / "content")) == 1
    out = capsys.readouterr().out
    assert said in out and "答复期限 2026-11-13" in out and "已超期 1 件" in out


def test_table_3_as_a_workbook(built: BuiltSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = {"content": str(tmp_path / "content"), "store": str(tmp_path / "store.sqlite")}
    out = tmp_path / "czj.xlsx"
    assert statement_desk.count_requests("yl-czj", "2026", str(out), **places) == 0
    assert "还没有公布的年度报告" in capsys.readouterr().out
    sheet = load_workbook(out)[SHEETS[1]]
    told = {cell.path[1:]: sheet[cell.address].value for cell in CELLS if cell.table == 3}
    assert (told["received", 0], told["received", 1], told["carried_out", 0], told["repeated", 5]) == (2, 1, 2, 0)
    assert str(told["received", 6]).startswith("=SUM(")
    with pytest.raises(Refused, match="没有覆盖"):
        statement_desk.count_requests("yl-czj", "2026", str(out), **places)


@pytest.mark.parametrize(
    ("authority", "year", "said"),
    [("yl-czz", "2026", "yl-czj"), ("yl-czj", "2025", "没有 2025 年的申请台账"), ("yl-czj", "26", "年度应为")],
)
def test_what_cannot_be_counted_is_refused(
    built: BuiltSite, tmp_path: Path, authority: str, year: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        statement_desk.count_requests(authority, year, None, str(tmp_path / "content"), str(tmp_path / "store.sqlite"))


def test_a_ledger_with_faults_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_site(tmp_path, {"requests/2026.csv": LEDGER + "13800138000,yl-czj,2026-03-02,自然人,,,,,,,\n"})
    with pytest.raises(Refused, match="改正后再统计"):
        statement_desk.count_requests("yl-czj", "2026", None, str(tmp_path / "content"), str(tmp_path / "store.sqlite"))
    out = capsys.readouterr().out
    assert "138****8000" in out and "13800138000" not in out
