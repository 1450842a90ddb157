"""Packages into a draft box that fails in every documented way: nothing twice, nothing lost, and the ledger tells the truth."""

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery import wechat
from pipeline.delivery.carriers import WechatCarrier
from pipeline.delivery.ledger import Ledger, read_ledger
from pipeline.delivery.sending import Outcome, Run
from pipeline.delivery.token import TokenCache
from pipeline.delivery.transport import post
from pipeline.delivery.wechat import Wechat
from pipeline.media.package import Package, PackageFault, PackedImage, hash_of, to_json
from tests.delivery.platform import SLOW, Platform, served
from tests.house.rooms import ROOT

JPEG, PNG = b"\xff\xd8\xff picture ", b"\x89PNG\r\n\x1a\n cover"
ADD, UPLOAD, COVER, UPDATE = (
    f"/cgi-bin/{path}" for path in ("draft/add", "media/uploadimg", "material/add_material", "draft/update")
)
TOKEN = "/cgi-bin/stable_token"


class Box:
    """An account with its packages, its ledger and the platform."""

    def __init__(self, folder: Path, platform: Platform, address: str) -> None:
        self.folder, self.platform, self.address = folder, platform, address
        self.found: list[tuple[Path, Package]] = []
        self.waited: list[float] = []

    def pack(
        self, number: int, text: str = "正文", pictures: int = 1, cover_of: int | None = None, **more: Any
    ) -> None:
        """A package of one item, in place of the one that was there; with the cover of another, if one is named."""
        cover = PNG + str(number if cover_of is None else cover_of).encode()
        folder = self.folder / "media" / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        raws = {f"{n}.jpg": JPEG + f"{number} {n}".encode() for n in range(pictures)}
        images = tuple(
            PackedImage(name, "image/jpeg", 10, 10, len(raw), hashlib.sha256(raw).hexdigest())
            for name, raw in raws.items()
        )
        content = (
            f"<section><p>{text}</p>" + "".join(f'<p><img alt="图" src="{name}"></p>' for name in raws) + "</section>"
        )
        for name, raw in {**raws, "content.html": content.encode(), "cover.png": cover}.items():
            (folder / name).write_bytes(raw)
        package = Package(
            f"zc/2026/{number:05d}", "wechat", f"标题 & {number}", "摘要", "作者", f"https://www.example.gov.cn/{number}.html",
            "content.html", "cover.png", images, content_sha256=hashlib.sha256(content.encode()).hexdigest(),
            cover_sha256=hashlib.sha256(cover).hexdigest(), **more,
        )  # fmt: skip
        package = replace(package, package_sha256=hash_of(package))
        (folder / "package.json").write_bytes(to_json(package))
        self.found = [pair for pair in self.found if pair[1].item != package.item] + [(folder, package)]

    def client(self, **more: Any) -> Wechat:
        cache = TokenCache(self.folder / "var/token.json")
        given = {"appid": "wx0001", "secret": "s3cret"} | more
        impatient = partial(post, seconds=SLOW / 2)
        return Wechat(
            given["appid"], given["secret"], cache, base=self.address, carry=impatient, sleep=self.waited.append
        )

    def send(self, *, again: bool = False, **more: Any) -> list[Outcome]:
        """A run of its own, with nothing but what is on disk."""
        carrier = WechatCarrier("box", self.client(**more))
        site = lambda item: (item, self.found[0][1].title)  # noqa: E731
        return list(Run(carrier, read_ledger(self.folder / "content"), site, again).send(self.found))

    @property
    def events(self) -> list[tuple[str, str]]:
        events = read_ledger(self.folder / "content").events
        return [(event.event, event.item) for event in events if event.event != "picture"]

    def truth(self) -> None:
        """What the ledger says is there is there, once each, and nothing else is."""
        ledger = read_ledger(self.folder / "content")
        assert not ledger.faults
        remotes = [one.done.remote for one in ledger.standings().values() if one.done and not one.gone]
        assert sorted(remotes) == sorted(self.platform.drafts)
        urls = [draft["content_source_url"] for draft in self.platform.drafts.values()]
        assert len(urls) == len(set(urls))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    platform = Platform()
    with served(platform) as address:
        made = Box(tmp_path, platform, address)
        for number in range(3):
            made.pack(number)
        yield made


