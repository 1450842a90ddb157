"""A site's suggestions in the making, and what the reader's modules give for them."""

import gzip
import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipeline.search.suggest import Suggester
from pipeline.search.suggested import suggestion_files
from pipeline.tables import Tables, read_tables
from tests.fixtures import TABLES
from tests.search.javascript import beside_modules, node_binary

CASES: dict[str, Any] = json.loads(Path(__file__).with_name("suggestions.json").read_text(encoding="utf-8"))
PROGRAM = """
import { readFileSync } from 'node:fs';
import { Suggester } from './search/suggester.js';
const { files, suggest, corrections } = JSON.parse(readFileSync('cases.json', 'utf-8'));
const read = async (name) => files[name] ?? null;
const one = new Suggester(read);
const found = { suggest: [], corrections: [], opened: [] };
for (const text of suggest) {
  const opened = new Set();
  const fresh = new Suggester(async (name) => { opened.add(name); return read(name); });
  found.suggest.push((await fresh.suggest(text)).map(({ text, why, url }) => [text, why, url]));
  found.opened.push([...opened].sort());
}
for (const text of corrections) found.corrections.push(await one.corrections(text));
process.stdout.write(JSON.stringify(found));
"""


def row(path: str, title: str, numbers: Iterable[str] = (), at: str = "2026-01-02 09:00") -> SimpleNamespace:
    return SimpleNamespace(path=path, title=title, numbers=tuple(numbers), published_at=at)


def tables_of(folder: Path, words: str = "", hot: Iterable[str] = ()) -> Tables:
    """Those of the small town, with these synonyms and hot words."""
    content = folder / "content"
    content.mkdir(parents=True)
    files = dict(TABLES)
    files["site.yaml"] += f"热搜词: [{', '.join(hot)}]\n"
    if words:
        files["synonyms.yaml"] = words
    for name, text in files.items():
        (content / name).write_text(text, encoding="utf-8")
    found = read_tables(content)
    assert found.findings == []
    return found


def golden_files(folder: Path) -> dict[str, bytes]:
    tables = tables_of(folder, CASES["words"], CASES["hot"])
    return dict(suggestion_files([row(*entry) for entry in CASES["rows"]], tables))


def suggester(files: Mapping[str, bytes]) -> Suggester:
    return Suggester(files.get)


def given(files: Mapping[str, bytes], text: str) -> list[list[str]]:
    return [list(one) for one in suggester(files).suggest(text)]


def unpacked(files: Mapping[str, bytes]) -> dict[str, Any]:
    return {name: json.loads(gzip.decompress(raw) if name.endswith(".bin") else raw) for name, raw in files.items()}


def by_node(files: Mapping[str, bytes], folder: Path, suggest: list[str], corrections: list[str]) -> Any:
    """What the reader's modules answer; None where there is no Node."""
    node = node_binary()
    if node is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    beside_modules(folder, PROGRAM)
    asked = {"files": unpacked(files), "suggest": suggest, "corrections": corrections}
    (folder / "cases.json").write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run([node, "run.js"], cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return json.loads(done.stdout)
