"""LibreOffice as a converter: it fetches nothing that a document names."""

import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.importing.arrival import Unfit
from pipeline.importing.gate import Gate
from pipeline.importing.office import modern, program
from pipeline.importing.wording import told

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
    frame = f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{address}/a.png" xlink:actuate="onLoad"/></draw:frame>'
    write_text(path, f"<text:p>正文{frame}</text:p>")


def write_text(path: Path, paragraphs: str) -> None:
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", TYPE), ("content.xml", "text/xml"))
    )
    body = f"<office:body><office:text>{paragraphs}</office:text></office:body>"
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


def test_a_conversion_without_result_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(Unfit) as unfit, modern(tmp_path / "a.doc"):
        pass
    assert [told(*reason) for reason in unfit.value.reasons] == [
        "LibreOffice 打不开这个文件，可能已损坏：用 Word、WPS 打开，另存为 .docx 再导入"
    ]


@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ('<text:section text:name="底稿" text:display="none"><text:p>不给看</text:p></text:section>', "hidden-section"),
        (
            '<text:section text:name="底稿" text:display="condition"><text:p>看情况</text:p></text:section>',
            "hidden-section",
        ),
        (
            '<text:p><text:hidden-paragraph text:condition="x" text:is-hidden="true"/>不给看</text:p>',
            "hidden-paragraph",
        ),
    ],
)
def test_what_a_text_hides_and_a_conversion_would_show_is_refused(
    tmp_path: Path, gate: Gate, hidden: str, code: str
) -> None:
    write_text(tmp_path / "a.odt", f"<text:p>给人看</text:p>{hidden}")
    with pytest.raises(Unfit) as unfit:
        gate.read(tmp_path / "a.odt")
    assert [reason.code for reason in unfit.value.reasons] == [code]


def test_rich_text_that_is_none_is_refused(tmp_path: Path, gate: Gate) -> None:
    (tmp_path / "a.rtf").write_text("普通的文字", encoding="utf-8")
    with pytest.raises(Unfit) as unfit:
        gate.read(tmp_path / "a.rtf")
    assert [reason.code for reason in unfit.value.reasons] == ["mismatch"]
