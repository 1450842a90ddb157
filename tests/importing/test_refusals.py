"""What is not taken, and that the reason is told where it stands."""

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.importing import office
from pipeline.importing.wording import REFUSALS, REMARKS, told
from tests.importing.conftest import Import
from tests.importing.word_parts import new, put, refer, saved, with_notes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def changed() -> bytes:
    document = new()
    document.add_paragraph("第一段没有改动。")
    paragraph = document.add_paragraph("第二段")
    put(paragraph, '<w:ins w:id="1" w:author="a"><w:r><w:t>加了字</w:t></w:r></w:ins>')
    put(paragraph, '<w:del w:id="2" w:author="a"><w:r><w:delText>删了字</w:delText></w:r></w:del>')
    table = document.add_table(1, 1)
    put(table.cell(0, 0).paragraphs[0], '<w:moveTo w:id="3" w:author="a"><w:r><w:t>移来的</w:t></w:r></w:moveTo>')
    return saved(document)


def commented() -> bytes:
    document = new()
    document.add_paragraph("第一段。")
    refer(document.add_paragraph("第二段。"), "comment", 0)
    return with_notes(saved(document), "comments", {0: "此处数字请核实"})


def changed_note() -> bytes:
    document = new()
    refer(document.add_paragraph("正文"), "footnote", 2)
    raw = with_notes(saved(document), "footnotes", {2: "脚注文字"})
    return edited(
        raw,
        "word/footnotes.xml",
        b"<w:r><w:t>",
        b'<w:ins w:id="9" w:author="a"><w:r><w:t>',
        b"</w:t></w:r>",
        b"</w:t></w:r></w:ins>",
    )


def edited(raw: bytes, name: str, *changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == name:
                for old, fresh in zip(changes[::2], changes[1::2], strict=True):
                    content = content.replace(old, fresh)
            target.writestr(info.filename, content)
    return out.getvalue()


def with_member(name: str, content: bytes) -> bytes:
    document = new()
    document.add_paragraph("正文。")
    out = io.BytesIO(saved(document))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def marked_secret() -> bytes:
    document = new()
    document.add_paragraph("机密★三年")
    document.add_paragraph("正文。")
    return saved(document)


def strict() -> bytes:
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return edited(marked_secret(), "word/document.xml", usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")


@pytest.mark.parametrize(
    ("name", "raw", "sentences"),
    [
        (
            "a.docx",
            changed(),
            [
                "第 2 段有插入的修订：“第二段加了字删了字”",
                "第 2 段有删除的修订：“第二段加了字删了字”",
                "第 3 段有移动的修订：“移来的”",
            ],
        ),
        ("a.docx", commented(), ["第 2 段有批注：“此处数字请核实”"]),
        ("a.docx", changed_note(), ["脚注里有插入的修订：“脚注文字”"]),
        (
            "a.docx",
            edited(marked_secret(), "word/document.xml", b"<w:sectPr", b"<w:altChunk/><w:sectPr"),
            [REFUSALS["chunk"]],
        ),
        ("a.docx", strict(), [REFUSALS["strict"]]),
        ("a.docx", marked_secret(), ["文件标有密级“机密★三年”，不得公开"]),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), [REFUSALS["encrypted"]]),
        ("a.docx", with_member("word/vbaProject.bin", b"x"), [REFUSALS["macro"]]),
        ("a.docx", with_member("word/big.xml", b"<a>" + b" " * 30_000_000 + b"</a>"), [REFUSALS["bomb"]]),
        ("a.docm", b"PK", [REFUSALS["macro"]]),
        ("a.docx", b"PK\x03\x04 broken", [REFUSALS["damaged"]]),
        ("a.docx", b"%PDF-1.4 not a document", None),
        ("a.docx", b"", [REFUSALS["empty"]]),
        ("a.xyz", b"x", None),
        ("a.zip", b"PK", None),
    ],
)
def test_unfit_files_are_refused_with_reasons(
    tmp_path: Path, content: Path, bring: Import, name: str, raw: bytes, sentences: list[str] | None
) -> None:
    (tmp_path / name).write_bytes(raw)
    before = sorted(content.rglob("*"))
    [outcome] = bring([tmp_path / name])
    assert outcome.refused
    if sentences is not None:
        assert [told(*reason) for reason in outcome.refused] == sentences
    assert all("{" not in told(*reason) for reason in outcome.refused)
    assert sorted(content.rglob("*")) == before


def test_links_and_missing_files_are_refused(tmp_path: Path, bring: Import) -> None:
    (tmp_path / "real.docx").write_bytes(marked_secret())
    (tmp_path / "link.docx").symlink_to(tmp_path / "real.docx")
    outcomes = bring([tmp_path / "link.docx", tmp_path / "none.docx"])
    assert [outcome.refused[0].code for outcome in outcomes] == ["not-regular", "missing"]


def test_old_formats_without_libreoffice_are_told_the_way(
    tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    (tmp_path / "a.wps").write_bytes(OLE + b"x" * 600)
    [outcome] = bring([tmp_path / "a.wps"])
    assert [told(*reason) for reason in outcome.refused] == [
        "旧格式（.wps），本机没有 LibreOffice：用 Word、WPS 打开，另存为 .docx 再导入"
    ]


@pytest.mark.parametrize("code", [*REMARKS, *REFUSALS])
def test_every_sentence_can_be_said(code: str) -> None:
    for where in ("", "0", "7", "Sheet1!B2"):
        assert "{" not in told(code, where, "甲")


def test_a_document_that_shows_nothing(tmp_path: Path, bring: Import) -> None:
    document = new()
    put(document.add_paragraph(), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起来的</w:t></w:r>")
    (tmp_path / "a.docx").write_bytes(saved(document))
    [outcome] = bring([tmp_path / "a.docx"])
    assert [reason.code for reason in outcome.refused] == ["empty", "hidden"]
