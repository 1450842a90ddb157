"""`python -m tests.bench.search --items 10000`: the static index made, edited and asked. Figures only, no verdict.

Made from a store that was read before, as the channel makes it in a build: plan in one process, files by workers. Asked
by the Python reader, cold each time: what it fetches is what the browser fetches, but the lists of facets, which the
page fetches when a reader opens them, and which are counted apart. Truth is a scan of every text for the exact words.
"""

import argparse
import gc
import gzip
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.channel import PlannedFile
from pipeline.channels import search
from pipeline.page import Desk
from pipeline.read import read_content
from pipeline.register import Register
from pipeline.search.analysis import RUN, fold
from pipeline.search.answering import Facet, _Clock, _find
from pipeline.search.backend import Document, Request
from pipeline.search.documents import documents
from pipeline.search.query import parse
from pipeline.search.static_backend import StaticBackend
from pipeline.store import Store
from pipeline.tables import read_tables
from pipeline.workers import batches, open_workers
from tests.bench.corpus import Corpus, make_corpus, own_path, write_site

AS_OF = "2099-01-01 00:00"
KIB, MIB = 1024, 2**20
BRACKETS = ("〔{}〕", "({})", "（{}）", "[{}]", "【{}】", "{}", " 〔 {} 〕 ")
QUESTIONS = (
    "怎么办理营业执照需要什么材料",
    "公司应当如何保护劳动者的合法权益呢",
    "违反规定的行政机关工作人员会受到什么处分",
    "哪些情形可以申请行政复议以及期限多久",
)
_NUMBER = re.compile(r"^(.*?)〔(\d{4})〕(\d+号)$")


def main() -> int:
    options = arguments()
    if options.step:
        print(json.dumps(STEPS[options.step](options)))
        return 0
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        tell(options.items, options.keep.resolve(), options.seed)
    else:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            tell(options.items, Path(folder), options.seed)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench.search", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work there, and leave everything there")
    parser.add_argument("--seed", type=int, default=4, help="of what is asked")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    return parser.parse_args()


def tell(items: int, folder: Path, seed: int) -> None:
    corpus = make_corpus(items, folder / "corpus")
    print(f"{items} items: {corpus.note}; {os.cpu_count()} processors")
    if not (folder / "content").is_dir():
        write_site(corpus, folder / "content", ["search"])
    with Place(folder).opened():
        pass
    for name in ("made", "same"):
        print(made_line(name, step("index", folder)))
    for number, edited in ((1, "one edited"), (2, "another edited"), (50, "50 more edited")):
        edit(corpus, folder, number)
        print(made_line(edited, step("index", folder)))
    (folder / "var/search.sqlite").unlink()
    print(made_line("made again without state", step("index", folder)))
    asked = step("ask", folder, seed)
    for row in asked["rows"]:
        print(row)


