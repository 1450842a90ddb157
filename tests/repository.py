"""A real repository with commits at the hours a test names; nothing of the machine's own git settings reaches it."""

import os
import subprocess
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

SHANGHAI = timezone(timedelta(hours=8))


def second(moment: str) -> int:
    """`2026-03-02 09:30` in Shanghai -> seconds."""
    return int(datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).timestamp())


class Repository:
    """`root` is the repository, `root/content` the sources; each call of `commit` is one commit of all that changed."""

    def __init__(self, root: Path) -> None:
        self.root, self.content = root, root / "content"
        self.content.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, at: str = "2026-01-05 09:00", written_at: str = "", author: str = "王五") -> str:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")} | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_COMMITTER_DATE": f"{second(at)} +0800",
            "GIT_AUTHOR_DATE": f"{second(written_at or at)} +0800",
            "GIT_COMMITTER_NAME": author,
            "GIT_AUTHOR_NAME": author,
            "GIT_COMMITTER_EMAIL": "editor@example.gov.cn",
            "GIT_AUTHOR_EMAIL": "editor@example.gov.cn",
        }
        if words[0] in ("rebase", "cherry-pick") or "--amend" in words:
            del environment["GIT_AUTHOR_DATE"]
        command = ["git", "-C", str(self.root), *words]
        return subprocess.run(
            command, env=environment, capture_output=True, check=True, encoding="utf-8"
        ).stdout.strip()

    def write(self, files: Mapping[str, str | None]) -> None:
        """Files below content/; None removes one."""
        for name, text in files.items():
            path = self.content / name
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    def commit(
        self,
        at: str,
        files: Mapping[str, str | None] | None = None,
        message: str = "更新内容",
        *,
        author: str = "王五",
        written_at: str = "",
    ) -> str:
        """The new commit's hash."""
        self.write(files or {})
        self.git("add", "-A", "content")
        self.git("commit", "-q", "--allow-empty", "-m", message, at=at, written_at=written_at, author=author)
        return self.git("rev-parse", "HEAD")
