"""Links out, against an Internet of our own: every host is a public address that the guard's connector leads to a server here."""

import csv
import json
import random
import re
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import link_checker, link_patrol
from pipeline.link_guard import Gate, LinkGuard
from pipeline.link_patrol import Round, patrol
from pipeline.link_seen import Seen, answer_of
from pipeline.outbound import (
    Damaged,
    Ledger,
    Link,
    Status,
    accepted,
    due,
    judged,
    normal,
    noted,
    read_ledger,
    registrable,
    same_title,
    witnesses,
    write_ledger,
)
from pipeline.outbound_words import answered
from tests.checks.site import BuiltSite, build_site

DAY = "2026-11-18"
Pages = dict[str, str | bytes | tuple[int, str]]
PAGE = "<html><head><title>{title}</title></head><body>正文</body></html>"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_checker, "RATE", 1000)


@dataclass
class Internet:
    """`pages`: host + path -> title, the page itself as bytes, or (status, where to); a host that no page has does not
    resolve.
    """

    pages: Pages
    asked: list[str] = field(default_factory=list)
    down: bool = False
    ports: dict[int, int] = field(default_factory=dict)

    def resolve(self, host: str, port: int) -> list[str]:
        if self.down:
            raise socket.gaierror(socket.EAI_AGAIN, "temporary failure")
        if not any(page.startswith(f"{host}/") for page in self.pages):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return ["93.184.216.34"]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.ports[port]), timeout=5)


