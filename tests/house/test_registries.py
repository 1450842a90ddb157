"""What is registered by being there: each file of a wing keeps the wing's promise, and each verb explains itself."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import tasks
from tests.house.rooms import ROOT, awaited, members, nothing, shown, tree
from tests.house.test_language import CHINESE

CASES = ROOT / "tests/checks/cases"
CHECKS = members("pipeline/checks")
KINDS = members("pipeline/kinds")
CHANNELS = members("pipeline/channels")
LONGEST_VERB = 10


def module_of(file: Path) -> Any:
    return import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize(
    "wing", [name for name in ("kinds", "checks", "channels") if not awaited(f"pipeline/{name}/*")]
)
def test_no_wing_is_empty(wing: str) -> None:
    assert members(f"pipeline/{wing}")


# ---------------------------------------------------------------- checks


@pytest.mark.parametrize("file", CHECKS, ids=shown)
def test_a_check_is_the_function_of_its_own_name(file: Path) -> None:
    found = getattr(module_of(file), file.stem, None)
    assert found is not None, f"{shown(file)} defines no {file.stem}"
    assert found.id == file.stem.replace("_", "-")
    assert CHINESE.search(str(found.clause)), f"{shown(file)} cites no clause"
    assert CHINESE.search(found.about), f"{shown(file)} does not say what it is about"


@pytest.mark.parametrize("file", CHECKS, ids=shown)
def test_a_check_has_a_case_that_fails_and_one_that_passes(file: Path) -> None:
    """Cases carry the findings they expect, so a failing case names the check and a passing one does not."""
    name = file.stem.replace("_", "-")
    folders = [folder for folder in (CASES / name, CASES / file.stem) if folder.is_dir()]
    assert folders, f"{shown(file)} has no folder {CASES.relative_to(ROOT)}/{name}"
    failing = [name in text for text in _cases(folders[0])]
    assert True in failing, f"no case of {name} fails"
    assert False in failing, f"no case of {name} passes"


def _cases(folder: Path) -> Iterator[str]:
    """The whole text of each case: a file, or a folder of files."""
    for place in sorted(folder.iterdir()):
        files = [place] if place.is_file() else sorted(file for file in place.rglob("*") if file.is_file())
        yield "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


def test_every_case_belongs_to_a_check() -> None:
    known = {name for file in CHECKS for name in (file.stem, file.stem.replace("_", "-"))}
    folders = [folder for folder in CASES.glob("[!_]*") if folder.is_dir()]
    nothing(f"{shown(folder)} belongs to no check" for folder in folders if folder.name not in known)


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize("file", KINDS, ids=shown)
def test_a_kind_names_itself_and_its_fields_in_chinese(file: Path) -> None:
    kind = module_of(file).KIND
    assert kind.key == file.stem
    assert CHINESE.search(kind.name)
    nothing(f"{shown(file)} {name} has no label" for name, field in kind.model_fields.items() if not _label(field))


def _label(field: Any) -> bool:
    return bool(field.alias and CHINESE.search(field.alias))


@pytest.mark.parametrize("file", KINDS, ids=shown)
def test_a_kind_has_its_page_and_a_column_that_shows_it(file: Path) -> None:
    kind = module_of(file).KIND
    if not awaited("themes/gov/templates"):
        assert (ROOT / f"themes/gov/templates/kinds/{kind.key}.html").is_file()
    columns = (ROOT / "content/columns.yaml").read_text(encoding="utf-8")
    assert re.search(rf"形态: *{re.escape(kind.name)}\s*$", columns, re.MULTILINE), f"no column is a {kind.name}"


# ---------------------------------------------------------------- channels


@pytest.mark.parametrize("file", CHANNELS, ids=shown)
def test_a_channel_says_what_it_is_and_is_tested(file: Path) -> None:
    module = module_of(file)
    assert module.__doc__, f"{shown(file)} has no docstring"
    assert (ROOT / f"tests/pipeline/channels/test_{file.stem}.py").is_file(), f"{shown(file)} has no test of its name"


# ---------------------------------------------------------------- verbs


@pytest.mark.parametrize("name", tasks.VERBS)
def test_a_verb_explains_itself_in_chinese(name: str) -> None:
    function, texts = tasks.VERBS[name]
    help = function.__doc__ or ""
    assert CHINESE.search(help)
    assert "\n" not in help
    assert texts.keys() == tasks.options_of(function).keys()
    nothing(f"{name} --{option} has no text" for option, text in texts.items() if not CHINESE.search(text))


def test_verbs_are_short() -> None:
    """Counted below signature and docstring: a verb calls the library and no more."""
    verbs = {name.replace("-", "_") for name in tasks.VERBS}
    files = [ROOT / "tasks.py", *members("plugins/verbs")]
    nodes = [node for file in files for node in tree(file).body]
    own = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.rstrip("_") in verbs]
    assert len(own) == len(verbs)
    lengths = ((node.name, (node.end_lineno or 0) - node.body[1].lineno + 1) for node in own)
    nothing(f"{name} has {length} lines" for name, length in lengths if length > LONGEST_VERB)


@pytest.mark.parametrize(
    "command",
    [["-c", "import tasks; tasks.main(['-l'])"], ["-m", "invoke", "-l"]],  # never as a script: that may remake .venv
    ids=["own", "inv"],
)
def test_every_verb_is_listed(command: list[str]) -> None:
    listed = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    for name, (function, _) in tasks.VERBS.items():
        assert re.search(rf"^  {name} +{re.escape(function.__doc__ or '')}$", listed.stdout, re.MULTILINE)
