"""The register as open data: what the public may know of every account, and nothing of who works on it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import NewMediaAccount
from tests.pipeline.channels.desks import ADDRESS, Place, changed

ACCOUNTS: list[dict[str, Any]] = [
    {
        "账号名称": "示范发布", "账号ID": "=cmd()", "平台": "微信订阅号", "主办单位": "sf-gov", "状态": "正常运行",
        "责任人": "张三", "审核人": "李四", "联系电话": "0380-8000111", "互动功能": ["留言", "菜单"],
        "最近更新日期": "2026-11-18", "关注数": "5",
        "变更记录": [{"日期": "2024-01-01", "事项": "账号名称", "原": "旧名", "现": "示范发布"}],
    },
    {"账号名称": "示范教育", "账号ID": "jy", "平台": "抖音", "主办单位": "sf-jyj", "状态": "已关停", "关停日期": "2026-01-01",
     "联系电话": "138 0000 1111"},
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.write("accounts.yaml", ACCOUNTS)
    return made


def test_json_and_csv_say_the_same(place: Place) -> None:
    texts = place.texts("account_register")
    found = json.loads(texts["open/accounts.json"])
    first, second = found["accounts"]
    assert found["count"] == 2
    assert first["authority"] == "示范市人民政府"
    assert first["changes"] == [{"on": "2024-01-01", "what": "账号名称", "old": "旧名", "new": "示范发布"}]
    assert (first["telephone"], second["telephone"]) == ("0380-8000111", "")
    assert found["fields"].keys() == first.keys()
    rows = list(csv.DictReader(io.StringIO(texts["open/accounts.csv"].removeprefix("\ufeff"))))
    assert [row["账号ID"] for row in rows] == ["'=cmd()", "jy"]
    assert rows[0]["互动功能"] == "留言；菜单"
    assert rows[0]["变更记录"] == "2024-01-01 账号名称：旧名 → 示范发布"


def test_who_works_on_an_account_stays_inside(place: Place) -> None:
    told = "".join(place.texts("account_register").values())
    assert not [secret for secret in ("张三", "李四", "责任人", "审核人", "1380000", "138 0000") if secret in told]
    names = {str(field.alias) for field in NewMediaAccount.model_fields.values()}
    assert {"责任人", "审核人"} <= names


def test_a_change_is_told_by_the_fingerprint(place: Place) -> None:
    before = place.outputs(["account_register"])
    place.write("accounts.yaml", [ACCOUNTS[0] | {"责任人": "王五", "关注数": "9"}, ACCOUNTS[1]])
    assert changed(before, place.outputs(["account_register"])) == (set(), set())
    place.write("accounts.yaml", [ACCOUNTS[0] | {"功能定位": "发布信息"}, ACCOUNTS[1]])
    marks, contents = changed(before, place.outputs(["account_register"]))
    assert marks == contents == {"open/accounts.json", "open/accounts.csv"}


def test_a_code_is_given_as_an_address(place: Place) -> None:
    (place.content / "xmt").mkdir()
    (place.content / "xmt/fabu.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    place.write("accounts.yaml", [ACCOUNTS[0] | {"二维码": "fabu.png"}])
    found = json.loads(place.texts("account_register")["open/accounts.json"])
    assert found["accounts"][0]["code"] == f"{ADDRESS}/xmt/fabu.png"


def test_no_accounts_no_file(tmp_path: Path) -> None:
    assert Place(tmp_path).outputs(["account_register"]) == {}
