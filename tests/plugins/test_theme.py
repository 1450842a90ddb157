"""The theme: what each template depends on."""

import shutil
from pathlib import Path

import pytest
from jinja2 import TemplateAssertionError, UndefinedError

from plugins.assets import AssetMissing
from plugins.theme import closures, environment
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


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("js/search.js", {"search.html"}),
        ("js/search/scoring.js", {"search.html", "home.html", "kinds/article.html"}),  # by the hints of every box
    ],
)
def test_a_page_depends_on_the_files_it_names_and_on_those_below(theme: Path, file: str, told: set[str]) -> None:
    before = closures(theme)
    with (theme / "static" / file).open("a") as script:
        script.write("// more\n")
    after = closures(theme)
    found = {name for name in before if before[name] != after[name]}
    assert found >= told
    assert "macros/pager.html" not in found
    assert ("home.html" in found) == ("home.html" in told)


def test_a_file_is_named_as_it_stands_or_the_build_stops(theme: Path) -> None:
    (theme / "templates/try.html").write_text("{% set name = 'css/site.css' %}{{ asset(name) }}")
    with pytest.raises(TemplateAssertionError):
        closures(theme)
    (theme / "templates/try.html").write_text("{{ asset('css/nothing.css') }}")
    with pytest.raises(AssetMissing, match=r"css/nothing\.css"):
        closures(theme)
