"""The two paths on real text. The corpus is made by the bench of the shared folder (GONGKAI_SHARED, else ../shared)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.body import reference_body
from pipeline.markdown_fast import fast_body
from pipeline.markdown_parts import prepare

PROJECT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GONGKAI_SHARED", PROJECT.parent / "shared"))
MAKER = SHARED / "bench" / "make_corpus.py"
ITEMS = int(os.environ.get("GONGKAI_CORPUS", "600"))


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    if not MAKER.exists():
        pytest.skip(f"NOT CHECKED ON REAL TEXT: {MAKER} is absent, set GONGKAI_SHARED")
    folder = tmp_path_factory.mktemp("corpus")
    subprocess.run(
        [sys.executable, str(MAKER), str(ITEMS), str(folder), "--formats", "jsonl"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    records = map(json.loads, (folder / "items.jsonl").read_text("utf-8").splitlines())
    return [(record["body"], f"{record['column']}/{record['slug']}") for record in records]


def test_paths_agree_on_real_text(bodies: list[tuple[str, str]]) -> None:
    taken = 0
    for text, item in bodies:
        fast = fast_body(prepare(text), item, 20)
        if fast is not None:
            taken += 1
            assert fast == reference_body(text, item, 20)
    assert taken / len(bodies) > 0.97


def test_no_asterisks_are_left_and_no_text_is_lost(bodies: list[tuple[str, str]]) -> None:
    for text, item in bodies[:200]:
        body = reference_body(text, item)
        assert body.notes == ()
        assert "**" not in body.html
        kept = [char for char in body.text if char.isalnum()]
        written = [char for char in text if "\u4e00" <= char <= "\u9fff"]
        assert [char for char in kept if "\u4e00" <= char <= "\u9fff"] == written
