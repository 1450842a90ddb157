"""The open catalogue: all disclosed items, in JSON and CSV that say the same, with a dictionary of every field."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.channels import open_catalogue
from tests.pipeline.channels.desks import ADDRESS, SECRETS, Place, furnish

NAMES = ["索引号", "标题", "发文字号", "发文机关", "成文日期", "发布时间", "主题分类", "体裁分类", "有效性", "公开方式", "内容概述", "网址"]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def made_of(place: Place) -> dict[str, Any]:
    """JSON files loaded, CSV files as rows of cells."""
    return {
        path: rows_of(text) if path.endswith(".csv") else json.loads(text)
        for path, text in place.texts("open_catalogue").items()
    }


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def test_an_item_is_recorded_with_every_field(place: Place) -> None:
    part = made_of(furnish(place))["open/catalogue-2026.json"]
    assert (part["year"], part["count"]) == (2026, 1)
    assert part["items"] == [
        {
            "index_number": "11990100MB0F00012M/2026-00001",
            "title": "关于教育工作的通知",
            "document_number": "示政发〔2026〕1号",
            "authority": "示范市人民政府",
            "dated_on": "2026-03-02",
            "published_at": "2026-03-02 09:00",
            "topic": "科技、教育\\教育",
            "genre": "通知",
            "validity": "有效",
            "disclosure_mode": "主动公开",
            "summary": "正文一段。",
            "url": f"{ADDRESS}/zwgk/zcwj/2026/00001.html",
        }
    ]


def test_the_index_leads_to_every_part_and_counts_it(place: Place) -> None:
    made = made_of(furnish(place))
    index = made["open/catalogue.json"]
    assert (index["total"], [part["year"] for part in index["parts"]]) == (2, [2026, 2025])
    named = {index["dictionary"], index["whole"]}
    for part in index["parts"]:
        named |= {part["json"], part["csv"]}
        assert len(made[part["json"].removeprefix(f"{ADDRESS}/")]["items"]) == part["count"]
        assert len(made[part["csv"].removeprefix(f"{ADDRESS}/")]) == part["count"] + 1
    assert {name.removeprefix(f"{ADDRESS}/") for name in named} == made.keys() - {"open/catalogue.json"}


def test_csv_and_json_say_the_same(place: Place) -> None:
    made = made_of(furnish(place))
    for year in ("2025", "2026"):
        header, *rows = made[f"open/catalogue-{year}.csv"]
        assert header == NAMES
        assert rows == [list(item.values()) for item in made[f"open/catalogue-{year}.json"]["items"]]
    header, *rows = made["open/catalogue.csv"]
    assert header == NAMES
    assert rows == [*made["open/catalogue-2026.csv"][1:], *made["open/catalogue-2025.csv"][1:]]


def test_the_dictionary_explains_every_field_and_value(place: Place) -> None:
    made = made_of(furnish(place))
    fields = {field["key"]: field for field in made["open/dictionary.json"]["fields"]}
    assert [field["name"] for field in fields.values()] == NAMES
    assert made["open/catalogue.json"]["fields"] == {key: field["name"] for key, field in fields.items()}
    for year in ("2025", "2026"):
        for item in made[f"open/catalogue-{year}.json"]["items"]:
            assert item.keys() == fields.keys()
            for key, value in item.items():
                field = fields[key]
                assert value or not field["required"]
                allowed = field.get("values", [value])
                assert value == "" or value in allowed or (key == "topic" and value.partition("\\")[0] in allowed)
    assert all(field["about"] and field["form"] for field in fields.values())


def test_only_what_is_disclosed_and_shown_is_listed(place: Place) -> None:
    texts = furnish(place).texts("open_catalogue")
    joined = "".join(texts.values())
    assert not [secret for secret in SECRETS if secret in joined]
    assert "要闻一则" not in joined, "it has no index number"


@pytest.mark.parametrize("title", ["=1+1", "+86", "-甲", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠甲"])
def test_no_cell_is_run_as_a_formula(place: Place, title: str) -> None:
    place.document(
        "zwgk/zcwj/2026/00001", title, "2026-03-02 09:00", "11990100MB0F00012M/2026-00001", 摘要=f'{title}，"乙"'
    )
    made = made_of(place)
    (row,) = made["open/catalogue-2026.csv"][1:]
    assert (row[1], row[10]) == (f"'{title}", f'\'{title}，"乙"')
    assert made["open/catalogue-2026.json"]["items"][0]["title"] == title


def test_control_characters_at_the_start_of_a_cell_are_disarmed(place: Place) -> None:
    place.document("zwgk/zcwj/2026/00001", "甲", "2026-03-02 09:00", "11990100MB0F00012M/2026-00001")
    desk, store = place.desk()
    with store:
        row = desk.register.rows["zwgk/zcwj/2026/00001"]
        file = next(file for file in open_catalogue.plan(desk, store) if file.path == "open/catalogue.csv")
        for start in ("\t=1", "\r=1", "\n=1"):
            desk.register.rows[row.path] = row._replace(title=start)
            assert rows_of(open_catalogue.make(file, desk, store).decode())[1][1] == f"'{start}"


def test_a_site_too_large_for_one_csv_offers_the_years(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_catalogue, "WHOLE_MOST", 1)
    made = made_of(furnish(place))
    assert made["open/catalogue.json"]["whole"] is None
    assert "open/catalogue.csv" not in made
    assert {"open/catalogue-2025.csv", "open/catalogue-2026.csv"} < made.keys()


def test_a_site_without_items_has_a_catalogue(place: Place) -> None:
    made = made_of(place)
    assert made["open/catalogue.json"] | {"fields": {}} == {
        "title": "示范市人民政府门户网站政府信息公开目录",
        "total": 0,
        "dictionary": f"{ADDRESS}/open/dictionary.json",
        "whole": f"{ADDRESS}/open/catalogue.csv",
        "parts": [],
        "fields": {},
    }
    assert made["open/catalogue.csv"] == [NAMES]


def test_an_edit_touches_its_year(place: Place) -> None:
    before = furnish(place).outputs(["open_catalogue"])
    place.document("zwgk/zcwj/2025/00001", "关于营商环境的新意见", "2025-12-31 23:59", "11990100MB0F00012M/2025-00001")
    after = place.outputs(["open_catalogue"])
    assert {path for path in after if after[path].file.fingerprint != before[path].file.fingerprint} == {
        "open/catalogue-2025.json", "open/catalogue-2025.csv", "open/catalogue.csv",
    }  # fmt: skip
