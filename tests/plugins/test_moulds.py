"""A table cast from its mould is the table that the macro draws."""

from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from plugins.moulds import cast

SOURCE = (
    "{% macro row(part) %}<p title='@'>{{ part.a }}</p>"
    "{% for n in part.b %}<td>{{ n }}</td>{% endfor %}{{ part.b[0] }}{% endmacro %}"
)


def drawn(part: Any, environment: Environment | None = None) -> Markup:
    room = environment or Environment(autoescape=True)
    return cast(room, vars(room.from_string(SOURCE).module)["row"], part)


def test_numbers_stand_where_the_macro_puts_them() -> None:
    assert drawn({"a": 1, "b": [2, 3]}) == Markup("<p title='@'>1</p><td>2</td><td>3</td>2")


def test_a_mould_serves_again_and_others_of_another_shape_have_their_own() -> None:
    room = Environment(autoescape=True)
    first = drawn({"a": 1, "b": [2, 3]}, room)
    assert drawn({"a": 7, "b": [8, 9]}, room) == Markup("<p title='@'>7</p><td>8</td><td>9</td>8")
    assert drawn({"a": 7, "b": [8]}, room) == Markup("<p title='@'>7</p><td>8</td>8")
    assert drawn({"a": 1, "b": [2, 3]}, room) == first


def test_blanks_and_fractions() -> None:
    assert drawn({"a": None, "b": [0.1, 59237.2449]}) == Markup(
        "<p title='@'>\u2014</p><td>0.1</td><td>59237.2449</td>0.1"
    )
