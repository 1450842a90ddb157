"""LinkChecker as a program of its own: it is handed addresses and a guard to go through, and what it saw is read back.

It runs in an empty folder with an empty home, so that neither settings nor passwords of this machine reach it.
"""

import csv
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline import link_page
from pipeline.link_guard import LinkGuard, environment
from pipeline.link_seen import Seen

THREADS = 4
RATE = 5
"""Requests a second to one host, at most."""
SECONDS_A_LINK = 20
"""Allowed to a run on average for each address, beside a fixed half minute."""
COLUMNS = ("urlname", "result", "infostring", "valid", "url")
PLUGINS = ".local/share/linkchecker/plugins"
"""Below its home: where LinkChecker looks for plugins."""
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
[PageSays]
"""
_ROBOTS = "robots.txt"


def look(urls: Sequence[str], guard: LinkGuard, *, trusted: str = "1") -> dict[str, Seen]:
    """Address -> what was seen; missing where time ran out. `trusted`: a file of certificate authorities."""
    if not urls:
        return {}
    seconds = 30 + SECONDS_A_LINK * len(urls) // THREADS
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        settings = Path(folder) / "settings"
        values = {
            "threads": THREADS,
            "rate": RATE,
            "seconds": seconds,
            "trusted": trusted,
            "columns": ",".join(COLUMNS),
        }
        settings.write_text(SETTINGS.format(**values), encoding="utf-8")
        _open_to_others(settings.parent)
        return {seen.url: seen for seen in _rows(_told(settings, urls, guard, seconds + 30))}


def _open_to_others(home: Path) -> None:
    """Lay the plugin there; started by root, the program goes on as a user who may do little."""
    plugins = home / PLUGINS
    plugins.mkdir(parents=True)
    shutil.copyfile(link_page.__file__, plugins / "page_says.py")
    for place in (home, *home.rglob("*")):
        place.chmod(0o755 if place.is_dir() else 0o644)


def _told(settings: Path, urls: Iterable[str], guard: LinkGuard, seconds: int) -> str:
    """What the program wrote, also when it had to be stopped."""
    command = [sys.executable, "-m", "linkcheck", "-f", str(settings), "--stdin", "--no-status", "-o", "csv/utf-8"]
    home = str(settings.parent)
    surroundings = {"PATH": os.environ.get("PATH", ""), "HOME": home, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    pipe, surroundings = subprocess.PIPE, surroundings | dict(environment(guard))
    with (
        _ended_together(),
        subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=surroundings, cwd=home
        ) as program,
    ):
        try:
            told, _ = program.communicate("\n".join(urls).encode(), seconds)
        except subprocess.TimeoutExpired:
            program.kill()
            told, _ = program.communicate()
        except BaseException:
            program.kill()
            program.wait()
            raise
    return told.decode("utf-8", "replace")


@contextmanager
def _ended_together() -> Iterator[None]:
    """Who is told to end passes it on, as with Ctrl-C: the program must not go on alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _rows(told: str) -> Iterator[Seen]:
    lines = (line for line in csv.reader(io.StringIO(told), delimiter=";") if len(line) == len(COLUMNS))
    for url, result, infos, valid, final in lines:
        if url != COLUMNS[0]:
            says = [line for line in infos.splitlines() if line.startswith(link_page.MARK)]
            title, sent_on = link_page.read_says(says[0]) if says else ("", "")
            barred = any(_ROBOTS in line for line in infos.splitlines() if line not in says)
            yield Seen(url, valid == "True", result, sent_on or final or url, title, barred)