@contextmanager
def internet(pages: Pages, certificate: Path | None = None) -> Iterator[Internet]:
    net = Internet(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = net.pages.get(f"{self.headers['Host']}{self.path}")
            if self.path == "/robots.txt" and page is None:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            net.asked.append(f"{self.headers['Host']}{self.path}")
            status, rest = page if isinstance(page, tuple) else (200, page) if page is not None else (404, "")
            body = (
                rest if isinstance(rest, bytes) else PAGE.format(title=rest).encode() if status in (200, 429) else b""
            )
            self.send_response(status)
            if status in (301, 302) and isinstance(rest, str):
                self.send_header("Location", rest)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
            body = rest.encode() if self.path == "/robots.txt" and isinstance(rest, str) else body
            self.send_header("Content-Length", str(len(body)))
            if self.headers["Host"].startswith("curt"):
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
    for server in servers:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    net.ports = {80: servers[0].server_port, 443: servers[1].server_port}
    try:
        yield net
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def item(*urls: str, source: str = "") -> str:
    evidence = f"导入: {{来源: '{source}', 日期: 2026-11-17}}\n" if source else ""
    links = "\n\n".join(f"[链接{n}]({url})" for n, url in enumerate(urls))
    return (
        f"---\n标题: 样例市公布链接\n发文机关: yl-gov\n发布时间: 2026-11-17 09:00\n{evidence}---\n正文。\n\n{links}\n"
    )


def went(
    site: BuiltSite, net: Internet, day: str = DAY, max_age: int = 7, trusted: str = "1"
) -> tuple[Round, dict[str, Link]]:
    content, kept = site.output.parent / "content", site.output.parent / "outbound.json"
    found = patrol(site.register, site.store, content, kept, day, max_age, Gate(net.resolve, net.connect), trusted)
    ledger = read_ledger(kept)
    assert ledger is not None
    return found, ledger.links


def test_a_round(tmp_path: Path) -> None:
    pages: Pages = {
        "good.example.com/a": "好网页",
        "gone.example.com/": "首页",
        "moved.example.com/": (302, "http://casino.example.net/"),
        "casino.example.net/": "澳门娱乐城 百家乐",
        "same.example.com/": (301, "http://www.same.example.com/"),
        "www.same.example.com/": "同一家",
        "inward.example.com/": (302, "http://10.0.0.1/"),
        "shut.example.com/": (403, ""),
        "robots.example.com/robots.txt": "User-agent: *\nDisallow: /\n",
        "robots.example.com/": "不许看",
        "slow.example.com/": (500, ""),
    }
    urls = [
        "http://good.example.com/a#place", "http://gone.example.com/b", "http://moved.example.com/", "http://same.example.com/",
        "http://inward.example.com/", "http://shut.example.com/", "http://robots.example.com/", "http://slow.example.com/",
        "http://none.example.com/", "https://good.example.com/a", "http://good.example.com:8080/a",
    ]  # fmt: skip
    files = {
        "article/2026/00002.md": item(*urls),
        "article/2026/00003.md": item(source="http://127.0.0.1/admin"),
        "article/2026/00004.md": item(source="http://user:word@good.example.com/a"),
    }
    site = build_site(tmp_path, files)
    with internet(pages) as net:
        found, links = went(site, net)
    assert {url: link.status for url, link in links.items() if "article" in link.used[0]} == {
        "http://good.example.com/a": Status.GOOD,
        "http://gone.example.com/b": Status.DEAD,
        "http://moved.example.com/": Status.MOVED,
        "http://same.example.com/": Status.GOOD,
        "http://inward.example.com/": Status.REFUSED,
        "http://shut.example.com/": Status.BARRED,
        "http://robots.example.com/": Status.BARRED,
        "http://slow.example.com/": Status.FAILING,
        "http://none.example.com/": Status.DEAD,
        "https://good.example.com/a": Status.BAD_CERTIFICATE,
        "http://127.0.0.1/admin": Status.REFUSED,
        "http://user:word@good.example.com/a": Status.REFUSED,
        "http://good.example.com:8080/a": Status.UNCHECKED,
    }
    good = links["http://good.example.com/a"]
    assert (good.title, good.first_seen, good.verified_on, good.used) == (
        "好网页",
        DAY,
        DAY,
        ("content/article/2026/00002.md:8",),
    )
    assert links["http://moved.example.com/"].final == "http://casino.example.net/"
    assert found.online and found.used == len(links) and found.asked == len(links)
    assert not any("user" in address or "10.0.0.1" in address or "127.0.0.1" in address for address in net.asked)


def test_pages_that_are_not_plain_sailing(tmp_path: Path) -> None:
    pages: Pages = {
        "gbk.example.com/": "<title>示范市统计局</title><p>朱镕基喆".encode("gbk"),
        "refresh.example.com/": b"<title>a</title><meta http-equiv=refresh content='0;url=http://casino.example.net/'>",
        "again.example.com/": b"<title>b</title><meta http-equiv=refresh content='0;url=/home'>",
        "crowded.example.com/": (429, "Too Many Requests"),
        "down.example.com/": (503, ""),
        "hops.example.com/": (301, "http://hops.example.org/"),
        "hops.example.org/": (302, "http://hop2.example.org/"),
        "hop2.example.org/": (301, "http://casino.example.net/"),
        "casino.example.net/": "别家",
        "ring.example.com/": (302, "http://ring.example.com/"),
        "mail.example.com/": (302, "mailto:a@example.com"),
        "bad.example.com/": (302, "http://[::1"),
        "huge.example.com/": b"<title>huge</title>" + b"x" * 3_000_000,
    }
    urls = sorted(f"http://{name}" for name in pages if name.split(".")[0] not in ("hop2", "casino"))
    site = build_site(tmp_path, {"article/2026/00002.md": item(*urls)})
    with internet(pages) as net:
        _, links = went(site, net)
    found = {url.split("/")[2]: (link.status, link.result, link.title) for url, link in links.items() if url in urls}
    assert found["gbk.example.com"] == (Status.GOOD, "200 OK", "示范市统计局")
    assert found["refresh.example.com"][0] is Status.MOVED and found["again.example.com"][0] is Status.GOOD
    assert links["http://refresh.example.com/"].final == "http://casino.example.net/"
    assert found["crowded.example.com"] == (Status.BARRED, "429 Too Many Requests", "")
    assert found["down.example.com"][0] is Status.FAILING
    assert found["hops.example.com"] == (Status.MOVED, "200 OK", "别家")
    assert found["ring.example.com"] == (Status.FAILING, "endless-redirects", "")
    assert found["mail.example.com"] == (Status.FAILING, "no-web-address", "")
    assert found["bad.example.com"][0] is Status.UNCHECKED
    assert found["huge.example.com"][2] == "huge"


def test_an_odd_host_does_not_end_the_round(tmp_path: Path) -> None:
    """LinkChecker gives up all that it was handed when it cannot spell one of the hosts."""
    odd = [
        "http://127。0。0。1/",
        "http://ex\u00e4mple.internal/",
        "http://a..com/",
        "http://-a.com/",
        "http://xn--.com/",
        "http://0x7f.1/",
    ]
    urls = ["http://good.example.com:80/", "http://good.example.com/中 文?q=a|b", "http://xn--fiqs8s.cn/"]
    links = {url: Link(DAY, ("content/article/2026/00001.md:1",)) for url in (*odd, *urls)}
    site = build_site(tmp_path, {"article/2026/00002.md": item("http://中国.cn/")})
    pages: Pages = {
        "good.example.com/": "好", "good.example.com/%E4%B8%AD%20%E6%96%87?q=a%7Cb": "好", "xn--fiqs8s.cn/": "中国"
    }  # fmt: skip
    with internet(pages) as net:
        seen, online = link_patrol._asked(list(links), [], Gate(net.resolve, net.connect), "1")
        assert went(site, net)[1]["http://xn--fiqs8s.cn/"].title == "中国"
    assert online and {url: seen[url].valid for url in links} == dict.fromkeys(odd, False) | dict.fromkeys(urls, True)
    assert all(judged(links[url], url, seen[url], DAY, online).status is Status.REFUSED for url in odd)
    assert judged(links[urls[0]], urls[0], seen[urls[0]], DAY, online).final == ""


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://A.cn", "http://a.cn/"), ("http://中国.cn/中?q=中", "http://xn--fiqs8s.cn/%E4%B8%AD?q=%E4%B8%AD"), ("https://a.cn:443/%41?b=%2F", "https://a.cn/%41?b=%2F"),
        ("http://a.cn:8080/", "http://a.cn:8080/"), ("http://u:p@a.cn/", ""), ("http://127.1/", ""), ("http://[2400:3200::1]/", "http://[2400:3200::1]/"),
        ("http://localhost/", ""), ("http://127.0.0.1/", ""), ("http://[::1]/", ""), ("http://[::ffff:10.0.0.1]/", ""), ("http://114.114.114.114/", "http://114.114.114.114/"),
    ],
)  # fmt: skip
def test_addresses_are_spelt_in_one_way(url: str, plain: str) -> None:
    assert link_patrol.plain_url(url) == plain


