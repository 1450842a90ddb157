"""Everything at once: random faults at random calls, our process killed at random moments and started anew. In the end
each package is one draft that holds its last text, and the ledger says so.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.platform import Platform, served
from tests.delivery.test_wechat import ADD, COVER, TOKEN, UPDATE, UPLOAD, Box, codes
from tests.house.rooms import ROOT

LISTS = ("/cgi-bin/draft/batchget", "/cgi-bin/material/batchget_material")
FAULTS = ("lost", "dropped", "gateway", "reset", "torn", "empty", 42001, 40001, 40164, 45009, 45011, -1, 45166)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    platform = Platform()
    with served(platform) as address:
        made = Box(tmp_path, platform, address)
        for number in range(4):
            made.pack(number)
        yield made


def settled(box: Box) -> None:
    """Once all is well again."""
    box.platform.orders.clear()
    for _ in range(3):
        box.send()
    assert set(codes(box.send())) == {"same"}
    box.truth()
    texts = [draft["content"] for draft in box.platform.drafts.values()]
    assert len(texts) == len(box.found)
    for folder, _ in box.found:
        text = (folder / "content.html").read_text("utf-8").partition("<p>")[2].partition("</p>")[0]
        assert sum(f"<p>{text}</p>" in held for held in texts) == 1, text


@pytest.mark.parametrize("seed", range(12))
def test_random_faults(box: Box, seed: int) -> None:
    dice = random.Random(seed)
    for number in range(4):
        box.pack(number, f"第{number}篇")
    for turn in range(8):
        box.platform.orders = {
            path: [dice.choice(FAULTS) if dice.random() < 0.5 else None for _ in range(4)]
            for path in (TOKEN, UPLOAD, COVER, ADD, UPDATE, *LISTS)
        }
        if dice.random() < 0.3:
            box.platform.expire()
        if dice.random() < 0.5:
            number = dice.randrange(4)
            box.pack(number, dice.choice([f"第{number}篇", f"第{number}篇改{turn}"]), dice.randrange(3))
        box.send()
    settled(box)


def test_killed_at_random_moments(box: Box) -> None:
    """The process itself is ended with no chance to tidy up."""
    dice = random.Random(4)
    command = [sys.executable, "-c", f"from tests.delivery.test_chaos import run; run({str(box.folder)!r})"]
    for number in range(4):
        box.pack(number, f"第{number}篇")
    environment = {**os.environ, "BOX": box.address, "PYTHONPATH": str(ROOT)}
    box.platform.pause = 0.01
    for turn in range(6):
        box.pack(turn % 4, f"第{turn % 4}篇改{turn}")
        calls = len(box.platform.calls)
        running = subprocess.Popen(command, cwd=ROOT, env=environment)
        until = calls + dice.randrange(1, 12)
        while running.poll() is None and len(box.platform.calls) < until:
            time.sleep(0.002)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert running.returncode in (0, -signal.SIGKILL)
    box.platform.pause = 0
    settled(box)


def run(folder: str) -> None:
    """What a killed process does: as `Box.send`, from what lies on disk."""
    from pipeline.media.package import read_package

    box = Box(Path(folder), Platform(), os.environ["BOX"])
    for place in sorted((Path(folder) / "media").iterdir()):
        package = read_package(place)
        assert package is not None
        box.found.append((place, package))
    box.send()
