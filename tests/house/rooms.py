"""What stands in the house: its files, read once, and what is still to be built."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("pipeline", "plugins", "tasks.py", "pelicanconf.py")

# Rooms and places that the rules expect but nobody has built yet. A line that is no longer true fails
# (test_floors.py), so the list can only shrink, and with it what the rules overlook.
STILL_TO_COME: frozenset[str] = frozenset(())


def awaited(place: str) -> bool:
    return place in STILL_TO_COME


@cache
def product_files() -> tuple[Path, ...]:
    """Every Python file of the product, sorted; tests are not among them."""
    found = [file for place in PRODUCT for file in ([ROOT / place] if place.endswith(".py") else python_below(place))]
    return tuple(sorted(file for file in found if file.is_file()))


def python_below(place: str) -> list[Path]:
    return sorted(file for file in (ROOT / place).rglob("*.py") if "__pycache__" not in file.parts)


def members(wing: str) -> list[Path]:
    """The files of a wing, without its __init__."""
    return [file for file in python_below(wing) if file.name != "__init__.py"]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def shown(file: Path, line: int = 0) -> str:
    name = file.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def nothing(found: Iterable[str]) -> None:
    """Fail with every fault on a line of its own."""
    faults = list(found)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@cache
def own_files() -> tuple[Path, ...]:
    """Every file the project keeps: what git tracks or would track, build products left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return tuple(file for name in names if (file := ROOT / name).is_file())
