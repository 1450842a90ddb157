"""Rooms and functions stay small enough to be read at one sitting."""

import ast
import io
import statistics
import tokenize
from pathlib import Path

import pytest

from tests.house.rooms import nothing, product_files, shown, tree

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
MEDIAN_FUNCTION = 10
COMMENT_SHARE = 0.08


def functions(file: Path) -> list[tuple[str, int]]:
    """(place and name, lines from the first decorator's def to the end) of every function."""
    return [
        (f"{shown(file, node.lineno)} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("file", product_files(), ids=shown)
def test_nothing_outgrows_the_house(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    nothing([f"{shown(file)} has {lines} lines"] if lines > LONGEST_FILE else [])
    nothing(f"{name} has {length} lines" for name, length in functions(file) if length > LONGEST_FUNCTION)


def test_most_functions_are_short() -> None:
    lengths = [length for file in product_files() for _, length in functions(file)]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_comments_are_rare() -> None:
    comments = lines = 0
    for file in product_files():
        text = file.read_text(encoding="utf-8")
        lines += sum(1 for line in text.splitlines() if line.strip())
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments += sum(1 for token in tokens if token.type == tokenize.COMMENT)
    assert comments <= COMMENT_SHARE * lines, f"{comments} comments on {lines} lines"
