"""The weekly census of new-media accounts as a file: whatever a spreadsheet may save it as, a row is taken or told."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.census import Censuses, read_censuses
from pipeline.model import NewMediaAccount
from tests.checks.site import build_site

ROW = {"账号名称": "甲", "平台": "抖音", "主办单位": "yl-gov", "状态": "正常运行"}
ACCOUNTS = [NewMediaAccount.model_validate(ROW | {"账号ID": key}) for key in ("a", "b")]
HEAD = "平台,账号ID,最近更新日期,能否使用,备注\n"


def read(folder: Path, raw: str | bytes, name: str = "2026-47.csv") -> Censuses:
    (folder / "content/census").mkdir(parents=True, exist_ok=True)
    (folder / "content/census" / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_censuses(folder / "content", ACCOUNTS)


def taken(found: Censuses) -> dict[str, tuple[str | None, bool, str | None, int]]:
    [week] = found.weeks
    return {
        key: (row.updated_on, row.usable, row.remarks, place.line)
        for (_, key), (row, place) in (week.rows or {}).items()
    }


def told(found: Censuses) -> list[tuple[int, int, str]]:
    return [(f.location.line, f.location.column, f.check) for f in found.findings]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_save(tmp_path: Path, mark: str, end: str) -> None:
    text = HEAD + '抖音,a,2026-11-17,是,"直播,""短""视频"\n\n 抖音 , b ,,否,\n,,,,\n'
    found = read(tmp_path, mark + text.replace("\n", end))
    assert taken(found) == {"a": ("2026-11-17", True, '直播,"短"视频', 2), "b": (None, False, None, 4)}
    assert found.findings == []


def test_columns_in_any_order_and_a_name_for_people(tmp_path: Path) -> None:
    found = read(tmp_path, "能否使用,账号名称,账号ID,平台,最近更新日期\n是,甲,a,抖音,2026-11-17\n")
    assert taken(found) == {"a": ("2026-11-17", True, None, 2)}


@pytest.mark.parametrize(
    ("raw", "check", "line"),
    [
        ((HEAD + "抖音,a,2026-11-17,是,\n").encode("gb18030"), "source-encoding", 1),
        ((HEAD + "抖音,a,2026-11-17,是,\n").encode("utf-16"), "source-encoding", 1),
        (HEAD.encode() + "抖音,a,,是,".encode() + b"\xe7\n", "source-broken-utf8", 2),
        (HEAD + "抖音,a,,是,\x00\n", "source-character", 2),
        ("", "census-blank", 1),
        (HEAD, "census-blank", 1),
        (HEAD.replace(",", ";"), "census-separator", 1),
        (HEAD.replace(",", "\t") + "抖音\ta\t\t是\t\n", "census-separator", 1),
        (HEAD.replace(",", "，") + "抖音，a，，是，\n", "census-separator", 1),
        ("抖音,a,2026-11-17,是,\n抖音,b,2026-11-17,是,\n", "census-headless", 1),
        (b"PK\x03\x04" + bytes(range(100)), "source-not-text", 1),
        (b"\xd0\xcf\x11\xe0" + bytes(range(100)), "source-not-text", 1),
        (HEAD + ",,,,\n", "census-blank", 1),
        ("平台,账号ID,账号ID,最近更新日期,能否使用\n抖音,a,a,,是\n", "census-same-column", 1),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole(tmp_path: Path, raw: str | bytes, check: str, line: int) -> None:
    found = read(tmp_path, raw)
    assert [(f.check, f.location.line) for f in found.findings] == [(check, line)]
    assert found.weeks[0].rows is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("抖音,c,2026-11-17,是,", (2, 4, "census-unknown-account")),
        ("快手,a,2026-11-17,是,", (2, 4, "census-unknown-account")),
        ("抖音,a,2026/11/17,是,", (2, 6, "field-date")),
        ("抖音,a,2026-11,是,", (2, 6, "field-date")),
        ("抖音,a,2026-11-31,是,", (2, 6, "field-date")),
        ("抖音,a,2026-11-23,是,", (2, 6, "census-later")),
        ("抖音,a,2026-11-17,能,", (2, 17, "field-value")),
        ("抖音,a,2026-11-17,,", (2, 17, "field-missing")),
        ("抖音,,2026-11-17,是,", (2, 4, "field-missing")),
        ("斗音,a,2026-11-17,是,", (2, 1, "field-value")),
        ("抖音,a,2026-11-17,是", (2, 1, "census-width")),
        ("抖音,a,2026-11-17,是,,", (2, 1, "census-width")),
        ('抖音,a,2026-11-17,是,"没有闭合', (2, 19, "census-quote")),
        ('抖音,a,2026-11-17,是,后"引"', (2, 19, "census-quote")),
        (f"抖音,a,2026-11-17,是,{'长' * 200_000}", (2, 1, "census-long")),
    ],
)
def test_a_bad_row_is_told_at_its_line_and_column_and_not_taken(
    tmp_path: Path, row: str, expected: tuple[int, int, str]
) -> None:
    found = read(tmp_path, f"{HEAD}{row}\n抖音,b,,是,\n")
    assert told(found) == [expected]
    assert list(taken(found)) == ["b"]


def test_one_account_twice(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + "抖音,a,2026-11-17,是,\n抖音,a,2026-11-16,否,\n")
    assert taken(found) == {"a": ("2026-11-17", True, None, 2)}
    assert told(found) == [(3, 4, "census-duplicate")]
    assert "第 2 行" in found.findings[0].message


@pytest.mark.parametrize("name", ["2026-00.csv", "2025-53.csv", "2026-5.csv", "2026-47 (1).csv", "十一月.csv"])
def test_a_name_that_is_no_week(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, HEAD, name)
    assert (found.weeks, [f.check for f in found.findings]) == ([], ["census-name"])


def test_the_newest_week_begun_and_the_last_update_known(tmp_path: Path) -> None:
    for name, day in (("2026-46.csv", "2026-11-10"), ("2026-47.csv", "2026-11-17")):
        found = read(tmp_path, f"{HEAD}抖音,a,{day},是,\n", name)
    newest = found.newest(date(2026, 11, 16))
    assert newest and (newest.week, newest.monday, newest.sunday) == (47, date(2026, 11, 16), date(2026, 11, 22))
    assert [found.updated_on(ACCOUNTS[0], date(2026, 11, day)) for day in (8, 15, 16)] == [
        "",
        "2026-11-10",
        "2026-11-17",
    ]
    register = ACCOUNTS[0].model_copy(update={"updated_on": "2026-11-18"})
    assert found.updated_on(register, date(2026, 11, 18)) == "2026-11-18"


def test_a_census_is_no_stray_file_and_no_item(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"census/2026-47.csv": HEAD, "census/notes.txt": "x"})
    found = site.store.findings()
    assert [(str(f.location), f.check) for f in found] == [("content/census/notes.txt:1:1", "source-stray-table")]
