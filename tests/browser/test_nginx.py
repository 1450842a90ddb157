"""The sample configuration of nginx, as it stands in the handbook, before the demonstration site."""

import gzip
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Browser

from pipeline.publish import release
from tests.browser.demonstration import Demonstration, quoted
from tests.browser.hosts import Host, certificate, free_port, trusting, wait_for
from tests.browser.test_pages import VIOLATIONS
from tests.fixtures import ROOT

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "docs/server/nginx.conf"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
WRAPPER = """\
daemon off;
pid {0}/nginx.pid;
error_log {0}/error.log;
{1}
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {0}/body;
    proxy_temp_path {0}/proxy;
    fastcgi_temp_path {0}/fastcgi;
    uwsgi_temp_path {0}/uwsgi;
    scgi_temp_path {0}/scgi;
    include {0}/site.conf;
}}
"""


def adapted(folder: Path, plain: int, secure: int) -> str:
    """The sample with this machine's ports and folders; each line that is changed must be there."""
    text = SAMPLE.read_text(encoding="utf-8")
    changes = [
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen [::]:80;", f"listen [::1]:{plain};" if Host.has_ipv6() else ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("listen [::]:443 ssl http2;", f"listen [::1]:{secure} ssl http2;" if Host.has_ipv6() else ""),
        ("/etc/ssl/gongkai/site", f"{folder}/site"),
        ("/srv/gongkai", f"{folder}/live"),
        *([] if BROTLI.is_file() else [("brotli_static on;", "")]),
    ]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory, demonstration: Demonstration) -> Iterator[Host]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    assert release(demonstration.output, folder / "live")
    certificate(folder, "www.shifan.example.gov.cn")
    plain, secure = free_port(), free_port()
    (folder / "site.conf").write_text(adapted(folder, plain, secure), encoding="utf-8")
    loaded = f"load_module {BROTLI};" if BROTLI.is_file() else ""
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of a test are open to their owner only
    (folder / "nginx.conf").write_text(WRAPPER.format(folder, f"{user}\n{loaded}"), encoding="utf-8")
    words = [program, "-p", str(folder), "-c", f"{folder}/nginx.conf"]
    subprocess.run([*words, "-t"], check=True, capture_output=True)
    with subprocess.Popen(words, stderr=subprocess.PIPE) as running:
        try:
            wait_for(secure, running)
            yield Host(folder, plain, secure)
        finally:
            running.terminate()


def test_a_page_comes_with_every_header(nginx: Host) -> None:
    status, headers, body = nginx.get("/")
    assert (status, body) == (200, (nginx.site / "index.html").read_bytes())
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=60"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "max-age=31536000" in headers["strict-transport-security"]
    assert "geolocation=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert headers["server"] == "nginx", "without its version"


@pytest.mark.parametrize(("wanted", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_packed_forms_are_sent_as_they_lie_there(nginx: Host, wanted: str, unpack: Any) -> None:
    if wanted == "br" and not BROTLI.is_file():
        pytest.skip("nginx's module for Brotli is not installed")
    status, headers, body = nginx.get("/", Accept_Encoding=wanted)
    assert (status, headers["content-encoding"]) == (200, wanted)
    assert body == (nginx.site / f"index.html.{wanted.replace('gzip', 'gz')}").read_bytes()
    assert unpack(body) == (nginx.site / "index.html").read_bytes()
    assert "accept-encoding" in headers["vary"].lower()


def test_what_names_its_content_is_kept_for_ever_and_nothing_else(nginx: Host) -> None:
    page = nginx.get("/")[2].decode()
    named = re.findall(r'(?:href|src)="(/theme/[^"]+)"', page)
    assert len(named) >= 3
    hashed = next(path for path in nginx.site.rglob("*.w*.webp"))
    for path in [*named, nginx.address_of(hashed)]:
        status, headers, _ = nginx.get(path)
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable"), path
    (nginx.site / "表.20260101.pdf").write_bytes(b"%PDF-1.4")
    for path in ["/emblem.png", "/%E8%A1%A8.20260101.pdf"]:
        assert nginx.get(path)[1]["cache-control"] == "public, max-age=3600", path
    style = next(path for path in named if path.endswith(".css"))
    assert nginx.get(style)[1]["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", ["/nothing.html", "/xw/", "/theme/", "/.gongkai-output", "/index.html.gz"])
def test_what_is_not_there_is_answered_with_the_sites_own_page(nginx: Host, path: str) -> None:
    status, headers, body = nginx.get(path)
    assert status == 404
    assert body == (nginx.site / "404.html").read_bytes()
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/../manifest.json", "/%2e%2e/manifest.json", "/a/%2e%2e/%2e%2e/manifest.json"])
def test_nothing_outside_the_site_is_served(nginx: Host, path: str) -> None:
    assert nginx.get(path)[0] in (400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_allowed(nginx: Host, method: str) -> None:
    assert nginx.get("/", method)[0] == 405


def test_head_is_answered(nginx: Host) -> None:
    status, headers, body = nginx.get("/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_types_are_right(nginx: Host) -> None:
    types = {"rss.xml": "text/xml", "robots.txt": "text/plain", "404.html": "text/html"}
    found = {path.suffix: path for path in nginx.site.rglob("*") if path.suffix in (".csv", ".json", ".js", ".svg")}
    types |= {
        found[suffix].relative_to(nginx.site).as_posix(): kind for suffix, kind in KINDS.items() if suffix in found
    }
    for path, kind in types.items():
        status, headers, _ = nginx.get(quoted(f"/{path}"))
        assert (status, headers["content-type"]) == (200, f"{kind}; charset=utf-8"), path


KINDS = {".csv": "text/csv", ".json": "application/json", ".js": "application/javascript", ".svg": "image/svg+xml"}


def test_a_folder_without_its_slash_leads_to_it_on_the_same_host(nginx: Host) -> None:
    status, headers, _ = nginx.get("/jigou")
    assert (status, headers["location"]) == (301, "/jigou/")


def test_http_leads_to_https(nginx: Host) -> None:
    status, headers = nginx.get_plain("/jigou/?a=1", "evil.example")
    assert (status, headers["location"]) == (301, "https://www.shifan.example.gov.cn/jigou/?a=1")


def test_ipv6_is_served(nginx: Host) -> None:
    if not Host.has_ipv6():
        pytest.skip("this machine has no IPv6")
    assert nginx.get("/", host="::1")[0] == 200


def test_http_2_is_spoken(nginx: Host) -> None:
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", nginx.secure), 5) as raw, context.wrap_socket(raw) as link:
        assert link.selected_alpn_protocol() == "h2"


def test_a_release_is_seen_at_once(nginx: Host, demonstration: Demonstration, tmp_path: Path) -> None:
    old = nginx.site.resolve()
    copy = shutil.copytree(demonstration.output, tmp_path / "out")
    (copy / "robots.txt").write_text("# other\n")
    assert release(copy, nginx.folder / "live")
    assert nginx.site.resolve() != old
    assert nginx.get("/robots.txt")[2] == b"# other\n"


def test_no_page_of_any_template_breaks_the_policy(nginx: Host, demonstration: Demonstration, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(VIOLATIONS)
    faults: list[Any] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    for template, paths in demonstration.pages.items():
        if template in ("redirect.html", "not_found.html"):
            continue
        page.goto(f"https://127.0.0.1:{nginx.secure}{quoted(paths[0])}", wait_until="load")
        faults += [(paths[0], found) for found in page.evaluate("window.__violations")]
    context.close()
    assert faults == []
