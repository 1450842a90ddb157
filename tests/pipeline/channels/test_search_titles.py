"""search/titles.json and its years: what the search page filters."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.channels.desks import SECRETS, Place, furnish


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def loaded(place: Place) -> dict[str, Any]:
    return {path: json.loads(text) for path, text in place.texts("search_titles").items()}


def test_each_year_is_a_list_newest_first(place: Place) -> None:
    made = loaded(furnish(place))
    assert made["search/titles.json"] == {"total": 4, "parts": ["/search/titles-2026.json", "/search/titles-2025.json"]}
    assert [entry["t"] for entry in made["search/titles-2026.json"]] == [
        "要闻一则",
        "关于教育工作的通知",
        "教育局工作总结",
    ]
    assert made["search/titles-2026.json"][1] == {
        "t": "关于教育工作的通知",
        "u": "/zwgk/zcwj/2026/00001.html",
        "n": "示政发〔2026〕1号 11990100MB0F00012M/2026-00001",
        "d": "2026-03-02",
        "c": "政策文件",
    }
    assert [(entry["n"], entry["d"]) for entry in made["search/titles-2025.json"]] == [
        ("11990100MB0F00012M/2025-00001", "2025-12-31")
    ]
    assert made.keys() == {"search/titles.json", "search/titles-2026.json", "search/titles-2025.json"}


def test_the_parts_hold_as_many_as_the_index_says(place: Place) -> None:
    made = loaded(furnish(place))
    index = made["search/titles.json"]
    assert sum(len(made[part[1:]]) for part in index["parts"]) == index["total"]


def test_nothing_unpublished_can_be_found(place: Place) -> None:
    text = "".join(furnish(place).texts("search_titles").values())
    assert not [secret for secret in SECRETS if secret in text]


def test_an_empty_site_has_an_empty_index(place: Place) -> None:
    assert loaded(place) == {"search/titles.json": {"total": 0, "parts": []}}


def test_titles_are_carried_as_they_are(place: Place) -> None:
    title = '</script><b>"甲"\\ & 𠮷 ]]>'
    place.item("xwzx/2026/00001", title, "2026-03-02 09:00")
    assert loaded(place)["search/titles-2026.json"][0]["t"] == title
