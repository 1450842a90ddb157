"""Links out, against an Internet of our own: every host is a public address that the guard's connector leads to a server here."""

import csv
import json
import random
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import link_checker
from pipeline.link_guard import Gate
from pipeline.link_patrol import Round, patrol
from pipeline.link_seen import Seen
from pipeline.outbound import (
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
from tests.checks.site import BuiltSite, build_site

DAY = "2026-11-18"
PAGE = "<html><head><title>{title}</title></head><body>正文</body></html>"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_checker, "RATE", 1000)


@dataclass
class Internet:
    """`pages`: host + path -> title, or (status, where to); a host that no page has does not resolve."""

    pages: dict[str, str | tuple[int, str]]
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
def internet(pages: dict[str, str | tuple[int, str]], certificate: Path | None = None) -> Iterator[Internet]:
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
            body = PAGE.format(title=rest).encode() if status == 200 else b""
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", rest)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
            body = rest.encode() if self.path == "/robots.txt" else body
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
    pages: dict[str, str | tuple[int, str]] = {
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


def test_certificates_are_verified_by_the_program(tmp_path: Path) -> None:
    certificate = tmp_path / "own.pem"
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
    ]
    command += [
        "-addext",
        "subjectAltName=DNS:good.example.com,DNS:curt.example.com",
        "-keyout",
        str(certificate.with_suffix(".key")),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True)
    for folder in (place for place in (tmp_path, *tmp_path.parents) if "pytest-" in str(place)):
        folder.chmod(0o755)
    site = build_site(
        tmp_path / "a",
        {
            "article/2026/00002.md": item(
                "https://good.example.com/", "https://other.example.com/", "https://curt.example.com/"
            )
        },
    )
    pages: dict[str, str | tuple[int, str]] = {
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


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"links": {"a": 1}}', '{"links": {"a": {"first_seen": "x", "status": "odd"}}}', '{"links"'],
)
def test_a_damaged_ledger_is_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "outbound.json").write_text(text)
    with pytest.raises(ValueError, match="outbound"):
        read_ledger(tmp_path / "outbound.json")


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


def test_same_title() -> None:
    assert same_title("示范市统计局", "示范市统计局 - 首页") and same_title("", "有了") and same_title("甲(1)", "甲(2)")
    assert not same_title("示范市粮食行业协会", "Buy this domain")
