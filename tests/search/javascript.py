"""What the reader's modules give for cases of golden.json, asked of any engine that runs modules."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pipeline.search import scoring
from tests.fixtures import THEME

MODULES = THEME / "static/js/search"
RULES = (
    "fold key idf bucket common parse plan relaxed terms mark excerpt is_full white_space".split()  # noqa: SIM905
)
"""What the reader's side has; weights of texts are the index's affair."""
HARNESS = """
export async function answers(folder, cases) {
  const load = (name) => import(`${folder}${name}.js`);
  const [analysis, scoring, query, excerpt] = await Promise.all(["analysis", "scoring", "query", "excerpt"].map(load));
  const sketch = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const groups = (found) => found.map((wordings) => wordings.map(({ must, also }) => [must, also]));
  const asked = (one) => query.parse(one.text, one.lexicon);
  const rules = {
    fold: (one) => analysis.fold(one.text),
    key: (one) => analysis.key(one.text),
    white_space: (one) => analysis.split(one.text),
    idf: (one) => scoring.idf(one.documents, one.having),
    bucket: (one) => scoring.bucket(one.term),
    common: (one) => Object.fromEntries(Object.keys(one.common).map((term) => [term, scoring.common(sketch(one.sketch), term)])),
    parse: (one) => { const { text, key, words, groups: found } = asked(one); return { text, key, words, groups: groups(found) }; },
    plan: (one) => {
      const { groups: found, whole } = query.plan(asked(one), sketch(one.sketch));
      return { groups: groups(found), whole, terms: query.termsOf(found), needs_sketch: query.needsSketch(asked(one)) };
    },
    relaxed: (one) => {
      const planned = query.plan(asked(one), sketch(one.sketch));
      const units = query.relaxed(asked(one), sketch(one.sketch), one.tried || query.termsOf(planned.groups));
      return { probe: query.probe(planned, sketch(one.sketch)), units: groups(units) };
    },
    terms: (one) => asked(one).terms,
    mark: (one) => excerpt.mark(one.text, one.sought),
    excerpt: (one) => excerpt.excerpt(one.text, one.words, one.terms),
    is_full: (one) => excerpt.isFull(one.words, ...one.texts),
  };
  return cases.map(([name, one]) => rules[name](one));
}
"""


def question(name: str, case: dict[str, Any]) -> list[Any]:
    """[rule, case] as the harness takes it."""
    if "frequencies" not in case and name != "relaxed":
        return [name, case]
    sketch = scoring.commonness([(term, having) for term, having in case.get("frequencies", ())])
    return [name, case | {"sketch": base64.b64encode(sketch).decode()}]


def expected(name: str, case: dict[str, Any]) -> Any:
    if name == "common":
        return case["common"]
    return case["gives"] | {"needs_sketch": case["needs_sketch"]} if name == "plan" else case["gives"]


def by_node(questions: list[Any], folder: Path) -> list[Any] | None:
    """None where there is no Node."""
    node = node_binary()
    if node is None:
        return None
    program = (
        "import { readFileSync } from 'node:fs'; import { answers } from './harness.js';"
        "const cases = JSON.parse(readFileSync('cases.json', 'utf-8'));"
        "process.stdout.write(JSON.stringify(await answers('./search/', cases)));"
    )
    beside_modules(folder, program)
    (folder / "harness.js").write_text(HARNESS, encoding="utf-8")
    (folder / "cases.json").write_text(json.dumps(questions), encoding="utf-8")
    done = subprocess.run([node, "run.js"], cwd=folder, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    found: list[Any] = json.loads(done.stdout)
    return found


def node_binary() -> str | None:
    return shutil.which("node")


def beside_modules(folder: Path, program: str) -> None:
    """A folder in which Node takes the modules for what they are: search/ and run.js."""
    shutil.copytree(MODULES, folder / "search")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.js").write_text(program, encoding="utf-8")
