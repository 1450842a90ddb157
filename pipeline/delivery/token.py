"""The credential of a WeChat account, kept on disk for its two hours, readable by its owner alone."""

import json
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARGIN = 300
"""Seconds before its end from which a credential is not used any more."""
OWNER_ONLY = 0o600


class TokenCache:
    """One file an account. A file that others could read or write is not believed, and made anew."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path, self.clock = path, clock

    def read(self, appid: str) -> str:
        """ "" when there is none that can be used."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return ""
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != os.getuid():
                return ""
            raw = file.read(64 * 1024)
        try:
            told: Any = json.loads(raw)
            valid = told["appid"] == appid and float(told["until"]) - MARGIN > self.clock()
            return str(told["token"]) if valid else ""
        except (ValueError, TypeError, KeyError):
            return ""

    def write(self, appid: str, token: str, seconds: float) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"appid": appid, "token": token, "until": self.clock() + seconds}, file)
        os.replace(unfinished, self.path)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
