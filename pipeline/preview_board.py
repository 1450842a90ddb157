"""What the preview knows: the last build, and pages made before their build; and a way to wait for news of it."""

import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.phrases import NOT_BUILT

GONE = b""
"""In the place of a page or a file: there is none any more."""
MISSING = "missing"
"""The mark of an address where there is nothing."""
HEARTBEAT = 15.0
LINES_SHOWN = 200
TOLD_OF = 200
"""Edits that are remembered for browsers that were away."""

_FINDING = re.compile(r":\d+:\d+: (?:错误|警告|需人工复核) ")


@dataclass(frozen=True)
class State:
    """built: number of builds that gave pages; summary: a line for the bar, empty when all is well; report: its lines;
    turn: counts up when any page may be another now; edit: counts what was made or told before a build; made: address
    -> mark of the page made there; told: address -> the edit with which something new was to be said of its item.
    """

    built: int = 0
    summary: str = "正在生成网站，请稍候……"
    report: str = ""
    turn: int = 0
    edit: int = 0
    made: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)

    def after(self, status: int, output: list[str]) -> "State":
        """What a build changes in it."""
        findings = [line for line in output if _FINDING.search(line)]
        report = "\n".join(findings[:LINES_SHOWN])
        if status not in (0, 1) or (status == 1 and not findings):
            report = "\n".join(output[-LINES_SHOWN:])
            return replace(self, summary="生成失败，页面仍是上一次的结果", report=report)
        refused = next((line for line in output if line.startswith(NOT_BUILT)), "")
        if refused:
            summary = f"{refused.removesuffix('。')}（点开查看）；页面仍是上一次的结果"
            return replace(self, summary=summary, report=report)
        summary = f"已生成，有 {len(findings)} 条提示（点开查看）" if findings else ""
        return replace(self, built=self.built + 1, summary=summary, report=report)


class Made(NamedTuple):
    """`shown`: a page, or a file below content/; `said`: what reading found of the item; `build`: see `Board.begin`."""

    shown: bytes | Path
    said: Mapping[str, Any] | None
    build: int


class Board:
    """The latest state, and a way to wait for the next."""

    def __init__(self) -> None:
        self.state = State()
        self.closed = False
        self.made: dict[str, Made] = {}
        self._build = 0
        self._news = threading.Condition()

    def put(self, address: str, shown: bytes | Path | None, said: Mapping[str, Any] | None = None) -> None:
        """Show this at an address from now on until a build that began later; None: there is only something to say."""
        with self._news:
            if shown is not None:
                self.made[address] = Made(shown, said, self._build)
            elif address in self.made:
                self.made[address] = self.made[address]._replace(said=said)
            edit = self.state.edit + 1
            told = {name: at for name, at in self.state.told.items() if at > edit - TOLD_OF}
            self._post(replace(self.state, edit=edit, told=told | {address: edit}))

    def begin(self) -> None:
        """A build begins: what was made up to now is in it."""
        with self._news:
            self._build += 1

    def after(self, status: int, output: list[str]) -> bool:
        """A build has ended. Whether it gave pages: where it gave none, what was made before stays in view."""
        with self._news:
            state = self.state.after(status, output)
            gave = state.built > self.state.built
            if gave:
                self.made = {address: made for address, made in self.made.items() if made.build >= self._build}
            self._post(replace(state, turn=self.state.turn + gave))
            return gave

    def turn(self) -> None:
        """Any page may be another now."""
        with self._news:
            self._post(replace(self.state, turn=self.state.turn + 1))

    def close(self) -> None:
        with self._news:
            self.closed = True
            self._news.notify_all()

    def next(self, seen: State | None) -> State:
        """Wait until the state is not the one seen, or a heartbeat has passed."""
        with self._news:
            self._news.wait_for(lambda: self.closed or self.state is not seen, HEARTBEAT)
            return self.state

    def _post(self, state: State) -> None:
        marks = {address: mark_of(made.shown) for address, made in self.made.items() if isinstance(made.shown, bytes)}
        self.state = replace(state, made=marks)
        self._news.notify_all()


def mark_of(page: bytes) -> str:
    """Equal for equal pages only."""
    return MISSING if page == GONE else hashlib.blake2b(page, digest_size=8).hexdigest()
