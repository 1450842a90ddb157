"""The reader's modules as a SearchBackend: Node in the browser's place, a folder in the host's."""

import json
import subprocess
from typing import Any

from pipeline.search.backend import Answer, Hit, Request
from pipeline.search.static_folder import StaticFolder
from tests.search.javascript import beside_modules

PROGRAM = """
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { FACETS, StaticSearch } from "./search/static.js";

globalThis.fetch = async (address) => {
  const path = new URL(address).pathname;
  try {
    return new Response(await readFile(`${process.argv[2]}${decodeURIComponent(path)}`));
  } catch {
    return new Response("", { status: 404 });
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await new StaticSearch("http://site.example/").search(JSON.parse(line), FACETS);
  process.stdout.write(`${JSON.stringify(answer)}\\n`);
}
"""


class JavaScript(StaticFolder):
    """Written as a static index is, read by the modules, each time anew."""

    def start(self, node: str) -> None:
        place = self.folder / "node"
        beside_modules(place, PROGRAM)
        self.process = subprocess.Popen(
            [node, "run.js", str(self.folder)], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def end(self) -> None:
        self.process.communicate(timeout=10)

    def search(self, request: Request) -> Answer:
        assert self.process.stdin and self.process.stdout
        # JSON spells a lone surrogate out, and so nothing that a test may ask is lost on the way.
        self.process.stdin.write(json.dumps(request._asdict()).encode() + b"\n")
        self.process.stdin.flush()
        return _answer(json.loads(self.process.stdout.readline()))


def _answer(found: dict[str, Any]) -> Answer:
    hits = tuple(
        Hit(
            **hit
            | {"numbers": tuple(hit["numbers"]), "excerpt": tuple((text, marked) for text, marked in hit["excerpt"])}
        )
        for hit in found.pop("hits")
    )
    facets = {name: counts for name, counts in found.pop("facets").items() if counts}
    return Answer(hits=hits, facets=facets, **found)
