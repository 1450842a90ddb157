"""Turn one file in GB18030, or in UTF-16 that says so, into UTF-8: only when asked, only when nothing can be lost.

A wrong guess turns an official text into nonsense that still looks like Chinese, so every doubt is a refusal.
"""

import codecs
import os
import re
import shutil
from pathlib import Path

# private use, C1 controls and noncharacters: what misread bytes turn into, and no editor types
_MISREAD = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_BYTE_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_HAN = re.compile("[\u3400-\u9fff]")


class NotGB18030(ValueError):
    """The file stays as it was; the message is one of the reasons below, for the caller to put into words.

    missing, utf-8, broken-utf-8, binary, undecodable, backup-exists
    """


def to_utf8(name: str) -> str:
    """Rewrite the file as UTF-8 and return the name of the backup that keeps its old bytes. Raises NotGB18030."""
    path, backup = Path(name), Path(name + ".bak")
    if path.is_symlink() or not path.is_file():
        raise NotGB18030("missing")
    text = decoded(path.read_bytes())
    try:
        with path.open("rb") as old, backup.open("xb") as kept:
            shutil.copyfileobj(old, kept)
    except FileExistsError:
        raise NotGB18030("backup-exists") from None
    shutil.copystat(path, backup)
    _replace(path, text.encode("utf-8"))
    return str(backup)


def decoded(raw: bytes) -> str:
    """The text of the bytes, every byte accounted for. Raises NotGB18030."""
    for mark, encoding in _BYTE_MARKS.items():
        if raw.startswith(mark):
            return _exactly(raw.removeprefix(mark), encoding)
    if b"\0" in raw:
        raise NotGB18030("binary")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        raise NotGB18030("utf-8")
    if _mostly_utf8(raw):
        raise NotGB18030("broken-utf-8")
    return _exactly(raw, "gb18030")


def _exactly(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise NotGB18030("undecodable") from None
    if text.encode(encoding) != raw or _MISREAD.search(text) or "\0" in text:
        raise NotGB18030("undecodable")
    return text


def _mostly_utf8(raw: bytes) -> bool:
    """GB18030 read as UTF-8 gives replacement marks and hardly a Chinese character; damaged UTF-8 the reverse."""
    text = raw.decode("utf-8", "replace")
    return len(_HAN.findall(text)) > text.count("\ufffd")


def _replace(path: Path, raw: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(raw)
    shutil.copymode(path, part)
    os.replace(part, path)
