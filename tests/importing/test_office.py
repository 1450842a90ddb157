"""LibreOffice as a converter: it fetches nothing that a document names."""

import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.importing.arrival import Unfit
from pipeline.importing.office import modern, program

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)
TYPE = "application/vnd.oasis.opendocument.text"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that were asked for there."""
    paths: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def with_linked_picture(path: Path, address: str) -> None:
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", TYPE), ("content.xml", "text/xml"))
    )
    frame = f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{address}/a.png" xlink:actuate="onLoad"/></draw:frame>'
    body = f"<office:body><office:text><text:p>正文{frame}</text:p></office:text></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", TYPE)
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}">{entries}</manifest:manifest>'
        )
        archive.writestr(
            "content.xml", f'<office:document-content {NAMES} office:version="1.2">{body}</office:document-content>'
        )


@pytest.mark.office
@pytest.mark.skipif(not program(), reason="needs LibreOffice")
def test_nothing_is_fetched(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, paths = asked
    with_linked_picture(tmp_path / "a.odt", address)
    with modern(tmp_path / "a.odt") as ready:
        assert zipfile.is_zipfile(ready)
    assert paths == []


def test_a_failed_conversion_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 77\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(Unfit) as unfit, modern(tmp_path / "a.doc"):
        pass
    assert unfit.value.reasons[0] == ("office", "docx", "77")
