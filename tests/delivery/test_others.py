"""What else carries: signed messages to an address of one's own, pings of a hub; and how addresses are judged."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery.carriers import Webhook
from pipeline.delivery.ledger import Ledger, read_ledger
from pipeline.delivery.sending import Run
from pipeline.delivery.transport import Answer, NotSent, Unanswered, post
from pipeline.delivery.websub import digests, ping, read_pinged
from pipeline.media.package import Package
from pipeline.model import Redirect

TEXT = "微博正文"
PACKAGE = Package(
    "zc/2026/00001", "weibo", "标题", "", "", "https://www.example.gov.cn/1.html", "content.txt",
    content_sha256=hashlib.sha256(TEXT.encode()).hexdigest(), package_sha256="p1",
)  # fmt: skip


class Listener:
    """Keeps what comes; answers in turn, the last answer for ever."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.got = list(answers), list[tuple[str, bytes, Mapping[str, str]]]()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.got.append((url, body, headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Answer(*answer)


def send(folder: Path, listener: Listener, package: Package = PACKAGE) -> list[str]:
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media/content.txt").write_text(TEXT, "utf-8")
    hook = Webhook("weibo", "wb", "https://hook.example.gov.cn/", "key", carry=listener, clock=lambda: 1700000000.0)
    run = Run(hook, read_ledger(folder / "content"), lambda item: ("标题", "正文"))
    return [outcome.code for outcome in run.send([(folder / "media", package)])]


def test_a_message_is_signed_and_says_what_it_carries(tmp_path: Path) -> None:
    listener = Listener((200, b'{"id": "m-1"}'))
    assert send(tmp_path, listener) == ["sent"]
    [(_, body, headers)] = listener.got
    mark = hmac.new(b"key", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert headers["X-Gongkai-Signature"] == f"sha256={mark}"
    told = json.loads(body)
    assert (told["content"], told["package"]["title"], told["replaces"]) == (TEXT, "标题", "")
    assert read_ledger(tmp_path / "content").events[-1].remote == "m-1"
    assert send(tmp_path, listener) == ["same"]


def test_a_lost_answer_is_repeated_under_the_same_key(tmp_path: Path) -> None:
    listener = Listener(Unanswered(), (200, b""))
    assert send(tmp_path, listener) == ["unknown"]
    assert send(tmp_path, listener) == ["sent"]
    first, second = (headers["Idempotency-Key"] for _, _, headers in listener.got)
    assert first == second
    assert send(tmp_path, listener) == ["same"]


def test_an_old_text_after_another_goes_under_a_key_of_its_own(tmp_path: Path) -> None:
    """Or whoever has seen the key would leave the newer text standing."""
    listener = Listener((200, b'{"id": "m-1"}'))
    for package in (PACKAGE, replace(PACKAGE, package_sha256="p2"), PACKAGE):
        assert send(tmp_path, listener, package) == ["sent"]
    assert len({headers["Idempotency-Key"] for _, _, headers in listener.got}) == 3
    assert json.loads(listener.got[-1][1])["replaces"] == "m-1"


@pytest.mark.parametrize(
    ("answer", "code"), [((400, b""), "failed"), ((503, b""), "unknown"), (NotSent("address"), "failed")]
)
def test_what_was_refused_may_be_sent_again(tmp_path: Path, answer: Any, code: str) -> None:
    assert send(tmp_path, Listener(answer)) == [code]
    assert send(tmp_path, Listener((204, b""))) == ["sent"]


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.com/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/",
        "https://0x7f000001/", "https://2130706433/", "https://a@example.com/", "ftp://example.com/", "https://intranet.local/",
        "https://192.168.1.1:443/", "https://example.com:8443/", "https:///x", "https://[fe80::1]/",
    ],
)  # fmt: skip
def test_only_public_addresses_over_https(url: str) -> None:
    with pytest.raises(NotSent):
        post(url, b"", {})


def test_nobody_listens_here() -> None:
    with pytest.raises(NotSent, match="unreachable"):
        post("http://127.0.0.1:9/", b"", {})


# feeds --------------------------------------------------------------------------------------------------------------


def test_a_hub_is_told_of_changed_feeds_only(tmp_path: Path) -> None:
    output, state = tmp_path / "output", tmp_path / "var/websub.json"
    (output / "a").mkdir(parents=True)
    (output / "rss.xml").write_bytes(b"1")
    (output / "a/rss.xml").write_bytes(b"2")
    found = digests(output, ["/rss.xml", "/a/rss.xml", "/gone.xml"])
    listener = Listener((204, b""), (500, b""))
    told = list(ping("https://hub.example.gov.cn/", "https://www.example.gov.cn", found, state, carry=listener))
    assert [(one.feed, bool(one.reason)) for one in told] == [("/rss.xml", False), ("/a/rss.xml", True)]
    assert listener.got[0][1] == b"hub.mode=publish&hub.url=https%3A%2F%2Fwww.example.gov.cn%2Frss.xml"
    assert set(read_pinged(state)) == {"/rss.xml"}, "what was not taken is told again"


# the ledger ---------------------------------------------------------------------------------------------------------


def test_a_line_that_was_spoilt_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for number in range(3):
        ledger.add("begun", channel="wechat", account="a", item=f"x/{number}")
    lines = ledger.path.read_text("utf-8").splitlines()
    ledger.path.write_text(
        "\n".join([lines[0], '{"event": "sent"', lines[2], '{"at": "x", "unknown": 1}', ""]), "utf-8"
    )
    found = read_ledger(tmp_path)
    assert [event.item for event in found.events] == ["x/0", "x/2"]
    assert found.faults == [2, 4]


def test_an_item_that_moved_twice_keeps_its_place(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add("sent", channel="wechat", account="a", item="x/1", remote="d", package="p", site="s")
    steps = [("/x/1.html", "/y/1.html"), ("/y/1.html", "/z/1.html"), ("/a.html", "/b.html"), ("/b.html", "/a.html")]
    moved = read_ledger(tmp_path, [Redirect.model_validate({"原地址": old, "新地址": new}) for old, new in steps])
    [(place, standing)] = moved.standings().items()
    assert place == ("wechat", "a", "z/1") and standing.done is not None and standing.remotes == ("d",)


def test_a_text_that_was_changed_is_not_believed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    digest = ledger.keep_text("甲\n")
    assert ledger.text_of(digest) == "甲\n"
    (tmp_path / f"sent/texts/{digest}.txt").write_text("乙\n", "utf-8")
    assert ledger.text_of(digest) is None
    assert ledger.text_of("0" * 32) is None
