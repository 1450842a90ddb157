"""The handbook is complete, and its links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

import tasks
from pipeline.kinds import KINDS
from tests.house.rooms import ROOT, awaited, members, nothing, shown

FRONT_PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)|!\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")


def handbook() -> list[Path]:
    return sorted((ROOT / "docs").rglob("*.md"))


def pages() -> list[Path]:
    return [*handbook(), *(ROOT / name for name in FRONT_PAGES if (ROOT / name).is_file())]


def handbook_text() -> str:
    if awaited("docs/*"):
        pytest.skip("the handbook is not written yet")
    assert handbook(), "docs/ holds no page"
    return "\n".join(page.read_text(encoding="utf-8") for page in handbook())


@pytest.mark.parametrize("name", [name for name in (*FRONT_PAGES, "LICENSE") if not awaited(name)])
def test_the_front_pages_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_every_verb_is_in_the_handbook() -> None:
    text = handbook_text()
    nothing(f"docs/ does not show tasks.py {name}" for name in tasks.VERBS if f"tasks.py {name}" not in text)


def test_every_check_is_in_the_handbook() -> None:
    text = handbook_text()
    ids = (file.stem.replace("_", "-") for file in members("pipeline/checks"))
    nothing(f"docs/ does not explain {check}" for check in ids if check not in text)


def test_every_field_is_in_the_handbook() -> None:
    text = handbook_text()
    for kind in KINDS.values():
        labels = [field.alias or name for name, field in kind.model_fields.items()]
        nothing(f"docs/ does not explain {kind.name} {label}" for label in [kind.name, *labels] if label not in text)


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_links_lead_somewhere(page: Path) -> None:
    nothing(dead_links(page))


def dead_links(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    prose = _FENCED.sub(lambda block: "\n" * block[0].count("\n"), text)
    for number, line in enumerate(prose.splitlines(), 1):
        for target in (found for pair in _LINK.findall(line) for found in pair if found):
            if not re.match(r"[a-z][a-z0-9+.-]*:", target) and not _arrives(page, target):
                yield f"{shown(page, number)} leads nowhere: {target}"


def _arrives(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not anchor or file.suffix != ".md" or anchor in anchors(file)


def anchors(page: Path) -> set[str]:
    """Heading anchors as the usual Markdown viewers make them: lower case, punctuation dropped, spaces to hyphens."""
    headings = re.findall(r"^#{1,6} +(.+?)(?: +#+)?$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