def step(name: str, folder: Path, seed: int = 4) -> dict[str, Any]:
    """In a process of its own, so that its memory is its own."""
    words = [sys.executable, "-m", "tests.bench.search", "--step", name, "--keep", str(folder)]
    words += ["--seed", str(seed)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def made_line(name: str, told: dict[str, Any]) -> str:
    return (
        f"{name}: plan {told['plan']:.2f} s, files {told['make']:.2f} s, processor {told['cpu']:.2f} s; memory "
        f"{told['before'] / MIB:.0f} -> {told['peak'] / MIB:.0f} MB; {told['written']} of {told['files']} files "
        f"written, {told['bytes'] / MIB:.1f} MB in all; delta {told['delta']}"
    )


def edit(corpus: Corpus, folder: Path, count: int) -> None:
    """Change a sentence of so many items, the same place in each."""
    chosen = [item for item in corpus.items() if item.number % 97 == count % 97][:count]
    for item in chosen:
        file = folder / "content" / f"{own_path(item)}.md"
        file.write_text(file.read_text(encoding="utf-8") + f"\n又及：第{count}次更正。\n", encoding="utf-8")


# making -------------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    folder: Path

    def opened(self) -> Store:
        """The store as content/ stands."""
        tables = read_tables(self.folder / "content")
        store = Store(self.folder / "var/store.sqlite")
        read_content(self.folder / "content", store, tables)
        return store

    def desk(self, store: Store) -> Desk:
        tables = read_tables(self.folder / "content")
        return Desk(Register(tables, {row.path: row for row in store.index()}, AS_OF), {}, b"")


_at: tuple[Desk, Path, Path] | None = None


def index(folder: Path) -> dict[str, Any]:
    """As the verbs do, without looking for garbage: what is made is kept to the end."""
    global _at
    gc.disable()
    place = Place(folder)
    with place.opened() as store:
        desk = place.desk(store)
        before, cpu, began = _memory(), _cpu(), time.perf_counter()
        files = list(search.plan(desk, store))
        planned = time.perf_counter()
        known = _known(folder)
        changed = [file for file in files if known.get(file.path) != file.fingerprint.hex()]
        _at = (desk, store.path, folder / "output")
        for parent in {(folder / "output" / file.path).parent for file in changed}:
            parent.mkdir(parents=True, exist_ok=True)
        with open_workers(len(changed)) as executor:
            for job in [executor.submit(write_all, tuple(batch)) for batch in batches(changed, 120)]:
                job.result()
        ended = time.perf_counter()
    (folder / "known.json").write_text(json.dumps({file.path: file.fingerprint.hex() for file in files}))
    for path in known.keys() - {file.path for file in files}:
        (folder / "output" / path).unlink()
    manifest = json.loads(gzip.decompress((folder / "output/search/manifest.bin").read_bytes()))
    return {
        "plan": planned - began,
        "make": ended - planned,
        "cpu": _cpu() - cpu,
        "before": before,
        "peak": max(_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KIB),
        "written": len(changed),
        "files": len(files),
        "bytes": sum((folder / "output" / file.path).stat().st_size for file in files),
        "delta": manifest["delta"]["documents"] if manifest["delta"] else 0,
    }


def write_all(files: Sequence[PlannedFile]) -> None:
    assert _at is not None
    desk, path, output = _at
    with Store(path, readonly=True) as store:
        for file in files:
            (output / file.path).write_bytes(search.make(file, desk, store))


def _known(folder: Path) -> dict[str, str]:
    file = folder / "known.json"
    found: dict[str, str] = json.loads(file.read_text()) if file.is_file() else {}
    return found


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


def _cpu() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


# asking -------------------------------------------------------------------------------------------------------------


class Cold(NamedTuple):
    """One query asked by a reader who never asked before; `facets`: bytes of the lists of facets, fetched later."""

    requests: int
    bytes: int
    facets: int
    total: int
    first: tuple[str, ...]
    took: float


def ask(folder: Path, seed: int) -> dict[str, Any]:
    place = Place(folder)
    with place.opened() as store:
        texts = list(documents(place.desk(store).register, store))
    chance = random.Random(seed)
    kinds = dict(questions(texts, chance))
    rows = []
    for name, asked in kinds.items():
        found = [cold(folder / "output", query) for query, _ in asked]
        rows.append(told(name, found) + proved(name, asked, found, texts, folder))
    return {"rows": rows}


def questions(texts: Sequence[Document], chance: random.Random) -> Iterator[tuple[str, list[tuple[str, Document]]]]:
    """Kind of query -> queries, each with the document it was taken from."""
    some = chance.sample(texts, 60)
    yield "words of 2 to 4", [(piece(text, chance, 2, 4), text) for text in some]
    yield "strings of 4 to 8", [(piece(text, chance, 4, 8), text) for text in some]
    yield "two words", [(f"{piece(text, chance, 2, 4)} {piece(text, chance, 2, 4)}", text) for text in some[:30]]
    yield "the commonest", [(word, texts[0]) for word in commonest(texts)]
    yield "titles", [(text.title, text) for text in some[:40]]
    written = [(text.numbers[0], text) for text in some[:25] if _NUMBER.match(text.numbers[0])]
    forms = [(_in_form(form, number), text) for number, text in written for form in BRACKETS]
    yield "document numbers", forms
    yield "index numbers", [(text.numbers[-1], text) for text in some[:25]]
    yield "questions", [(question, texts[0]) for question in QUESTIONS]


def _in_form(form: str, number: str) -> str:
    found = _NUMBER.match(number)
    assert found is not None
    return found[1] + form.format(found[2]) + found[3]


def piece(text: Document, chance: random.Random, least: int, most: int) -> str:
    """Characters that follow one another within a run of the body."""
    runs = [run for run in RUN.findall(text.text[:2000]) if len(run) >= most]
    run = chance.choice(runs)
    length = chance.randint(least, most)
    start = chance.randint(0, len(run) - length)
    return str(run[start : start + length])


def commonest(texts: Sequence[Document]) -> list[str]:
    counts: dict[str, int] = {}
    for text in texts[:1000]:
        for pair in {text.text[n : n + 2] for n in range(len(text.text) - 1)}:
            if RUN.fullmatch(pair):
                counts[pair] = counts.get(pair, 0) + 1
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:10]


