"""A real web server before a release of the site: certificates, ports, requests."""

import contextlib
import http.client
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Host:
    """`plain` and `secure` are ports; `folder` holds the release; `name` is what the site is called."""

    folder: Path
    plain: int
    secure: int
    name: str = ""

    @property
    def site(self) -> Path:
        return self.folder / "live/current"

    def address_of(self, file: Path) -> str:
        return quote(f"/{file.relative_to(self.site).as_posix()}")

    def link(self, host: str = "127.0.0.1") -> http.client.HTTPSConnection:
        """A connection to this machine, made as one to the site by its name."""
        found = http.client.HTTPSConnection(self.name or host, self.secure, timeout=10, context=trusting())
        found._create_connection = lambda address, *more: socket.create_connection((host, address[1]), *more)  # type: ignore[attr-defined]
        return found

    def get(self, path: str, method: str = "GET", host: str = "127.0.0.1", **headers: str) -> Answer:
        """Status, headers by lower-case name, body as sent."""
        with contextlib.closing(self.link(host)) as link:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            link.request(method, path, headers=({"Host": self.name} if self.name else {}) | named)
            answer = link.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def get_plain(self, path: str, host: str = "") -> tuple[int, dict[str, str]]:
        """Over HTTP; `host`: what the browser says that it asked for."""
        link = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)
        with contextlib.closing(link):
            link.request("GET", path, headers={"Host": host or self.name})
            answer = link.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    @staticmethod
    def has_ipv6() -> bool:
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            return False
        return True


def trusting() -> ssl.SSLContext:
    """The certificate is the test's own."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def certificate(folder: Path, name: str) -> None:
    """`site.key` and `site.crt`."""
    asked = ["-x509", "-nodes", "-newkey", "rsa:2048", "-subj", f"/CN={name}", "-days", "2"]
    places = ["-addext", f"subjectAltName=DNS:{name}", "-keyout", f"{folder}/site.key", "-out", f"{folder}/site.crt"]
    subprocess.run(["openssl", "req", *asked, *places], check=True, capture_output=True)


def wait_for(port: int, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert running.poll() is None, running.stderr and running.stderr.read().decode()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise AssertionError("the server did not answer")
