"""Files of old and of other offices -> the formats that are read here, by LibreOffice, where there is one.

It runs without a window, in a folder of its own with a profile of its own: no document leaves anything behind.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.importing.arrival import Remark, Unfit

OLD = {"doc": "docx", "wps": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "et": "xlsx", "ods": "xlsx"}
SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
)
_SECURITY = {
    "BlockUntrustedRefererLinks": "true",
    "DisableMacrosExecution": "true",
    "DisableActiveContent": "true",
    "MacroSecurityLevel": "3",
}
"""Nothing that a document names is fetched, nothing that it holds is run."""


def program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@contextlib.contextmanager
def modern(path: Path) -> Iterator[Path]:
    """A copy in a format that is read here, for as long as it is used. Raises Unfit."""
    suffix = path.suffix.lower().removeprefix(".")
    wanted, office = OLD[suffix], program()
    if office is None:
        raise Unfit(Remark("old", wanted, suffix))
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        source = Path(folder, f"file.{suffix}")
        shutil.copyfile(path, source)
        told = _run(office, folder, wanted, source)
        made = Path(folder, "out", f"file.{wanted}")
        if not made.is_file():
            raise Unfit(Remark("office" if told else "office-nothing", wanted, told))
        yield made


def _run(office: str, folder: str, wanted: str, source: Path) -> str:
    """What went wrong, in a word; "" when nothing did."""
    own = Path(folder, "profile/user")
    own.mkdir(parents=True)
    items = "".join(_SETTING.format(name=name, value=value) for name, value in _SECURITY.items())
    (own / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")
    words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nolockcheck"]
    words += ["--convert-to", wanted, "--outdir", f"{folder}/out", str(source)]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "LANG": "zh_CN.UTF-8"}
    run = subprocess.Popen(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        return "" if run.wait(SECONDS) == 0 else str(run.returncode)
    except subprocess.TimeoutExpired:
        return f"{SECONDS} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