def test_an_interrupted_round_keeps_what_was_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": item(*(f"http://h{n}.example.com/" for n in range(6)))})
    done: list[list[str]] = []

    def look(urls: list[str], guard: LinkGuard, **_: str) -> dict[str, Seen]:
        if not urls:
            return {}
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(urls)
        guard.gate.open("h0.example.com", 80).close()
        return {url: Seen(url, True, "200 OK", url, "题", False) for url in urls}

    monkeypatch.setattr(link_patrol, "look", look)
    monkeypatch.setattr(link_patrol, "BATCH", 2)
    with internet({"h0.example.com/": "题"}) as net, pytest.raises(KeyboardInterrupt):
        went(site, net)
    ledger = read_ledger(tmp_path / "outbound.json")
    assert ledger and sum(link.status is Status.GOOD for link in ledger.links.values()) == 4
    assert {path.name for path in tmp_path.glob("outbound*")} == {"outbound.json"}


def test_what_was_found_is_told_at_its_line(tmp_path: Path) -> None:
    urls = ["http://good.example.com/", "http://gone.example.com/x", "http://sold.example.com/"]
    site = build_site(tmp_path, {"article/2026/00002.md": item(*urls)})
    with internet({"good.example.com/": "好", "gone.example.com/": "首页", "sold.example.com/": "某某行业协会"}) as net:
        went(site, net)
        net.pages["sold.example.com/"] = "澳门娱乐城 百家乐 在线"
        went(site, net, "2026-11-26")
    told = {
        (f.location.line, f.severity.value)
        for f in site.inspection().findings
        if f.check == "site-outbound" and f.location.line > 1
    }
    assert told == {(10, "WARNING"), (12, "ERROR")}


