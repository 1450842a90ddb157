"""Make .venv from the hash-pinned lock, and go on in it.

Runs before anything is installed, so it uses the standard library only, and little of that on the way every verb takes.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from typing import IO

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.lock")
ROOM = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ROOM, "bin", "python")
STAMP = os.path.join(ROOM, "made-from")

# Containers often forbid it, and then every verb compiles the whole program anew: longer than an edit takes.
sys.dont_write_bytecode = False


class Refused(Exception):
    """A verb that cannot run, with the sentence the editor reads; exit status 2."""


def stamp() -> str:
    """What .venv is made from: its place, its interpreter, the lock. Venvs survive neither a move nor a Python upgrade.

    The place is that of the folder itself: several working trees may share one by a link, as long as their locks agree.
    """
    with open(LOCK, encoding="utf-8") as lock:
        return "\n".join((os.path.dirname(os.path.realpath(ROOM)), os.path.realpath(PYTHON), lock.read()))


def is_current() -> bool:
    try:
        with open(STAMP, encoding="utf-8") as made_from:
            same = made_from.read() == stamp()
    except FileNotFoundError:
        return False
    return same and os.path.exists(PYTHON) and os.path.exists(os.path.join(ROOM, "pyvenv.cfg"))


def enter_environment() -> None:
    """Make .venv if it is missing or out of date, then start again in its interpreter; return only from there."""
    current = is_current()
    if not current:
        _make_alone()
    elif os.path.realpath(sys.prefix) == os.path.realpath(ROOM) and sys.getfilesystemencoding() == "utf-8":
        return
    os.environ.pop("PYTHONHOME", None)  # with it the interpreter would never see .venv
    os.execv(PYTHON, [os.fsencode(PYTHON), *_names_in_utf8(sys.orig_argv[1:])])


def _names_in_utf8(words: list[str]) -> list[bytes]:
    """The words for the next start. Where the locale is of another encoding, as GBK, that start shall still read names of
    files as UTF-8, as git writes them, and speak to the terminal in the terminal's own encoding.
    """
    if sys.getfilesystemencoding() == "utf-8":
        return [os.fsencode(word) for word in words]
    os.environ["PYTHONUTF8"] = "1"
    os.environ.setdefault("PYTHONIOENCODING", sys.stdin.encoding if sys.stdin else "utf-8")
    raw = [os.fsencode(word) for word in words]
    return [word.encode() if word.isprintable() else kept for word, kept in zip(words, raw, strict=True)]


def _make_alone() -> None:
    """Hold a lock on the lock file itself: the second of two runs waits, then finds the work done."""
    import fcntl

    with open(LOCK, encoding="utf-8") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("另一个任务正在准备运行环境，请稍候……")
            fcntl.flock(door, fcntl.LOCK_EX)
        if not is_current():
            _make(door)


def _make(door: IO[str]) -> None:
    """A killed run leaves no stamp, so whatever it left behind is cleared and made again."""
    import tempfile

    if os.path.islink(ROOM):  # clearing would reach through the link and empty somebody else's folder
        raise Refused(f".venv 是指向 {os.path.realpath(ROOM)} 的链接，不敢清空。请删除这个链接后重新运行本命令。")
    _say("正在准备运行环境（.venv），只在首次运行或依赖更新后进行，约需一两分钟……")
    pip = _empty_room(door)
    # feedgen is published as source only; its builder comes from the lock too, not unpinned into a hidden build room
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as builder:
        builder.write(_locked("setuptools"))
        builder.flush()
        _install(door, [*pip, "--only-binary", ":all:", "-r", builder.name])
    _install(door, [*pip, "--no-build-isolation", "-r", LOCK])
    with open(STAMP + ".part", "w", encoding="utf-8") as made_from:
        made_from.write(stamp())
    os.replace(STAMP + ".part", STAMP)
    _say("运行环境已就绪。")


def _empty_room(door: IO[str]) -> list[str]:
    """Create .venv by whatever means this machine has; return the command that installs into it."""
    from importlib.util import find_spec

    own_pip = find_spec("ensurepip") is not None
    if not own_pip and find_spec("pip") is None:
        _install_venv_package()
        own_pip = True
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = _quietly(door, [base, "-m", "venv", "--clear", *([] if own_pip else ["--without-pip"]), ROOM])
    if done.returncode:
        raise Refused("无法创建运行环境 .venv：" + _telling_line(done.stdout))
    pip = [PYTHON, "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", PYTHON]
    return [*pip, "install", "--quiet", "--no-deps", "--require-hashes", "--no-input"]


def _install_venv_package() -> None:
    """Debian keeps ensurepip in a package of its own; only root may fetch it."""
    import shutil
    import subprocess

    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    by_hand = f"apt-get update && sudo apt-get install -y {package}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refused(f"本机的 Python 缺少 venv 组件。请先运行一次：\n    sudo {by_hand}\n然后重新运行本命令。")
    _say(f"本机的 Python 缺少 venv 组件，正在用 apt-get 安装 {package} ……")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=quiet)
    if subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=quiet):
        raise Refused(f"自动安装 {package} 失败。请检查网络后手工运行：\n    sudo {by_hand}")


def _install(door: IO[str], command: list[str]) -> None:
    done = _quietly(door, command)
    if not done.returncode:
        return
    detail = "\n原始信息：" + _telling_line(done.stdout)
    if "DO NOT MATCH THE HASHES" in done.stdout:
        raise Refused("下载的依赖包与 requirements.lock 中的校验值不符，可能被篡改，已停止安装。" + detail)
    raise Refused(
        "依赖包没有装好，最常见的原因是连不上软件源。请检查网络；"
        "内网可用环境变量 PIP_INDEX_URL 指定本单位的镜像，再重新运行本命令。" + detail
    )


def _quietly(door: IO[str], command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run and keep the output. The child holds the door too, so an orphaned pip keeps later runs out."""
    import subprocess

    settings = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    settings.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return subprocess.run(
        command,
        env=settings,
        pass_fds=(door.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _telling_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["（无）"])[-1]


def _locked(package: str) -> str:
    """The block of one package in the lock, hashes included, comments left out."""
    with open(LOCK, encoding="utf-8") as lock:
        lines = lock.read().splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(package + "=="))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith(" ")), len(lines))
    return "".join(line for line in lines[start:end] if not line.lstrip().startswith("#"))


def _say(text: str) -> None:
    print(text, flush=True)
