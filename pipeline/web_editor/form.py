"""Fields of a kind -> fields of a form, one for one. Knows the form's language (Decap CMS), and nothing of columns.

The file holds every value as text, as our reader has it; so numbers are text fields with a pattern. Three shapes are
converted on the way (`themes/editor/start.js` does it): an optional group that has required fields is a list of at most
one, because a form asks for the required fields of a group even where the group itself is left out; a mapping is a
list of pairs; and one text where several may stand is a list of one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.handbook import is_alias
from pipeline.kind import Amount, Count, Day, Kind, Moment
from pipeline.model import YES_NO, YesNo
from pipeline.phrases import listing
from pipeline.shapes import choices, is_list, marks_of, nested, types_of
from pipeline.web_editor.wording import DECIMAL_NUMBER, FILE_HINT, KEY, SHEETS_HINT, VALUE, WHOLE_NUMBER

MOST = 500
"""Entries of a list that must not be empty."""
MULTILINE = 10_000
"""Above this many characters a text has several lines."""
WHOLE, DECIMAL = "[0-9][0-9,]*", r"[0-9][0-9,]*(\.[0-9]+)?"
SHAPES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (Day, {"widget": "datetime", "format": "YYYY-MM-DD", "time_format": False, "default": ""}),
    (Moment, {"widget": "datetime", "format": "YYYY-MM-DD HH:mm", "default": ""}),
    (YesNo, {"widget": "select", "options": list(YES_NO)}),
)
Widget = dict[str, Any]
Option = Mapping[str, str]


Shape = str | dict[str, Any]
"""`text`, `texts`, `pairs`, or one of `object`, `objects` and `group` -> the shapes of its fields by header key."""
TEXT, TEXTS, PAIRS, OBJECT, OBJECTS, GROUP = "text", "texts", "pairs", "object", "objects", "group"


def form(kind: type[Kind], offered: Mapping[str, Sequence[Option]] = {}) -> list[Widget]:
    """`offered`: identifier -> what may be chosen, for fields whose words stand in tables. Figures that come in a
    spreadsheet are not asked for: the field above says how they are filled.
    """
    fields = kind.model_fields
    made = [widget(name, field, offered.get(name)) for name, field in fields.items() if name not in kind.sheets]
    if kind.sheets:
        above = list(fields).index(kind.sheets[0]) - 1
        names = listing(str(fields[name].alias) for name in kind.sheets)
        made[above]["hint"] = f"{made[above].get('hint', '')}\uff1b{SHEETS_HINT.format(names=names)}"
    return made


def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """Header key -> how its value is built: a file that has it otherwise is not for a form."""
    return {str(field.alias): _built(field) for field in model.model_fields.values()}


def _built(field: FieldInfo) -> Shape:
    inner, many = nested(field), is_list(field.annotation)
    if inner is not None:
        return {OBJECTS if many else GROUP if _is_optional_group(field) else OBJECT: shapes(inner)}
    return PAIRS if _is_mapping(field) else TEXTS if many else TEXT


def widget(name: str, field: FieldInfo, offered: Sequence[Option] | None = None) -> Widget:
    """One field. Raises TypeError for a shape that no form has yet."""
    label = str(field.alias or name)
    made: Widget = {"name": label, "label": label, "required": field.is_required()}
    if field.description:
        made["hint"] = field.description
    return made | _shape(label, field, offered)


def _shape(label: str, field: FieldInfo, offered: Sequence[Option] | None) -> Widget:
    inner, many = nested(field), is_list(field.annotation)
    if inner is not None:
        return _group(field, inner, many)
    if _is_mapping(field):
        return _pairs(label)
    words = offered if offered is not None else choices(field)
    if words:
        return {"widget": "select", "options": list(words), **({"multiple": True} if many else {})}
    return _list(label, field) if many else _single(field)


def _group(field: FieldInfo, inner: type[BaseModel], many: bool) -> Widget:
    fields = [widget(name, part) for name, part in inner.model_fields.items()]
    if any(_is_optional_group(part) or _is_mapping(part) for part in inner.model_fields.values()):
        raise TypeError(f"{inner.__name__}: a form converts the first level only")
    if many:
        return {"widget": "list", "fields": fields, "default": [], "collapsed": False}
    if _is_optional_group(field):
        return {"widget": "list", "fields": fields, "max": 1, "default": [], "collapsed": False}
    return {"widget": "object", "fields": fields, "collapsed": not field.is_required()}


def _pairs(label: str) -> Widget:
    fields = [{"name": name, "label": name, "widget": "string", "required": True} for name in (KEY, VALUE)]
    return {"widget": "list", "label_singular": label, "fields": fields, "default": [], "collapsed": False}


def _list(label: str, field: FieldInfo) -> Widget:
    """Texts have a box each, as they may hold commas. Decap sees that too few are there only where it knows the most
    as well, and a list to count.
    """
    least = next((mark.min_length for mark in field.metadata if isinstance(mark, MinLen)), None)
    limits = {"min": least, "max": MOST, "default": []} if least else {}
    one: Widget = {"name": label, "label": label, "required": True} | _single(field)
    return {"widget": "list", "field": one, "collapsed": False, **limits}


def _single(field: FieldInfo) -> Widget:
    marks = [*field.metadata, *marks_of(field.annotation)]
    if "file" in marks or "picture" in marks:
        return {"widget": "file" if "file" in marks else "image", "choose_url": False, "hint": _file_hint(field)}
    shape = next((shape for alias, shape in SHAPES if is_alias(field, alias)), None)
    if shape is not None:
        return dict(shape)
    number = _number(field, marks)
    if number:
        return number
    long = any(isinstance(mark, MaxLen) and mark.max_length > MULTILINE for mark in marks)
    return {"widget": "text" if long else "string"}


def _file_hint(field: FieldInfo) -> str:
    return "\uff1b".join(part for part in (field.description, FILE_HINT) if part)


def _number(field: FieldInfo, marks: Sequence[Any]) -> Widget | None:
    types = list(types_of(field.annotation))
    whole = int in types or is_alias(field, Count)
    if not whole and float not in types and not is_alias(field, Amount):
        return None
    least = next((mark.ge for mark in marks if isinstance(mark, Ge)), None)
    most = next((mark.le for mark in marks if isinstance(mark, Le)), None)
    if least is not None and most is not None:
        return {"widget": "number", "value_type": "int", "min": least, "max": most}
    written = WHOLE if whole else DECIMAL
    return {"widget": "string", "pattern": [f"^{written}$", WHOLE_NUMBER if whole else DECIMAL_NUMBER]}


def _is_mapping(field: FieldInfo) -> bool:
    return any(get_origin(found) is dict for found in types_of(field.annotation))


def _is_optional_group(field: FieldInfo) -> bool:
    inner = nested(field)
    if inner is None or field.is_required() or is_list(field.annotation):
        return False
    return any(part.is_required() for part in inner.model_fields.values())
