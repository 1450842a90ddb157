"""Who is let in: a file is opened only here, looked through for what must not come in, and read by a limited child."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

from pipeline.extraction import Reader
from pipeline.extraction_parts import Active, Extract, Unread
from pipeline.importing.arrival import Arrived, Remark, Unfit, as_remarks
from pipeline.importing.office import OLD, modern
from pipeline.importing.webpage import Beside, read_page
from pipeline.importing.wording import REFUSALS
from pipeline.limited_child import Fell, LimitedChild
from pipeline.troubles import reason

MEMORY, SECONDS, LONGEST_ANSWER = 1024**3, 120, 192 * 1024 * 1024
MOST_BYTES = 100 * 1024 * 1024
PAGES = frozenset({"html", "htm", "shtml"})
BINARY = frozenset({"docx", "xlsx", "pdf"})
MACROS = frozenset({"docm", "xlsm", "dotm", "xltm", "xlam", "xlsb"})
KNOWN = (*sorted(BINARY), *sorted(PAGES), *sorted(OLD))
_RTF = rb"{\rt"
_HARMLESS = frozenset({Unread.EMBEDDED.value, Unread.FORMULA.value, Active.POSITION.value})


class Gate:
    """Opens one file after another; its children are kept for the next file."""

    def __init__(self) -> None:
        self._guard = Reader()
        self._child = LimitedChild("pipeline.importing.child", MEMORY, SECONDS, LONGEST_ANSWER)

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, *_: object) -> None:
        self._guard.close()
        self._child.close()

    def read(self, path: Path) -> Arrived:
        """Raises Unfit."""
        suffix = path.suffix.lower().removeprefix(".")
        if suffix in MACROS:
            raise Unfit(Remark("macro"))
        if suffix not in KNOWN:
            raise Unfit(Remark("type", "", " ".join(KNOWN)))
        _must_be_a_file(path)
        if suffix in PAGES:
            return read_page(path.read_bytes(), Beside(path.parent))
        self._must_be_harmless(path, suffix)
        if suffix == "odt":
            self._ask(path, suffix)
        if suffix in OLD:
            with modern(path) as ready:
                arrived = self.read(ready)
            return arrived._replace(remarks=(Remark("converted"), *arrived.remarks))
        return self._ask(path, suffix)

    def _must_be_harmless(self, path: Path, suffix: str) -> None:
        if suffix == "rtf" and not _begins(path, _RTF):
            raise Unfit(Remark("mismatch"))
        extract = self._guard.read(path, suffix)
        reasons = [note.code for note in (*extract.unread, *extract.active) if note.code not in _HARMLESS]
        allowed = {"old-format"} if suffix in OLD else {"scanned"} if suffix == "docx" else set()
        wrong = [code for code in dict.fromkeys(reasons) if code not in allowed and _concerns(extract, code, suffix)]
        if wrong:
            raise Unfit(*(Remark(code if code in REFUSALS else "crash") for code in wrong))

    def _ask(self, path: Path, suffix: str) -> Arrived:
        try:
            told = self._child.ask({"path": str(path.absolute()), "suffix": suffix})
        except Fell as fell:
            raise Unfit(Remark(fell.reason.value)) from None
        if "unfit" in told:
            raise Unfit(*as_remarks(told["unfit"]))
        return _arrived(told)


def _begins(path: Path, sign: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(sign)) == sign


def _concerns(extract: Extract, code: str, suffix: str) -> bool:
    """Scanned pages beside pages of text keep no PDF out: they are named by page."""
    return not (suffix == "pdf" and code in ("scanned", "garbled") and len(extract.text) > 200)


def _must_be_a_file(path: Path) -> None:
    try:
        info = os.lstat(path)
    except FileNotFoundError:
        raise Unfit(Remark("missing")) from None
    except OSError as fault:
        raise Unfit(Remark("unreadable", "", reason(fault))) from None
    if not stat.S_ISREG(info.st_mode):
        raise Unfit(Remark("not-regular"))
    if info.st_size > MOST_BYTES:
        raise Unfit(Remark("size", "", str(MOST_BYTES // 2**20)))
    if not info.st_size:
        raise Unfit(Remark("empty"))


def _arrived(told: dict[str, Any]) -> Arrived:
    return Arrived(
        html=told["html"],
        pictures={name: base64.b64decode(raw) for name, raw in told["pictures"].items()},
        words=tuple(told["words"]),
        beside=tuple(told["beside"]),
        remarks=as_remarks(told["remarks"]),
        dropped=tuple(told["dropped"]),
    )