def test_sold_domains_are_told_from_new_dresses(tmp_path: Path) -> None:
    """200 domains, of which 30 change hands and 60 only change their looks."""
    chance = random.Random(7)
    topics = ["教育", "卫生", "农业", "统计", "气象", "交通", "水利", "文化", "体育", "旅游"]
    names = [f"d{n}.example.com" for n in range(200)]
    before = {f"{name}/": f"示范市{topics[n % 10]}协会第{n}分会官方网站" for n, name in enumerate(names)}
    after = dict(before)
    sold = set(chance.sample(names, 30))
    dressed = set(chance.sample([name for name in names if name not in sold], 60))
    for name in names:
        if name in sold:
            after[f"{name}/"] = chance.choice(
                ["澳门新葡京娱乐", "Buy this domain", "棋牌游戏下载大全", "免费成人视频", "域名出售中"]
            )
        elif name in dressed:
            after[f"{name}/"] = chance.choice(
                ["【{}】", "{}-首页", "{} 2026年11月", "欢迎访问{}!", "{}(试运行)"]
            ).format(before[f"{name}/"])
    site = build_site(tmp_path, {"article/2026/00002.md": item(*(f"http://{name}/" for name in names))})
    links = {f"http://{name}/": Link(DAY, ("content/article/2026/00002.md:8",)) for name in names}
    for pages, day in ((before, DAY), (after, "2026-11-26")):
        for url in links:
            seen = Seen(url, True, "200 OK", url, pages[url.removeprefix("http://")], False)
            links[url] = judged(links[url], url, seen, day, online=True)
    alarmed = {url.split("/")[2] for url, link in links.items() if link.status is Status.RETITLED}
    assert alarmed == sold
    assert site.register.shown


def test_a_network_that_is_down_makes_no_link_dead(tmp_path: Path) -> None:
    site = build_site(
        tmp_path, {"article/2026/00002.md": item("http://good.example.com/", "https://none.example.com/")}
    )
    with internet({"good.example.com/": "好"}) as net:
        net.down = True
        found, links = went(site, net)
    assert {link.status for link in links.values()} == {Status.UNCHECKED}
    assert (found.online, found.unchecked) == (False, found.asked)
    assert [f.severity.value for f in site.inspection().findings if f.check == "site-outbound"] == ["REVIEW"]


def test_no_such_host_without_any_other_answer_is_not_believed(tmp_path: Path) -> None:
    """Some networks answer "no such host" to everything; a link known to be good bears witness that ours works."""
    site = build_site(tmp_path, {"article/2026/00002.md": item("http://none.example.com/")})
    with internet({"good.example.com/": "好"}) as net:
        assert went(site, net)[1]["http://none.example.com/"].status is Status.UNCHECKED
    other = build_site(
        tmp_path / "b", {"article/2026/00002.md": item("http://none.example.com/", "http://good.example.com/")}
    )
    with internet({"good.example.com/": "好"}) as net:
        assert went(other, net)[1]["http://none.example.com/"].status is Status.DEAD
        found, links = went(other, net, "2026-11-20")
        assert (found.asked, found.online, links["http://none.example.com/"].failures) == (1, True, 2)


