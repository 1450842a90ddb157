"""What the product says in Chinese is set with Chinese punctuation, as it asks of everybody's text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import ROOT, nothing, own_files, product_files, shown, tree

HAN = "\u3400-\u9fff"
HOLE = "\u3400"
"""Stands for what is put into a sentence."""
_HALF = re.compile(
    rf"(?<=[{HAN}”》）〕])[,;:!?(](?!//)|[,;(](?=[{HAN}“《〔])|(?<=[{HAN}”》）])\)|(?<=[0-9A-Za-z]):(?=[{HAN}“《])"
)
_AS_TYPED = re.compile(
    r"[\w\]]+: |!?\[[^][]*\]\([^)]*\)|\[[^][]*\]|\{[^{}]*\}|, "  # a header's row `标题: 值`, a list, a group
    r"|\w+\.yaml:\w+|行:列|https?://\S*"  # places as reports print them, addresses
    r"|“!|、\?| <邮箱> \(\w+\)"
)
"""What is quoted as it is to be typed."""
_CODE = re.compile(
    r"[、。》”,.;:!?]{5}|style=|;base64|\(\?|\\[dsw]|\[\^|[\w)\]][|?*+](?!\s)[\w(\[]|[\[\\][(（]|[有的一-龥]\?$"
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}|^\s*(?://|\*).*$|(?<=\s)//.*$", re.DOTALL | re.MULTILINE)


def _said(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text below, with a stand-in for what is put in; what stands alone as a statement documents the code."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr):
        yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, re.sub(r"\{[a-z_]*\}", HOLE, node.value)
    for below in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(below, ast.Constant)):
            yield from _said(below)


def half_width(text: str) -> str:
    """The place of a half-width sign in a Chinese sentence; "" for none and for what is no sentence."""
    if not re.search(f"[{HAN}]".replace("\u3400", "\u4e00"), text) or _CODE.search(text):
        return ""
    plain = _AS_TYPED.sub("", text)
    found = _HALF.search(plain)
    return plain[max(0, found.start() - 10) : found.end() + 10] if found else ""


@pytest.mark.parametrize("file", product_files(), ids=shown)
def test_messages_are_set_in_full_width(file: Path) -> None:
    nothing(f"{shown(file, line)} …{half}…" for line, text in _said(tree(file)) if (half := half_width(text)))


def test_templates_and_scripts_are_set_in_full_width() -> None:
    files = [
        file for file in own_files() if file.suffix in (".html", ".js", ".xml") and file.is_relative_to(ROOT / "themes")
    ]
    assert len(files) > 50
    for file in files:
        bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), file.read_text(encoding="utf-8"))
        lines = enumerate(bare.splitlines(), 1)
        nothing(f"{shown(file, number)} …{half}…" for number, line in lines if (half := half_width(line)))


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("没有填写,请补上", "没有填写,请补上"),
        ("共 3 处;其余", "共 3 处;其余"),
        ("依据:《条例》", "依据:《条例》"),
        ("没有(见上)", "没有(见上)"),
        ("改为“标题: 值”，如 [甲, 乙]", ""),
        ("(?:甲|乙),丙", ""),
        ("site.yaml:网址", ""),
    ],
)
def test_a_half_width_sign_is_seen(text: str, half: str) -> None:
    assert half_width(text) == half
