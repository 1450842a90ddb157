"""The theme: what each template depends on, and its static files."""

import os
import shutil
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from plugins.theme import closures, environment, static_files
from tests.fixtures import THEME


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    return shutil.copytree(THEME, tmp_path / "theme")


def changed(theme: Path, path: str) -> set[str]:
    """Templates whose digest changes with one file."""
    before = closures(theme)
    file = theme / "templates" / path
    file.write_text(file.read_text() + "\n{# more #}")
    after = closures(theme)
    return {name for name in before if before[name] != after[name]}


def test_a_template_depends_on_itself_and_what_it_takes_in(theme: Path) -> None:
    assert changed(theme, "kinds/dataset.html") == {"kinds/dataset.html"}
    kinds = {f"kinds/{path.name}" for path in (THEME / "templates/kinds").glob("*.html")}
    assert changed(theme, "item.html") >= kinds | {"item.html"}
    assert "home.html" not in changed(theme, "macros/pager.html")
    assert "column.html" in changed(theme, "macros/pager.html")


@pytest.mark.parametrize("path", ["base.html", "frame/header.html", "frame/footer.html"])
def test_every_page_depends_on_the_frame(theme: Path, path: str) -> None:
    pages = {name for name in closures(theme) if "/" not in name or name.startswith("kinds/")}
    assert changed(theme, path) >= pages


def test_values_are_escaped_and_markup_of_the_body_is_not(theme: Path) -> None:
    (theme / "templates/try.html").write_text("{{ text }}|{{ '<b>'|safe }}|{{ number }}|{{ none }}")
    made = environment(theme).get_template("try.html").render(text="<script>&'\"", number=3, none=None)
    assert made == "&lt;script&gt;&amp;&#39;&#34;|<b>|3|None"


@pytest.mark.parametrize("text", ["{{ nothing }}", "{{ thing.nothing }}", "{% for x in nothing %}{% endfor %}"])
def test_an_unknown_name_is_a_fault(theme: Path, text: str) -> None:
    (theme / "templates/try.html").write_text(text)
    with pytest.raises(UndefinedError):
        environment(theme).get_template("try.html").render(thing={"known": 1})


def test_static_files_are_planned_by_content_and_links_are_not(theme: Path) -> None:
    os.symlink("/etc/hostname", theme / "static/css/leak.css")
    found = {file.path: file.fingerprint for file in static_files(theme)}
    assert {"theme/css/site.css", "theme/js/site.js"} <= found.keys()
    assert "theme/css/leak.css" not in found
    (theme / "static/css/site.css").write_text("x")
    after = {file.path: file.fingerprint for file in static_files(theme)}
    assert {path for path in after if after[path] != found[path]} == {"theme/css/site.css"}
