"""`python -m tests.bench.service --items 10000`: the Whoosh index and the service upon it: what is made, asked and borne.

Callers all come at once, each with a question of its own, from as many addresses; they share the machine with the
service, so what they see is worse than what it does. Figures only, no verdict.
"""

import argparse
import asyncio
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from pipeline.search.backend import Document, Request
from pipeline.search.service import Service
from pipeline.search.service_server import listen, serve
from pipeline.search.whoosh_backend import WhooshBackend
from tests.bench.corpus import Corpus, make_corpus, own_path

ROUNDS = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.service", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--callers", type=int, default=1000, help="at once")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        corpus = make_corpus(options.items, Path(folder) / "corpus")
        found = list(documents(corpus))
        root = Path(folder) / "whoosh"
        print(f"{options.items} items: {corpus.note}; load of the machine {os.getloadavg()[0]:.1f}")
        make(root, found)
        change(root, found)
        ask(root, found)
        bear(root, found, options.callers, options.processes)
    return 0


def documents(corpus: Corpus) -> Iterator[Document]:
    for item in corpus.items():
        path, numbers = own_path(item), (item.document_number, item.index_number)
        text = "\n".join((*numbers, *item.keywords, item.body))
        column, topic = path.rsplit("/", 2)[0], item.topic.partition("\\")[0]
        yield Document(path, item.title, numbers, item.moment, (column,), item.issuer, "document", "", topic, text)


def processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def make(root: Path, found: Sequence[Document]) -> None:
    began, used = time.perf_counter(), processor()
    WhooshBackend(root).rebuild(found)
    spent, used = time.perf_counter() - began, processor() - used
    size = sum(file.stat().st_size for file in (root / "current").resolve().iterdir())
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"made anew: {spent:.1f} s, {used:.1f} s of processor, {size / 1e6:.0f} MB, peak {peak / 1024:.0f} MB")


def change(root: Path, found: Sequence[Document]) -> None:
    backend = WhooshBackend(root)
    backend.opened()
    spent = []
    for document in found[:20]:
        began = time.perf_counter()
        backend.upsert([document._replace(title=document.title + "（修订）")])
        spent.append(time.perf_counter() - began)
    spent.sort()
    print(f"one item changed: {spent[10]:.3f} s, at most {spent[-1]:.3f} s")


def questions(found: Sequence[Document], count: int, seed: int) -> dict[str, list[str]]:
    chance = random.Random(seed)

    def piece(least: int, most: int) -> str:
        text = chance.choice(found).text
        start = chance.randrange(max(1, len(text) - most))
        return text[start : start + chance.randint(least, most)]

    make: dict[str, Callable[[], str]] = {
        "words": lambda: piece(2, 2),
        "strings": lambda: piece(4, 8),
        "two words": lambda: f"{piece(2, 3)} {piece(2, 3)}",
        "titles": lambda: chance.choice(found).title,
        "numbers": lambda: chance.choice(chance.choice(found).numbers),
    }
    return {kind: [one() for _ in range(count)] for kind, one in make.items()}


def ask(root: Path, found: Sequence[Document]) -> None:
    backend = WhooshBackend(root)
    backend.search(Request("规定"))
    for kind, texts in (questions(found, 200, 1) | {"commonest": ["规定", "管理", "第一"] * 20}).items():
        spent = []
        for text in texts:
            began = time.perf_counter()
            backend.search(Request(text))
            spent.append((time.perf_counter() - began) * 1000)
        print(f"asked for {kind}: {percentiles(spent)} ms")


def percentiles(spent: Sequence[float]) -> str:
    ordered = sorted(spent)
    return f"p50 {ordered[len(ordered) // 2]:.1f}, p99 {ordered[int(len(ordered) * 0.99)]:.1f}, max {ordered[-1]:.1f}"


# ---------------------------------------------------------------- the service


def bear(root: Path, found: Sequence[Document], callers: int, processes: int) -> None:
    listening = listen(0)
    port = listening.getsockname()[1]
    server = os.fork()
    if not server:
        os._exit(serve(listening, lambda: Service(WhooshBackend(root)), processes))
    listening.close()
    try:
        time.sleep(1)
        for number in range(ROUNDS):
            texts = [text for kind in questions(found, callers // 5, number + 10).values() for text in kind]
            random.Random(number).shuffle(texts)
            began = time.perf_counter()
            answers = asyncio.run(all_at_once(port, texts))
            spent = time.perf_counter() - began
            statuses = dict(Counter(status for status, _ in answers))
            waited = percentiles([seconds * 1000 for _, seconds in answers])
            memory = ", ".join(f"{size:.0f}" for size in sizes(server))
            print(f"{len(texts)} callers at once: {spent:.2f} s, {statuses}, {waited} ms; processes of {memory} MB")
    finally:
        os.kill(server, signal.SIGTERM)
        os.waitpid(server, 0)


async def all_at_once(port: int, texts: Sequence[str]) -> list[tuple[int, float]]:
    return await asyncio.gather(*(one(port, text, number) for number, text in enumerate(texts)))


async def one(port: int, text: str, number: int) -> tuple[int, float]:
    """Status (0 = hung up on) and seconds, the connection's making included."""
    began = time.perf_counter()
    address = f"203.0.{number >> 8}.{number & 255}"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /api/search?q={quote(text)} HTTP/1.0\r\nX-Forwarded-For: {address}\r\n\r\n".encode())
        got = await reader.read()
        writer.close()
        status = int(got.split(maxsplit=2)[1])
    except (OSError, IndexError):
        status = 0
    return status, time.perf_counter() - began


def sizes(parent: int) -> list[float]:
    """Megabytes of its own that each process below holds: what it shares with the others and with files is not its."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [_own(child) for child in children]


def _own(process: str) -> float:
    fields = dict(line.split(":") for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    return sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) / 1024


if __name__ == "__main__":
    sys.exit(main())