def codes(outcomes: list[Outcome]) -> list[str]:
    return [outcome.code for outcome in outcomes]


def test_each_package_becomes_one_draft_and_only_once(box: Box) -> None:
    assert codes(box.send()) == ["sent"] * 3
    box.truth()
    draft = box.platform.drafts["draft-0"]
    assert draft["title"] == "标题 & 0"
    assert re.findall(r'src="([^"]*)"', draft["content"]) == ["https://mmbiz.qpic.cn/1"]
    assert draft["thumb_media_id"] == "cover-0"
    calls = len(box.platform.calls)
    assert codes(box.send()) == ["same"] * 3
    assert len(box.platform.calls) == calls, "nobody is asked about what is known"


def test_a_changed_package_changes_its_draft(box: Box) -> None:
    box.send()
    uploads = len(box.platform.pictures)
    box.pack(1, "改过的正文", 2)
    assert sorted(codes(box.send())) == ["same", "same", "sent"]
    assert box.platform.updates == ["draft-1"]
    assert "改过的正文" in box.platform.drafts["draft-1"]["content"]
    assert len(box.platform.pictures) == uploads + 1, "a picture that is there is not sent again"
    box.truth()


def test_a_credential_that_ends_in_the_middle_is_renewed(box: Box) -> None:
    box.send()
    box.pack(0, "改")
    box.platform.expire()
    box.pack(3)
    assert set(codes(box.send())) == {"same", "sent"}
    assert box.platform.forced == 0, "others who use the account keep theirs"
    box.truth()


def test_a_credential_that_the_platform_will_not_take_is_forced_once(box: Box) -> None:
    box.platform.orders[UPLOAD] = []
    box.platform.orders[COVER] = [40001]
    assert codes(box.send()) == ["sent"] * 3
    assert box.platform.forced == 1
    box.truth()


def test_the_credential_is_kept_for_its_owner_alone(box: Box) -> None:
    box.send()
    path = box.folder / "var/token.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    box.pack(4)
    asked = box.platform.calls.count(TOKEN)
    box.send()
    assert box.platform.calls.count(TOKEN) == asked
    path.chmod(0o644)
    assert TokenCache(path).read("wx0001") == "", "others may have read it"
    path.chmod(0o600)
    assert TokenCache(path).read("wx0002") == ""
    assert TokenCache(path, clock=lambda: os.stat(path).st_mtime + 7000).read("wx0001") == "", "it ends soon"


def test_an_address_that_is_not_on_the_list_stops_the_run_and_says_which(box: Box) -> None:
    box.platform.orders[TOKEN] = [40164]
    outcomes = box.send()
    assert codes(outcomes) == ["failed", "waiting", "waiting"]
    assert "IP 白名单" in outcomes[0].message
    assert "203.0.113.9" in outcomes[0].hint
    assert codes(box.send()) == ["sent"] * 3
    box.truth()


def test_a_used_up_quota_stops_the_run_and_the_next_day_goes_on(box: Box) -> None:
    box.platform.quota = 4
    outcomes = box.send()
    assert codes(outcomes) == ["sent", "failed", "waiting"]
    assert "次数用完" in outcomes[1].message
    box.truth()
    box.platform.quota = 100
    assert codes(box.send()) == ["same", "sent", "sent"]
    box.truth()
    assert len(box.platform.pictures) == 3


@pytest.mark.parametrize("path", [UPLOAD, COVER, ADD])
@pytest.mark.parametrize("order", ["lost", "dropped", "gateway", "slow"])
def test_no_answer_at_any_step_sends_nothing_twice(box: Box, path: str, order: str) -> None:
    box.platform.orders[path] = [order]
    first = box.send()
    for _ in range(3):
        box.send()
    assert codes(box.send()) == ["same"] * 3
    assert len(box.platform.drafts) == 3
    assert len(box.platform.materials) == 3
    box.truth()
    if path == ADD:
        assert codes(first) == ["unknown", "waiting", "waiting"]
        assert box.events[0] == ("begun", "zc/2026/00000")
    assert "".join(str(outcome) for outcome in first).find("s3cret") < 0


