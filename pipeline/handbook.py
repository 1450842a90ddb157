"""The reference parts of the handbook, written from the code.

A page of docs/ asks for a part between two marks and brings the heading words; this room speaks no Chinese.

    <!-- begin: fields document | name | required | about | values -->
    <!-- end -->
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline import model, phrases
from pipeline.arguments import ASKED, MANY
from pipeline.attachment import ALLOWED
from pipeline.checks import CHECKS
from pipeline.indicators import INDICATORS
from pipeline.kind import Day, Kind, Moment
from pipeline.kinds import KINDS
from pipeline.media.channels import MEDIA_CHANNELS
from pipeline.media.package import folder_name
from pipeline.media.wording import SURENESS
from pipeline.model import YES_NO, YesNo
from pipeline.shapes import choices, is_list, marks_of, nested
from pipeline.terms import STATUTORY_GROUPS, SUBJECTS

FORMS: tuple[tuple[Any, str], ...] = (
    (Day, "YYYY-MM-DD"),
    (Moment, "YYYY-MM-DD HH:MM"),
    (YesNo, phrases.listing(YES_NO)),
)
ABSENT = "—"
_REGION = re.compile(r"^(<!-- begin: ([^|\n]+?)((?: *\|[^|\n]+?)*) -->\n).*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)
_BEGIN = re.compile(r"^<!-- begin:", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class VerbText(NamedTuple):
    """A verb as its help shows it: texts and defaults by option; the default is `...` where one must be given."""

    name: str
    text: str
    options: Mapping[str, str]
    defaults: Mapping[str, Any]


class UnknownPart(ValueError):
    """A page asks for a part that there is not, or does not close it."""


Rows = Iterable[Sequence[str]]


# pages --------------------------------------------------------------------------------------------------------------


def refresh(docs: Path, verbs: Sequence[VerbText]) -> list[Path]:
    """Rewrite every generated part below `docs`; the pages that changed, sorted."""
    changed = stale(docs, verbs)
    for page, text in changed.items():
        page.write_text(text, encoding="utf-8")
    return list(changed)


def stale(docs: Path, verbs: Sequence[VerbText]) -> dict[Path, str]:
    """Page -> its right text, for each page of `docs` whose generated parts are not as the code says."""
    found = {}
    for page in sorted(docs.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        right = rewritten(text, verbs)
        if right != text:
            found[page] = right
    return found


def rewritten(text: str, verbs: Sequence[VerbText]) -> str:
    """The page with its parts made anew. Raises UnknownPart."""
    if len(_BEGIN.findall(text)) != len(_REGION.findall(text)):
        raise UnknownPart("a part is opened but not closed, or its mark is malformed")
    return _REGION.sub(lambda found: f"{found[1]}\n{_part(found[2], found[3], verbs)}\n{found[4]}", text)


def parts_of(text: str) -> list[str]:
    """Names of the parts that a page asks for, such as `fields document`."""
    return [found[1] for found in _REGION.findall(text)]


def every_part() -> list[str]:
    """All parts there are: a handbook that asks for each is complete."""
    parts = [f"fields {name}" for name in ("item", *KINDS, *TABLES)]
    parts += [f"checks {scope}" for scope in sorted({check.scope.value for check in CHECKS.values()})]
    return [*parts, *(f"faults {stage}" for stage in FAULTS), "verbs", *LISTS]


def _part(name: str, heads: str, verbs: Sequence[VerbText]) -> str:
    words = [word.strip() for word in heads.split("|")[1:]]
    what, _, which = name.partition(" ")
    if what == "verbs" and not which:
        return "\n".join(_verb(verb, words) for verb in verbs)
    maker = MAKERS.get(what)
    if maker is None and not which and what in LISTS:
        return _table(words, LISTS[what]())
    try:
        if maker is not None:
            return _table(words, maker(which))
    except KeyError:
        pass
    raise UnknownPart(name)


def _table(heads: Sequence[str], rows: Rows) -> str:
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join((f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *lines, ""))


def _cell(text: str) -> str:
    """The text in a table cell, where a bar, a bracket of HTML or a link would be taken for what it only speaks of."""
    return " ".join(re.sub(r"[|<]|(?<=\])\(", r"\\\g<0>", text).split())


# fields -------------------------------------------------------------------------------------------------------------

TABLES: dict[str, type[BaseModel]] = {
    "site": model.Site,
    "authority": model.Authority,
    "column": model.Column,
    "account": model.NewMediaAccount,
    "census": model.CensusRow,
    "redirect": model.Redirect,
    "search": model.SearchWords,
}
"""Name of a part -> what a row of that table holds."""


def _fields(name: str) -> Rows:
    """`item`: what every item has; a kind's key: what that kind adds or makes stricter; else a table's name."""
    if name == "item":
        return field_rows(Kind)
    if name in KINDS:
        own = KINDS[name].__annotations__
        return field_rows(KINDS[name], only=frozenset(own))
    return field_rows(TABLES[name])


def field_rows(
    shape: type[BaseModel], *, only: frozenset[str] | None = None, above: str = "", seen: tuple[Any, ...] = ()
) -> Iterator[Sequence[str]]:
    """(label, required, about, values) of every field, each nested one below its group as `group › field`."""
    for name, field in shape.model_fields.items():
        if only is not None and name not in only:
            continue
        label = f"{above}{field.alias or name}"
        yield (label, next(iter(YES_NO)) if field.is_required() else "", field.description or "", values(field))
        inner = nested(field)
        if inner is not None and inner not in (shape, *seen):
            yield from field_rows(inner, above=f"{label} › ", seen=(shape, *seen))


def values(field: FieldInfo) -> str:
    """What may be written: the words of an enum (the default in bold), a form, or a range of numbers; "" when free."""
    choice = choices(field)
    if choice:
        default = str(field.default) if isinstance(field.default, StrEnum) else ""
        return phrases.listing(f"**{word}**" if word == default else word for word in choice)
    marks = [*field.metadata, *marks_of(field.annotation)]
    for alias, form in FORMS:
        if is_alias(field, alias):
            return _with_default(form, field.default)
    least = next((mark.ge for mark in marks if isinstance(mark, Ge)), None)
    most = next((mark.le for mark in marks if isinstance(mark, Le)), None)
    if least is not None and most is not None:
        return _with_default(f"{least}–{most}", field.default)
    if is_list(field.annotation):
        return "[…, …]" if nested(field) is None else "- …"
    return "" if field.default in (None, {}, ()) or field.is_required() else _with_default("", field.default)


def _with_default(form: str, default: Any) -> str:
    if isinstance(default, bool):
        word = next(word for word, value in YES_NO.items() if value is default)
        return form.replace(word, f"**{word}**")
    shown = f"**{default}**" if isinstance(default, str | int | float) else ""
    return " ".join(part for part in (form, shown) if part)


def is_alias(field: FieldInfo, alias: Any) -> bool:
    """Whether a field is declared by one of the named forms, such as `Day`, perhaps as an option or inside a list."""
    return any(mark in alias.__metadata__ for mark in (*field.metadata, *marks_of(field.annotation)))


# checks, faults, lists, verbs ---------------------------------------------------------------------------------------


def _checks(scope: str) -> Rows:
    found = [check for check in CHECKS.values() if check.scope.value == scope]
    if not found:
        raise KeyError(scope)
    for check in found:
        kinds = phrases.listing(KINDS[key].name for key in check.kinds)
        facts = (f"`{check.id}`", check.severity.label, check.about, check.clause.cited, check.hint or ABSENT)
        yield (*facts[:2], kinds or ABSENT, *facts[2:]) if scope == "item" else facts


FAULTS: dict[str, dict[str, tuple[str, str]]] = {
    "source": phrases.SOURCE_FAULTS,
    "field": phrases.SENTENCES | phrases.KEY_FAULTS,
    "body": phrases.BODY_FAULTS,
    "attachment": phrases.ATTACHMENT_FAULTS,
    "item": phrases.ITEM_FAULTS,
    "table": phrases.TABLE_FAULTS,
    "census": phrases.CENSUS_FAULTS,
    "picture": phrases.PICTURE_FAULTS,
    "plan": phrases.PLAN_FAULTS,
}
"""What reading and planning may say, by stage."""


def _faults(stage: str) -> Rows:
    """(message, hint); what differs from case to case is an ellipsis. The same words of two codes stand once."""
    unique = dict.fromkeys(FAULTS[stage].values())
    return [tuple(map(_filled, pair)) for pair in unique]


def _filled(sentence: str) -> str:
    return _PLACEHOLDER.sub("…", sentence).replace("{{", "{").replace("}}", "}")


def _indicators() -> Rows:
    for indicator in INDICATORS:
        for measure in indicator.measures:
            yield (indicator.code, indicator.name, measure.label, str(measure.limit), str(indicator.clause))


def _media_channels() -> Rows:
    for key, channel in MEDIA_CHANNELS.items():
        yield channel.name, channel.about, f"`{folder_name(key)}/`"


def _media_limits() -> Rows:
    for channel in MEDIA_CHANNELS.values():
        for limit in channel.limits:
            yield channel.name, limit.what, limit.shown, SURENESS[limit.clause.doubt], str(limit.clause)


LISTS: dict[str, Callable[[], Rows]] = {
    "indicators": _indicators,
    "subjects": lambda: [(first, " / ".join(second) or ABSENT) for first, second in SUBJECTS.items()],
    "statutory": lambda: [(str(number), group) for number, group in enumerate(STATUTORY_GROUPS, 1)],
    "media-channels": _media_channels,
    "media-limits": _media_limits,
    "attachment-types": lambda: [(phrases.listing(sorted(ALLOWED)),)],
}
MAKERS: dict[str, Callable[[str], Rows]] = {"fields": _fields, "checks": _checks, "faults": _faults}


def _verb(verb: VerbText, heads: Sequence[str]) -> str:
    """A heading, the command with what it must be given, its sentence, and its options."""
    bare = {name for name, default in verb.defaults.items() if name == "args" or default == MANY}
    typed = {name: name if name in bare else "--" + name.replace("_", "-") for name in verb.options}
    given = [f"{typed[name]} …" for name, default in verb.defaults.items() if default in (..., MANY, ASKED)]
    command = " ".join(("python3 tasks.py", verb.name, *given))
    rows = [(f"`{typed[name]}`", *_option(text, verb.defaults[name])) for name, text in verb.options.items()]
    table = "\n" + _table(heads, rows) if rows else ""
    return f"## {verb.name}\n\n```\n{command}\n```\n\n{verb.text}\n{table}"


def _option(text: str, default: Any) -> tuple[str, str, str]:
    must = next(iter(YES_NO)) if default is ... else ""
    return must, text, "" if default in (..., None, False, "", MANY, ASKED) else str(default)
