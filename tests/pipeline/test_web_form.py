"""Every field of every kind is in the form: as required as the kind says, with the same words to choose from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.kinds import KINDS
from pipeline.shapes import choices, nested
from pipeline.tables import GROUP, read_tables
from pipeline.web_editor.config import Place, Platform, collections, config, formats
from pipeline.web_editor.form import Widget, form, shapes
from pipeline.web_editor.wording import AWAITING
from tests.fixtures import ROOT

TABLES = read_tables(ROOT / "content")


def pairs(
    shape: type[BaseModel], widgets: list[Widget], left_out: tuple[str, ...] = ()
) -> Iterator[tuple[FieldInfo, Widget]]:
    """Each field beside its widget, those of groups too."""
    asked = [field for name, field in shape.model_fields.items() if name not in left_out]
    assert [widget["name"] for widget in widgets] == [field.alias for field in asked]
    for field, widget in zip(asked, widgets, strict=True):
        yield field, widget
        inner = nested(field)
        if inner is not None:
            yield from pairs(inner, widget["fields"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_in_the_form_but_for_figures_of_a_spreadsheet(kind: str) -> None:
    for field, widget in pairs(KINDS[kind], form(KINDS[kind]), KINDS[kind].sheets):
        assert widget["required"] is field.is_required()
        assert widget["label"] == field.alias
        assert (field.description or "") in widget.get("hint", "")
        if choices(field):
            assert (widget["widget"], widget["options"]) == ("select", choices(field))


def one(kind: str, alias: str) -> Widget:
    return next(widget for widget in form(KINDS[kind]) if widget["name"] == alias)


@pytest.mark.parametrize(
    ("kind", "alias", "expected"),
    [
        ("article", "发布时间", {"widget": "datetime", "format": "YYYY-MM-DD HH:mm"}),
        ("document", "成文日期", {"widget": "datetime", "format": "YYYY-MM-DD", "time_format": False}),
        ("article", "面向", {"widget": "select", "multiple": True}),
        ("article", "图片", {"widget": "image", "choose_url": False}),
        ("article", "法定公开", {"widget": "number", "min": 1, "max": 15}),
        ("annual_report", "汇总", {"widget": "select", "options": ["是", "否"]}),
        ("annual_report", "年度", {"widget": "number", "min": 2008, "max": 2100}),
        ("article", "审核", {"widget": "object"}),
        ("article", "撤回", {"widget": "list", "max": 1, "default": []}),
        ("service_guide", "办理材料", {"widget": "list", "default": []}),
        ("letter", "来信内容", {"widget": "text"}),
        ("interpretation", "解读文件", {"widget": "list", "min": 1}),
    ],
)
def test_shapes(kind: str, alias: str, expected: dict[str, Any]) -> None:
    found = one(kind, alias)
    assert {name: found.get(name) for name in expected} == expected


def test_texts_of_a_list_have_a_box_each() -> None:
    assert one("article", "附件")["field"]["widget"] == "file"
    assert one("profile", "内设机构")["field"]["widget"] == "string"


def test_a_list_that_must_not_be_empty_is_counted() -> None:
    """Decap counts only a list that is there, and only where both ends are told."""
    found = one("interpretation", "解读文件")
    assert (found["min"], found["default"]) == (1, []) and found["max"] > 100


def test_figures_are_texts_with_a_pattern() -> None:
    viewers = re.compile(one("live_event", "观看人次")["pattern"][0])
    assert [bool(viewers.search(text)) for text in ("12", "1,200", "", "1.5", "-3")] == [True] * 2 + [False] * 3


def test_the_tables_of_an_annual_report_come_in_a_spreadsheet() -> None:
    told = one("annual_report", "年度")["hint"]
    assert "主动公开情况、申请办理情况、复议诉讼情况" in told and "report-import" in told
    assert not {"主动公开情况", "申请办理情况"} & {widget["name"] for widget in form(KINDS["annual_report"])}


def test_groups_that_would_force_their_fields_are_lists_of_one() -> None:
    told = shapes(KINDS["dataset"])
    assert told["撤回"] == {"group": {"日期": "text", "原因": "text"}}
    assert told["审核"].keys() == {"object"}  # type: ignore[union-attr]
    assert (told["附件"], told["字段说明"], told["标题"]) == ("texts", "pairs", "text")
    assert shapes(KINDS["service_guide"])["办理材料"].keys() == {"objects"}  # type: ignore[union-attr]


def test_every_collection_names_the_format_of_its_kind() -> None:
    assert {one["format"] for one in collections(TABLES)} == set(formats())


def test_a_collection_for_every_column_that_takes_items() -> None:
    made = list(collections(TABLES))
    assert [one["folder"] for one in made] == [
        f"content/{path}" for path, node in TABLES.columns.items() if node.kind != GROUP
    ]
    assert len({one["name"] for one in made}) == len(made)
    assert all(one["fields"][-1]["name"] == "body" for one in made)
    assert len({one["label"] for one in made}) == len(made), "the menu of new items names each column"
    for one in made:
        assert "label_singular" not in one
        assert one["slug"].isascii() and one["path"].isascii() and one["media_folder"] == "{{filename}}"
        assert (one["publish"], one["delete"]) == (False, False)


def test_what_a_column_presets() -> None:
    made = {one["folder"]: {field["name"]: field for field in one["fields"]} for one in collections(TABLES)}
    document = made["content/zwgk/zcwj/szfwj"]
    assert document["状态"]["default"] == "草稿"
    assert document["发布时间"]["default"] == "{{now}}"
    assert document["索引号"]["default"] == AWAITING
    assert {"label": "示范市教育局 sf-jyj", "value": "sf-jyj"} in document["发文机关"]["options"]
    assert document["发文机关"]["default"] in TABLES.authorities
    assert "default" not in made["content/xwzx/yw"]["索引号"]
    report = next(one for one in collections(TABLES) if one["format"] == "gongkai-annual_report")
    assert report["fields"][-1]["default"].count("\n## ") + 1 == len(KINDS["annual_report"].sections) == 6


@pytest.mark.parametrize("number", ["11990100MB0F00012M/2026-00006", "00256789-X/2026-0012", AWAITING])
def test_index_numbers_that_the_form_takes(number: str) -> None:
    field = next(one for one in collections(TABLES))["fields"][3]
    assert field["name"] == "索引号"
    assert re.search(field["pattern"][0], number)
    assert not re.search(field["pattern"][0], f"{number}甲")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (
            Place(Platform.GITHUB, "a/b", login="https://login.example.cn"),
            {"name": "github", "repo": "a/b", "branch": "main", "base_url": "https://login.example.cn"},
        ),
        (
            Place(Platform.GITLAB, "a/b", "trunk", "https://git.example.cn", application="x1"),
            {
                "name": "gitlab",
                "repo": "a/b",
                "branch": "trunk",
                "base_url": "https://git.example.cn",
                "api_root": "https://git.example.cn/api/v4",
                "auth_type": "pkce",
                "app_id": "x1",
            },
        ),
        (
            Place(Platform.FORGEJO, "a/b", address="https://git.example.cn:3000", application="x1"),
            {
                "name": "forgejo",
                "repo": "a/b",
                "branch": "main",
                "base_url": "https://git.example.cn:3000",
                "api_root": "https://git.example.cn:3000/api/v1",
                "auth_type": "pkce",
                "app_id": "x1",
            },
        ),
        (Place(Platform.LOCAL), {"name": "proxy", "proxy_url": "/api/v1", "branch": "main"}),
    ],
    ids=lambda value: value.platform.value if isinstance(value, Place) else "",
)
def test_backends(place: Place, expected: dict[str, Any]) -> None:
    made = config(TABLES, place)
    assert {key: value for key, value in made["backend"].items() if key != "commit_messages"} == expected
    assert (made["publish_mode"], made["locale"], made["slug"]["encoding"]) == (
        "editorial_workflow",
        "zh_Hans",
        "ascii",
    )
