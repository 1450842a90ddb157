"""This project against Hugo on the same items in the same run: a clean build, and a build after one edit.

Figures only, no verdict: machines drift and are shared, so what counts is the ratio within a round, and its median.
"""

import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import ROOT, Corpus, Item, own_path, write_site
from tests.bench.hugo import hugo_path, hugo_version, lay_theme, write_hugo
from tests.bench.measure import Run, proportional, run, weigh

THEMES = {"bench": ROOT / "tests/bench/theme", "full": ROOT / "themes/gov"}
CHANNELS = {"bench": ("feeds", "sitemap"), "full": ()}
"""What the bench theme stands beside in Hugo's: feeds and sitemap. The whole site makes every channel."""
MIB = 2**20


@dataclass
class Contestant:
    """A program with its content. `command` takes the number of a clean build: each writes to a folder of its own.

    Nothing is deleted between builds: some file systems (ext4) shun inodes freed in the last minutes, and making a file
    then costs twenty times as much.
    """

    name: str
    folder: Path
    command: Callable[[int], Sequence[str]]
    source: Path
    number: int = 0

    def cold(self) -> Run:
        self.number += 1
        return self._weighed(run(self.command(self.number), self.folder))

    def edited(self, number: int) -> Run:
        """Change one sentence of one item, then build over the last clean build."""
        text = self.source.read_text(encoding="utf-8")
        before, fence, body = text.partition("\n+++\n" if text.startswith("+++") else "\n---\n")
        first, _, rest = body.lstrip("\n").partition("\n")
        first = first.partition("（第")[0]
        self.source.write_text(f"{before}{fence}\n{first}（第{number}次更正。）\n{rest}", encoding="utf-8")
        return self._weighed(run(self.command(self.number), self.folder))

    def memory(self) -> int:
        """Peak of the whole tree in a clean build, shared pages counted once; an untimed run."""
        self.number += 1
        return run(self.command(self.number), self.folder, memory=proportional).tree

    def _weighed(self, result: Run) -> Run:
        written, files = weigh(self.folder / f"out{self.number}")
        return result._replace(written=written, files=files)


def project(corpus: Corpus, folder: Path, theme: str, edited: Item) -> Contestant:
    write_site(corpus, folder / "content", CHANNELS[theme])
    verb = [sys.executable, str(ROOT / "tasks.py"), "build", "--content", "content", "--theme", str(THEMES[theme])]

    def command(number: int) -> list[str]:
        return [*verb, "--output", f"out{number}", "--store", f"state{number}/store.sqlite"]

    return Contestant(f"gongkai/{theme}", folder, command, folder / "content" / f"{own_path(edited)}.md")


def hugo(corpus: Corpus, folder: Path, binary: Path, edited: Item) -> Contestant:
    theme = lay_theme(folder)
    write_hugo(corpus, folder / "content")
    print(f"{hugo_version(binary)}, {theme} theme")

    def command(number: int) -> list[str]:
        return [str(binary), "--source", str(folder), "--destination", str(folder / f"out{number}"), "--quiet"]

    return Contestant("hugo", folder, command, folder / "content" / f"{hugo_path(edited)}.md")


def contest(contestants: Sequence[Contestant], rounds: int) -> dict[str, dict[str, list[Run]]]:
    """Event -> contestant -> its runs; contestants take turns within each round."""
    cold: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    edit: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant in contestants:
            cold[contestant.name].append(contestant.cold())
    for number in range(1, rounds + 1):
        for contestant in contestants:
            edit[contestant.name].append(contestant.edited(number))
    return {"cold": cold, "edit": edit}


def machine(folder: Path) -> str:
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    facts = (
        f"{cores} cores",
        platform.machine(),
        f"Python {platform.python_version()}",
        f"files on {file_system(folder)}",
    )
    return ", ".join((*facts, f"load {load:.1f} at the start"))


def file_system(folder: Path) -> str:
    """Its type, such as ext4 or tmpfs: the longest mount point above the folder wins."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    above = [(len(point), kind) for point, kind in mounts if folder.is_relative_to(point)]
    return max(above, default=(0, "?"))[1]


def table(results: dict[str, dict[str, list[Run]]]) -> str:
    """Medians of each contestant, then medians of the ratios to Hugo within each round."""
    head = (
        f"{'':6}{'':16}{'wall s':>9}{'cpu s':>9}{'largest':>9}{'tree':>9}{'MiB out':>9}{'files':>8}   rounds (wall s)"
    )
    lines = [head]
    for event, runs in results.items():
        for name, measured in runs.items():
            lines.append(f"{event:6}{name:16}" + _medians(measured))
        peer = runs.get("hugo", [])
        lines += [
            f"{event:6}{name + ' : hugo':24}" + _ratios(r, peer) for name, r in runs.items() if peer and r is not peer
        ]
    return "\n".join(lines)


def _medians(runs: list[Run]) -> str:
    wall, cpu, largest, tree, written, files = (statistics.median(column) for column in zip(*runs, strict=True))
    rounds = " ".join(f"{measured.wall:.2f}" for measured in runs)
    sizes = f"{largest / MIB:9.0f}{tree / MIB:9.0f}{written / MIB:9.1f}{files:8.0f}"
    return f"{wall:9.2f}{cpu:9.2f}{sizes}   {rounds}"


def _ratios(runs: list[Run], peers: list[Run]) -> str:
    pairs = [
        [ours / theirs for ours, theirs in zip(a[:4], b[:4], strict=True)] for a, b in zip(runs, peers, strict=True)
    ]
    wall, cpu, largest, tree = (statistics.median(column) for column in zip(*pairs, strict=True))
    rounds = " ".join(f"{pair[0]:.3f}" for pair in pairs)
    return f"wall {wall:.3f}  cpu {cpu:.3f}  largest {largest:.2f}  tree {tree:.2f}   rounds (wall) {rounds}"


def memory_table(contestants: Sequence[Contestant]) -> str:
    peaks = {contestant.name: contestant.memory() / MIB for contestant in contestants}
    return "\n".join(
        f"memory of the whole tree, shared pages once: {name:16}{peak:9.0f} MiB" for name, peak in peaks.items()
    )
