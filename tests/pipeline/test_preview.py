"""The preview server, as a process of its own, over a small stand-in build."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.preview_board import GONE, MISSING, Board, State, mark_of
from pipeline.preview_pages import LISTENER, with_listener
from pipeline.served import content_type, locate

STAND_IN = """
import pathlib, sys
assert sys.argv[1:] == ["build", "--store", "var/preview.sqlite", "--output", "var/preview"], sys.argv
text = pathlib.Path("content/a.md").read_text(encoding="utf-8")
if text == "坏":
    print("错误 无法读取")
    sys.exit(2)
out = pathlib.Path("var/preview/news")
out.mkdir(parents=True, exist_ok=True)
(out / "index.html").write_text(f"<!DOCTYPE html><body>{text}</body>", encoding="utf-8")
(out / "附件 1.txt").write_text("附件正文", encoding="utf-8")
if text == "疑":
    print("content/a.md:1:1: 警告 可疑 [item-x]")
"""


class Preview(NamedTuple):
    root: Path
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.request(method, path, headers=headers)
        answer = link.getresponse()
        body = answer.read().decode()
        link.close()
        return answer.status, dict(answer.getheaders()), body

    def edit(self, text: str) -> None:
        (self.root / "content/a.md").write_text(text, encoding="utf-8")


class Listener:
    """An open event stream."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.link.request("GET", "/_preview/events")
        self.answer = self.link.getresponse()

    def until(self, **wanted: Any) -> dict[str, Any]:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            line = self.answer.readline().decode()
            assert line, "the stream ended"
            if line.startswith("data: "):
                state: dict[str, Any] = json.loads(line[6:])
                if all(value(state) if callable(value) else state[name] == value for name, value in wanted.items()):
                    return state
        raise AssertionError(f"not told in time: {wanted}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(root: Path, port: int) -> subprocess.Popen[str]:
    start = f"import sys; from pipeline.preview import serve; sys.exit(serve({str(root)!r}, {port}))"
    house = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", start],
        env={**os.environ, "PYTHONPATH": house, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    (tmp_path / "content").mkdir()
    (tmp_path / "tasks.py").write_text(STAND_IN, encoding="utf-8")
    (tmp_path / "pelicanconf.py").write_text("", encoding="utf-8")
    (tmp_path / "content/a.md").write_text("第一稿", encoding="utf-8")
    port = _free_port()
    process = _start(tmp_path, port)
    assert process.stdout
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    running = Preview(tmp_path, port, process)
    Listener(port).until(built=1)
    yield running
    process.kill()
    process.communicate()


def test_an_edit_is_built_and_told(preview: Preview) -> None:
    listener = Listener(preview.port)
    preview.edit("第二稿")
    told = listener.until(built=2)
    assert (told["summary"], told["report"]) == ("", "")
    status, headers, page = preview.ask("/news/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.startswith('<!DOCTYPE html><body>第二稿<script src="/_preview/listen.js" data-mark="')
    assert f' data-turn="{told["turn"]}" data-edit="0"></script></body>' in page
    written = preview.root / "var/preview/news/index.html"
    assert "script" not in written.read_text(encoding="utf-8")


def test_findings_and_failures_reach_the_browser(preview: Preview) -> None:
    listener = Listener(preview.port)
    preview.edit("疑")
    assert listener.until(built=2)["report"] == "content/a.md:1:1: 警告 可疑 [item-x]"
    preview.edit("坏")
    failed = listener.until(summary="生成失败，页面仍是上一次的结果")
    assert failed["built"] == 2
    assert "错误 无法读取" in failed["report"]
    assert "疑" in preview.ask("/news/")[2]


def test_a_replaced_settings_file_is_noticed(preview: Preview) -> None:
    listener = Listener(preview.port)
    for built in (2, 3):
        fresh = preview.root / "pelicanconf.py.part"
        fresh.write_text(f"A = {built}", encoding="utf-8")
        fresh.replace(preview.root / "pelicanconf.py")
        assert listener.until(built=built)["built"] == built


@pytest.mark.parametrize("host", ["evil.example", "[::", "127.0.0.1.evil.example", "", "localhost.evil.example:80"])
def test_only_this_machines_names(preview: Preview, host: str) -> None:
    assert preview.ask("/news/", Host=host)[0] == 403
    assert preview.ask("/_preview/events", Host=host)[0] == 403


def test_own_names_with_any_port(preview: Preview) -> None:
    assert [preview.ask("/news/", Host=host)[0] for host in ("localhost", "127.0.0.1:99", "LocalHost:1")] == [200] * 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_looking_only(preview: Preview, method: str) -> None:
    status, headers, _ = preview.ask("/news/", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_head_has_no_body(preview: Preview) -> None:
    status, headers, body = preview.ask("/news/", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) == len(preview.ask("/news/")[2].encode())


def test_names_types_folders_and_absence(preview: Preview) -> None:
    status, headers, body = preview.ask("/news/%E9%99%84%E4%BB%B6%201.txt")
    assert (status, headers["Content-Type"], body) == (200, "text/plain; charset=utf-8", "附件正文")
    assert headers["Cache-Control"] == "no-store"
    for name, kept in (("theme/a.0123abcd.css", "max-age=86400"), ("theme/a.css", "no-store")):
        (preview.root / "var/preview/theme").mkdir(exist_ok=True)
        (preview.root / "var/preview" / name).write_text("", encoding="utf-8")
        assert preview.ask(f"/{name}")[1]["Cache-Control"] == kept
    status, headers, _ = preview.ask("//news")
    assert (status, headers["Location"]) == (301, "/news/")
    status, _, body = preview.ask("/nothing.html")
    assert status == 404
    assert "没有这个页面" in body
    (preview.root / "var/preview/404.html").write_text("<body>自己的页面</body>", encoding="utf-8")
    assert "自己的页面" in preview.ask("/nothing.html")[2]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/news/..%2f..%2f..%2fsecret.txt",
        "/%00",
        "/%ff",
        "//etc/passwd",
        "/out",
        "/",
    ],
)
def test_nothing_outside_the_folder(preview: Preview, path: str) -> None:
    (preview.root / "var/secret.txt").write_text("秘密", encoding="utf-8")
    (preview.root / "var/preview/out").symlink_to(preview.root / "var/secret.txt")
    status, _, body = preview.ask(path)
    assert status == 404
    assert "秘密" not in body


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_ends_cleanly(preview: Preview, with_signal: signal.Signals) -> None:
    Listener(preview.port)
    preview.process.send_signal(with_signal)
    output, _ = preview.process.communicate(timeout=60)
    assert preview.process.returncode == 0
    assert output.endswith("\n预览已结束。\n")
    assert "Traceback" not in output


def test_a_taken_port_is_told(preview: Preview) -> None:
    second = _start(preview.root, preview.port)
    output, _ = second.communicate(timeout=10)
    assert second.returncode == 2
    assert output.startswith(f"错误 无法使用端口 {preview.port}（已被别的程序占用）")


def test_nothing_but_loopback(preview: Preview) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    addresses = {
        row[1].split(":")[0] for row in listening if row[1].endswith(f":{preview.port:04X}") and row[3] == "0A"
    }
    assert addresses == {"0100007F"}


def test_the_listener_goes_before_the_last_body_end() -> None:
    script = b'<script src="/_preview/listen.js" data-mark="a1" data-turn="7" data-edit="2"></script>'
    assert with_listener(b"<p></body></p></BODY >", "a1", 7, 2) == b"<p></body></p>" + script + b"</BODY >"
    assert with_listener("正文".encode(), "a1", 7, 2) == "正文".encode() + script
    said = {"source": 'a".md', "label": "<", "findings": []}
    page = with_listener(b"", "", 0, 0, said, follow=True).decode()
    assert 'data-follow data-said="{&quot;source&quot;: &quot;a\\&quot;.md&quot;, &quot;label&quot;: &quot;&lt;' in page


def test_the_listener_is_a_script_whose_chinese_stands_in_texts_only() -> None:
    outside = re.sub(r'"[^"\n]*"', "", LISTENER)
    outside = re.sub(r"[^\x00-\x7f]+(?=[^`\n]*`)", "", outside)
    assert outside.isascii(), outside
    assert LISTENER.startswith("(() => {\n") and LISTENER.endswith("})();\n")


def test_state_counts_only_builds_that_gave_pages() -> None:
    blocked = State(3).after(1, ["a.md:2:1: 错误 缺标题 [item-title]", "1 个错误"])
    assert (blocked.built, blocked.report) == (4, "a.md:2:1: 错误 缺标题 [item-title]")
    refused = State(3).after(
        1, ["columns.yaml:2:1: 错误 缺名称 [field-missing]", "没有生成：基础表有 1 个错误，请先改正。"]
    )
    assert (refused.built, refused.report) == (3, "columns.yaml:2:1: 错误 缺名称 [field-missing]")
    assert refused.summary.startswith("没有生成：基础表有 1 个错误") and "仍是上一次" in refused.summary
    assert State(3).after(0, ["完成"]) == State(4, "", "")
    assert State(3).after(2, ["x"] * 500).report.count("x") == 200


def test_what_is_made_during_a_build_outlasts_it_and_nothing_told_is_lost() -> None:
    board = Board()
    board.put("/a.html", b"1", {"findings": []})
    board.begin()
    board.put("/b.html", b"2")
    board.put("/c.html", GONE)
    board.put("/d.html", None, {"findings": ["x"]})
    assert board.state.made == {"/a.html": mark_of(b"1"), "/b.html": mark_of(b"2"), "/c.html": MISSING}
    assert board.state.told == {"/a.html": 1, "/b.html": 2, "/c.html": 3, "/d.html": 4}, "for who reads only the last"
    assert not board.after(2, ["x"]) and "/a.html" in board.made and board.state.turn == 0
    board.begin()
    board.put("/b.html", b"3")
    assert board.after(0, []) and list(board.state.made) == ["/b.html"] and board.state.turn == 1
    assert board.state.told["/a.html"] == 1
    board.put("/b.html", None, {"findings": ["y"]})
    assert board.made["/b.html"].shown == b"3" and board.made["/b.html"].said == {"findings": ["y"]}


def test_types_of_text_carry_the_charset(tmp_path: Path) -> None:
    assert content_type(tmp_path / "a.JSON") == "application/json; charset=utf-8"
    assert content_type(tmp_path / "a.pdf") == "application/pdf"
    assert content_type(tmp_path / "a.unknown-thing") == "application/octet-stream"


def test_locate_is_quick_on_long_paths(tmp_path: Path) -> None:
    begun = time.perf_counter()
    assert locate(tmp_path, "/" + "a/" * 5000) is None
    assert time.perf_counter() - begun < 1
