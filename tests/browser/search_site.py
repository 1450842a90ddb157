"""A small site to be searched, and a host for it that can be given every fault a reader meets."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.register import Register
from pipeline.search.backend import Document
from pipeline.search.documents import documents
from pipeline.store import Store
from pipeline.tables import read_tables
from plugins.days import moment
from tests.browser.demonstration import Quiet
from tests.fixtures import DOCUMENT, TABLES, SiteFolder, document, item, source

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
NUMBER = "小政办发〔2025〕7号"
HOSTILE_TITLE = "<img src=x onerror=alert(1)>关于巴蜀画派的通知</a><script>alert(2)</script>"
HOSTILE_BODY = (
    "巴蜀画派的正文 `<script>alert(3)</script>` 与 `<svg onload=alert(4)>` 和 `javascript:alert(5)` 照原样写出。\n"
)
PATROLS = 34
Answer = tuple[int, bytes]


def build(root: Path, base: str = "") -> SiteFolder:
    """Patrols fill four pages; one document has a number; one item means harm. `base`: in which folder of its host."""
    files = dict(TABLES)
    files["site.yaml"] = files["site.yaml"].replace(
        "xiaocheng.example.gov.cn\n网站描述", f"xiaocheng.example.gov.cn{base}\n网站描述"
    )
    for number in range(1, PATROLS + 1):
        day = f"{2024 + number % 3}-{1 + number % 9:02d}-{1 + number % 27:02d} 09:00"
        title = f"第{number}次防汛巡查情况"
        files[f"xw/{'yw' if number % 4 else 'tz'}/{day[:4]}/{number:05d}.md"] = item(
            title,
            f"今天完成第{number}次巡查,河道水位正常。\n",
            at=day,
            authority="xc-jyj" if number % 5 == 0 else "xc-gov",
        )
    header = DOCUMENT | {
        "标题": "小城优化营商环境若干措施",
        "索引号": "11990900MB0F00012Y/2025-00007",
        "发文字号": NUMBER,
        "发布时间": "2025-04-07 10:00",
        "成文日期": "2025-04-01",
        "主题分类": "综合政务\\政务公开",
    }
    files["zcwj/2025/00007.md"] = source(header, "为持续优化营商环境,制定以下措施。申请最低生活保障的家庭另行规定。\n")
    mention = f"依据{NUMBER}文件和营商环境评价结果开展自查。\n"
    files["zcwj/2026/00001.md"] = document(1, mention, title="关于营商环境自查的通知")
    files["xw/tz/2026/90001.md"] = item(f"'{HOSTILE_TITLE}'", HOSTILE_BODY)
    folder = SiteFolder(root)
    folder.write(files)
    built = folder.build()
    assert built.build.written is not None, built.messages[:5]
    return folder


@dataclass
class Host:
    """`prefix`: where on the host the site lies; `faults`: pattern of a path -> what to answer instead of the file (None:
    hang up); `service`: what answers /api/search, by its parameters; `asked`: every path, as asked for.
    """

    output: Path
    prefix: str = ""
    service: Callable[[dict[str, list[str]]], Answer] | None = None
    faults: dict[str, Callable[[bytes], Answer | None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def index(self) -> list[str]:
        """Files of the index that were asked for, by their names below search/."""
        folder = f"{self.prefix}/search/"
        return [path.removeprefix(folder) for path in self.asked if re.match(f"{re.escape(folder)}[^?]", path)]

    def answer(self, address: str) -> tuple[Answer | None, str]:
        """(status and bytes, path below output/) for an address."""
        path = unquote(urlsplit(address).path)
        if self.service and path == "/api/search":
            return self.service(parse_qs(urlsplit(address).query)), "answer.json"
        if not path.startswith(f"{self.prefix}/"):
            return (404, b""), path
        name = path.removeprefix(f"{self.prefix}/") + ("index.html" if path.endswith("/") else "")
        file = self.output / name
        status, found = (200, file.read_bytes()) if file.is_file() else (404, b"<!DOCTYPE html><title>404</title>")
        for pattern, fault in self.faults.items():
            if re.search(pattern, name):
                return fault(found), name
        return (status, self._adapted(name, found)), name

    def _adapted(self, name: str, found: bytes) -> bytes:
        """The site as its operator would have set it up: with the service; below the prefix, if it was not built so."""
        if self.service and name == "search/index.html":
            found = found.replace(b'data-part="search"', b'data-part="search" data-service="/api/search"')
        if self.prefix and name.endswith(".html") and f'="{self.prefix}/'.encode() not in found:
            return re.sub(rb'(href|src|action)="/(?!/)', rb'\1="' + self.prefix.encode() + b"/", found)
        return found


class _Handler(Quiet):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, *words: Any, host: Host) -> None:
        self.host = host
        super().__init__(*words)

    def do_GET(self) -> None:
        self.host.asked.append(self.path)
        answer, name = self.host.answer(self.path)
        if answer is None:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer[0])
        self.send_header("Content-Type", self.guess_type(name))
        self.send_header("Content-Length", str(len(answer[1])))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(answer[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *words: Any) -> None:
        """A reader that goes away is no fault of the host."""


@contextmanager
def hosted(output: Path, **how: Any) -> Iterator[Host]:
    host = Host(output, **how)
    with _Server(("127.0.0.1", 0), partial(_Handler, host=host)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        host.address = f"http://127.0.0.1:{server.server_address[1]}{host.prefix}"
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def missing(_: bytes) -> Answer:
    return 404, b"<!DOCTYPE html><title>404</title>"


def damaged(found: bytes) -> Answer:
    return 200, found[: len(found) // 2]


def hang_up(_: bytes) -> None:
    return None


def once(fault: Callable[[bytes], Answer | None]) -> Callable[[bytes], Answer | None]:
    """The fault at the first request only."""
    met: list[bool] = []

    def answer(found: bytes) -> Answer | None:
        met.append(True)
        return fault(found) if len(met) == 1 else (200, found)

    return answer


def slowly(
    answer: Callable[[dict[str, list[str]]], Answer], seconds: float
) -> Callable[[dict[str, list[str]]], Answer]:
    def late(parameters: dict[str, list[str]]) -> Answer:
        time.sleep(seconds)
        return answer(parameters)

    return late


def documents_of(folder: SiteFolder) -> list[Document]:
    """What search knows of the site, from its store."""
    tables = read_tables(folder.content)
    with Store(folder.store) as store:
        register = Register(tables, {row.path: row for row in store.index()}, moment("", folder.as_of))
        return list(documents(register, store))
