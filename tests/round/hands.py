"""A repository on a server, and the clones of those who work with it, each with the whole program; nothing is shared but
the environment of the libraries.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("pipeline", "plugins", "themes", ".ci")
FILES = ("tasks.py", "pelicanconf.py", "requirements.lock", "requirements.in", ".gitignore")


def environment(name: str) -> dict[str, str]:
    """Nothing of the machine's git settings; its own name on every commit."""
    own = {key: text for key, text in os.environ.items() if not key.startswith(("GIT_", "CI_"))}
    who = {"NAME": name, "EMAIL": f"{name}@example.gov.cn"}
    own |= {f"GIT_{part}_{key}": text for part in ("AUTHOR", "COMMITTER") for key, text in who.items()}
    return own | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PYTHONUTF8": "1"}


class Server:
    """`origin.git` below `root`, with the program and `content` as its first commit on main."""

    def __init__(self, root: Path, content: dict[str, str]) -> None:
        self.root, self.origin = root, root / "origin.git"
        seed = root / "seed"
        for folder in PROGRAM:
            shutil.copytree(ROOT / folder, seed / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            shutil.copyfile(ROOT / name, seed / name)
        for name, text in content.items():
            (seed / "content" / name).parent.mkdir(parents=True, exist_ok=True)
            (seed / "content" / name).write_text(text, encoding="utf-8")
        words = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
        subprocess.run([*words, "pipeline", "plugins", "tasks.py"], cwd=seed, check=True)
        hand = Hand(seed, "seed")
        hand.git("init", "-q", "-b", "main")
        hand.git("add", "-A")
        hand.git("commit", "-q", "-m", "开始")
        subprocess.run(["git", "clone", "-q", "--bare", str(seed), str(self.origin)], check=True, capture_output=True)

    def clone(self, name: str, folder: str = "") -> "Hand":
        """Compiled code and libraries come along as they would with a machine that is in use."""
        place = self.root / (folder or name)
        subprocess.run(["git", "clone", "-q", str(self.origin), str(place)], check=True, capture_output=True)
        for cache in (self.root / "seed").rglob("__pycache__"):
            shutil.copytree(cache, place / cache.relative_to(self.root / "seed"), dirs_exist_ok=True)
        (place / ".venv").symlink_to((ROOT / ".venv").resolve())
        (place / ".git/info/exclude").write_text("/.venv\n")
        return Hand(place, name)


class Hand:
    """Somebody in his clone."""

    def __init__(self, place: Path, name: str) -> None:
        self.place, self.environment = place, environment(name)

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.place, env=self.environment | more, capture_output=True, encoding="utf-8", timeout=300
        )

    def git(self, *words: str) -> str:
        done = self.run("git", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def verb(self, *words: str, status: int = 0) -> str:
        """What a verb said; it must end as expected."""
        done = self.run(sys.executable, "tasks.py", *words)
        told = done.stdout + done.stderr
        assert done.returncode == status, told
        assert "Traceback" not in told
        return told

    def text(self, path: str) -> str:
        return (self.place / path).read_text(encoding="utf-8")
