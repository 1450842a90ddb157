"""Modules as one file: each encloses its own names, comes before those that need it, and late ones stay late."""

import json
import subprocess
from pathlib import Path

import pytest

from plugins.assets import Assets
from plugins.bundle import NotBundled
from tests.search.javascript import node_binary

MODULES = {
    "js/a.js": b"""// the entry
import { key as keyOf, Box } from "./parts/b.js";
import * as c from "./parts/c.js";
import "./parts/side.js";
const own = "a // no comment";
export const told = () => [own, keyOf("x"), new Box().held, c.double(4), c.own, globalThis.side];
export async function later() {
  return (await import("./parts/late.js")).late;
}
""",
    "js/parts/b.js": b"""import { double } from "./c.js";
const own = 1;
export const key = (text) => `${text}-${double(own)}`;
export class Box {
  held = "box";
}
""",
    "js/parts/c.js": b"export const own = 7;\nexport function double(n) {\n  return 2 * n;\n}\n",
    "js/parts/side.js": b"globalThis.side = (globalThis.side || 0) + 1;\n",
    "js/parts/late.js": b'import { double } from "./c.js";\nexport const late = double(21);\n',
}
ANSWER = ["a // no comment", "x-2", "box", 8, 7, 1, 42]


def test_parts_are_not_published_by_themselves() -> None:
    names = {planned.key for planned in Assets(MODULES).planned()}
    assert names == {"js/a.js", "js/parts/late.js"}


def test_a_bundle_holds_its_parts_once_and_no_comment() -> None:
    text = Assets(MODULES).content("js/a.js").decode()
    assert text.count("return 2*n") == 1
    assert "the entry" not in text
    assert text.index("2*n") < text.index("class Box") < text.index("no comment")


@pytest.mark.skipif(node_binary() is None, reason="needs Node")
def test_a_bundle_does_what_its_modules_do(tmp_path: Path) -> None:
    assets = Assets(MODULES)
    for planned in assets.planned():
        file = tmp_path / assets.places[planned.key]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(assets.content(planned.key))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = f"""import {{ told, later }} from "./{assets.places["js/a.js"]}";
process.stdout.write(JSON.stringify([...told(), await later()]));"""
    (tmp_path / "run.js").write_text(program)
    done = subprocess.run([node_binary() or "", "run.js"], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert json.loads(done.stdout) == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        b"export default 1;",
        b"const x = 1;\nexport { x };",
        b"export let n = 1;",
        b"import x from './parts/c.js';",
        b"await 1;",
    ],
)
def test_what_is_written_in_another_manner_stops_the_build(text: bytes) -> None:
    with pytest.raises(NotBundled):
        Assets(MODULES | {"js/a.js": text}).content("js/a.js")


def test_modules_in_a_circle_stop_the_build() -> None:
    circle = {"js/x.js": b'import "./y.js";', "js/y.js": b'import "./x.js";', "js/z.js": b'import "./x.js";'}
    with pytest.raises(NotBundled, match=r"js/x\.js -> js/y\.js -> js/x\.js"):
        Assets(circle).content("js/z.js")
