"""LinkChecker as a program of its own: it is handed addresses and a guard to go through, and what it saw is read back.

It runs in an empty folder with an empty home, so that neither settings nor passwords of this machine reach it.
"""

import csv
import io
import os
import re
import subprocess
import sys
import tempfile
from ast import literal_eval
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from pathlib import Path

from pipeline.link_guard import LinkGuard, environment
from pipeline.link_seen import Seen

THREADS = 4
RATE = 5
"""Requests a second to one host, at most."""
SECONDS_A_LINK = 20
"""Allowed to a run on average for each address, beside a fixed half minute."""
LONGEST_TITLE = 200
COLUMNS = ("urlname", "result", "warningstring", "infostring", "valid", "url")
SETTINGS = """\
[checking]
threads={threads}
timeout=15
recursionlevel=0
maxrequestspersecond={rate}
maxfilesizedownload=4194304
maxrunseconds={seconds}
sslverify={trusted}
[filtering]
internlinks=^https?:
[output]
log=csv
verbose=1
status=0
[csv]
parts={columns}
[RegexCheck]
warningregex=(?is)<title[^>]*>.{{0,1000}}?</title>
"""
_TITLE = re.compile(r"^Found ('.*'|\".*\") at line \d+ in link contents\.$", re.MULTILINE)
_MARKUP = re.compile(r"<[^>]*>")
_ROBOTS = "robots.txt"


def look(urls: Sequence[str], guard: LinkGuard, *, trusted: str = "1") -> dict[str, Seen]:
    """Address -> what was seen; missing where time ran out. `trusted`: a file of certificate authorities."""
    if not urls:
        return {}
    seconds = 30 + SECONDS_A_LINK * len(urls) // THREADS
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        os.chmod(folder, 0o755)
        settings = Path(folder) / "settings"
        values = {
            "threads": THREADS,
            "rate": RATE,
            "seconds": seconds,
            "trusted": trusted,
            "columns": ",".join(COLUMNS),
        }
        settings.write_text(SETTINGS.format(**values), encoding="utf-8")
        return {seen.url: seen for seen in _rows(_told(settings, urls, guard, seconds + 30))}


def _told(settings: Path, urls: Iterable[str], guard: LinkGuard, seconds: int) -> str:
    """What the program wrote, also when it had to be stopped."""
    command = [sys.executable, "-m", "linkcheck", "-f", str(settings), "--stdin", "--no-status", "-o", "csv/utf-8"]
    home = str(settings.parent)
    surroundings = {"PATH": os.environ.get("PATH", ""), "HOME": home, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    asked = "\n".join(urls).encode()
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, env=surroundings | dict(environment(guard)), cwd=home,
            timeout=seconds, check=False,
        )  # fmt: skip
        told = done.stdout
    except subprocess.TimeoutExpired as late:
        told = late.stdout or b""
    return told.decode("utf-8", "replace")


def _rows(told: str) -> Iterator[Seen]:
    lines = (line for line in csv.reader(io.StringIO(told), delimiter=";") if len(line) == len(COLUMNS))
    for url, result, warnings, infos, valid, final in lines:
        if url != COLUMNS[0]:
            yield Seen(url, valid == "True", result, final or url, _title(warnings), _ROBOTS in infos)


def _title(warnings: str) -> str:
    """The program tells of what it found by way of Python's own spelling of a text."""
    found = _TITLE.search(warnings)
    if not found:
        return ""
    try:
        written = str(literal_eval(found[1]))
    except (ValueError, SyntaxError):
        return ""
    return " ".join(unescape(_MARKUP.sub(" ", written)).split())[:LONGEST_TITLE]