def test_a_lost_answer_is_found_again_by_the_next_run(box: Box) -> None:
    box.platform.orders[ADD] = ["lost"]
    box.send()
    assert codes(box.send()) == ["found", "sent", "sent"]
    assert box.events[:2] == [("begun", "zc/2026/00000"), ("sent", "zc/2026/00000")]
    box.truth()


def test_what_changed_while_an_answer_was_lost_becomes_an_update(box: Box) -> None:
    box.platform.orders[ADD] = ["lost"]
    box.send()
    box.pack(0, "又改了")
    assert sorted(codes(box.send())) == ["sent"] * 3
    assert box.platform.updates == ["draft-0"]
    assert "又改了" in box.platform.drafts["draft-0"]["content"]
    box.truth()


def test_a_busy_platform_is_waited_for(box: Box) -> None:
    box.platform.orders[UPLOAD] = [-1, 45011]
    box.platform.orders[ADD] = [45011]
    assert codes(box.send()) == ["sent"] * 3
    assert box.waited == [1.0, 2.0, 1.0]
    box.truth()


@pytest.mark.parametrize(
    ("code", "told"),
    [(45002, "正文过长"), (45166, "不允许的内容"), (99999, "99999"), (40005, "文件类型不对")],
)
def test_a_fault_of_one_package_does_not_stop_the_others(box: Box, code: int, told: str) -> None:
    box.platform.orders[ADD] = [code]
    outcomes = box.send()
    assert codes(outcomes) == ["failed", "sent", "sent"]
    assert told in outcomes[0].message
    assert codes(box.send()) == ["sent", "same", "same"]
    box.truth()


@pytest.mark.parametrize(("wrong", "told"), [({"secret": "no"}, "AppSecret"), ({"appid": "no"}, "AppID")])
def test_wrong_secrets_are_told_and_never_shown(box: Box, wrong: dict[str, str], told: str) -> None:
    outcomes = box.send(**dict[str, Any](wrong))
    assert codes(outcomes) == ["failed", "waiting", "waiting"]
    assert told in outcomes[0].message
    assert "s3cret" not in (box.folder / "content/sent/ledger.jsonl").read_text()


def test_a_draft_that_was_published_is_not_made_again_unasked(box: Box) -> None:
    box.send()
    del box.platform.drafts["draft-2"]  # as publishing does
    box.pack(2, "改过")
    outcomes = box.send()
    assert sorted(codes(outcomes)) == ["gone", "same", "same"]
    assert "已发布或被删除" in next(outcome.message for outcome in outcomes if outcome.code == "gone")
    assert len(box.platform.drafts) == 2
    box.truth()
    assert sorted(codes(box.send())) == ["gone", "same", "same"]
    assert sorted(codes(box.send(again=True))) == ["same", "same", "sent"]
    box.truth()


def test_what_has_a_fault_is_never_carried(box: Box) -> None:
    box.pack(5, faults=(PackageFault("body", "过长"),))
    assert codes(box.send())[-1] == "not-ready"
    folder, _ = box.found[0]
    (folder / "content.html").write_text("换掉的内容")
    box.pack(6)
    outcomes = [outcome for outcome in box.send() if outcome.code != "same"]
    assert "sent" in codes(outcomes)
    box.found = [(folder, replace(package, package_sha256="x")) if where == folder else (where, package)
                 for where, package in box.found for folder in [box.found[0][0]]]  # fmt: skip
    assert "不一致" in next(outcome.message for outcome in box.send() if outcome.code == "failed")


def test_a_cover_that_was_deleted_there_is_sent_anew(box: Box) -> None:
    """The platform says the same of a draft and of a cover that is not there."""
    box.send()
    box.platform.materials.clear()
    box.pack(0, "改过")
    box.pack(7, cover_of=0)
    assert sorted(codes(box.send())) == ["same", "same", "sent", "sent"]
    assert box.platform.updates == ["draft-0"]
    box.truth()


