"""Every field that a reader fills in says what it wants, to those who cannot see it too."""

from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.parts import Part, Plain
from pipeline.rendered import RenderedPage
from pipeline.standards import ACCESSIBILITY_NORM

_FIELDS = ("input", "select", "textarea")
_NAMES = ("aria-label", "aria-labelledby", "title")
_SILENT = frozenset({"hidden", "submit", "button", "reset", "image"})


@check(
    severity=Severity.WARNING,
    clause=ACCESSIBILITY_NORM,
    about="表单的每一栏都有标签（label）",
    hint='加上 <label for="…">，或 aria-label',
)
def page_forms(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
    unnamed = page.gather(_unnamed)
    labelled = frozenset(page.gather(_labelled)) if unnamed else frozenset()
    lacking = [field for field in unnamed if not field.id or field.id not in labelled]
    if lacking:
        names = "、".join(dict.fromkeys(field.name or field.tag for field in lacking))
        yield Answer(page.at(f"<{lacking[0].tag}"), f"表单的 {len(lacking)} 栏没有标签：{names}")


class _Field(NamedTuple):
    """Of a field without a name of its own; plain, so that what headers and footers hold is looked into once."""

    tag: str
    id: str
    name: str


def _unnamed(part: Part) -> list[_Field]:
    if not any(map(part.may_have, _FIELDS)) or (isinstance(part, Plain) and _all_named(part)):
        return []
    nodes = (node for node in part.css(",".join(_FIELDS)) if _asks(node) and not _named(node))
    return [_Field(node.tag or "", node.id or "", node.attributes.get("name") or "") for node in nodes]


def _all_named(part: Plain) -> bool:
    """Whether each field bears a name or a label points to it, without looking at labels around fields."""
    labelled = frozenset(_labelled(part))
    fields = [mark.attributes for mark in part.marks if mark.name in _FIELDS]
    return all(
        any(map(field.get, _NAMES)) or (field.get("id") or "") in labelled
        for field in fields
        if (field.get("type") or "text").lower() not in _SILENT
    )


def _labelled(part: Part) -> list[str]:
    """What labels point to; of a plain part all labels are marked."""
    if isinstance(part, Plain):
        found = [mark.attributes.get("for") for mark in part.marks if mark.name == "label"]
    else:
        found = [node.attributes.get("for") for node in part.css("label[for]")]
    return list(filter(None, found))


def _asks(node: LexborNode) -> bool:
    return node.tag != "input" or (node.attributes.get("type") or "text").lower() not in _SILENT


def _named(node: LexborNode) -> bool:
    """By a name of its own, or by a label around it."""
    if any(map(node.attributes.get, _NAMES)):
        return True
    above = node.parent
    while above is not None and above.tag != "label":
        above = above.parent
    return above is not None
