"""Half a year of the census as a workbook: only where the site shows it, the same numbers as its page."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from tests.pipeline.channels.desks import Place, changed, site

ACCOUNTS: list[dict[str, Any]] = [
    {
        "账号名称": f"账号{key}",
        "账号ID": key,
        "平台": "抖音",
        "主办单位": body,
        "状态": "正常运行",
        "开设日期": "2020-01-01",
    }
    for key, body in (("a", "sf-gov"), ("b", "sf-jyj"))
]
HEAD = "平台,账号ID,最近更新日期,能否使用,备注\n"
BOOK = "xmt/pucha/2026-h2.xlsx"


def census(place: Place, name: str, text: str) -> None:
    (place.content / "census").mkdir(exist_ok=True)
    (place.content / "census" / f"{name}.csv").write_text(HEAD + text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.write("site.yaml", site(普查公开="是"))
    made.write("accounts.yaml", ACCOUNTS)
    census(made, "2026-46", "抖音,a,2026-11-09,是,\n抖音,b,2026-10-01,否,内部说明\n")
    census(made, "2026-47", "抖音,a,2026-11-16,是,\n")
    return made


def test_the_numbers_of_half_a_year(place: Place) -> None:
    made = place.outputs(["account_census"])
    assert list(made) == [BOOK]
    book = load_workbook(io.BytesIO(made[BOOK].content))
    told = {row[0].value: row[1].value for row in book["汇总"].iter_rows(min_row=2)}
    assert (told["普查周数"], told["应查账号次"], told["已查账号次"], told["合格账号次"]) == (2, 4, 3, 2)
    assert told["合格率"] == "66.7%"
    assert [cell.value for cell in book["按机关"][3]][-1] == "0%"
    assert b"internal" not in made[BOOK].content
    assert not any(cell.value == "内部说明" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_site_that_keeps_its_census_to_itself(place: Place) -> None:
    place.write("site.yaml", site())
    assert place.outputs(["account_census"]) == {}


def test_a_week_changes_its_own_half_only(place: Place) -> None:
    census(place, "2026-20", "抖音,a,2026-05-10,是,\n")
    before = place.outputs(["account_census"])
    census(place, "2026-47", "抖音,a,2026-11-16,是,\n抖音,b,2026-11-16,是,\n")
    marks, contents = changed(before, place.outputs(["account_census"]))
    assert marks == contents == {BOOK}
    assert changed(place.outputs(["account_census"]), place.outputs(["account_census"])) == (set(), set())


def test_a_week_to_come_is_not_shown(place: Place) -> None:
    census(place, "2026-52", "抖音,a,2026-12-20,是,\n")
    before = place.outputs(["account_census"])[BOOK].content
    (place.content / "census/2026-52.csv").unlink()
    assert place.outputs(["account_census"])[BOOK].content == before