def cold(output: Path, query: str) -> Cold:
    """Facets are counted last; what is fetched from then on a reader's browser fetches when they are opened."""
    now: dict[str, int] = {}
    later: dict[str, int] = {}
    fetched = [now]

    def fetch(name: str) -> bytes:
        raw = (output / "search" / name).read_bytes()
        fetched[-1].setdefault(name, len(raw))
        return raw

    backend = StaticBackend(output / "search", fetch)
    index = backend.opened(query)
    facet = index.facet

    def counted(name: str) -> Facet:
        fetched.append(later)
        return facet(name)

    index.facet = counted  # type: ignore[method-assign]
    began = time.perf_counter()
    answer = backend.search(Request(query))
    took = time.perf_counter() - began
    first = tuple(hit.path for hit in answer.hits)
    return Cold(len(now), sum(now.values()), sum(later.values()), answer.total, first, took)


def told(name: str, found: Sequence[Cold]) -> str:
    sizes = sorted(one.bytes / KIB for one in found)
    return (
        f"{name} ({len(found)}): {statistics.median(sizes):.0f} / {_at_share(sizes, 0.9):.0f} / {sizes[-1]:.0f} KB "
        f"(median, p90, most), requests {statistics.median(one.requests for one in found):.0f} to "
        f"{max(one.requests for one in found)}, facets later {max(one.facets for one in found) / KIB:.0f} KB, "
        f"{statistics.median(one.took for one in found) * 1000:.0f} ms"
    )


def _at_share(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def proved(
    name: str, asked: Sequence[tuple[str, Document]], found: Sequence[Cold], texts: Sequence[Document], folder: Path
) -> str:
    """Against the truth: a scan of the texts for words, the document itself for titles and numbers."""
    if name == "questions":
        return f"; found {[one.total for one in found]}"
    if "numbers" in name:
        bear: dict[str, int] = Counter(number for text in texts for number in text.numbers)
        first = sum(
            text.path in one.first[: max(bear[number] for number in text.numbers)]
            for (_, text), one in zip(asked, found, strict=True)
        )
        return f"; first {first} of {len(asked)} (first two where two documents bear the number)"
    if name == "titles":
        shown = sum(text.path in one.first for (_, text), one in zip(asked, found, strict=True))
        return f"; on the first page {shown} of {len(asked)}"
    missed, there, counted = scanned([query for query, _ in asked], texts, folder)
    return f"; missed {missed} of {there}, found {counted}"


def scanned(queries: Sequence[str], texts: Sequence[Document], folder: Path) -> tuple[int, int, int]:
    """Texts that hold every word and were not found, that hold them, that were found."""
    index = StaticBackend(folder / "output/search").index
    alive = np.delete(index.rank, index.base.places[index.base.dead])
    folded = [fold(text.title) + "\n" + fold(text.text) for text in texts]
    missed = there = counted = 0
    for query in queries:
        mask = _find(index, parse(query), True, _Clock(None)).mask[alive]
        words = fold(query).split()
        truth = {n for n, text in enumerate(folded) if all(word in text for word in words)}
        missed += sum(not mask[n] for n in truth)
        there += len(truth)
        counted += int(mask.sum())
    return missed, there, counted


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "index": lambda options: index(options.keep),
    "ask": lambda options: ask(options.keep, options.seed),
}

if __name__ == "__main__":
    sys.exit(main())
