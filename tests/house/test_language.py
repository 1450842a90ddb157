"""Code speaks English, except in the rooms whose words are read by editors and the public."""

import ast
import re
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.house.rooms import ROOT, nothing, product_files, shown, tree

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_NAMING = ("id", "arg", "attr", "name", "asname")
SPEAK_CHINESE = (
    "pipeline/terms.py",
    "pipeline/standards.py",
    "pipeline/phrases.py",
    "pipeline/reviews.py",
    "pipeline/waivers.py",
    "pipeline/personal_words.py",
    "pipeline/kind.py",
    "pipeline/model.py",
    "pipeline/indicators.py",
    "pipeline/report.py",
    "pipeline/reports/*.py",
    "pipeline/preview.py",
    "pipeline/preview_board.py",
    "pipeline/preview_handler.py",
    "pipeline/preview_pages.py",
    "pipeline/environment.py",
    "pipeline/interrupts.py",
    "pipeline/troubles.py",
    "pipeline/outbound_words.py",
    "pipeline/account_rows.py",
    "pipeline/accounts/form_words.py",
    "pipeline/fields.py",
    "pipeline/accounts/wording.py",
    "pipeline/annual/wording.py",
    "pipeline/audience.py",
    "pipeline/delivery/wording.py",
    "pipeline/digest.py",
    "pipeline/media/channels/*.py",
    "pipeline/media/linebreaks.py",
    "pipeline/media/preview.py",
    "pipeline/media/wording.py",
    "pipeline/statements/circular.py",
    "pipeline/statements/forms.py",
    "pipeline/statements/statistics_page.py",
    "pipeline/statements/wording.py",
    "pipeline/arguments.py",
    "pipeline/command_line.py",
    "pipeline/importing/wording.py",
    "pipeline/web_editor/wording.py",
    "pipeline/kinds/*.py",
    "pipeline/checks/*.py",
    "pipeline/channels/*.py",
    "plugins/account_desk.py",
    "plugins/account_views.py",
    "plugins/delivery_desk.py",
    "plugins/digest_desk.py",
    "plugins/editor_desk.py",
    "plugins/filters.py",
    "plugins/charts.py",
    "plugins/figures.py",
    "plugins/summary.py",
    "plugins/host.py",
    "plugins/reporting.py",
    "plugins/import_desk.py",
    "plugins/links_out.py",
    "plugins/opened.py",
    "plugins/outfile.py",
    "plugins/migrate_desk.py",
    "plugins/new_desk.py",
    "plugins/progress.py",
    "plugins/media_desk.py",
    "plugins/report_desk.py",
    "plugins/branch_desk.py",
    "plugins/branch_html.py",
    "plugins/branch_markdown.py",
    "plugins/branch_told.py",
    "plugins/review_desk.py",
    "plugins/search_cluster.py",
    "plugins/search_desk.py",
    "plugins/search_site.py",
    "plugins/statement_desk.py",
    "plugins/verb.py",
    "plugins/verbs/*.py",
    "tasks.py",
)


def speaks_chinese(file: Path) -> bool:
    return any(fnmatch(file.relative_to(ROOT).as_posix(), room) for room in SPEAK_CHINESE)


def chinese_tokens(file: Path) -> Iterator[str]:
    with file.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            found = CHINESE.search(token.string)
            if found:
                line = token.start[0] + token.string[: found.start()].count("\n")
                yield f"{shown(file, line)} Chinese in the code: {token.line.strip()[:60]}"


@pytest.mark.parametrize("file", [file for file in product_files() if not speaks_chinese(file)], ids=shown)
def test_code_speaks_english(file: Path) -> None:
    nothing(chinese_tokens(file))


@pytest.mark.parametrize("room", [room for room in SPEAK_CHINESE if "*" not in room])
def test_rooms_that_speak_chinese_do(room: str) -> None:
    """An exception nobody needs is a hole."""
    assert not (ROOT / room).exists() or any(chinese_tokens(ROOT / room))


@pytest.mark.parametrize("file", product_files(), ids=shown)
def test_names_are_english(file: Path) -> None:
    names = ((node, getattr(node, field, None)) for node in ast.walk(tree(file)) for field in _NAMING)
    nothing(
        f"{shown(file, getattr(node, 'lineno', 0))} {name}"
        for node, name in names
        if isinstance(name, str) and not name.isascii()
    )
