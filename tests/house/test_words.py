"""What must not stand in the project: this machine's paths, package hosts, unsafe calls, silenced checkers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import ROOT, nothing, own_files, product_files, python_below, shown, tree

# Written in pieces, so that this file does not contain them.
FOREIGN_WORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w.])/wo" r"rk/\w",
        r"/ro" r"ot/\.",
        r"/ho" r"me/\w+/",
        r"py" r"pi\.org",
        r"python" r"hosted\.org",
        r"npm" r"js\.(?:org|com)",
        r"npm" r"mirror\.com",
        r"mirrors?\.(?:ali" r"yun|tuna|ustc|tencent|huawei)",
        r"\bissue" r" #\d+",
        r"\bthe br" r"ief\b",
        r"\bchat" r"gpt\b|\bcla" r"ude\b|\bco" r"pilot\b|\blarge language" r" model",
    )
)
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal"}
BETWEEN_PROCESSES = {"pipeline/second.py": "marshal"}
"""Where plain values go through a pipe to the very process that forked the sender; nothing of it is stored."""
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
SILENCED_WHOLESALE = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)")
NAMELESS = {"data", "util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}


def text_of(file: Path) -> str | None:
    """None for what is not text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("pattern", FOREIGN_WORDS, ids=lambda pattern: pattern.pattern)
def test_foreign_words(pattern: re.Pattern[str]) -> None:
    nothing(
        f"{shown(file, number)} {line.strip()[:80]}"
        for file in own_files()
        if (text := text_of(file)) is not None and pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    )


def unsafe(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in UNSAFE_CALLS:
            yield f"{shown(file, node.lineno)} calls {node.func.id}"
            continue
        else:
            continue
        refused = UNSAFE_MODULES - {BETWEEN_PROCESSES.get(shown(file))}
        yield from (f"{shown(file, node.lineno)} imports {name}" for name in names if name in refused)


@pytest.mark.parametrize("file", [*product_files(), *python_below("tests")], ids=shown)
def test_nothing_unsafe(file: Path) -> None:
    nothing(unsafe(file))


@pytest.mark.parametrize("file", [*product_files(), *python_below("tests")], ids=shown)
def test_checkers_are_silenced_by_name(file: Path) -> None:
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    nothing(shown(file, number) for number, line in lines if SILENCED_WHOLESALE.search(line))


def test_every_room_has_a_name() -> None:
    nothing(shown(file) for file in product_files() if file.stem in NAMELESS)


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]
    assert len(packages) > 30
    assert not [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block or "==" not in block]
    assert "index-url" not in lock


def test_the_lock_answers_what_was_asked() -> None:
    def names(file: str) -> set[str]:
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        return {re.split(r"[=<>;~ ]", line)[0] for line in lines if re.match(r"\w", line)}

    assert names("requirements.in") <= names("requirements.lock")
