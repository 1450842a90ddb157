"""One file from GB18030 to UTF-8: every byte accounted for, or the file stays as it was."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import NotGB18030, decoded, to_utf8

TEXT = "标题：关于“十五五”规划的通知\r\n文号：政办发〔2026〕3号\r\n㙍镇 € 1,234元\r\n"


def test_the_text_is_turned_and_the_bytes_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "00001.md"
    file.write_bytes(TEXT.encode("gb18030"))
    file.chmod(0o640)
    assert to_utf8(str(file)) == f"{file}.bak"
    assert file.read_bytes().decode("utf-8") == TEXT
    assert (tmp_path / "00001.md.bak").read_bytes() == TEXT.encode("gb18030")
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["00001.md", "00001.md.bak"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_turned_when_it_says_so(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "00001.md"
    file.write_bytes(f"\ufeff{TEXT}".encode(encoding))
    to_utf8(str(file))
    assert file.read_bytes().decode("utf-8") == TEXT


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("已经是UTF-8".encode(), "utf-8"),
        (b"", "utf-8"),
        (b"plain ASCII\n", "utf-8"),
        ("政务公开工作要点和安排".encode()[:-1], "broken-utf-8"),
        ("政务公开\n".encode() + b"\xff" + "工作要点\n".encode(), "broken-utf-8"),
        ("政务".encode("utf-16-le"), "undecodable"),
        ("plain".encode("utf-16-le"), "binary"),
        ("政务".encode("utf-16") + b"a", "undecodable"),
        ("政务".encode("utf-32"), "undecodable"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        ("政务".encode("gb18030") + b"\x80", "undecodable"),
        ("政务".encode("gb18030") + b"\xaa\xa1", "undecodable"),
    ],
)
def test_every_doubt_is_a_refusal(tmp_path: Path, raw: bytes, reason: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(raw)
    with pytest.raises(NotGB18030, match=f"^{reason}$"):
        to_utf8(str(file))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [raw]


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    file, backup = tmp_path / "a.md", tmp_path / "a.md.bak"
    file.write_bytes("新".encode("gb18030"))
    backup.write_bytes(b"old")
    with pytest.raises(NotGB18030, match="backup-exists"):
        to_utf8(str(file))
    assert (file.read_bytes(), backup.read_bytes()) == ("新".encode("gb18030"), b"old")


def test_only_plain_files(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_bytes("新".encode("gb18030"))
    (tmp_path / "link.md").symlink_to(real)
    for name in ("link.md", "absent.md", "."):
        with pytest.raises(NotGB18030, match="missing"):
            to_utf8(str(tmp_path / name))


@given(st.text(st.characters(codec="gb18030", exclude_categories=("Co", "Cn", "Cs", "Cc")), min_size=1))
def test_what_is_turned_is_the_text(text: str) -> None:
    try:
        assert decoded(text.encode("gb18030")) == text
    except NotGB18030 as refusal:
        assert str(refusal) in ("utf-8", "broken-utf-8", "undecodable")
