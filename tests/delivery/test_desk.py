"""The verbs of delivery on a whole site: dry by default, secrets from the environment, and the check that reads the ledger."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.environment import Refused
from plugins import delivery_desk, media_desk
from tests.delivery.platform import Platform, served
from tests.fixtures import TABLES, Site, SiteFolder, item

ACCOUNTS = "- {账号名称: 小城发布, 账号ID: xc-fabu, 平台: 微信订阅号, 主办单位: xc-gov, 状态: 正常运行}\n"
COLUMNS = TABLES["columns.yaml"].replace("      说明: 要闻\n", "      说明: 要闻\n      渠道: [微信]\n")
TODAY = TABLES["site.yaml"] + "演示日期: 2026-03-03\n"
ENVIRONMENT = {"GONGKAI_WECHAT_XC_FABU_APPID": "wx0001", "GONGKAI_WECHAT_XC_FABU_SECRET": "s3cret"}
PATH = "xw/yw/2026/00001"


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    made = Platform()
    with served(made) as address:
        for name, value in {**ENVIRONMENT, "GONGKAI_WECHAT_API": address}.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    made = site(
        {f"{PATH}.md": item("要闻一则"), "xw/yw/2026/00002.md": item("另一则", at="2026-01-02 09:00")},
        tables={"accounts.yaml": ACCOUNTS, "columns.yaml": COLUMNS, "site.yaml": TODAY},
    )
    monkeypatch.setattr(delivery_desk, "STATE", tmp_path / "var/delivery")
    monkeypatch.chdir(made.root)
    made.as_of = "2026-03-03"
    pack(made)
    return made


def pack(folder: SiteFolder) -> None:
    assert not folder.build().findings
    media_desk.packages(None, "output-media", str(folder.content), str(folder.store))


def send(folder: SiteFolder, **more: object) -> int:
    asked: dict[str, object] = {"channel": "wechat", "account": "xc-fabu", "go": True} | more
    return delivery_desk.send(**asked, content=str(folder.content), store=str(folder.store))  # type: ignore[arg-type]


def unsynced(folder: SiteFolder) -> list[str]:
    return [str(found) for found in folder.inspect().findings if found.check == "site-media-unsynced"]


def test_a_dry_run_asks_nobody(folder: SiteFolder, platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    assert send(folder, go=False) == 0
    told = capsys.readouterr().out
    assert "将建草稿：要闻一则" in told
    assert "另一则" not in told, "it was published long before"
    assert platform.calls == []
    assert not (folder.content / "sent").exists()


def test_sent_changed_withdrawn_and_settled(
    folder: SiteFolder, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(folder) == 0
    [draft] = platform.drafts.values()
    assert draft["content_source_url"] == f"https://www.xiaocheng.example.gov.cn/{PATH}.html"
    assert "s3cret" not in capsys.readouterr().out
    assert not folder.build().findings, "what was sent is no stray file"
    assert unsynced(folder) == []

    folder.write({f"{PATH}.md": item("要闻一则", body="正文第一段改了。\n\n正文第二段。\n")})
    pack(folder)
    [told] = unsynced(folder)
    assert told.startswith(f"content/{PATH}.md:1:1: 警告 发到微信订阅号“小城发布”以后")
    assert "“正文第一段。”改为“正文第一段改了。”" in told
    assert send(folder) == 0
    assert platform.updates == ["draft-0"]
    assert unsynced(folder) == []

    folder.write({f"{PATH}.md": item("要闻一则", status="已撤回", withdrawal="{日期: 2026-03-03, 原因: 有误}")})
    pack(folder)
    [told] = unsynced(folder)
    assert "网站上已经撤回" in told
    delivery_desk.settle("wechat", "xc-fabu", f"content/{PATH}.md", str(folder.content), str(folder.store))
    assert unsynced(folder) == []


def test_what_was_taken_away_there_and_is_shown_again_is_sent_anew(folder: SiteFolder, platform: Platform) -> None:
    send(folder)
    shown = (folder.content / f"{PATH}.md").read_text("utf-8")
    folder.write({f"{PATH}.md": item("要闻一则", status="已撤回", withdrawal="{日期: 2026-03-03, 原因: 有误}")})
    pack(folder)
    platform.drafts.clear()
    delivery_desk.settle("wechat", "xc-fabu", PATH, str(folder.content), str(folder.store))
    folder.write({f"{PATH}.md": shown})
    pack(folder)
    assert send(folder) == 0
    assert len(platform.drafts) == 1
    assert send(folder) == 0 and len(platform.drafts) == 1 and unsynced(folder) == []


def test_an_item_that_moved_keeps_its_draft(folder: SiteFolder, platform: Platform) -> None:
    send(folder)
    (folder.content / f"{PATH}.md").rename(folder.content / "xw/yw/2026/00007.md")
    folder.write({"redirects.yaml": f"- {{原地址: /{PATH}.html, 新地址: /xw/yw/2026/00007.html}}\n"})
    pack(folder)
    assert unsynced(folder) == [], "what is read is the same"
    assert send(folder) == 0
    [(key, draft)] = platform.drafts.items()
    assert platform.updates == [key] and draft["content_source_url"].endswith("/xw/yw/2026/00007.html")
    assert send(folder) == 0 and platform.updates == [key]


def test_two_at_once(folder: SiteFolder, platform: Platform) -> None:
    from pipeline.delivery.ledger import locked

    with locked(delivery_desk.STATE):
        with pytest.raises(Refused, match="另一个"):
            send(folder)
        with pytest.raises(Refused, match="另一个"):
            delivery_desk.settle("wechat", "xc-fabu", PATH, str(folder.content), str(folder.store))
    assert platform.calls == [] and send(folder) == 0


def test_a_ledger_that_cannot_be_written_sends_nothing(
    folder: SiteFolder, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "ledger.jsonl")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Refused, match=r"ledger\.jsonl 写不进去"):
            send(folder)
    assert not platform.drafts
    (folder.content / "sent/ledger.jsonl").unlink()
    (folder.content / "sent/ledger.jsonl").mkdir()
    with pytest.raises(Refused, match="读不出来"):
        send(folder)
    assert not platform.drafts


def test_a_run_that_was_cut_short_is_told(folder: SiteFolder, platform: Platform) -> None:
    platform.orders["/cgi-bin/draft/add"] = ["lost"]
    assert send(folder) == 1
    [told] = unsynced(folder)
    assert "不知道有没有到" in told
    assert send(folder) == 0
    assert unsynced(folder) == []
    assert len(platform.drafts) == 1


def test_what_is_sent_is_what_was_read_last(folder: SiteFolder, platform: Platform) -> None:
    """A package from before an edit must not be taken for the text of today."""
    folder.write({f"{PATH}.md": item("要闻一则", body="改过的第一段。\n\n正文第二段。\n")})
    folder.build()
    assert delivery_desk.make_and_send("wechat", "xc-fabu", no_build=True, go=True) == 0
    [draft] = platform.drafts.values()
    assert "改过的第一段" in draft["content"]
    assert unsynced(folder) == []


def test_one_item_by_its_path_and_no_more_than_asked_for(folder: SiteFolder, platform: Platform) -> None:
    assert send(folder, item="xw/yw/2026/00002") == 0
    assert [draft["title"] for draft in platform.drafts.values()] == ["另一则"]
    assert send(folder, since="2026-01-01", most=1) == 0
    assert len(platform.drafts) == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"account": "nobody"}, "台账里没有账号"),
        ({"item": "xw/yw/2026/00009"}, "没有 xw/yw/2026/00009"),
        ({"since": "三月"}, "日期"),
        ({"channel": "weibo"}, "GONGKAI_WEBHOOK_WEIBO_XC_FABU_URL"),
    ],
)
def test_wrong_wishes_are_refused(folder: SiteFolder, platform: Platform, more: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        send(folder, **more)
    assert platform.calls == []


def test_secrets_must_be_in_the_environment(
    folder: SiteFolder, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGKAI_WECHAT_XC_FABU_SECRET")
    with pytest.raises(Refused, match="只从环境变量读取"):
        send(folder)
    monkeypatch.setenv("GONGKAI_WECHAT_XC_FABU_SECRET", "s3cret")
    for elsewhere in (
        "https://evil.example.com",
        "http://127.0.0.1.evil.example.com",
        "http://127.0.0.1@evil.example.com",
    ):
        monkeypatch.setenv("GONGKAI_WECHAT_API", elsewhere)
        with pytest.raises(Refused, match="只能指向本机"):
            send(folder)
    assert "s3cret" not in "".join(map(str, os.walk(folder.root)))


def test_a_closed_account_gets_nothing(folder: SiteFolder, platform: Platform) -> None:
    folder.write({"accounts.yaml": ACCOUNTS.replace("正常运行", "停更公示")})
    with pytest.raises(Refused, match="停更公示"):
        send(folder)


def test_a_spoilt_ledger_sends_nothing(folder: SiteFolder, platform: Platform) -> None:
    (folder.content / "sent").mkdir()
    (folder.content / "sent/ledger.jsonl").write_text("{\n", "utf-8")
    with pytest.raises(Refused, match="第 1 行"):
        send(folder)
    assert platform.calls == []


def test_feeds_are_told_to_nobody_unless_the_site_names_a_hub(
    folder: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    places: dict[str, Any] = {"content": str(folder.content), "output": str(folder.output), "store": str(folder.store)}
    with pytest.raises(Refused, match="订阅中心"):
        delivery_desk.ping_feeds(go=True, **places)
    folder.write({"site.yaml": TODAY + "订阅中心: https://hub.example.gov.cn/\n"})
    assert delivery_desk.ping_feeds(**places) == 0
    assert "将通知 https://hub.example.gov.cn/" in capsys.readouterr().out