def test_answers_are_kept_and_failures_waited_for(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": item("http://good.example.com/", "http://slow.example.com/")})
    with internet({"good.example.com/": "好", "slow.example.com/": (502, "")}) as net:
        went(site, net)
        asked = len(net.asked)
        assert went(site, net)[0].asked == 0 and len(net.asked) == asked
        found, links = went(site, net, "2026-11-19")
        assert (found.asked, links["http://slow.example.com/"].status) == (1, Status.DEAD)
        assert [went(site, net, day)[0].asked for day in ("2026-11-20", "2026-11-21")] == [0, 1]
        net.pages["slow.example.com/"] = "又好了"
        assert went(site, net, "2026-11-30")[1]["http://slow.example.com/"].status is Status.GOOD


@pytest.fixture
def certificate() -> Iterator[Path]:
    """Of good and curt, signed by itself, beside its key. Started by root, the link checker reads it as somebody else; a
    folder of pytest's own would be closed to others again by any other run of pytest that begins meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="own-certificate-") as folder:
        found = Path(folder, "own.pem")
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=good.example.com",
            "-addext",
        ]
        command += ["subjectAltName=DNS:good.example.com,DNS:curt.example.com"]
        command += ["-keyout", str(found.with_suffix(".key")), "-out", str(found)]
        subprocess.run(command, check=True, capture_output=True)
        found.parent.chmod(0o755)
        yield found


def test_certificates_are_verified_by_the_program(tmp_path: Path, certificate: Path) -> None:
    site = build_site(
        tmp_path / "a",
        {
            "article/2026/00002.md": item(
                "https://good.example.com/", "https://other.example.com/", "https://curt.example.com/"
            )
        },
    )
    pages: Pages = {
        "good.example.com/": "好",
        "other.example.com/": "别家的证书",
        "curt.example.com/": "答完就挂断",
    }
    with internet(pages, certificate) as net:
        _, links = went(site, net, trusted=str(certificate))
        assert links["https://good.example.com/"].status is Status.GOOD
        assert links["https://good.example.com/"].title == "好"
        assert links["https://other.example.com/"].status is Status.BAD_CERTIFICATE
        assert links["https://curt.example.com/"].status is Status.UNCHECKED
        strange = build_site(tmp_path / "b", {"article/2026/00002.md": item("https://good.example.com/")})
        assert went(strange, net)[1]["https://good.example.com/"].status is Status.BAD_CERTIFICATE


# the ledger


def test_a_ledger_is_written_and_read(tmp_path: Path) -> None:
    ledger = Ledger(
        {
            "http://b.cn/": Link(
                DAY, ("content/a.md:3",), Status.MOVED, "200 OK", "http://c.cn/", "题", "新题", DAY, "", 2
            )
        }
    )
    write_ledger(ledger, tmp_path / "outbound.json")
    assert read_ledger(tmp_path / "outbound.json") == ledger
    text = (tmp_path / "outbound.json").read_text("utf-8")
    assert json.loads(text)["version"] == 1 and "题" in text
    assert read_ledger(tmp_path / "none.json") is None


ROW = '{"links": {\n"http://a.cn/": {"first_seen": "2026-01-01"},\n"http://b.cn/": %s}}'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("[]", 1), ("{}", 1), ('{"links": []}', 1), ('{"links"', 1), ("[" * 100_000, 1), ('{"links": {\n<<<<<<< HEAD\n}}', 2),
        (ROW % "1", 3), (ROW % '{"first_seen": "x", "status": "odd"}', 3), (ROW % '{"frist_seen": "2026-01-01"}', 3),
        (ROW % '{"first_seen": "2026/01/01"}', 3), (ROW % '{"first_seen": "2026-01-01", "used": "a:1"}', 3),
        (ROW % '{"first_seen": "2026-01-01", "used": ["a"]}', 3), (ROW % '{"first_seen": "2026-01-01", "failures": "1"}', 3),
        (ROW % '{"first_seen": "2026-01-01", "title": 1}', 3), (ROW % '{"first_seen": "2026-01-01", "note": "x"}', 3),
        (ROW % '{"first_seen": "2026-01-01"}, "http://b.cn/": {"first_seen": "2026-01-02"}', 3),
    ],
)  # fmt: skip
def test_a_damaged_ledger_is_not_overwritten(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "outbound.json").write_text(text)
    with pytest.raises(Damaged) as damaged:
        read_ledger(tmp_path / "outbound.json")
    assert damaged.value.line == line


def test_a_ledger_that_another_editor_saved(tmp_path: Path) -> None:
    text = ROW % '{"first_seen": "2026-01-01"}'
    (tmp_path / "outbound.json").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ledger = read_ledger(tmp_path / "outbound.json")
    assert ledger and len(ledger.links) == 2
    (tmp_path / "outbound.json").write_bytes(b"\n" + '{"links": "题"}'.encode("gbk"))
    with pytest.raises(Damaged) as damaged:
        read_ledger(tmp_path / "outbound.json")
    assert damaged.value.line == 2


def test_the_table_is_for_spreadsheets(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": item("http://good.example.com/")})
    with internet({"good.example.com/": "=1+1"}) as net:
        went(site, net)
    raw = (tmp_path / "outbound.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = {row["网址"]: row for row in csv.DictReader(raw.decode("utf-8-sig").splitlines())}
    assert rows["http://good.example.com/"]["状态"] == "正常"
    assert rows["http://good.example.com/"]["原标题"] == "'=1+1"


def test_addresses_of_hidden_items_and_of_the_site_itself_stay_out(tmp_path: Path) -> None:
    draft = item("http://draft.example.com/").replace("---\n正文", "状态: 草稿\n---\n正文")
    shown = item("https://www.yangli.example.gov.cn/x", "http://good.example.com/?a=1&b=2")
    site = build_site(tmp_path, {"article/2026/00002.md": shown, "article/2026/00003.md": draft})
    with internet({"good.example.com/?a=1&b=2": "好"}) as net:
        _, links = went(site, net)
    assert [url for url in links if "example" in url] == ["http://good.example.com/?a=1&b=2"]


def test_what_is_no_longer_linked_keeps_its_past() -> None:
    ledger = noted(
        Ledger({"http://a.cn/": Link("2026-01-01", ("content/a.md:1",), Status.GOOD)}),
        {"http://b.cn/": ["content/b.md:2"]},
        DAY,
    )
    assert ledger.links["http://a.cn/"].first_seen == "2026-01-01"
    assert list(ledger.used) == due(ledger, DAY, 7) == ["http://b.cn/"]
    assert witnesses(ledger, []) == []


def test_a_changed_title_is_accepted_by_hand() -> None:
    link = Link(DAY, ("content/a.md:1",), Status.RETITLED, title="旧", title_now="新", checked_on=DAY)
    ledger, number = accepted(Ledger({"http://a.cn/": link, "http://b.cn/": link}), "a.cn")
    assert (number, ledger.links["http://a.cn/"].title, ledger.links["http://a.cn/"].status) == (1, "新", Status.GOOD)
    assert ledger.links["http://b.cn/"] is link


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("www.shaoguan.gov.cn", "shaoguan.gov.cn"), ("gov.cn", "gov.cn"), ("www.example.com", "example.com"), ("a.b.com.cn", "b.com.cn"),
        ("x.gd.cn", "x.gd.cn"), ("www.x.gd.cn", "x.gd.cn"), ("a.b.co.uk", "b.co.uk"), ("1.2.3.4", "1.2.3.4"), ("example.cn", "example.cn"),
    ],
)  # fmt: skip
def test_registrable(host: str, owner: str) -> None:
    assert registrable(host) == owner


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("HTTP://A.cn/x#y", "http://A.cn/x"), ("mailto:a@b.cn", ""), ("http://[::1", ""), ("http://a.cn:port/", ""), ("http:///x", ""),
        (" https://a.cn/中?q#f ", "https://a.cn/中?q"),
    ],
)  # fmt: skip
def test_normal(written: str, plain: str) -> None:
    assert normal(written) == plain


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("404 Not Found", "404 Not Found"), ("500 \x1b[31mBad" + "x" * 100, ("500 [31mBad" + "x" * 100)[:60]), ("473 guard-unknown-host", "unknown-host"),
        ("ProxyError: HTTPSConnectionPool(host='a', port=443): (Caused by OSError('Tunnel connection failed: 470 guard-refused'))", "refused"),
        ("ReadTimeout: HTTPConnectionPool(host='127.0.0.1', port=4711): Read timed out.", "timeout"), ("SSLError: [SSL: X] bad", "certificate"),
        ("ConnectionError: ('Connection aborted.', BadStatusLine('x'))", "broken-off"), ("something else", "odd"),
    ],
)  # fmt: skip
def test_what_the_program_says_is_kept_without_what_changes_from_run_to_run(told: str, kept: str) -> None:
    assert answer_of(told) == kept
    assert "guard" not in answered(kept) and re.search("[\u4e00-\u9fff]", answered(kept))


def test_same_title() -> None:
    assert same_title("示范市统计局", "示范市统计局 - 首页") and same_title("", "有了") and same_title("甲(1)", "甲(2)")
    assert not same_title("示范市粮食行业协会", "Buy this domain")