def test_a_change_that_may_have_arrived_is_undone_by_saying_the_old_text_again(box: Box) -> None:
    box.send()
    before = box.platform.drafts["draft-0"]["content"]
    box.pack(0, "改过")
    box.platform.orders[UPDATE] = ["lost"] * 4
    assert "unknown" in codes(box.send())
    assert "改过" in box.platform.drafts["draft-0"]["content"]
    box.pack(0)
    assert "sent" in codes(box.send())
    assert box.platform.drafts["draft-0"]["content"] == before
    box.truth()


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_lost_answer_is_found_whatever_the_clock_says(box: Box, hours: int) -> None:
    box.platform.orders[ADD] = ["lost"]
    box.send()
    for draft in box.platform.drafts.values():
        draft["update_time"] += hours * 3600
    assert codes(box.send()) == ["found", "sent", "sent"]
    box.truth()


def test_a_draft_that_was_given_another_title_meanwhile_is_found_by_its_address(box: Box) -> None:
    box.platform.orders[ADD] = ["lost"]
    box.send()
    box.platform.drafts["draft-0"]["title"] = "编辑改过的标题"
    assert codes(box.send()) == ["found", "sent", "sent"]
    box.truth()


@pytest.mark.parametrize("path", [TOKEN, UPLOAD, COVER, ADD])
@pytest.mark.parametrize("answer", [{}, {"media_id": 5, "url": None}, [], {"errcode": "x"}, {"item": 3}])
def test_an_answer_that_makes_no_sense_is_no_answer(box: Box, path: str, answer: object) -> None:
    box.platform.orders[path] = [("say", answer)]
    assert box.send()
    box.send()
    assert codes(box.send()) == ["same"] * 3
    box.truth()


def test_a_ledger_that_cannot_be_read_is_not_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "sent/ledger.jsonl").mkdir(parents=True)
    assert read_ledger(tmp_path).faults == [1]
    assert read_ledger(tmp_path / "elsewhere").faults == []


def test_a_text_that_was_cut_short_is_kept_anew(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    digest = ledger.keep_text("标题\n\n正文\n")
    path = tmp_path / f"sent/texts/{digest}.txt"
    path.write_text("标题", "utf-8")
    assert ledger.text_of(digest) is None
    ledger.keep_text("标题\n\n正文\n")
    assert ledger.text_of(digest) == "标题\n\n正文\n"


def test_a_torn_last_line_is_an_event_that_did_not_happen(box: Box) -> None:
    box.send()
    path = box.folder / "content/sent/ledger.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]) + lines[-1][:20], "utf-8")  # killed while it wrote that the last one arrived
    assert codes(box.send()) == ["same", "same", "found"]
    box.truth()
    assert len(box.platform.drafts) == 3


def test_killed_at_any_event_and_started_anew(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends the program at every event in turn, right before and right after it is written."""

    class Killed(BaseException):
        pass

    add, left = Ledger.add, {"n": 0, "before": False}

    def dying(self: Ledger, event: str, **facts: str) -> Any:
        left["n"] -= 1
        if left["n"] == 0 and left["before"]:
            raise Killed
        made = add(self, event, **facts)
        if left["n"] == 0:
            raise Killed
        return made

    monkeypatch.setattr(Ledger, "add", dying)
    for at in range(1, 16):
        left |= {"n": at % 5 + 1, "before": bool(at % 2)}
        with contextlib.suppress(Killed):
            box.send()
    left["n"] = 10**6
    box.send()
    assert codes(box.send()) == ["same"] * 3
    assert len(box.platform.drafts) == 3
    box.truth()


def test_many_packages_with_an_end_at_any_call(box: Box) -> None:
    for number in range(3, 12):
        box.pack(number)
    for turn, order in enumerate(["lost", "dropped", 45009, "gateway", "lost", 42001, -1, "lost", 40164]):
        box.platform.orders[ADD if turn % 2 else UPLOAD] = [None] * (turn % 3) + [order]
        box.send()
    box.platform.orders.clear()
    box.send()
    assert codes(box.send()) == ["same"] * 12
    assert len(box.platform.drafts) == 12
    box.truth()


def test_nothing_can_publish() -> None:
    for file in (ROOT / "pipeline/delivery").glob("*.py"):
        assert not re.search("freepublish|mass/send|sendall", file.read_text("utf-8")), file
    assert not [name for name in dir(Wechat) if "publish" in name]
    assert wechat.BASE.startswith("https://")
