"""The ledger of requests: rows taken with their places, faults told at theirs, persons never told at all."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.kinds.annual_report import DETAILS
from pipeline.statements.ledger import OUTCOMES, Ledgers, read_ledgers
from pipeline.statements.rows import lines_of
from pipeline.statements.wording import LEDGER, LEDGER_FAULTS

HEAD = ",".join(column.label for column in LEDGER.values()) + "\n"
TODAY = date(2026, 11, 18)
KEYS = ("gov", "czj")


def read(folder: Path, **files: str | bytes) -> Ledgers:
    """`y2026="…"` is the file of 2026."""
    (folder / "content/requests").mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        (folder / f"content/requests/{name[1:]}.csv").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_ledgers(folder / "content", KEYS, TODAY)


def told(found: Ledgers) -> list[tuple[int, int, str]]:
    return [(one.location.line, one.location.column, one.check) for one in found.findings]


def test_a_row_is_taken_as_it_stands(tmp_path: Path) -> None:
    found = read(tmp_path, y2026=HEAD + "A-1,czj,2026-03-02,商业企业,2026-03-04,2026-03-09,,,,2026-03-30,部分公开\n")
    [request] = found.requests()
    assert (request.number, request.authority, request.applicant, request.outcome) == (
        "A-1",
        "czj",
        1,
        "partly_granted",
    )
    assert (request.received_on, request.completed_on) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (request.extended_on, request.decided_on) == (None, date(2026, 3, 30))
    assert str(request.place) == "content/requests/2026.csv:2:1"
    assert found.sound


def test_as_it_stood_on_an_earlier_day(tmp_path: Path) -> None:
    """Nothing that came later is told, nor taken for a slip of the pen; what is still to come is one."""
    rows = "A-1,czj,2026-03-02,自然人,,,2026-03-04,2026-03-10,,2026-03-30,部分公开\nA-2,czj,2026-03-20,自然人,,,,,,,\n"
    read(tmp_path, y2026=HEAD + rows)
    then = read_ledgers(tmp_path / "content", KEYS, date(2026, 3, 9), TODAY)
    [request] = then.requests()
    assert (request.number, request.consulted_on) == ("A-1", date(2026, 3, 4))
    assert (request.heard_on, request.decided_on, request.outcome) == (None, None, "")
    assert then.sound
    late = read_ledgers(tmp_path / "content", KEYS, date(2026, 3, 9), date(2026, 3, 25))
    assert [one.check for one in late.findings] == ["requests-later"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    raw = (HEAD + '"A-1","czj",2026-03-02,自然人,,,,,,,\n,,,,,,,,,,\n').replace("\n", "\r\n").encode(encoding)
    found = read(tmp_path, y2026=raw)
    assert [request.number for request in found.requests()] == ["A-1"]
    assert found.findings == []


def test_every_outcome_may_be_written_as_printed_or_as_in_a_header() -> None:
    assert set(OUTCOMES.values()) == set(DETAILS)
    for name in ("（一）予以公开", "4.保护第三方合法权益", "保护第三方合法权益", "部分公开", "3.其他", "其他"):
        assert name in OUTCOMES
    assert OUTCOMES["其他"] == "other"
    assert (
        OUTCOMES["部分公开"] == OUTCOMES["（二）部分公开（区分处理的，只计这一情形，不计其他情形）"] == "partly_granted"
    )


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("13800138000,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("138 0013 8000,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("11010519491231002X,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("0571-87654321,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("110105194912310021,czj,2026-03-02,自然人,,,,,,,", (2, 1)),  # with a slip in its check digit
        ("110105491231002,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("（0571）87654321,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("0571-87654321-80,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("008613800138000,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("138.0013.8000,czj,2026-03-02,自然人,,,,,,,", (2, 1)),
        ("A-1,czj,2026-03-02,欧阳文远,,,,,,,", (2, 20)),
        ("A-1,czj,2026-03-02,自然人,,,,,,2026-03-09,李春梅", (2, 40)),
    ],
)
def test_a_file_with_persons_is_refused_whole(tmp_path: Path, row: str, place: tuple[int, int]) -> None:
    good = "A-9,czj,2026-03-02,自然人,,,,,,,\n"
    found = read(tmp_path, y2026=HEAD + row + "\n" + good)
    assert told(found) == [(*place, "requests-personal")]
    assert list(found.requests()) == []
    assert not found.sound
    [finding] = found.findings
    for secret in (
        "13800138000",
        "0013 8000",
        "0013.8000",
        "110105",
        "11010519491231002X",
        "87654321",
        "欧阳文远",
        "李春梅",
    ):
        assert secret not in f"{finding.message}{finding.hint}"


@pytest.mark.parametrize(
    "number",
    [
        "20260302143015",
        "2026030200000001",
        "GK202603020012",
        "YSQ202600012",
        "NO20261234567",
        "2026-000012-1",
        "7-20260012",
    ],
)
def test_the_number_of_a_request_is_taken_for_no_person(tmp_path: Path, number: str) -> None:
    found = read(tmp_path, y2026=f"{HEAD}{number},czj,2026-03-02,自然人,,,,,,,\n")
    assert [request.number for request in found.requests()] == [number]
    assert found.findings == []


@pytest.mark.parametrize(
    "title", ["申请人姓名", "姓名", "联系电话", "手机号", "身份证号", "证件号码", "联系地址", "邮箱", "申请人"]
)
def test_a_column_of_persons_is_refused_even_when_empty(tmp_path: Path, title: str) -> None:
    found = read(tmp_path, y2026=HEAD.strip() + f",{title}\nA-1,czj,2026-03-02,自然人,,,,,,,,\n")
    assert told(found) == [(1, 1 + HEAD.index("\n") + 1, "requests-personal")]
    assert list(found.requests()) == []


def test_no_value_is_told_that_might_be_a_person(tmp_path: Path) -> None:
    rows = "乔安然,czj,2026-03-02,自然人,,,,,,,\nA-2,乔安然,2026-03-02,自然人,,,,,,,\nA-3,czj,乔安然,自然人,,,,,,,\n"
    found = read(tmp_path, y2026=HEAD + rows)
    assert len(found.findings) == 3
    assert all("乔安然" not in f"{one.message}{one.hint}" for one in found.findings)


def test_many_finds_are_summed_up(tmp_path: Path) -> None:
    rows = "".join(f"1380013{n:04d},czj,2026-03-02,自然人,,,,,,,\n" for n in range(500))
    found = read(tmp_path, y2026=HEAD + rows)
    assert len(found.findings) == 21
    assert "480" in found.findings[-1].message


@pytest.mark.parametrize(
    ("raw", "check"),
    [
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), "source-encoding"),
        ((HEAD + "A-1,czj,2026-03-02,自然人,,,,,,,\n").encode("gb18030"), "source-encoding"),
        (b"", "requests-blank"),
        (HEAD.encode(), "requests-blank"),
        (
            "编号,编号,机关,收到日期,申请人类型,办结日期,办理结果\nA,A,czj,2026-03-02,自然人,,\n".encode(),
            "requests-same-column",
        ),
        ((HEAD + "x" * 3000 + "\n").encode(), "requests-long"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, raw: bytes, check: str) -> None:
    found = read(tmp_path, y2026=raw)
    assert [one.check for one in found.findings] == [check]
    assert not found.sound


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(HEAD)
    (tmp_path / "content/requests").mkdir(parents=True)
    (tmp_path / "content/requests/2026.csv").symlink_to(tmp_path / "secret.csv")
    found = read_ledgers(tmp_path / "content", KEYS, TODAY)
    assert told(found) == [(1, 1, "requests-unreadable")]


def test_a_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/2026.csv").write_text(HEAD + "13800138000,czj,2026-03-02,自然人,,,,,,,\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/requests").symlink_to(tmp_path / "elsewhere")
    assert read_ledgers(tmp_path / "content", KEYS, TODAY) == Ledgers()


def test_what_was_carried_in_stands_in_the_first_ledger_of_its_authority_only(tmp_path: Path) -> None:
    old = "B-{},{},2024-12-20,自然人,,,,,,,\n"
    found = read(
        tmp_path,
        y2024=HEAD + "C-1,gov,2024-12-20,自然人,,,,,,,\n",
        y2025=HEAD + old.format(1, "czj") + old.format(2, "gov"),
    )
    assert told(found) == [(3, 1, "requests-year")]
    assert [ledger.sound for ledger in found.years] == [True, False]


def test_the_handbook_shows_every_column() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/statements.md").read_text(encoding="utf-8")
    for column in LEDGER.values():
        assert f"| {column.label} | {'是' if column.needed else ''} | {column.about} |" in page
    assert all(message and hint for message, hint in LEDGER_FAULTS.values())


@pytest.mark.parametrize(("sign", "name"), [(";", "分号"), ("\t", "制表符"), ("，", "全角逗号")])
def test_cells_parted_by_another_sign_are_one_fault(tmp_path: Path, sign: str, name: str) -> None:
    found = read(tmp_path, y2026=(HEAD + "A-1,czj,2026-03-02,自然人,,,,,,,\n").replace(",", sign))
    [fault] = found.findings
    assert fault.check == "requests-separator" and name in fault.message
    assert not found.sound and not list(found.requests())


def test_a_ledger_without_its_first_line_is_one_fault(tmp_path: Path) -> None:
    row = "2026-001,yl-gov,2026-01-12,自然人,,,,,,2026-02-11,予以公开\n"
    (finding,) = read(tmp_path, y2026=row + row.replace("001", "002")).findings
    assert finding.check == "requests-headless" and "编号,机关,收到日期" in finding.hint


def test_a_number_that_a_spreadsheet_means_for_a_day_is_named_and_not_taken(tmp_path: Path) -> None:
    found = read(tmp_path, y2026=HEAD + "A-1,czj,46083,自然人,,,,,,,\n")
    [fault] = found.findings
    assert fault.check == "requests-serial" and "2026-03-02" in fault.hint
    assert not list(found.requests())


def test_a_quoted_cell_over_two_lines_is_told_by_its_quotes() -> None:
    assert [line.fault for line in lines_of('"2026-\n1",a,2026-01-05')] == [("quote", 1), ("quote", 1)]
