"""The sample configuration of Caddy, as it stands in the handbook, before the demonstration site."""

import contextlib
import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from pipeline.publish import release
from tests.browser.demonstration import Demonstration
from tests.browser.hosts import Host, certificate, free_port, wait_for
from tests.fixtures import ROOT

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "docs/server/Caddyfile"
NAME = "www.shifan.example.gov.cn"
OPTIONS = """\
{{
	admin off
	http_port {plain}
	https_port {secure}
	skip_install_trust
}}
"""


def program() -> str:
    found = os.environ.get("GONGKAI_CADDY") or shutil.which("caddy")
    if found is None or shutil.which("openssl") is None:
        pytest.skip("Caddy or openssl is not installed")
    return found


@pytest.fixture(scope="module")
def caddy(tmp_path_factory: pytest.TempPathFactory, demonstration: Demonstration) -> Iterator[Host]:
    found, folder = program(), tmp_path_factory.mktemp("caddy")
    assert release(demonstration.output, folder / "live")
    certificate(folder, NAME)
    plain, secure = free_port(), free_port()
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in (
        (f"{NAME} {{\n", f"{NAME} {{\n\ttls {folder}/site.crt {folder}/site.key\n"),
        ("/srv/gongkai", f"{folder}/live"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text(OPTIONS.format(plain=plain, secure=secure) + text, encoding="utf-8")
    own = os.environ | {"XDG_DATA_HOME": f"{folder}/data", "XDG_CONFIG_HOME": f"{folder}/config"}
    words = [found, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, env=own) as running:
        try:
            wait_for(secure, running)
            yield Host(folder, plain, secure, NAME)
        finally:
            running.terminate()


def test_the_sample_is_written_as_caddy_would_write_it(caddy: Host) -> None:
    words = [program(), "fmt", str(SAMPLE)]
    assert subprocess.run(words, capture_output=True, check=True).stdout == SAMPLE.read_bytes()


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nothing.html", 404)])
def test_every_answer_comes_with_every_header(caddy: Host, path: str, status: int) -> None:
    told, headers, _ = caddy.get(path)
    assert told == status
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=60"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "max-age=31536000" in headers["strict-transport-security"]
    assert "geolocation=()" in headers["permissions-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(("wanted", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_packed_forms_are_sent_as_they_lie_there(caddy: Host, wanted: str, unpack: Any) -> None:
    status, headers, body = caddy.get("/", Accept_Encoding=wanted)
    assert (status, headers["content-encoding"]) == (200, wanted)
    assert body == (caddy.site / f"index.html.{wanted.replace('gzip', 'gz')}").read_bytes()
    assert unpack(body) == (caddy.site / "index.html").read_bytes()
    assert "accept-encoding" in headers["vary"].lower()


def test_what_names_its_content_is_kept_for_ever_and_nothing_else(caddy: Host) -> None:
    named = re.findall(r'(?:href|src)="(/theme/[^"]+)"', caddy.get("/")[2].decode())
    assert len(named) >= 3
    hashed = next(path for path in caddy.site.rglob("*.w*.webp"))
    for path in [*named, caddy.address_of(hashed)]:
        status, headers, _ = caddy.get(path)
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable"), path
    (caddy.site / "表.20260101.pdf").write_bytes(b"%PDF-1.4")
    for path in ["/emblem.png", "/%E8%A1%A8.20260101.pdf"]:
        assert caddy.get(path)[1]["cache-control"] == "public, max-age=3600", path


@pytest.mark.parametrize("path", ["/nothing.html", "/xw/", "/theme/", "/.gongkai-output", "/index.html.gz"])
def test_what_is_not_there_is_answered_with_the_sites_own_page(caddy: Host, path: str) -> None:
    status, _, body = caddy.get(path)
    assert (status, body) == (404, (caddy.site / "404.html").read_bytes())


@pytest.mark.parametrize("path", ["/../manifest.json", "/%2e%2e/manifest.json", "/a/%2e%2e/%2e%2e/manifest.json"])
def test_nothing_outside_the_site_is_served(caddy: Host, path: str) -> None:
    assert caddy.get(path)[0] in (400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_allowed(caddy: Host, method: str) -> None:
    assert caddy.get("/", method)[0] == 405


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".csv", "text/csv"), (".js", "javascript"), (".svg", "image/svg+xml"), (".json", "application/json")],
)
def test_types_are_right(caddy: Host, suffix: str, kind: str) -> None:
    file = next(path for path in sorted(caddy.site.rglob(f"*{suffix}")))
    status, headers, _ = caddy.get(caddy.address_of(file))
    assert status == 200
    assert kind in headers["content-type"]


def test_http_leads_to_https_and_a_folder_to_its_slash(caddy: Host) -> None:
    status, headers = caddy.get_plain("/jigou/?a=1")
    assert (status, headers["location"]) == (308, f"https://{NAME}/jigou/?a=1")
    status, headers, _ = caddy.get("/jigou")
    assert (status, headers["location"]) == (308, "/jigou/")


def test_ipv6_is_served(caddy: Host) -> None:
    if not caddy.has_ipv6():
        pytest.skip("this machine has no IPv6")
    with contextlib.closing(caddy.link("::1")) as link:
        link.request("GET", "/")
        assert link.getresponse().status == 200


def test_a_release_is_seen_at_once(caddy: Host, demonstration: Demonstration, tmp_path: Path) -> None:
    copy = shutil.copytree(demonstration.output, tmp_path / "out")
    (copy / "robots.txt").write_text("# other\n")
    assert release(copy, caddy.folder / "live")
    assert caddy.get("/robots.txt")[2] == b"# other\n"
